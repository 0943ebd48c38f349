import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ALL_CALLS, BEDROCK, ELSEWHERE, GLOBAL, IAM, MANTLE, MODEL, stopped } from './service-control-calls';
import { AWS_DOCUMENTS } from './service-control-samples';
import { CrisServiceControlPolicy, DataRetentionMode, ExplicitDeny, Geography, InferenceProfile, InferenceProfileGrants, RegionDenyExemption, ServiceControlPolicyContent as Content } from '../../src';
import { allows, PolicyDocumentJson } from '../support/iam-evaluator';
import { policiesOf, resolveIntrinsics } from '../support/template-policies';

const PSEUDO = { partition: 'aws', region: 'us-east-1', accountId: '111122223333' };
const ALLOW_ALL: PolicyDocumentJson = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const profile = (scope: string) => InferenceProfile.fromInferenceProfileId(`${scope}.${MODEL}`);
const model = { modelId: MODEL };
const { US, EU } = Geography;
const { UNSPECIFIED_REGION } = RegionDenyExemption;
const MAKE_GLOBAL = 'make AIP over global';
// Not stopped by a list of profiles: an application inference profile that exists, if the key holds its own ARN.
const THROUGH_ZZ = ['zz', 'AIP over zz, key: system'];
const EVERY_ZZ = [...THROUGH_ZZ, 'AIP over zz, key: AIP'];
// A policy does not see where a router routes to.
const ROUTERS = ['prompt router', 'default prompt router'];
const OTHER_GEOGRAPHY = [...THROUGH_ZZ, 'eu elsewhere', 'AIP over eu elsewhere, key: system', 'make AIP over eu elsewhere', ...ROUTERS];
const THROUGH_US = ['us', 'AIP over us, key: AIP', 'AIP over us, key: system', 'Responses API'];

const OTHER_MODELS = ALL_CALLS.filter((name) => /other model|prompt router/.test(name));
/** Everything that sets a mode of data retention, or leaves it unset where a project is made or updated. */
const RETENTION = ALL_CALLS.filter((name) => /(?<!read account )retention/.test(name));
const MODE_NONE = RETENTION.filter((name) => name.endsWith('none'));
const API_KEYS = ALL_CALLS.filter((name) => name.includes('API key'));


/** The document of a construct, as it is deployed. */
function deployed(content: Content, region?: string): PolicyDocumentJson {
  const stack = new Stack(new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } }), 'Stack', { env: { region } });
  new CrisServiceControlPolicy(stack, 'Policy', { content });
  const template = Template.fromStack(stack).toJSON();
  const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::Organizations::Policy'));
  return resolveIntrinsics(policy.Properties.Content, template, PSEUDO) as PolicyDocumentJson;
}

/** The document as text, for a tool that knows no tokens. */
function textOf(content: Content): string {
  return JSON.stringify(content.toDocument(new Stack(new App(), 'Stack', { env: { region: 'us-east-1' } })));
}

/** What our own grants allow: the global and a geographic profile, from both Regions. */
function grants(): PolicyDocumentJson[] {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'us-east-1' } });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  InferenceProfileGrants.of(stack, [profile('global'), profile('us')]).invoke(role);
  InferenceProfileGrants.of(stack, [profile('global'), profile('eu')], { sourceRegions: ['eu-west-1'] }).invoke(role);
  return policiesOf(Template.fromStack(stack).toJSON(), 'Role1ABCC5F0', PSEUDO).inline;
}

