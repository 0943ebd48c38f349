import { isFault, parseInferenceProfileId } from '../../bedrock/inference-profile-id';

/** One system-defined inference profile as Amazon Bedrock lists it in one Region. */
export interface ListedProfile {
  readonly id: string;
  readonly scope: string;
  readonly modelId: string;
  /** Where a geographic profile goes from the Region that was asked, sorted; a global profile does not say. */
  readonly destinationRegions?: readonly string[];
}

/** An entry that is not as documented, and therefore taken for nothing. */
export interface OddEntry {
  readonly id: string;
  readonly why: string;
}

/** What one Region lists. */
export interface Listing {
  readonly profiles: readonly ListedProfile[];
  readonly odd: readonly OddEntry[];
}

/** @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_InferenceProfileSummary.html */
export interface ProfileSummary {
  readonly inferenceProfileId?: string;
  readonly inferenceProfileArn?: string;
  readonly type?: string;
  readonly models?: readonly { readonly modelArn?: string }[];
}

/** @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListInferenceProfiles.html */
export interface ProfilePage {
  readonly inferenceProfileSummaries?: readonly ProfileSummary[];
  readonly nextToken?: string;
}

/** The request of each page. Application inference profiles are the account's own and of no interest here. */
export const LIST_REQUEST = { typeEquals: 'SYSTEM_DEFINED', maxResults: 1000 } as const;

const MODEL_ARN = /^arn:(aws[a-z-]*):bedrock:([a-z0-9-]*)::foundation-model\/([a-zA-Z0-9.:-]+)$/;
const PROFILE_ARN = /^arn:(aws[a-z-]*):bedrock:([a-z0-9-]+):\d{12}:inference-profile\/([a-zA-Z0-9.:-]+)$/;

/** Reads every page; what a page fails with ends it all, so that a part is never taken for the whole. */
export async function listProfiles(region: string, page: (nextToken?: string) => Promise<ProfilePage>): Promise<Listing> {
  const summaries: ProfileSummary[] = [];
  const tokens = new Set<string>();
  for (let token: string | undefined; ;) {
    const { inferenceProfileSummaries, nextToken } = await page(token);
    summaries.push(...inferenceProfileSummaries ?? []);
    if (!nextToken) return readSummaries(region, summaries);
    if (tokens.has(nextToken)) throw new Error('the pages of the answer repeat');
    tokens.add(nextToken);
    token = nextToken;
  }
}

function readSummaries(region: string, summaries: readonly ProfileSummary[]): Listing {
  const byId = new Map<string, ListedProfile>();
  const odd = new Map<string, OddEntry>();
  for (const summary of summaries) {
    const id = excerpt(summary?.inferenceProfileId);
    const read = readSummary(region, summary);
    const known = byId.get(id);
    if ('why' in read) odd.set(id, { id, why: read.why });
    else if (known && JSON.stringify(known) !== JSON.stringify(read)) odd.set(id, { id, why: 'it is listed twice, and differently' });
    else byId.set(id, read);
  }
  const profiles = [...byId.values()].filter(({ id }) => !odd.has(id));
  const byIdOf = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  return { profiles: profiles.sort(byIdOf), odd: [...odd.values()].sort(byIdOf) };
}

function readSummary(region: string, summary: ProfileSummary): ListedProfile | { readonly why: string } {
  const id = summary?.inferenceProfileId;
  const parts = typeof id === 'string' ? parseInferenceProfileId(id) : undefined;
  if (id === undefined || parts === undefined || isFault(parts)) return { why: 'its ID is not a prefix and a model ID' };
  if (summary.type !== undefined && summary.type !== 'SYSTEM_DEFINED') return { why: `it is of the type ${excerpt(summary.type)}` };

  const [, partition, profileRegion, profileId] = PROFILE_ARN.exec(String(summary.inferenceProfileArn)) ?? [];
  if (profileId !== id || profileRegion !== region) return { why: `its ARN is not that of ${id} in ${region}` };

  const regions: string[] = [];
  for (const { modelArn } of summary.models ?? []) {
    const [, modelPartition, modelRegion, modelId] = MODEL_ARN.exec(String(modelArn)) ?? [];
    if (modelPartition !== partition) return { why: `${excerpt(modelArn)} is not the ARN of a model in ${partition}` };
    if (modelId !== parts.foundationModelId) return { why: `${excerpt(modelArn)} is not the ARN of ${parts.foundationModelId}` };
    regions.push(modelRegion);
  }
  return routed(region, { id, scope: parts.prefix, modelId: parts.foundationModelId }, [...new Set(regions)].sort());
}

/** A global profile has the model ARN without a Region and that of the source; a geographic one those of its destinations, the source among them. */
function routed(region: string, profile: Omit<ListedProfile, 'destinationRegions'>, regions: readonly string[]): ListedProfile | { readonly why: string } {
  const listed = regions.map((name) => name || '(no Region)').join(', ') || 'none';
  if (profile.scope === 'global') return regions.join() === `,${region}` ? profile : { why: `its models are in ${listed}, not in (no Region) and ${region}` };
  if (regions.includes('') || !regions.includes(region)) return { why: `its models are in ${listed}, without ${region} or with one that has no Region` };
  return { ...profile, destinationRegions: regions };
}

/** Text of an answer on one line, without the account and without what Markdown would take for markup. */
export function excerpt(value: unknown): string {
  return JSON.stringify(String(value)).slice(1, -1).replace(/\d{12}/g, '(account)').replace(/[`|<>]/g, ' ').slice(0, 120);
}
