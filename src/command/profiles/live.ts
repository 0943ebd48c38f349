import { failureOf } from './error';
import { LIST_REQUEST, ListedProfile, listProfiles, ProfilePage } from './listing';
import { ProfilesOptions } from './options';
import { idSelector } from './selection';
import { CATALOG } from '../../bedrock/catalog';

/** What is used of the package @aws-sdk/client-bedrock, which this library does not depend on. */
export interface BedrockSdk {
  readonly BedrockClient: new (config: object) => BedrockClient;
  readonly ListInferenceProfilesCommand: new (input: object) => object;
}

interface BedrockClient {
  readonly config: { readonly region: () => Promise<string> };
  readonly send: (command: object) => Promise<ProfilePage>;
  readonly destroy: () => void;
}

/** How one Region of an account differs from the catalog. */
export interface Difference {
  readonly sourceRegion: string;
  readonly listed: number;
  readonly onlyInAccount: readonly { readonly id: string; readonly why: string }[];
  readonly onlyInCatalog: readonly { readonly id: string; readonly why: string }[];
  /** Destinations of geographic profiles; null where the catalog does not know them. */
  readonly destinations: readonly { readonly id: string; readonly account: readonly string[]; readonly catalog: readonly string[] | null }[];
  /** Entries that are not as documented. */
  readonly odd: readonly { readonly id: string; readonly why: string }[];
}

// Not a literal, so that neither a compiler nor a bundler looks for a package that need not be there.
const PACKAGE: string = '@aws-sdk/client-bedrock';

export const loadSdk = async (): Promise<BedrockSdk> => await import(PACKAGE) as BedrockSdk;

/** Asks the account of the caller. Throws an error with a line for the user. */
export async function compareLive(options: ProfilesOptions, load: () => Promise<BedrockSdk>): Promise<Difference> {
  const sdk = await load().catch((error: { code?: string; message?: string }) => {
    if (!error.code?.endsWith('MODULE_NOT_FOUND')) throw new Error(`${PACKAGE} cannot be loaded: ${error.message}`);
    throw new Error(`--live needs the AWS SDK: npx -p cdk-bedrock-cris -p ${PACKAGE} cdk-bedrock-cris profiles --live`);
  });
  const client = new sdk.BedrockClient({
    ...(options.sourceRegion !== undefined && { region: options.sourceRegion }),
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  });
  try {
    const region = await client.config.region().catch(() => { throw new Error('no Region is configured; give --source-region'); });
    const listing = await listProfiles(region, async (nextToken) => client.send(new sdk.ListInferenceProfilesCommand({ ...LIST_REQUEST, nextToken })))
      .catch((error: unknown) => { throw new Error(`Amazon Bedrock in ${region} did not list its inference profiles: ${failureOf(error)}`); });
    const selects = idSelector(options);
    return difference(region, listing.profiles.filter(({ id }) => selects(id)), listing.odd, selects);
  } finally {
    client.destroy();
  }
}

function difference(region: string, listed: readonly ListedProfile[], odd: Difference['odd'], selects: (id: string) => boolean): Difference {
  const { profiles } = CATALOG;
  const known = ({ id }: ListedProfile) => profiles.get(id)?.sourceRegions?.includes(region) ?? false;
  return {
    sourceRegion: region,
    listed: listed.length,
    onlyInAccount: listed.filter((profile) => !known(profile)).map(({ id }) => ({ id, why: whyNot(id, region) })),
    onlyInCatalog: [...profiles.values()]
      .filter(({ id, sourceRegions }) => sourceRegions?.includes(region) && selects(id) && ![...listed, ...odd].some((one) => one.id === id))
      .map(({ id, lifecycle }) => ({ id, why: lifecycle === 'past-eol' ? 'AWS has retired the model' : 'the account does not list it' })),
    destinations: listed.filter(known).flatMap(({ id, destinationRegions: account }) => {
      const ours = profiles.get(id)!.destinations?.get(region) ?? null;
      return account && ours?.join() !== account.join() ? [{ id, account, catalog: ours }] : [];
    }),
    odd,
  };
}

function whyNot(id: string, region: string): string {
  const known = CATALOG.profiles.get(id);
  if (!known) return 'the catalog does not know it';
  return known.sourceRegions ? `the catalog does not list ${region} as its source Region` : 'the catalog does not know its source Regions';
}
