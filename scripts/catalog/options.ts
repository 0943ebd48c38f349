import { parseArgs } from 'util';
import { RegionRow } from './rows';

export const USAGE = `npm run catalog:update -- [options]
Asks Amazon Bedrock in every Region for its inference profiles and merges the answers into the catalog.

  --regions a,b      only these Regions
  --partition NAME   aws (default) or another partition, with credentials of an account there
  --report FILE      write the report, in Markdown, to a file instead of to the output
  --dry-run          change no file of the catalog
  --root DIRECTORY   the repository whose catalog it is (default: this one)
  --help             this text
`;

export interface Options {
  readonly regions?: readonly string[];
  readonly partition: string;
  readonly report?: string;
  readonly dryRun: boolean;
  readonly root?: string;
  readonly help: boolean;
}

/** Throws for options that it does not know. */
export function parse(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'regions': { type: 'string' },
      'partition': { type: 'string', default: 'aws' },
      'report': { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      'root': { type: 'string' },
      'help': { type: 'boolean', default: false },
    },
  });
  const { regions, partition, report, root, help } = values;
  return { regions: regions?.split(','), partition, report, root, help, dryRun: values['dry-run'] };
}

/** The Regions to ask: those given, or all of the partition that have Bedrock. Throws for names that are none. */
export function regionsToAsk({ regions, partition }: Options, rows: readonly RegionRow[]): string[] {
  const there = rows.filter((row) => row.partition === partition);
  if (there.length === 0) throw new Error(`--partition: "${partition}" is not one of ${[...new Set(rows.map((row) => row.partition))].join(', ')}`);
  const unknown = regions?.find((name) => !there.some(({ region }) => region === name));
  if (unknown !== undefined) throw new Error(`--regions: "${unknown}" is not a Region of ${partition} in regions.json`);
  return [...new Set(regions ?? there.filter(({ bedrock }) => bedrock.startsWith('yes')).map(({ region }) => region))];
}
