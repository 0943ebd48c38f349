import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { RegionRow } from './rows';
import { RegionScan } from './scan';
import { isFault, parseInferenceProfileId } from '../../src/bedrock/inference-profile-id';
import { excerpt, ListedProfile, listProfiles, OddEntry, ProfileSummary } from '../../src/command/profiles/listing';

/** One file of the folder: what the AWS CLI wrote for one Region. */
interface Page {
  readonly file: string;
  readonly region: string;
  readonly profiles?: readonly ProfileSummary[];
  readonly models?: readonly ModelSummary[];
}

/** @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_FoundationModelSummary.html */
interface ModelSummary {
  readonly modelId?: string;
  readonly modelArn?: string;
  readonly inferenceTypesSupported?: readonly string[];
}

/**
 * What each Region listed, from a folder with the answers of `aws bedrock list-inference-profiles` and, if present, of `list-foundation-models`: one JSON
 * file for each Region and command, under any name that ends in `.json`. The Region is the one in the ARNs.
 *
 * Throws, and names the file, for what is not such an answer. A part of a folder is never taken for the whole.
 */
export async function readListings(folder: string, rows: readonly RegionRow[]): Promise<RegionScan[]> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json')).sort();
  if (files.length === 0) throw new Error(`--from: no file in the folder ends in ".json"; write one for each Region: ${COMMAND}`);
  const pages = files.map((file) => pageOf(folder, file));
  for (const { file, region } of pages) {
    if (!rows.some((row) => row.region === region)) throw new Error(`--from: ${file}: "${region}" is not a Region of regions.json; add it there first`);
  }
  const regions = [...new Set(pages.map(({ region }) => region))].sort();
  return Promise.all(regions.map(async (region) => scanOf(region, pages.filter((page) => page.region === region))));
}

const COMMAND = 'aws bedrock list-inference-profiles --region REGION --output json > REGION.json';

function pageOf(folder: string, file: string): Page {
  const bad = (why: string): never => { throw new Error(`--from: ${file}: ${why}`); };
  let content: { inferenceProfileSummaries?: ProfileSummary[]; modelSummaries?: ModelSummary[] } | null;
  try {
    content = JSON.parse(readFileSync(join(folder, file), 'utf8')) as typeof content;
  } catch (error) {
    return bad((error as Error).message);
  }
  const { inferenceProfileSummaries, modelSummaries } = content ?? {};
  const entries: unknown = inferenceProfileSummaries ?? modelSummaries;
  if (!Array.isArray(entries)) return bad(`it has neither "inferenceProfileSummaries" nor "modelSummaries"; write it with: ${COMMAND}`);
  const arns = inferenceProfileSummaries ? inferenceProfileSummaries.map((entry) => entry?.inferenceProfileArn) : modelSummaries!.map((entry) => entry?.modelArn);
  const regions = [...new Set(arns.map((arn) => /^arn:[a-z-]+:bedrock:([a-z0-9-]+):/.exec(String(arn))?.[1]))];
  const [region] = regions;
  if (region === undefined || regions.length > 1) {
    return bad(regions.length === 0 ? 'it lists nothing, so it is left to you: delete the file, or list the Region again' : `its ARNs are not all of one Region (${regions.join(', ')})`);
  }
  return { file, region, ...(inferenceProfileSummaries ? { profiles: inferenceProfileSummaries } : { models: modelSummaries }) };
}

async function scanOf(region: string, pages: readonly Page[]): Promise<RegionScan> {
  const profilePages = pages.filter(({ profiles }) => profiles);
  const modelPages = pages.filter(({ models }) => models);
  for (const same of [profilePages, modelPages]) {
    if (same.length > 1) throw new Error(`--from: ${same.map(({ file }) => file).join(' and ')} both list ${region}; keep one`);
  }
  // Those of the account itself are of no interest here.
  const summaries = (profilePages[0]?.profiles ?? []).filter((summary) => summary.type !== 'APPLICATION');
  const whole = summaries.filter(({ models }) => models !== undefined);
  const listing = await listProfiles(region, () => Promise.resolve({ inferenceProfileSummaries: whole }));
  const ids = summaries.filter(({ models }) => models === undefined).map((summary) => idOnly(region, summary));
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  return {
    region,
    profiles: [...listing.profiles, ...ids.filter((one): one is ListedProfile => !('why' in one))].sort(byId),
    odd: [...listing.odd, ...ids.filter((one): one is OddEntry => 'why' in one)].sort(byId),
    ...(modelPages.length > 0 && { onDemand: onDemandOf(modelPages[0].models!) }),
  };
}

/** A source that kept the IDs and not the models: the profile can be called from the Region, and where it goes is not known. */
function idOnly(region: string, { inferenceProfileId, inferenceProfileArn }: ProfileSummary): ListedProfile | OddEntry {
  const id = String(inferenceProfileId);
  const parts = parseInferenceProfileId(id);
  if (isFault(parts)) return { id: excerpt(id), why: 'its ID is not a prefix and a model ID' };
  if (!inferenceProfileArn!.endsWith(`:inference-profile/${id}`)) return { id, why: `its ARN is not that of ${id} in ${region}` };
  return { id, scope: parts.prefix, modelId: parts.foundationModelId };
}

function onDemandOf(models: readonly ModelSummary[]): Record<string, boolean> {
  const known = models.filter(({ modelId, inferenceTypesSupported }) => typeof modelId === 'string' && Array.isArray(inferenceTypesSupported));
  return Object.fromEntries(known.map(({ modelId, inferenceTypesSupported }) => [modelId!, inferenceTypesSupported!.includes('ON_DEMAND')]));
}