/** Contents, and every call that each stops. */
const ROWS: [string, Content, string[]][] = [
  ['globalInference', Content.deny(ExplicitDeny.globalInference()), GLOBAL],
  ['outsideGeographies US', Content.deny(ExplicitDeny.outsideGeographies([US])), [...GLOBAL, ...OTHER_GEOGRAPHY, MAKE_GLOBAL]],
  ['outsideGeographies US, EU', Content.deny(ExplicitDeny.outsideGeographies([US, EU])), [...GLOBAL, ...THROUGH_ZZ, MAKE_GLOBAL, ...ROUTERS]],
  ['outsideProfiles us', Content.deny(ExplicitDeny.outsideProfiles([profile('us')])),
    [...GLOBAL, 'zz', 'eu elsewhere', ...ALL_CALLS.filter((name) => name.startsWith('AIP')), ...ROUTERS]],
  ['outsideProfiles us, with AIPs', Content.deny(ExplicitDeny.outsideProfiles([profile('us')], { applicationInferenceProfiles: true })), [...GLOBAL, ...OTHER_GEOGRAPHY, MAKE_GLOBAL]],
  ['outsideProfiles us, global, with AIPs', Content.deny(ExplicitDeny.outsideProfiles([profile('us'), profile('global')], { applicationInferenceProfiles: true })),
    ['global, other model', ...OTHER_GEOGRAPHY]],
  ['outsideModels', Content.deny(ExplicitDeny.outsideModels([model])), OTHER_MODELS],
  ['outsideProviders', Content.deny(ExplicitDeny.outsideProviders(['anthropic'])), OTHER_MODELS],
  ['outsideProviders, both', Content.deny(ExplicitDeny.outsideProviders(['anthropic', 'amazon'])), ROUTERS],
  ['outsideProviders, the beginning of one', Content.deny(ExplicitDeny.outsideProviders(['anthrop'])),
    [...OTHER_MODELS, ...GLOBAL, ...BEDROCK.filter((name) => /^(us|zz|eu|direct|model behind|AIP|Responses API|batch job$|(buy|move) throughput$)/.test(name))]],
  ['outsideSourceRegions', Content.deny(ExplicitDeny.outsideSourceRegions(['us-east-1'])),
    ['global elsewhere', 'eu elsewhere', 'AIP over eu elsewhere, key: AIP', 'AIP over eu elsewhere, key: system']],
  ['mantle', Content.deny(ExplicitDeny.mantle()), MANTLE],
  ['promptRouters', Content.deny(ExplicitDeny.promptRouters()), [...ROUTERS, 'model behind a router', 'make router']],
  ['apiKeys', Content.deny(ExplicitDeny.apiKeys()), API_KEYS],
  ['longTermApiKeys', Content.deny(ExplicitDeny.longTermApiKeys()), API_KEYS.filter((name) => !name.includes('short-term'))],
  ['outsideDataRetentionModes', Content.deny(ExplicitDeny.outsideDataRetentionModes([DataRetentionMode.NONE])), RETENTION.filter((name) => !MODE_NONE.includes(name))],
  ['outsideDataRetentionModes, two', Content.deny(ExplicitDeny.outsideDataRetentionModes([DataRetentionMode.NONE, DataRetentionMode.AWS_REVIEW])),
    RETENTION.filter((name) => !MODE_NONE.includes(name) && !name.endsWith('aws_review'))],
  ['outsideDataRetentionModes, inherit', Content.deny(ExplicitDeny.outsideDataRetentionModes([DataRetentionMode.INHERIT])), RETENTION.filter((name) => !name.endsWith('inherit'))],

  ['denyOutsideRegions', Content.denyOutsideRegions(['us-east-1']), [...ELSEWHERE, ...THROUGH_US, ...EVERY_ZZ]],
  ['denyOutsideRegions of IAM\'s home', Content.denyOutsideRegions(['eu-west-1']), ALL_CALLS.filter((name) => !ELSEWHERE.includes(name) && !IAM.includes(name))
    .concat(['eu elsewhere', 'AIP over eu elsewhere, key: AIP', 'AIP over eu elsewhere, key: system'])],
  ['denyOutsideRegions, with geography', Content.denyOutsideRegions(['us-east-1'], { geographies: [US] }), [...ELSEWHERE, ...THROUGH_ZZ]],
  ['denyOutsideRegions, geography, no global', Content.denyOutsideRegions(['us-east-1'], { geographies: [US], globalInference: false }), [...GLOBAL, ...ELSEWHERE, ...THROUGH_ZZ]],
  ['denyOutsideRegions, no global', Content.denyOutsideRegions(['us-east-1'], { globalInference: false }), [...GLOBAL, ...ELSEWHERE, ...THROUGH_US, ...EVERY_ZZ]],
  ['denyOutsideRegions, no AIPs', Content.denyOutsideRegions(['us-east-1'], { geographies: [US], applicationInferenceProfiles: false }),
    [...ELSEWHERE, ...EVERY_ZZ, 'AIP over global, key: AIP', 'AIP over us, key: AIP']],
  ['denyOutsideRegions, all Regions of us', Content.denyOutsideRegions(['us-east-1', 'us-east-2', 'us-west-2'], { applicationInferenceProfiles: false, globalInference: false }),
    [...GLOBAL, ...ELSEWHERE, ...EVERY_ZZ]],
  ['denyOutsideRegions, unspecified', Content.denyOutsideRegions(['us-east-1'], { crossRegionInference: UNSPECIFIED_REGION }), [...ELSEWHERE, ...THROUGH_US, ...EVERY_ZZ]],
  ['denyOutsideRegions, own list of services', Content.denyOutsideRegions(['us-west-1'], { globalServiceActions: ['ec2:*', 'bedrock-mantle:*'] }), [...BEDROCK, ...IAM]],

  ['all', Content.all(...[ExplicitDeny.outsideGeographies([US]), ExplicitDeny.outsideModels([model]), ExplicitDeny.mantle()].map((deny) => Content.deny(deny))),
    [...GLOBAL, ...OTHER_GEOGRAPHY, MAKE_GLOBAL, ...OTHER_MODELS, ...MANTLE]],
  ['all, where one allows what another denies', Content.all(Content.denyOutsideRegions(['us-east-1'], { geographies: [US] }), Content.deny(ExplicitDeny.globalInference())),
    [...GLOBAL, ...ELSEWHERE, ...THROUGH_ZZ]],
];

