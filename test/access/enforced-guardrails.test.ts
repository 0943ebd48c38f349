import { App, Aws, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnGuardrail } from 'aws-cdk-lib/aws-bedrock';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CrisMonitoring, CrisWorkload, InferenceProfile, InferenceProfileGrants, InferenceProfileGrantsOptions, RequiredGuardrail } from '../../src';
import { warningsOf } from '../profile/stack-warnings';
import { ACCOUNT } from '../support/catalog-profiles';
import { callIsAllowed } from '../support/cris-requests';
import { allows, PolicyDocumentJson } from '../support/iam-evaluator';
import { assertWithinIamLimits, policiesOf } from '../support/template-policies';

const REGION = 'us-east-1';
const MANAGEMENT = '999988887777';
const OPUS = 'global.anthropic.claude-opus-5';
const profile = InferenceProfile.fromInferenceProfileId(OPUS);
const guardrail = (id: string, account = MANAGEMENT, region = REGION) => `arn:aws:bedrock:${region}:${account}:guardrail/${id}`;
const route = (region: string, id = 'us.guardrail.v1:0', account = MANAGEMENT) => `arn:aws:bedrock:${region}:${account}:guardrail-profile/${id}`;
const [ORGANIZATION, OWN] = [guardrail('a1b2c3'), guardrail('d4e5f6', ACCOUNT)];

const stackIn = (region: string | undefined = REGION) => new Stack(new App(), 'Stack', { env: { region, account: region && ACCOUNT } });

function documentsOf(stack: Stack, role: iam.IRole, region = REGION): PolicyDocumentJson[] {
  const attached = policiesOf(Template.fromStack(stack).toJSON(), stack.getLogicalId(role.node.defaultChild as iam.CfnRole), { partition: 'aws', region, accountId: ACCOUNT });
  assertWithinIamLimits(attached);
  return [...attached.inline, ...attached.managed];
}

function granted(enforcedGuardrails: string[] | undefined, options: InferenceProfileGrantsOptions = {}, stack = stackIn()): PolicyDocumentJson[] {
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  InferenceProfileGrants.of(stack, [profile], { enforcedGuardrails, ...options }).invoke(role).assertSuccess();
  return documentsOf(stack, role);
}

const mayApply = (documents: PolicyDocumentJson[], resource: string) => allows(documents, { action: 'bedrock:ApplyGuardrail', resource, context: { 'aws:RequestedRegion': REGION } });
const calls = (documents: PolicyDocumentJson[], sourceRegion = REGION) => callIsAllowed(documents, { account: ACCOUNT, sourceRegion, inferenceProfileId: OPUS });

test('a role may apply exactly these guardrails, of any account, and call as before', () => {
  const documents = granted([ORGANIZATION, OWN]);
  expect([ORGANIZATION, OWN].map((arn) => mayApply(documents, arn))).toEqual([true, true]);
  const others = [guardrail('a1b2c3', ACCOUNT), guardrail('other'), guardrail('a1b2c3', MANAGEMENT, 'us-east-2'), route(REGION), `${ORGANIZATION}x`];
  expect(others.filter((arn) => mayApply(documents, arn))).toEqual([]);
  expect(calls(documents)).toBe(true);
  const actions = ['bedrock:GetGuardrail', 'bedrock:UpdateGuardrail', 'bedrock:PutEnforcedGuardrailConfiguration'];
  expect(actions.filter((action) => allows(documents, { action, resource: ORGANIZATION, context: {} }))).toEqual([]);
});

test('without them none may be applied', () => {
  expect(mayApply(granted(undefined), ORGANIZATION)).toBe(false);
});

test('a guardrail profile may be applied in every Region that it evaluates in from its own, of the account that its ARN names', () => {
  const stack = stackIn();
  const documents = granted([ORGANIZATION, route(REGION)], {}, stack);
  expect(['us-east-1', 'us-east-2', 'us-west-2'].map((region) => mayApply(documents, route(region)))).toEqual([true, true, true]);
  expect([route('us-west-1'), route('us-east-2', 'us.guardrail.v1:0', ACCOUNT), route(REGION, 'eu.guardrail.v1:0')].filter((arn) => mayApply(documents, arn))).toEqual([]);
  expect(warningsOf(stack)).toEqual([]);
});

