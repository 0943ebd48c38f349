import { basename, resolve } from 'path';
import { parseArgs } from 'util';
import { RegionRow } from './rows';

export const USAGE = `npm run catalog:update -- [options]
Asks Amazon Bedrock in every Region for its inference profiles and merges the answers into the catalog.

  --regions a,b      only these Regions
  --partition NAME   aws (default) or another partition, with credentials of an account there
  --from FOLDER      ask nobody, and merge the listings in a folder: a JSON file for each Region, as
                     "aws bedrock list-inference-profiles --region REGION --output json" writes it,
                     and, if present, one of "aws bedrock list-foundation-models"
  --source NAME      what the source of the folder is called publicly (default: the name of the folder)
  --date YYYY-MM-DD  when that source asked AWS (default: today)
  --report FILE      write the report, in Markdown, to a file instead of to the output
  --dry-run          change no file of the catalog
  --root DIRECTORY   the repository whose catalog it is (default: this one)
  --help             this text
`;

export interface Options {
  readonly regions?: readonly string[];
  readonly partition: string;
  readonly from?: FolderOptions;
  readonly report?: string;
  readonly dryRun: boolean;
  readonly root?: string;
  readonly help: boolean;
}

export interface FolderOptions {
  readonly folder: string;
  readonly source: string;
  readonly date?: string;
}

/** Throws for options that it does not know. */
export function parse(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'regions': { type: 'string' },
      'partition': { type: 'string' },
      'from': { type: 'string' },
      'source': { type: 'string' },
      'date': { type: 'string' },
      'report': { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      'root': { type: 'string' },
      'help': { type: 'boolean', default: false },
    },
  });
  const { regions, partition, report, root, help } = values;
  return { regions: regions?.split(','), partition: partition ?? 'aws', from: folderOf(values), report, root, help, dryRun: values['dry-run'] };
}

function folderOf({ from, source, date, ...others }: { from?: string; source?: string; date?: string; regions?: string; partition?: string }): FolderOptions | undefined {
  const stray = (names: readonly ('regions' | 'partition')[]) => names.find((name) => others[name] !== undefined);
  if (from === undefined) {
    for (const [option, value] of Object.entries({ source, date })) if (value !== undefined) throw new Error(`--${option}: "${value}" is about a folder; give --from too`);
    return undefined;
  }
  const asked = stray(['regions', 'partition']);
  if (asked !== undefined) throw new Error(`--${asked}: "${others[asked]}" is for a scan; with --from, the Regions are those of the folder`);
  const name = source ?? basename(resolve(from));
  if (!/^[\w][\w .-]{0,59}$/.test(name)) throw new Error(`--source: "${name}" is not a name; give 1 to 60 letters, digits, spaces, ".", "-" and "_"`);
  if (date !== undefined && (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(Date.parse(date)))) throw new Error(`--date: "${date}" is not a date; give one like 2026-10-09`);
  return { folder: from, source: name, date };
}

/** The Regions to ask: those given, or all of the partition that have Bedrock. Throws for names that are none. */
export function regionsToAsk({ regions, partition }: Options, rows: readonly RegionRow[]): string[] {
  const there = rows.filter((row) => row.partition === partition);
  if (there.length === 0) throw new Error(`--partition: "${partition}" is not one of ${[...new Set(rows.map((row) => row.partition))].join(', ')}`);
  const unknown = regions?.find((name) => !there.some(({ region }) => region === name));
  if (unknown !== undefined) throw new Error(`--regions: "${unknown}" is not a Region of ${partition} in regions.json`);
  return [...new Set(regions ?? there.filter(({ bedrock }) => bedrock.startsWith('yes')).map(({ region }) => region))];
}
