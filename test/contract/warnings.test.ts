import { readFileSync } from 'fs';
import { join } from 'path';
import { WARNING_IDS } from '../../src/private/messages';

const README = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');

// Users acknowledge warnings by these ids.
test('the ids of warnings', () => {
  expect(Object.values(WARNING_IDS).sort()).toEqual([
    'cdk-bedrock-cris:destinationRegionsUnknown',
    'cdk-bedrock-cris:eventPatternOverQuota',
    'cdk-bedrock-cris:furtherTrail',
    'cdk-bedrock-cris:retiredModel',
    'cdk-bedrock-cris:serviceControlPolicyOverFormerLimit',
    'cdk-bedrock-cris:sourceRegionNotInCatalog',
    'cdk-bedrock-cris:sourceRegionNotMonitored',
    'cdk-bedrock-cris:unknownInferenceProfile',
    'cdk-bedrock-cris:unknownRegion',
  ]);
});

test.each(Object.values(WARNING_IDS))('%s is in the README', (id) => {
  expect(README).toContain(`\`${id}\``);
});
