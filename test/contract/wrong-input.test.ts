import { readFileSync } from 'fs';
import { join } from 'path';
import { App, aws_bedrock as bedrock, aws_iam as iam, aws_logs as logs, aws_s3 as s3, Errors, Stack } from 'aws-cdk-lib';
import * as ts from 'typescript';
import {
  ApplicationInferenceProfile, ApplicationInferenceProfileSource, AuditSource, BatchInferenceRole, CrisAlarms, CrisDashboard, CrisDenyPolicy, CrisMonitoring, CrisMonitoringHub,
  CrisPermissionsBoundary, CrisServiceControlPolicy, CrisTrail, CrisTrailFilters, CrisWorkload, EnforcedGuardrail, EnforcedGuardrailPolicy, ExplicitDeny, Geography,
  GuardrailResourcePolicy, InferenceBudget, InferenceEndpointPolicy, InferenceProfile, InferenceProfileGrants, InferenceProfileMetrics, InferenceProfileModel,
  InferenceQuota, InvocationLogging, InvocationLoggingMetrics, RequiredGuardrail, ResidencyRule, ServiceControlPolicyContent,
} from '../../src';

const ID = 'global.anthropic.claude-opus-5';
const MODEL = new bedrock.FoundationModelIdentifier('anthropic.claude-opus-5');
const PROFILE = InferenceProfile.fromInferenceProfileId(ID);
const GUARDRAIL = 'arn:aws:bedrock:eu-west-1:111122223333:guardrail/abcdef123456';
const inferenceProfiles = [PROFILE];
const modelSource = ApplicationInferenceProfileSource.inferenceProfile(PROFILE);
const deny = ExplicitDeny.globalInference();
const principal = (stack: Stack) => new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

