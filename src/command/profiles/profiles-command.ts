import { CommandIo } from '../io';
import { BedrockSdk, compareLive, Difference, loadSdk } from './live';
import { PROFILES_USAGE, ProfilesOptions, profilesOptions } from './options';
import { selectedProfiles } from './selection';
import { json, profilesJson, profilesTable } from './view';
import { CATALOG } from '../../bedrock/catalog';

/**
 * Prints the inference profiles of the catalog, or how an account differs from it.
 *
 * Answers 0, 1 for nothing found or no answer from AWS, 2 for options that are wrong.
 */
export async function profilesCommand(args: string[], io: CommandIo, load: () => Promise<BedrockSdk> = loadSdk): Promise<number> {
  let options: ProfilesOptions;
  try {
    options = profilesOptions(args);
  } catch (error) {
    io.err(`${(error as Error).message}\n\n${PROFILES_USAGE}`);
    return 2;
  }
  if (options.help) {
    io.out(PROFILES_USAGE);
    return 0;
  }
  return options.live ? live(options, io, load) : list(options, io);
}

function list(options: ProfilesOptions, io: CommandIo): number {
  const profiles = selectedProfiles(options);
  if (options.json) io.out(profilesJson(profiles, options));
  else if (profiles.length > 0) io.out(profilesTable(profiles, options, io.columns));
  if (profiles.length > 0) return 0;
  io.err(`the catalog of ${CATALOG.date} has no such inference profile\n`);
  return 1;
}

async function live(options: ProfilesOptions, io: CommandIo, load: () => Promise<BedrockSdk>): Promise<number> {
  try {
    const difference = await compareLive(options, load);
    io.out(options.json ? json({ catalogDate: CATALOG.date, ...difference }) : differenceText(difference));
    return 0;
  } catch (error) {
    io.err(`${(error as Error).message}\n`);
    return 1;
  }
}

function differenceText({ sourceRegion, listed, onlyInAccount, onlyInCatalog, destinations, odd }: Difference): string {
  const sections = [
    section('only in the account', onlyInAccount.map(({ id, why }) => `${id}: ${why}`)),
    section('only in the catalog', onlyInCatalog.map(({ id, why }) => `${id}: ${why}`)),
    section('destinations differ', destinations.map(({ id, account, catalog: ours }) => `${id}: ${account.join(', ')}; the catalog ${ours ? `has ${ours.join(', ')}` : 'does not know them'}`)),
    section('not as documented', odd.map(({ id, why }) => `${id}: ${why}`)),
  ].join('');
  return `inference profiles of ${sourceRegion}: ${listed} listed, beside the catalog of ${CATALOG.date}\n${sections || '\nno difference\n'}`;
}

function section(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `\n${heading}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