test('without a service control policy every call passes', () => {
  expect(stopped([ALLOW_ALL])).toEqual([]);
});

describe.each([['agnostic', undefined], ['in us-east-1', 'us-east-1']])('in a stack that is %s', (_, region) => {
  test.each(ROWS)('%s stops these calls and no other', (__, content, expected) => {
    expect(stopped([ALLOW_ALL, deployed(content, region)]).sort()).toEqual([...new Set(expected)].sort());
  });
});

test.each(ROWS)('%s stops of what our own grants allow the same', (_, content, expected) => {
  const granted = grants();
  const without = stopped(granted);
  expect(ALL_CALLS.filter((name) => !without.includes(name))).toEqual(['global', 'global elsewhere', 'us', 'eu elsewhere']);
  expect(stopped([...granted, deployed(content)]).sort()).toEqual([...new Set([...without, ...expected])].sort());
});

test.each(ROWS)('%s stops the same as text for other tools', (_, content, expected) => {
  const document = JSON.parse(textOf(content)) as PolicyDocumentJson;
  expect(stopped([ALLOW_ALL, document]).sort()).toEqual([...new Set(expected)].sort());
});

test.each(AWS_DOCUMENTS)('the document of AWS, %s, stops what is known of it', (_, document, expected) => {
  expect(stopped([ALLOW_ALL, document]).sort()).toEqual([...new Set(expected)].sort());
});

describe('exempt principals', () => {
  const exemptPrincipalArns = ['arn:aws:iam::*:role/PlatformAdmin', 'arn:aws:iam::*:role/ops/*'];
  type Options = { exemptPrincipalArns?: string[] };

  test.each<[string, (options: Options) => Content]>([
    ...Object.entries({
      globalInference: ExplicitDeny.globalInference(),
      outsideGeographies: ExplicitDeny.outsideGeographies([US]),
      outsideProfiles: ExplicitDeny.outsideProfiles([profile('us'), profile('global')]),
      outsideModels: ExplicitDeny.outsideModels([model]),
      outsideProviders: ExplicitDeny.outsideProviders(['anthropic']),
      outsideSourceRegions: ExplicitDeny.outsideSourceRegions(['us-east-1']),
      mantle: ExplicitDeny.mantle(),
      promptRouters: ExplicitDeny.promptRouters(),
      apiKeys: ExplicitDeny.apiKeys(),
      longTermApiKeys: ExplicitDeny.longTermApiKeys(),
      outsideDataRetentionModes: ExplicitDeny.outsideDataRetentionModes([DataRetentionMode.NONE]),
    }).map(([name, deny]): [string, (options: Options) => Content] => [name, (options) => Content.deny(deny, options)]),
    ['denyOutsideRegions', (options) => Content.denyOutsideRegions(['us-east-1'], options)],
    ['denyOutsideRegions, no global', (options) => Content.denyOutsideRegions(['us-east-1'], { ...options, globalInference: false })],
  ])('are not stopped by %s, and others are as without them', (_, contentWith) => {
    const documents = [ALLOW_ALL, deployed(contentWith({ exemptPrincipalArns }))];
    for (const name of ['PlatformAdmin', 'ops/deploy']) expect(stopped(documents, `arn:aws:iam::999988887777:role/${name}`)).toEqual([]);
    const without = stopped([ALLOW_ALL, deployed(contentWith({}))]);
    expect(without).not.toEqual([]);
    expect(stopped(documents)).toEqual(without);
  });

  test('of one deny are not exempt from another', () => {
    const documents = [ALLOW_ALL, deployed(Content.all(Content.deny(ExplicitDeny.globalInference(), { exemptPrincipalArns }), Content.deny(ExplicitDeny.mantle())))];
    expect(stopped(documents, 'arn:aws:iam::999988887777:role/PlatformAdmin').sort()).toEqual([...MANTLE].sort());
  });
});