/** What plain JavaScript gives: anything. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Any = any;
type Act = (stack: Stack, value: Any) => unknown;

/** Each set of options of the public API: one that is right, and who takes it. */
const STRUCTS: Record<string, [right: (stack: Stack) => object, act: Act]> = {
  ApplicationInferenceProfileAttributes: [
    () => ({ inferenceProfileArn: 'arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/k7m2p9q4r1s8', modelSource }),
    (stack, props) => ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, 'X', props),
  ],
  ApplicationInferenceProfileProps: [() => ({ modelSource }), (stack, props) => new ApplicationInferenceProfile(stack, 'X', props)],
  BatchInferenceRoleProps: [(stack) => ({ inferenceProfiles, inputBucket: new s3.Bucket(stack, 'Bucket') }), (stack, props) => new BatchInferenceRole(stack, 'X', props)],
  CrisAlarmOptions: [() => ({}), (stack, unrecordedCalls) => new CrisAlarms(stack, 'X', { inferenceProfile: PROFILE, unrecordedCalls, trailFilters: filters(stack) })],
  CrisAlarmsOptions: [() => ({}), (stack, alarms) => new CrisMonitoring(stack, 'X', { alarms })],
  CrisAlarmsProps: [() => ({ inferenceProfile: PROFILE }), (stack, props) => new CrisAlarms(stack, 'X', props)],
  CrisCountAlarmOptions: [() => ({}), (stack, throttles) => new CrisAlarms(stack, 'X', { inferenceProfile: PROFILE, throttles })],
  CrisDashboardProfileOptions: [() => ({}), (stack, options) => new CrisDashboard(stack, 'X').addInferenceProfile(PROFILE, options)],
  CrisDashboardProps: [() => ({ inferenceProfiles }), (stack, props) => new CrisDashboard(stack, 'X', props)],
  CrisDurationAlarmOptions: [() => ({}), (stack, latencyP99) => new CrisAlarms(stack, 'X', { inferenceProfile: PROFILE, latencyP99 })],
  CrisMonitoringHubAttributes: [() => ({ account: '111122223333' }), (stack, attrs) => new CrisMonitoring(stack, 'X', { hub: CrisMonitoringHub.fromCrisMonitoringHubAttributes(stack, attrs) })],
  CrisMonitoringHubProps: [() => ({ organizationId: 'o-a1b2c3d4e5', inferenceProfiles }), (stack, props) => new CrisMonitoringHub(stack, 'X', props)],
  HubAlarmsOptions: [() => ({}), (stack, alarms) => new CrisMonitoringHub(stack, 'X', { organizationId: 'o-a1b2c3d4e5', inferenceProfiles, alarms })],
  HubDashboardOptions: [() => ({ sourceRegions: ['eu-west-1'] }), (stack, dashboard) => new CrisMonitoringHub(stack, 'X', { organizationId: 'o-a1b2c3d4e5', dashboard })],
  CrisMonitoringProps: [() => ({}), (stack, props) => new CrisMonitoring(stack, 'X', props)],
  EventBridgeAuditOptions: [() => ({}), (stack, options) => new CrisTrailFilters(stack, 'X', { audit: AuditSource.eventBridge(options) })],
  LogGroupAuditOptions: [() => ({}), (stack, options) => AuditSource.logGroup(trailLogs(stack), options)],
  MonitoredProfileOptions: [() => ({}), (stack, options) => new CrisMonitoring(stack, 'X').addInferenceProfile(PROFILE, options)],
  MonitoringAlarmsOptions: [() => ({}), (stack, alarms) => new CrisMonitoring(stack, 'X', { alarms })],
  MonitoringDashboardOptions: [() => ({}), (stack, dashboard) => new CrisMonitoring(stack, 'X', { dashboard })],
  RecordMetricOptions: [() => ({}), (stack, options) => filters(stack).metricNotRerouted(PROFILE, options)],
  CrisDenyPolicyProps: [() => ({ deny }), (stack, props) => new CrisDenyPolicy(stack, 'X', props)],
  CrisPermissionsBoundaryProps: [() => ({ inferenceProfiles }), (stack, props) => new CrisPermissionsBoundary(stack, 'X', props)],
  CrisServiceControlPolicyProps: [() => ({ content: ServiceControlPolicyContent.deny(deny) }), (stack, props) => new CrisServiceControlPolicy(stack, 'X', props)],
  CrisTrailFiltersProps: [(stack) => ({ audit: AuditSource.logGroup(trailLogs(stack)) }), (stack, props) => new CrisTrailFilters(stack, 'X', props)],
  CrisTrailProps: [() => ({}), (stack, props) => new CrisTrail(stack, 'X', props)],
  CrisWorkloadProps: [() => ({ inferenceProfiles }), (stack, props) => new CrisWorkload(stack, 'X', props)],
  EnforcedGuardrailOptions: [() => ({}), (_, options) => EnforcedGuardrail.version(GUARDRAIL, '1', options)],
  EnforcedGuardrailPolicyProps: [() => ({ content: EnforcedGuardrail.version(GUARDRAIL, '1') }), (stack, props) => new EnforcedGuardrailPolicy(stack, 'X', props)],
  GuardrailResourcePolicyProps: [() => ({ guardrailArn: GUARDRAIL, organizationId: 'o-a1b2c3d4e5' }), (stack, props) => new GuardrailResourcePolicy(stack, 'X', props)],
  InferenceBudgetProps: [() => ({ costTags: { team: 'search' }, monthlyLimit: 100, emailAddresses: ['team@example.com'] }), (stack, props) => new InferenceBudget(stack, 'X', props)],
  InferenceEndpointPolicyOptions: [() => ({}), (stack, options) => InferenceEndpointPolicy.of(stack, inferenceProfiles, options)],
  InferenceProfileGrantsOptions: [() => ({}), (stack, options) => InferenceProfileGrants.of(stack, inferenceProfiles, options).invoke(principal(stack))],
  InferenceProfileMetricsOptions: [() => ({}), (stack, options) => InferenceProfileMetrics.of(stack, PROFILE, options).metricInvocations()],
  BearerTokenOptions: [() => ({}), (stack, options) => grants(stack).callWithBearerToken(principal(stack), options)],
  SubscriptionOptions: [() => ({}), (stack, options) => grants(stack).subscribeThroughBedrock(principal(stack), options)],
  InferenceProfileOptions: [() => ({}), (stack, options) => InferenceProfileGrants.of(stack, [InferenceProfile.fromInferenceProfileId('eu.anthropic.claude-opus-5', options)])],
  InferenceQuotaProps: [() => ({ inferenceProfile: PROFILE, tokensPerMinute: 1000 }), (stack, props) => new InferenceQuota(stack, 'X', props)],
  InvocationLoggingProps: [() => ({}), (stack, props) => new InvocationLogging(stack, 'X', props)],
  InvocationLogModalities: [() => ({}), (stack, modalities) => new InvocationLogging(stack, 'X', { modalities })],
  OutsideProfilesOptions: [() => ({}), (stack, options) => ExplicitDeny.outsideProfiles(inferenceProfiles, options).toDocument(stack)],
  QuotaIncreaseOptions: [
    () => ({ desiredTokensPerMinute: 2000 }),
    (stack, requestIncrease) => new InferenceQuota(stack, 'X', { inferenceProfile: PROFILE, tokensPerMinute: 1000, quotaCode: 'L-00000001', requestsQuotaCode: 'L-00000002', requestIncrease }),
  ],
  RegionDenyOptions: [() => ({}), (stack, options) => ServiceControlPolicyContent.denyOutsideRegions(['eu-west-1'], options).toDocument(stack)],
  RequiredGuardrailOptions: [() => ({}), (_, options) => RequiredGuardrail.draft(GUARDRAIL, options)],
  ResidencyRuleProps: [() => ({ allowedRegions: ['eu-west-1'] }), (stack, props) => new ResidencyRule(stack, 'X', props)],
  ServiceControlPolicyContentOptions: [() => ({}), (stack, options) => ServiceControlPolicyContent.deny(deny, options).toDocument(stack)],
};