test('where its Regions are not known it may be applied in any, with a warning', () => {
  const stack = stackIn();
  const documents = granted([ORGANIZATION, route(REGION, 'mars.guardrail.v1:0')], {}, stack);
  expect(['us-east-1', 'sa-east-1'].map((region) => mayApply(documents, route(region, 'mars.guardrail.v1:0')))).toEqual([true, true]);
  expect(mayApply(documents, route(REGION))).toBe(false);
  expect(warningsOf(stack)).toEqual([{
    path: '/Stack',
    id: 'cdk-bedrock-cris::destinationRegionsUnknown',
    message:
    'the Regions in which mars.guardrail.v1:0 may evaluate a guardrail are not known for the source Region us-east-1, so it may be applied in any Region; give its ARN in each of these Regions in enforcedGuardrails to name them',
  }]);
});

test('given in several Regions, it may be applied in these alone, without a warning', () => {
  const stack = stackIn();
  const documents = granted([ORGANIZATION, route(REGION, 'mars.guardrail.v1:0'), route('sa-east-1', 'mars.guardrail.v1:0')], {}, stack);
  expect([REGION, 'sa-east-1', 'us-west-2'].map((region) => mayApply(documents, route(region, 'mars.guardrail.v1:0')))).toEqual([true, true, false]);
  expect(warningsOf(stack)).toEqual([]);
});

test('another profile, or that of another account, does not name its Regions', () => {
  const mars = route(REGION, 'mars.guardrail.v1:0');
  const documents = granted([mars, route('us-west-2', 'venus.guardrail.v1:0'), route('us-west-2', 'mars.guardrail.v1:0', ACCOUNT)]);
  expect(mayApply(documents, route('sa-east-1', 'mars.guardrail.v1:0'))).toBe(true);
});

test('each source Region has its own, in one policy of the role', () => {
  const other = guardrail('g7h8i9', MANAGEMENT, 'eu-west-1');
  const documents = granted([ORGANIZATION, other], { sourceRegions: [REGION, 'eu-west-1'] });
  expect([mayApply(documents, ORGANIZATION), mayApply(documents, other), calls(documents), calls(documents, 'eu-west-1')]).toEqual([true, true, true, true]);
});

test('beside a required guardrail both may be applied, and the required one stays required', () => {
  const required = guardrail('r1r1r1', ACCOUNT);
  const documents = granted([ORGANIZATION], { guardrail: RequiredGuardrail.version(required, '1') });
  expect([ORGANIZATION, required].map((arn) => mayApply(documents, arn))).toEqual([true, true]);
  expect(calls(documents)).toBe(false);
});

test('they may be tokens', () => {
  const stack = stackIn();
  const own = new CfnGuardrail(stack, 'Guardrail', { name: 'g', blockedInputMessaging: 'no', blockedOutputsMessaging: 'no' });
  const parameter = `arn:${Aws.PARTITION}:bedrock:${Aws.REGION}:${MANAGEMENT}:guardrail/a1b2c3`;
  const documents = granted([own.attrGuardrailArn, parameter], {}, stack);
  expect([guardrail('Guardrail', ACCOUNT), ORGANIZATION, guardrail('other')].map((arn) => mayApply(documents, arn))).toEqual([true, true, false]);
});

test('a guardrail profile in a Region that is a token may be applied in any', () => {
  const stack = stackIn(undefined);
  const documents = granted([`arn:${Aws.PARTITION}:bedrock:${Aws.REGION}:${MANAGEMENT}:guardrail-profile/us.guardrail.v1:0`], {}, stack);
  expect([mayApply(documents, route('us-west-2')), mayApply(documents, route('us-west-2', 'eu.guardrail.v1:0'))]).toEqual([true, false]);
  expect(warningsOf(stack).map(({ id, message }) => [id, message])).toEqual([['cdk-bedrock-cris::destinationRegionsUnknown', expect.stringMatching(/^the Regions in which us\.guardrail\.v1:0 .* because the source Region is a token, /)]]);
});

test('toDocument has them too', () => {
  const stack = stackIn();
  const document = stack.resolve(InferenceProfileGrants.of(stack, [profile], { enforcedGuardrails: [ORGANIZATION] }).toDocument()) as PolicyDocumentJson;
  expect(JSON.stringify(document)).toContain(JSON.stringify(ORGANIZATION));
});

