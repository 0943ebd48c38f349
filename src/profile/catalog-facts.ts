import { catalog } from './catalog/catalog';
import { literal, partitionOf } from '../private/source-of';

/** The Regions that the catalog has not heard of. Of partitions that it holds nothing of, it has nothing to say. */
export function unknownRegions(regions: readonly string[]): string[] {
  const known = catalog().regions;
  const partitions = new Set([...known.values()].map(({ partition }) => partition));
  return regions.filter((region) => literal(region) !== undefined && !known.has(region) && partitions.has(partitionOf(region)));
}

/** Whether profiles begin with it, so that no foundation model does. */
export function isProfilePrefix(prefix: string): boolean {
  return catalog().prefixes.has(prefix);
}

export function catalogDate(): string {
  return catalog().date;
}