/** What is given one by one: its name, its type, and who takes it. */
const ARGUMENTS: [call: string, argument: string, type: string, act: Act][] = [
  ['InferenceProfile.fromInferenceProfileId', 'inferenceProfileId', 'string', (_, value) => InferenceProfile.fromInferenceProfileId(value)],
  ['InferenceProfile.globalProfile', 'model', 'FoundationModelIdentifier', (_, value) => InferenceProfile.globalProfile(value)],
  ['InferenceProfile.geographicProfile', 'geography', 'Geography', (_, value) => InferenceProfile.geographicProfile(value, MODEL)],
  ['InferenceProfile.geographicProfile', 'model', 'FoundationModelIdentifier', (_, value) => InferenceProfile.geographicProfile(Geography.EU, value)],
  ['InferenceProfile.destinationRegions', 'sourceRegion', 'string', (_, value) => PROFILE.destinationRegions(value)],
  ['Geography.of', 'prefix', 'string', (_, value) => Geography.of(value)],
  ['ApplicationInferenceProfileSource.foundationModel', 'model', 'FoundationModelIdentifier', (_, value) => ApplicationInferenceProfileSource.foundationModel(value)],
  ['ApplicationInferenceProfileSource.inferenceProfile', 'inferenceProfile', 'IInferenceProfile', (_, value) => ApplicationInferenceProfileSource.inferenceProfile(value)],
  ['BatchInferenceRole.grantSubmit', 'grantee', 'IGrantable', (stack, value) => new BatchInferenceRole(stack, 'X', { inferenceProfiles, inputBucket: new s3.Bucket(stack, 'Bucket') }).grantSubmit(value)],
  ['AuditSource.logGroup', 'logGroup', 'ILogGroup', (_, value) => AuditSource.logGroup(value)],
  ['AuditSource.trail', 'trail', 'CrisTrail', (_, value) => AuditSource.trail(value)],
  ['CrisDashboard.addAlarms', 'alarms', 'IAlarm', (stack, value) => new CrisDashboard(stack, 'X').addAlarms(value)],
  ['CrisDashboard.addInferenceProfile', 'inferenceProfile', 'IInferenceProfile', (stack, value) => new CrisDashboard(stack, 'X').addInferenceProfile(value)],
  ['CrisDashboard.addQuota', 'quota', 'InferenceQuota', (stack, value) => new CrisDashboard(stack, 'X').addQuota(value)],
  ['CrisMonitoring.addInferenceProfile', 'inferenceProfile', 'IInferenceProfile', (stack, value) => new CrisMonitoring(stack, 'X').addInferenceProfile(value)],
  ['CrisMonitoring.alarmsOf', 'inferenceProfile', 'IInferenceProfile', (stack, value) => new CrisMonitoring(stack, 'X').alarmsOf(value)],
  ['CrisMonitoring.of', 'scope', 'Construct', (_, value) => CrisMonitoring.of(value)],
  ['CrisTrailFilters.metricCompletedStreams', 'inferenceRegion', 'string', (stack, value) => filters(stack).metricCompletedStreams(value)],
  ['CrisTrailFilters.metricFailed', 'errorCode', 'string', (stack, value) => filters(stack).metricFailed(value)],
  ['CrisTrailFilters.metricRerouted', 'inferenceProfile', 'IInferenceProfile', (stack, value) => filters(stack).metricRerouted(value, 'eu-north-1')],
  ['CrisTrailFilters.metricRerouted', 'inferenceRegion', 'string', (stack, value) => filters(stack).metricRerouted(PROFILE, value)],
  ['CrisTrailFilters.metricNotRerouted', 'inferenceProfile', 'IInferenceProfile', (stack, value) => filters(stack).metricNotRerouted(value)],
  ['CrisDenyPolicy.applyTo', 'scope', 'Construct', (_, value) => CrisDenyPolicy.applyTo(value, deny)],
  ['CrisDenyPolicy.applyTo', 'deny', 'ExplicitDeny', (stack, value) => CrisDenyPolicy.applyTo(stack, value)],
  ['EnforcedGuardrail.all', 'guardrails', 'EnforcedGuardrail', (_, value) => EnforcedGuardrail.all(value)],
  ['EnforcedGuardrail.toDocument', 'scope', 'Construct', (_, value) => EnforcedGuardrail.version(GUARDRAIL, '1').toDocument(value)],
  ['EnforcedGuardrail.version', 'guardrailArn', 'string', (_, value) => EnforcedGuardrail.version(value, '1')],
  ['EnforcedGuardrail.version', 'guardrailVersion', 'string', (_, value) => EnforcedGuardrail.version(GUARDRAIL, value)],
  ['ExplicitDeny.all', 'denies', 'ExplicitDeny', (_, value) => ExplicitDeny.all(value)],
  ['ExplicitDeny.outsideDataRetentionModes', 'modes', 'DataRetentionMode[]', (_, value) => ExplicitDeny.outsideDataRetentionModes(value)],
  ['ExplicitDeny.outsideGeographies', 'geographies', 'Geography[]', (_, value) => ExplicitDeny.outsideGeographies(value)],
  ['ExplicitDeny.outsideModels', 'models', 'FoundationModelIdentifier[]', (_, value) => ExplicitDeny.outsideModels(value)],
  ['ExplicitDeny.outsideProfiles', 'inferenceProfiles', 'IInferenceProfile[]', (_, value) => ExplicitDeny.outsideProfiles(value)],
  ['ExplicitDeny.outsideProviders', 'providers', 'string[]', (_, value) => ExplicitDeny.outsideProviders(value)],
  ['ExplicitDeny.outsideSourceRegions', 'sourceRegions', 'string[]', (_, value) => ExplicitDeny.outsideSourceRegions(value)],
  ['ExplicitDeny.toDocument', 'scope', 'Construct', (_, value) => deny.toDocument(value)],
  ['InferenceEndpointPolicy.of', 'scope', 'Construct', (_, value) => InferenceEndpointPolicy.of(value, inferenceProfiles)],
  ['InferenceEndpointPolicy.of', 'inferenceProfiles', 'IInferenceProfile[]', (stack, value) => InferenceEndpointPolicy.of(stack, value)],
  ['InferenceEndpointPolicy.addTo', 'endpoint', 'InterfaceVpcEndpoint', (stack, value) => InferenceEndpointPolicy.of(stack, inferenceProfiles).addTo(value)],
  ['InferenceProfileGrants.of', 'scope', 'Construct', (_, value) => InferenceProfileGrants.of(value, inferenceProfiles)],
  ['InferenceProfileGrants.of', 'inferenceProfiles', 'IInferenceProfile[]', (stack, value) => InferenceProfileGrants.of(stack, value)],
  ...(['callWithBearerToken', 'countTokens', 'getInferenceProfile', 'invoke', 'listInferenceProfiles', 'manageStoredResponses', 'subscribeThroughBedrock', 'useResponsesApi'] as const)
    .map((method): [string, string, string, Act] => [`InferenceProfileGrants.${method}`, 'grantee', 'IGrantable', (stack, value) => grants(stack)[method](value)]),
  ['InferenceProfileGrants.applyGuardrail', 'grantee', 'IGrantable', (stack, value) => grants(stack).applyGuardrail(value, GUARDRAIL)],
  ['InferenceProfileGrants.applyGuardrail', 'guardrailArn', 'string', (stack, value) => grants(stack).applyGuardrail(principal(stack), value)],
  ['InferenceProfileGrants.submitBatchInference', 'grantee', 'IGrantable', (stack, value) => grants(stack).submitBatchInference(value, principal(stack))],
  ['InferenceProfileGrants.submitBatchInference', 'serviceRole', 'IRoleRef', (stack, value) => grants(stack).submitBatchInference(principal(stack), value)],
  ['InferenceProfileMetrics.of', 'scope', 'Construct', (_, value) => InferenceProfileMetrics.of(value, PROFILE)],
  ['InferenceProfileMetrics.of', 'inferenceProfile', 'IInferenceProfile', (stack, value) => InferenceProfileMetrics.of(stack, value)],
  ['InferenceProfileMetrics.metric', 'metricName', 'string', (stack, value) => InferenceProfileMetrics.of(stack, PROFILE).metric(value)],
  ['InferenceProfileMetrics.metricOutputImageCount', 'imageSize', 'string', (stack, value) => InferenceProfileMetrics.of(stack, PROFILE).metricOutputImageCount(value, '10')],
  ['InferenceProfileMetrics.metricOutputImageCount', 'bucketedStepSize', 'string', (stack, value) => InferenceProfileMetrics.of(stack, PROFILE).metricOutputImageCount('<=1024x1024', value)],
  ['InferenceProfileModel.of', 'scope', 'Construct', (_, value) => InferenceProfileModel.of(value, PROFILE)],
  ['InferenceProfileModel.of', 'inferenceProfile', 'IInferenceProfile', (stack, value) => InferenceProfileModel.of(stack, value)],
  ['InferenceProfileModel.grantInvoke', 'grantee', 'IGrantable', (stack, value) => InferenceProfileModel.of(stack, PROFILE).grantInvoke(value)],
  ['InferenceQuota.addToDashboard', 'dashboard', 'cloudwatch.Dashboard', (stack, value) => new InferenceQuota(stack, 'X', { inferenceProfile: PROFILE, tokensPerMinute: 1000 }).addToDashboard(value)],
  ['InvocationLoggingMetrics.of', 'scope', 'Construct', (_, value) => InvocationLoggingMetrics.of(value)],
  ['RequiredGuardrail.anyOf', 'guardrails', 'RequiredGuardrail', (_, value) => RequiredGuardrail.anyOf(value)],
  ['RequiredGuardrail.anyVersion', 'guardrailArn', 'string', (_, value) => RequiredGuardrail.anyVersion(value)],
  ['RequiredGuardrail.draft', 'guardrailArn', 'string', (_, value) => RequiredGuardrail.draft(value)],
  ['RequiredGuardrail.version', 'guardrailArn', 'string', (_, value) => RequiredGuardrail.version(value, '1')],
  ['RequiredGuardrail.version', 'guardrailVersion', 'string', (_, value) => RequiredGuardrail.version(GUARDRAIL, value)],
  ['ServiceControlPolicyContent.all', 'contents', 'ServiceControlPolicyContent', (_, value) => ServiceControlPolicyContent.all(value)],
  ['ServiceControlPolicyContent.deny', 'deny', 'ExplicitDeny', (_, value) => ServiceControlPolicyContent.deny(value)],
  ['ServiceControlPolicyContent.denyOutsideRegions', 'regions', 'string[]', (_, value) => ServiceControlPolicyContent.denyOutsideRegions(value)],
  ['ServiceControlPolicyContent.toDocument', 'scope', 'Construct', (_, value) => ServiceControlPolicyContent.deny(deny).toDocument(value)],
];

