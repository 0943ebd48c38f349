import { readFileSync } from 'fs';
import { join } from 'path';
import { messages, WARNING_IDS } from '../../src/private/messages';

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

test('every error names its prop first, tells what to do, and does not end in a period', () => {
  const texts = [
    messages.emptyList('prop', 'give one'),
    messages.duplicate('prop', 'value'),
    messages.tokenForLiteral('prop', 'the ID'),
    messages.notARegion('prop', 'value'),
    messages.geographyPrefix('X'),
    messages.inferenceProfileId('value', { fault: 'characters' }),
    messages.foundationModelId('value', { fault: 'empty' }),
    messages.noGlobalInPartition('profile', 'cn-north-1'),
    messages.notOfGeography('profile', 'us-east-1', ['eu-west-1'], '2026-01-01'),
    messages.noGlobalApplication('profile', 'cn-north-1'),
    messages.noApplicationOfGeography('profile', 'us-east-1', ['eu-west-1'], '2026-01-01'),
    messages.oneOf('prop', 'other', true),
    messages.textPattern('prop', 'a--b', 'letters'),
    messages.needs('prop', 'other'),
    messages.emptyTags('prop'),
    messages.tooManyTags('prop', 51, 50),
    messages.tag('prop', 'key', 'aws:x', 'another'),
    messages.applicationProfileArn('value'),
    messages.applicationProfileRegion('profile', ['eu-west-1'], ['us-east-1']),
    messages.applicationProfileOfPolicy('profile'),
    messages.applicationProfileResponses(),
    messages.costTagsRegions(['eu-west-1', 'eu-central-1'], 'eu-west-1'),
    messages.guardrailArn('value'),
    messages.guardrailVersion('DRAFT'),
    messages.guardrailProfileId('value'),
    messages.guardrailRegion('arn', 'eu-west-1'),
    messages.tooManyPolicies('role', 20),
    messages.otherAccount('prop', '111122223333', '999988887777'),
    messages.deniedProfile('profile', 'eu-west-1'),
    messages.otherPartition('us-gov-west-1', 'aws'),
    messages.logGroupRegion('us-east-1', 'eu-west-1'),
    messages.profileTooLarge('profile', 7000, 6144),
    messages.roleAndAssumedBy(),
    messages.denyTooLarge(7000, 6144),
    messages.boundaryTooLarge(7000, 6144, 20, 18),
    messages.principalArn('value'),
    messages.sessionArn('value', 'role'),
    messages.provider('value'),
    messages.partition('value', ['aws', 'aws-cn']),
    messages.regionOfOtherPartition('prop', 'us-gov-west-1', 'aws'),
    messages.noKnownRegion('prop', ['eu-wast-1'], '2026-01-01'),
    messages.notAnAction('prop', 'value'),
    messages.unspecifiedRegion('prop: false'),
    messages.serviceControlPolicyTooLarge(11000, 10240),
    messages.textLength('prop', 200, 128),
    messages.targetId('value'),
    messages.endpointPolicyTooLarge(21000, 20480),
    messages.organizationId('value'),
    messages.threshold('prop', -1, 'a count'),
    messages.evaluation(3, 2),
    messages.alarmRegion('eu-west-1', 'us-east-1'),
    messages.partsRegion('prop', ['eu-west-1'], 'us-east-1'),
    messages.notInRange('prop', -1, 'a number'),
    messages.noQuota(),
    messages.quota('prop', 0),
    messages.quotaNotGiven('prop'),
    messages.quotaCode('prop', 'value'),
    messages.unknownQuotaCode('prop', 'model', '2026-01-01'),
    messages.noIncrease(),
    messages.notAnIncrease('prop', 1, 'quota', 2),
    messages.increaseWithoutQuota('prop', 'quota'),
    messages.tooMany('prop', 11, 'at most 10'),
    messages.costTagPrefix('user:team'),
    messages.emailAddress('value'),
    messages.topicAccount('111122223333', '999988887777'),
    messages.dashboardTooLarge(600, 500),
    messages.dashboardForOptions(),
    messages.dashboardNameAndDashboard(),
    messages.secondTrail('Stack/Trail'),
    messages.noTrail(),
    messages.secondInvocationLogging('Stack/Logging'),
    messages.notDeliveredTo('prop', 'other', 'false'),
    messages.largePayloadsToBucket(),
    messages.elsewhere('prop', 'Region', 'eu-west-1', 'us-east-1'),
    messages.keyPrefix('prop', '/value/'),
    messages.settingOfGiven('prop', 'log group'),
    messages.leftWithoutDestination(),
    messages.restoreNotRecognised(),
    messages.metricNamespace('AWS/X'),
    messages.patternTooLong(5000, 4096),
    messages.tooManyFilters(200, 100),
  ];
  expect(texts).toHaveLength(Object.keys(messages).length);
  for (const text of texts) expect(text).toMatch(/^[a-zA-Z.]+: .*;.*[^.]$/s);
});
