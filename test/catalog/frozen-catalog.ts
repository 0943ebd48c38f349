import { catalogText } from '../../scripts/catalog/build';
import { ProfileRow, RegionRow } from '../../scripts/catalog/rows';

export const EU = ['eu-central-1', 'eu-north-1', 'eu-west-1'];

const region = (name: string, prefix: string, row: Partial<RegionRow> = {}): RegionRow => ({
  region: name, name, partition: 'aws', optIn: false, bedrock: 'yes', canBeGlobalCrisSource: true, geographyPrefixes: [prefix], geoPrefixesSeenAsSource: [], ...row,
});
const profile = (scope: string, modelId: string, row: Partial<ProfileRow>): ProfileRow => ({
  id: `${scope}.${modelId}`, scope, modelId, provider: 'Any', asOf: '2026-08-21', confidence: 'high', ...row,
});

/** A catalog that no refresh changes, so that tests of the command can name profiles. Takes the place of data.ts. */
export const CATALOG_JSON = catalogText([
  profile('eu', 'anthropic.claude-opus-5', { sources: { 'eu-west-1': EU, 'eu-west-2': [...EU, 'eu-west-2'] } }),
  profile('eu', 'anthropic.claude-opus-5-5', { asOf: '2026-11-10', confidence: 'medium' }),
  profile('eu', 'anthropic.claude-page', { sources: { 'eu-west-2': null }, origin: ['some-tool'] }),
  profile('global', 'anthropic.claude-old', { sourceRegions: ['eu-west-1'], lifecycle: 'past-eol' }),
  profile('global', 'anthropic.claude-opus-5', { sourceRegions: ['eu-west-1', 'eu-west-2', 'us-east-1'] }),
  profile('global', 'openai.gpt-5.6-sol', { sourceRegions: ['us-east-1'], confidence: 'medium' }),
  profile('global', 'openai.gpt-6-sol', { confidence: 'medium' }),
  profile('us', 'amazon.nova-lite-v1:0', { sources: { 'us-east-1': ['us-east-1'] }, lifecycle: 'legacy' }),
  profile('us-gov', 'anthropic.claude-opus-5', { sources: { 'us-gov-west-1': null } }),
], [
  region('ap-east-1', 'apac', { bedrock: 'no' }),
  region('eu-central-1', 'eu'),
  region('eu-north-1', 'eu'),
  region('eu-west-1', 'eu'),
  region('eu-west-2', 'eu'),
  region('us-east-1', 'us'),
  region('us-gov-west-1', 'us-gov', { partition: 'aws-us-gov', canBeGlobalCrisSource: false }),
], '2026-11-22', [{ name: 'some-tool', date: '2026-10-09' }]);