const grants = (stack: Stack) => InferenceProfileGrants.of(stack, inferenceProfiles);
const trailLogs = (stack: Stack) => logs.LogGroup.fromLogGroupName(stack, 'TrailLogs', 'trail-logs');
const filters = (stack: Stack) => new CrisTrailFilters(stack, 'Filters', { audit: AuditSource.logGroup(trailLogs(stack)) });

/** Values that are not of a type, as people have given them. */
function wrongValues(type: string): unknown[] {
  const element = /^(?:readonly )?(.*)\[\]$/.exec(type)?.[1];
  if (element) return [null, 'text', 42, true, {}, ...wrongValues(element).map((value) => [value])];
  if (type === 'string') return [null, false, 42, {}, ['text'], () => 'text'];
  if (type === 'number') return [null, '42', true, {}, [42], NaN];
  if (type === 'boolean') return [null, 'false', 0, {}, []];
  if (type.startsWith('{')) return [null, 'text', 42, ['text'], { team: 42 }, { team: null }];
  // A stack has a method `resolve`, by which the CDK takes it for a token.
  return [null, 'text!', 42.5, true, [], ...(type === 'Construct' ? [] : [new Stack()]), ...(/Options$|Modalities$/.test(type) ? [] : [{}, { toString: () => 'x' }])];
}

