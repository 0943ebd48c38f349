/** Draws the dashboard of 1, 8 and 60 profiles, the last in five source Regions, to a folder: `npx tsx --tsconfig test/tsconfig.json scripts/pictures/review.ts FOLDER`. */
import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { dashboard } from './dashboard';
import { synthesizedFrom, Template } from './quick-start';
import { CrisMonitoring, InferenceProfile, InferenceQuota } from '../../src';
import { CATALOG } from '../../src/bedrock/catalog';

const REGIONS = ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2', 'ap-southeast-2'];
const FIRST = 'global.anthropic.claude-sonnet-4-5-20250929-v1:0';

/** The dashboard of some profiles of the catalog, with a quota for the first two. */
export function reviewed(count: number, sourceRegions: readonly string[]): string {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack', { env: { region: 'eu-west-1' } });
  const known = [...CATALOG.profiles.keys()].filter((id) => /^(global|eu)\./.test(id) && id !== FIRST);
  const made = Array.from({ length: count }, (_, index) => `global.newcomer.model-${index}`);
  const profiles = [FIRST, ...known, ...made].slice(0, count).map((id) => InferenceProfile.fromInferenceProfileId(id));
  const monitoring = new CrisMonitoring(stack, 'CrisMonitoring');
  for (const profile of profiles) monitoring.addInferenceProfile(profile, { sourceRegions: [...sourceRegions] });
  if (count > 1) {
    profiles.slice(0, 2).forEach((inferenceProfile, index) => monitoring.dashboard!.addQuota(new InferenceQuota(stack, `Quota${index}`, { inferenceProfile, tokensPerMinute: 400_000 })));
  }
  const { template } = app.synth().getStackArtifact(stack.artifactId);
  return dashboard(synthesizedFrom(template as Template, 'eu-west-1'), `${count === 1 ? '1 profile' : `${count} profiles`} in ${sourceRegions.length === 1 ? '1 source Region' : `${sourceRegions.length} source Regions`}`);
}

const [folder] = process.argv.slice(2);
if (require.main === module && folder !== undefined) {
  mkdirSync(folder, { recursive: true });
  for (const [count, regions] of [[1, 1], [8, 1], [60, 1], [60, 5]]) {
    writeFileSync(join(folder, `dashboard-${count}-${regions}.svg`), reviewed(count, REGIONS.slice(0, regions)));
  }
}