test('the default list of services leaves regional ones alone too, and a list of one\'s own does not', () => {
  const requests = ['kms:GenerateDataKey', 'acm:RequestCertificate', 'config:PutConfigRule', 'directconnect:CreateConnection', 'access-analyzer:CreateAnalyzer']
    .map((action) => ({ action, resource: '*', context: { 'aws:RequestedRegion': 'eu-west-1' } }));
  const outcomes = [{}, { globalServiceActions: ['iam:*'] }].map((options) => requests.map((request) => allows([ALLOW_ALL, deployed(Content.denyOutsideRegions(['us-east-1'], options))], request)));
  expect(outcomes).toEqual([requests.map(() => true), requests.map(() => false)]);
});

test('a guardrail that evaluates in other Regions is stopped there, if that is the Region of the authorization, unless its action is exempt', () => {
  const apply = ['us-east-1', 'us-west-2'].map((region) => ({
    action: 'bedrock:ApplyGuardrail', resource: `arn:aws:bedrock:${region}:111122223333:guardrail-profile/us.guardrail.v1:0`, context: { 'aws:RequestedRegion': region },
  }));
  const options = { geographies: [US] };
  const [without, exempt] = [options, { ...options, exemptActions: ['bedrock:ApplyGuardrail'] }].map((one) => deployed(Content.denyOutsideRegions(['us-east-1'], one)));
  expect([without, exempt].map((document) => apply.map((request) => allows([ALLOW_ALL, document], request)))).toEqual([[true, false], [true, true]]);
  expect(stopped([ALLOW_ALL, exempt])).toEqual(stopped([ALLOW_ALL, without]));
  // Besides the default ones, and each once.
  const own = (more: object) => textOf(Content.denyOutsideRegions(['us-east-1'], { globalServiceActions: ['iam:*', 'sts:*'], ...more }));
  expect(own({ exemptActions: ['sts:*', 'bedrock:ApplyGuardrail'] })).toBe(own({ globalServiceActions: ['iam:*', 'sts:*', 'bedrock:ApplyGuardrail'] }));
});

describe('the two ways to leave cross-Region inference alone', () => {
  const statements = (content: Content) => (JSON.parse(textOf(content)) as { Statement: unknown[] }).Statement;
  const elsewhere = Content.denyOutsideRegions(['us-east-1'], { crossRegionInference: UNSPECIFIED_REGION });

  test('an exemption opens nothing but calls through profiles, and the one value every action that has it', () => {
    const request = { action: 'ec2:RunInstances', resource: '*', context: { 'aws:RequestedRegion': 'unspecified' } };
    const outcomes = [Content.denyOutsideRegions(['us-east-1']), elsewhere].map((content) => allows([ALLOW_ALL, deployed(content)], request));
    expect(outcomes).toEqual([false, true]);
  });

  test('the one value takes one statement, and where nothing is left alone nothing is exempt', () => {
    expect(statements(elsewhere)).toHaveLength(1);
    const none = Content.denyOutsideRegions(['us-east-1'], { globalInference: false });
    expect(statements(none)).toHaveLength(1 + statements(Content.deny(ExplicitDeny.globalInference())).length);
    for (const content of [elsewhere, none]) expect(textOf(content)).not.toContain('ArnNotLike');
  });
});

test('a list of Regions that exempts somebody goes together with one that binds everybody', () => {
  const all = Content.all(Content.denyOutsideRegions(['us-east-1', 'eu-west-1']), Content.denyOutsideRegions(['us-east-1'], { exemptPrincipalArns: ['arn:aws:iam::*:role/A'] }));
  const documents = [ALLOW_ALL, deployed(all)];
  const isAllowed = (principal: string, region: string) =>
    allows(documents, { action: 'sqs:SendMessage', resource: '*', context: { 'aws:RequestedRegion': region, 'aws:PrincipalArn': `arn:aws:iam::${PSEUDO.accountId}:role/${principal}` } });
  expect(['us-east-1', 'eu-west-1', 'sa-east-1'].map((region) => [isAllowed('A', region), isAllowed('B', region)])).toEqual([[true, true], [true, false], [false, false]]);
});