/** Every interface of options in the source, with its members. */
const SOURCE = join(__dirname, '..', '..', 'src');
interface Member { readonly name: string; readonly type: string; readonly optional: boolean }
const interfaces = new Map<string, { readonly parents: string[]; readonly members: Member[] }>();
for (const [, path] of readFileSync(join(SOURCE, 'index.ts'), 'utf8').matchAll(/'\.\/(.*)'/g)) {
  const file = `${path}.ts`;
  const parsed = ts.createSourceFile(file, readFileSync(join(SOURCE, file), 'utf8'), ts.ScriptTarget.Latest, true);
  for (const node of parsed.statements.filter(ts.isInterfaceDeclaration).filter(({ name }) => /(Props|Options|Attributes|Modalities)$/.test(name.text))) {
    interfaces.set(node.name.text, {
      parents: (node.heritageClauses ?? []).flatMap(({ types }) => types.map(({ expression }) => expression.getText())),
      members: node.members.filter(ts.isPropertySignature).map((member) => (
        { name: member.name.getText(), type: member.type!.getText(), optional: member.questionToken !== undefined })),
    });
  }
}
const membersOf = (name: string): Member[] => [...(interfaces.get(name)?.parents ?? []).flatMap(membersOf), ...interfaces.get(name)?.members ?? []];

