import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { catalogText, dataFile } from './build';
import { CatalogFiles } from './merge';
import { ProfileRow, profilesText, RegionRow, regionsText, SourceRow, sourcesText } from './rows';
import { NO_STATE, ScanState, stateText } from './state';

/** The files of the catalog below the root of a repository. */
export class CatalogFolder {
  private readonly profiles: string;
  private readonly regions: string;
  private readonly state: string;
  private readonly sources: string;
  private readonly data: string;

  constructor(root: string) {
    this.profiles = join(root, 'scripts', 'catalog', 'profiles.json');
    this.regions = join(root, 'scripts', 'catalog', 'regions.json');
    this.state = join(root, 'scripts', 'catalog', 'scan-state.json');
    this.sources = join(root, 'scripts', 'catalog', 'sources.json');
    this.data = join(root, 'src', 'bedrock', 'catalog-data.ts');
  }

  read(): CatalogFiles {
    const { asOf, regions } = readJson<{ asOf: string; regions: RegionRow[] }>(this.regions);
    const state = existsSync(this.state) ? readJson<ScanState>(this.state) : NO_STATE;
    const profiles = readJson<ProfileRow[]>(this.profiles);
    if (!Array.isArray(profiles) || !Array.isArray(regions) || typeof state.regions !== 'object') throw new Error(`the files beside ${this.profiles} do not hold a catalog`);
    return { profiles, regions, date: asOf, state, ...(existsSync(this.sources) && { sources: readJson<SourceRow[]>(this.sources) }) };
  }

  /** Writes what differs, all of it or nothing; answers whether anything did. */
  write(catalog: CatalogFiles): boolean {
    return replaceAll(new Map([
      [this.regions, regionsText(catalog.date, catalog.regions)],
      [this.profiles, profilesText(catalog.profiles)],
      [this.state, stateText(catalog.state)],
      ...(catalog.sources ? [[this.sources, sourcesText(catalog.sources)] as const] : []),
      [this.data, dataFile(catalogText(catalog.profiles, catalog.regions, catalog.date, catalog.sources))],
    ]));
  }
}

function readJson<T>(file: string): T {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}

/** New files beside the old ones first, then renames, which cannot leave half a file; what fails is undone. */
function replaceAll(texts: ReadonlyMap<string, string>): boolean {
  const before = new Map([...texts.keys()].map((file) => [file, existsSync(file) ? readFileSync(file, 'utf8') : undefined]));
  const changed = [...texts].filter(([file, text]) => before.get(file) !== text);
  const replaced: string[] = [];
  try {
    for (const [file, text] of changed) writeFileSync(`${file}.new`, text);
    for (const [file] of changed) {
      renameSync(`${file}.new`, file);
      replaced.push(file);
    }
  } catch (error) {
    for (const [file] of changed) rmSync(`${file}.new`, { force: true });
    for (const file of replaced) restore(file, before.get(file));
    throw error;
  }
  return changed.length > 0;
}

function restore(file: string, text: string | undefined): void {
  if (text === undefined) rmSync(file, { force: true });
  else writeFileSync(file, text);
}
