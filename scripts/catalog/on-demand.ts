import { Change } from './changes';
import { Draft } from './draft';
import { inOrder, ProfileRow, sorted } from './rows';
import { RegionScan } from './scan';

type OnDemand = Pick<ProfileRow, 'profileOnlyOnBedrockRuntime' | 'alsoOnDemandIn' | 'disputedOnDemandIn'>;

/**
 * Takes from the listings where a model can be called without a profile. Regions are only added. A model that the catalog has as offered through profiles
 * alone, and that a Region lists on demand, is disputed there: the list does not say which endpoint it means, and the other one knows no profiles.
 *
 * Answers where the listings and the catalog contradict each other.
 */
export function mergeOnDemand(draft: Draft, scans: readonly RegionScan[]): Change[] {
  const models = sorted([...draft.rows.values()].map(({ modelId }) => modelId));
  return models.flatMap((modelId) => {
    const rows = [...draft.rows.values()].filter((row) => row.modelId === modelId);
    const listed = scans.filter(({ onDemand }) => onDemand?.[modelId] !== undefined);
    return listed.length === 0 ? [] : mergeModel(draft, modelId, rows, listed.filter(({ onDemand }) => onDemand![modelId]), listed);
  });
}

function mergeModel(draft: Draft, modelId: string, rows: readonly ProfileRow[], yes: readonly RegionScan[], all: readonly RegionScan[]): Change[] {
  const before = factsOf(rows);
  const regions = sorted(listedRegionsOf(yes));
  const only = before.profileOnlyOnBedrockRuntime ?? (before.alsoOnDemandIn === undefined && regions.length === 0);
  const union = (one: readonly string[] = [], other: readonly string[]) => (one.length + other.length > 0 ? sorted([...one, ...other]) : undefined);
  const after: OnDemand = only
    ? { profileOnlyOnBedrockRuntime: true, disputedOnDemandIn: union(before.disputedOnDemandIn, regions) }
    : { alsoOnDemandIn: union(before.alsoOnDemandIn, regions), disputedOnDemandIn: before.disputedOnDemandIn };
  for (const row of rows) {
    if (factsText(row) === factsText(after)) continue;
    draft.rows.set(row.id, inOrder({ ...row, profileOnlyOnBedrockRuntime: undefined, alsoOnDemandIn: undefined, disputedOnDemandIn: undefined, ...after }));
  }

  const fresh = only ? [] : regions.filter((region) => !before.alsoOnDemandIn?.includes(region));
  if (only && !before.profileOnlyOnBedrockRuntime) draft.changes.push({ kind: 'on-demand', id: modelId, note: 'through profiles only' });
  for (const region of fresh) draft.changes.push({ kind: 'on-demand', id: modelId, region });
  const refuted = all.filter((scan) => !yes.includes(scan) && before.alsoOnDemandIn?.includes(scan.region));
  return [
    ...(only ? regions : []).map((region): Change => ({ kind: 'on-demand-differs', id: modelId, region, note: 'the catalog has it through profiles only' })),
    ...refuted.map(({ region }): Change => ({ kind: 'on-demand-differs', id: modelId, region, note: 'the listing has it through profiles only' })),
  ];
}

/** The rows of a model share these facts; a row that a source added later may lack them. */
function factsOf(rows: readonly ProfileRow[]): OnDemand {
  const known = rows.find(({ profileOnlyOnBedrockRuntime, alsoOnDemandIn }) => profileOnlyOnBedrockRuntime !== undefined || alsoOnDemandIn !== undefined);
  return known ?? {};
}

function factsText({ profileOnlyOnBedrockRuntime, alsoOnDemandIn, disputedOnDemandIn }: OnDemand): string {
  return JSON.stringify([profileOnlyOnBedrockRuntime, alsoOnDemandIn, disputedOnDemandIn]);
}

export function listedRegionsOf(scans: readonly RegionScan[]): string[] {
  return scans.map(({ region }) => region);
}