test('many are divided over policies within the limits of IAM', () => {
  const many = [...Array(120).keys()].map((index) => guardrail(`${'a'.repeat(30)}${index}`));
  const documents = granted(many);
  expect(many.filter((arn) => !mayApply(documents, arn))).toEqual([]);
});

describe('a workload', () => {
  const define = (stack: Stack, id: string, props: object = {}) => new CrisWorkload(stack, id, {
    inferenceProfiles: [profile], monitoring: CrisMonitoring.none(), enforcedGuardrails: [ORGANIZATION], ...props,
  });

  test('has them on its role, and its grants give them to others', () => {
    const stack = stackIn();
    const workload = define(stack, 'Workload');
    const other = new iam.Role(stack, 'Other', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
    workload.grants.invoke(other);
    for (const role of [workload.role, other]) expect([mayApply(documentsOf(stack, role), ORGANIZATION), mayApply(documentsOf(stack, role), OWN)]).toEqual([true, false]);
  });

  test('in several stacks, with cost tags and a role of another stack, each has its own', () => {
    const app = new App();
    const [first, second] = ['First', 'Second'].map((id) => new Stack(app, id, { env: { region: REGION, account: ACCOUNT } }));
    const role = new iam.Role(first, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    define(second, 'A', { role });
    const own = define(second, 'B', { enforcedGuardrails: [OWN], costTags: { team: 'search' } });
    expect([ORGANIZATION, OWN].map((arn) => mayApply(documentsOf(first, role), arn))).toEqual([true, false]);
    expect([ORGANIZATION, OWN].map((arn) => mayApply(documentsOf(second, own.role), arn))).toEqual([false, true]);
  });

  test('whose role is managed elsewhere gets a warning, and nothing is written', () => {
    const stack = stackIn();
    define(stack, 'Workload', { role: iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/own`, { mutable: false }) });
    expect(warningsOf(stack).map(({ id }) => id)).toEqual(['cdk-bedrock-cris::policiesManagedElsewhere']);
    expect(Template.fromStack(stack).findResources('AWS::IAM::Policy')).toEqual({});
  });
});

const FORM = (text: string) => `enforcedGuardrails: ${JSON.stringify(text)} is not the ARN of a guardrail without a version, or of a guardrail profile; give one like "arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6"`;
const CHARACTER = (text: string, character: string) => `enforcedGuardrails: ${JSON.stringify(text)} has the character "${character}", which is more than text in a policy; leave it out`;
test.each<[string, string[], string]>([
  ['an empty list', [], 'enforcedGuardrails: the list is empty; give at least one, or leave it out'],
  ['one twice', [OWN, OWN], `enforcedGuardrails: "${OWN}" is given twice; leave one out`],
  ...['a1b2c3', `${OWN}:1`, '', `arn:aws:bedrock:${REGION}::foundation-model/x`, route(REGION, 'us.v1'), `arn:aws:bedrock:${REGION}:12:guardrail/x`]
    .map((text): [string, string[], string] => [`\"${text}\"`, [text], FORM(text)]),
  ['a pattern', [guardrail('*')], CHARACTER(guardrail('*'), '*')],
  ['a guardrail of another Region', [ORGANIZATION, guardrail('x', MANAGEMENT, 'eu-west-1')],
    `enforcedGuardrails: "${guardrail('x', MANAGEMENT, 'eu-west-1')}" is in the Region "eu-west-1", and a guardrail is enforced on calls that are sent to its own Region; leave it out, or add the Region to sourceRegions`],
])('%s is refused', (_, enforcedGuardrails, message) => {
  expect(() => granted(enforcedGuardrails)).toThrow(expect.objectContaining({ message }));
});

test('a list that is a token, and a pattern around a token, are refused', () => {
  const stack = stackIn();
  const parameter = new CfnParameter(stack, 'Arns', { type: 'CommaDelimitedList' });
  expect(() => granted(parameter.valueAsList, {}, stack)).toThrow('enforcedGuardrails: the list is a token, known only at deployment; ');
  expect(() => granted([`arn:aws:bedrock:${Aws.REGION}:${MANAGEMENT}:guardrail/*`])).toThrow('enforcedGuardrails: what is written out of it has the character "*", which is more than text in a policy; leave it out');
});
