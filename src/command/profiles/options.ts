import { parseArgs } from 'util';
import { CATALOG } from '../../bedrock/catalog';

export const PROFILES_USAGE = `cdk-bedrock-cris profiles [options]
The inference profiles that this library knows, or what an account has beside them.

  --source-region REGION   only those that can be called from there, with their destinations
  --scope SCOPE            only global ones, or those of a geography: us, eu, jp, ...
  --model PATTERN          only models whose ID holds PATTERN, or matches it if it has * or ?
  --json                   as JSON
  --live                   ask the account, and print how it differs from the catalog
  --help                   this text
`;

export interface ProfilesOptions {
  readonly sourceRegion?: string;
  readonly scope?: string;
  readonly model?: string;
  readonly json: boolean;
  readonly live: boolean;
  readonly help: boolean;
}

/** Throws, with a message for the user, for what it does not know. */
export function profilesOptions(args: readonly string[]): ProfilesOptions {
  const { values } = parse(args);
  const { scope, model, json, live, help } = values;
  const options = { sourceRegion: values['source-region'], scope, model, json, live, help };
  const { regions, prefixes } = CATALOG;
  const sources = [...regions.values()].filter(({ bedrock }) => bedrock).map(({ region }) => region);
  // An account may have what AWS added after the date of the catalog.
  if (live || help) return options;
  if (options.sourceRegion !== undefined && !sources.includes(options.sourceRegion)) throw new Error(unknown('--source-region', options.sourceRegion, sources));
  if (scope !== undefined && !prefixes.has(scope)) throw new Error(unknown('--scope', scope, [...prefixes]));
  return options;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        'source-region': { type: 'string' },
        'scope': { type: 'string' },
        'model': { type: 'string' },
        'json': { type: 'boolean', default: false },
        'live': { type: 'boolean', default: false },
        'help': { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    // Node goes on about positional arguments, of which there are none here.
    throw new Error((error as Error).message.split(/[.\n]/)[0]);
  }
}

function unknown(option: string, value: string, known: readonly string[]): string {
  return `${option}: the catalog of ${CATALOG.date} does not know "${value}"; give one of ${[...known].sort().join(', ')}`;
}