/** What is thrown by a call, or by the synthesis of what it built. */
function thrownBy(act: (stack: Stack) => unknown): Error | undefined {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
  try {
    act(stack);
    app.synth();
  } catch (error) {
    return error as Error;
  }
  return undefined;
}

/** What is wrong with the answer to an input that is wrong. */
function fault(error: Error | undefined, prop: RegExp): string | undefined {
  if (!error) return 'nothing is thrown';
  if (!Errors.isValidationError(error) || error.name !== 'BedrockCrisInput') return `${error.name}: ${error.message}`;
  if (!prop.test(error.message)) return `names something else: ${error.message}`;
  return /\$\{Token|\[object|undefined is not|Cannot read/.test(error.message) ? `shows what it should not: ${error.message}` : undefined;
}

const asText = (value: unknown) => Stack.isStack(value) ? 'a stack' : typeof value === 'function' ? 'a function' : typeof value === 'number' ? String(value) : JSON.stringify(value);
let answered = 0;

/** The values whose answer is wrong, with what is wrong. */
function faults(values: unknown[], prop: RegExp, act: Act): string[] {
  answered += values.length;
  return values.flatMap((value) => {
    const found = fault(thrownBy((stack) => act(stack, value)), prop);
    return found ? [`${asText(value)}: ${found}`] : [];
  });
}

afterAll(() => process.stdout.write(`${answered} wrong inputs answered\n`));

describe('options', () => {
  test('each is tried', () => {
    expect([...interfaces.keys()].sort()).toEqual(Object.keys(STRUCTS).sort());
  });

  test.each(Object.entries(STRUCTS))('%s as it is right', (_, [right, act]) => {
    expect(thrownBy((stack) => act(stack, right(stack)))).toBeUndefined();
  });

  test.each(Object.entries(STRUCTS))('%s as something else', (_, [, act]) => {
    expect(faults([null, 'text', 42, false, ['text']], /^[\w.]+: /, act)).toEqual([]);
  });

  test.each(Object.keys(STRUCTS).flatMap((name) => membersOf(name).map((member) => [name, member.name, member] as const)))('%s.%s', (name, _, member) => {
    const [right, act] = STRUCTS[name];
    const values = [...wrongValues(member.type), ...member.optional ? [] : [undefined]];
    expect(faults(values, new RegExp(`\\b${member.name}\\b`), (stack, value) => act(stack, { ...right(stack), [member.name]: value }))).toEqual([]);
  });
});

test.each(ARGUMENTS)('%s(%s)', (call, argument, type, act) => {
  expect(faults([...wrongValues(type), undefined], new RegExp(`^(${argument}|${call}): `), act)).toEqual([]);
});

describe('an answer shows what was given, and says what is meant', () => {
  const cyclic: Any = {};
  cyclic.itself = cyclic;
  const profiles = (given: Any) => (stack: Stack) => InferenceProfileGrants.of(stack, [given]);
  const TAGS = 'a map of texts, like { team: "search" }';
  const ONE = 'a list, each of which is an inference profile, like InferenceProfile.fromInferenceProfileId("global.anthropic.claude-sonnet-4-6")';
  const FOUNDATION_MODEL = 'a foundation model, like new FoundationModelIdentifier("anthropic.claude-sonnet-4-6")';

  test.each<[string, (stack: Stack) => unknown, string]>([
    ['an object', () => Geography.of({ a: 1 } as Any), 'prefix: {"a":1} is not a text'],
    ['a list', () => Geography.of(['eu'] as Any), 'prefix: ["eu"] is not a text'],
    ['an object without a prototype', () => Geography.of(Object.assign(Object.create(null), { a: 1 }) as Any), 'prefix: {"a":1} is not a text'],
    ['an object of a class', () => Geography.of(new Date() as Any), 'prefix: an object of the class Date is not a text'],
    ['an object that holds itself', () => Geography.of(cyclic), 'prefix: an object is not a text'],
    ['a function', () => Geography.of((() => 'eu') as Any), 'prefix: a function is not a text'],
    ['a text', () => InferenceProfile.fromInferenceProfileId(ID, 'eu' as Any), 'options: "eu" is not a set of options, like { … }'],
    ['an app', (stack) => Geography.of(stack.node.root as Any), 'prefix: the app is not a text'],
    ['a construct', (stack) => Geography.of(stack as Any), 'prefix: the construct Stack is not a text'],
    ['a profile that has its ID alone', profiles({ inferenceProfileId: ID }), `inferenceProfiles: [{"inferenceProfileId":"${ID}"}] is not ${ONE}`],
    ['a profile whose ID is none', profiles({ inferenceProfileId: 42, destinationRegions: () => [] }), `inferenceProfiles: [{"inferenceProfileId":42}] is not ${ONE}`],
    ['a model whose ID is none', () => InferenceProfile.globalProfile({ modelId: 42 } as Any), `model: {"modelId":42} is not ${FOUNDATION_MODEL}`],
    ['tags of which one is no text', (stack) => new ApplicationInferenceProfile(stack, 'X', { modelSource, tags: { team: 'a', year: 1 } as Any }), `tags: {"team":"a","year":1} is not ${TAGS}`],
    ['a period that is none', (stack) => new CrisTrail(stack, 'X', { recordRetention: { toSeconds: 5 } as Any }), 'recordRetention: {"toSeconds":5} is not a Duration'],
    ['no grantee', (stack) => grants(stack).invoke({ grantPrincipal: 'role' } as Any), 'grantee: {"grantPrincipal":"role"} is not something that can be granted permissions'],
  ])('%s', (_, act, said) => {
    expect(thrownBy(act)?.message.slice(0, said.length + 7)).toBe(`${said}; give `);
  });
});
