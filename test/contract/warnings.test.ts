import { readFileSync } from 'fs';
import { join } from 'path';
import { Annotations, Stack, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { warn, WARNING_IDS } from '../../src/private/errors';
import { stackIn, warningsOf } from '../profile/stack-warnings';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'warnings.md'), 'utf8');
const IDS = Object.values(WARNING_IDS);

// Users acknowledge warnings by these ids.
test('the ids of warnings', () => {
  expect([...IDS].sort()).toEqual([
    'cdk-bedrock-cris::bucketPolicyNotAdded',
    'cdk-bedrock-cris::dataRetentionRequired',
    'cdk-bedrock-cris::destinationRegionsDiffer',
    'cdk-bedrock-cris::destinationRegionsUnknown',
    'cdk-bedrock-cris::eventPatternOverQuota',
    'cdk-bedrock-cris::furtherTrail',
    'cdk-bedrock-cris::granteeWithoutPolicies',
    'cdk-bedrock-cris::hubWithoutTargets',
    'cdk-bedrock-cris::keyPolicyNotAdded',
    'cdk-bedrock-cris::noAlarmActions',
    'cdk-bedrock-cris::policiesManagedElsewhere',
    'cdk-bedrock-cris::retiredModel',
    'cdk-bedrock-cris::roleUndefined',
    'cdk-bedrock-cris::serviceControlPoliciesOfTarget',
    'cdk-bedrock-cris::serviceControlPolicyOverFormerLimit',
    'cdk-bedrock-cris::sourceRegionNotInCatalog',
    'cdk-bedrock-cris::sourceRegionNotMonitored',
    'cdk-bedrock-cris::sourceRegionOfRole',
    'cdk-bedrock-cris::topicRefusesAlarms',
    'cdk-bedrock-cris::unknownInferenceProfile',
    'cdk-bedrock-cris::unknownRegion',
    'cdk-bedrock-cris::watchedTwice',
  ]);
});

test.each(IDS)('%s is on the page of warnings', (id) => {
  expect(PAGE).toContain(`\`${id}\``);
});

const ACKNOWLEDGED: [string, (stack: Stack, id: string) => void][] = [
  ['Validations.acknowledge', (stack, id) => Validations.of(stack).acknowledge({ id, reason: 'checked' })],
  ['Annotations.acknowledgeWarning', (stack, id) => Annotations.of(stack).acknowledgeWarning(id, 'checked')],
];

describe.each(ACKNOWLEDGED)('%s', (_, acknowledge) => {
  test.each(IDS)('takes %s away, before the warning and after it', (id) => {
    const [before, after] = [stackIn(), stackIn()];
    acknowledge(before, id);
    for (const stack of [before, after]) warn(new Construct(stack, 'Part'), id, 'a warning');
    expect(warningsOf(after)).toEqual([{ path: '/Stack/Part', id, message: 'a warning' }]);
    acknowledge(after, id);
    expect([warningsOf(before), warningsOf(after)]).toEqual([[], []]);
  });

  test('leaves other warnings', () => {
    const stack = stackIn();
    warn(stack, WARNING_IDS.unknownRegion, 'a warning');
    acknowledge(stack, WARNING_IDS.retiredModel);
    expect(warningsOf(stack)).toHaveLength(1);
  });
});
