import { BedrockClient, BedrockClientConfig, ListInferenceProfilesCommand } from '@aws-sdk/client-bedrock';
import { failureOf } from '../../src/command/profiles/error';
import { LIST_REQUEST, ListedProfile, listProfiles, OddEntry } from '../../src/command/profiles/listing';

/** What one Region answered. */
export interface RegionScan {
  readonly region: string;
  readonly profiles: readonly ListedProfile[];
  /** Entries that are not as documented; a Region that has any counts no absence. */
  readonly odd: readonly OddEntry[];
  /** Why the Region changes nothing. */
  readonly failure?: string;
  /** Whether a model can be called without a profile, by model ID. Only a folder of listings has it. */
  readonly onDemand?: Readonly<Record<string, boolean>>;
}

/** Makes the client of a Region. */
export type ClientOf = (region: string) => BedrockClient;

export interface ScanOptions {
  readonly clientOf?: ClientOf;
  readonly signal?: AbortSignal;
  /** Called for each Region when it has answered or failed. */
  readonly progress?: (scan: RegionScan) => void;
}

/** Regions that are asked at the same time. */
const PARALLEL_REGIONS = 6;

// The SDK waits for a Region without end if it is not told otherwise.
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };

/** A client as the environment configures it: credentials, number of attempts, and AWS_ENDPOINT_URL_BEDROCK. */
export const environmentClient = (region: string, config: BedrockClientConfig = {}): BedrockClient =>
  new BedrockClient({ region, requestHandler: TIMEOUTS, ...config });

/** Asks every Region for its system-defined profiles. Fails only if it is aborted. */
export async function scan(regions: readonly string[], options: ScanOptions = {}): Promise<RegionScan[]> {
  const queue = [...regions];
  const scans: RegionScan[] = [];
  const next = async () => {
    for (let region = queue.shift(); region !== undefined; region = queue.shift()) {
      const answer = await scanRegion(region, options);
      options.progress?.(answer);
      scans.push(answer);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_REGIONS }, next));
  return scans.sort((a, b) => (a.region < b.region ? -1 : 1));
}

async function scanRegion(region: string, { clientOf = environmentClient, signal }: ScanOptions): Promise<RegionScan> {
  const client = clientOf(region);
  try {
    const { profiles, odd } = await listProfiles(region, async (nextToken) =>
      client.send(new ListInferenceProfilesCommand({ ...LIST_REQUEST, nextToken }), { abortSignal: signal }));
    // A Region that lists nothing has more likely failed than lost them all.
    return profiles.length > 0 ? { region, profiles, odd } : { region, profiles: [], odd, failure: 'it listed no profile that could be read' };
  } catch (error) {
    signal?.throwIfAborted();
    return { region, profiles: [], odd: [], failure: failureOf(error) };
  } finally {
    client.destroy();
  }
}
