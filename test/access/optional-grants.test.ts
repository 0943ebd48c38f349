import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnGuardrail } from 'aws-cdk-lib/aws-bedrock';
import * as iam from 'aws-cdk-lib/aws-iam';
import { InferenceProfile, InferenceProfileGrants } from '../../src';
import { profilesFrom } from '../support/catalog-profiles';
import { allows, AuthorizationRequest } from '../support/iam-evaluator';
import { assertWithinIamLimits, policiesOf } from '../support/template-policies';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const PROFILE = `arn:aws:bedrock:${REGION}:${ACCOUNT}:inference-profile/global.anthropic.claude-opus-5`;
const MODEL = `arn:aws:bedrock:${REGION}::foundation-model/anthropic.claude-opus-5`;
const PROJECT = `arn:aws:bedrock:${REGION}:${ACCOUNT}:project/default`;
const GUARDRAIL = `arn:aws:bedrock:${REGION}:${ACCOUNT}:guardrail/`;
const BATCH_ROLE = `arn:aws:iam::${ACCOUNT}:role/batch`;

interface Row {
  readonly grant: (grants: InferenceProfileGrants, role: iam.Role, stack: Stack) => iam.Grant;
  readonly allowed: [action: string, resource: string, context?: AuthorizationRequest['context']][];
  readonly denied: [action: string, resource: string, context?: AuthorizationRequest['context']][];
}

const ROWS: Record<string, Row> = {
  'getInferenceProfile': {
    grant: (grants, role) => grants.getInferenceProfile(role),
    allowed: [['bedrock:GetInferenceProfile', PROFILE]],
    denied: [['bedrock:GetInferenceProfile', PROFILE.replace('opus-5', 'opus-4-8')], ['bedrock:ListInferenceProfiles', '*'], ['bedrock:InvokeModel', PROFILE]],
  },
  'listInferenceProfiles': {
    grant: (grants, role) => grants.listInferenceProfiles(role),
    allowed: [['bedrock:ListInferenceProfiles', '*']],
    denied: [['bedrock:GetInferenceProfile', PROFILE]],
  },
  'countTokens': {
    grant: (grants, role) => grants.countTokens(role),
    allowed: [['bedrock:CountTokens', MODEL]],
    denied: [['bedrock:CountTokens', MODEL.replace('opus-5', 'opus-4-8')], ['bedrock:InvokeModel', MODEL]],
  },
  'subscribeThroughBedrock': {
    grant: (grants, role) => grants.subscribeThroughBedrock(role),
    allowed: ['Subscribe', 'Unsubscribe', 'ViewSubscriptions'].map((name) => [`aws-marketplace:${name}`, '*', { 'aws:CalledViaLast': 'bedrock.amazonaws.com' }]),
    denied: [['aws-marketplace:Subscribe', '*'], ['aws-marketplace:Subscribe', '*', { 'aws:CalledViaLast': 'cloudformation.amazonaws.com' }]],
  },
  'subscribeThroughBedrock to named products': {
    grant: (grants, role) => grants.subscribeThroughBedrock(role, { productIds: ['prod-a1b2c3d4e5f6g'] }),
    allowed: [
      ['aws-marketplace:Subscribe', '*', { 'aws:CalledViaLast': 'bedrock.amazonaws.com', 'aws-marketplace:ProductId': ['prod-a1b2c3d4e5f6g'] }],
      ...['Unsubscribe', 'ViewSubscriptions'].map((name): [string, string, AuthorizationRequest['context']] => [`aws-marketplace:${name}`, '*', { 'aws:CalledViaLast': 'bedrock.amazonaws.com' }]),
    ],
    denied: [
      ['aws-marketplace:Subscribe', '*', { 'aws:CalledViaLast': 'bedrock.amazonaws.com', 'aws-marketplace:ProductId': ['prod-zzzzzzzzzzzzz'] }],
      ['aws-marketplace:Subscribe', '*', { 'aws:CalledViaLast': 'bedrock.amazonaws.com' }],
      ['aws-marketplace:Subscribe', '*', { 'aws-marketplace:ProductId': ['prod-a1b2c3d4e5f6g'] }],
    ],
  },
  'callWithBearerToken': {
    grant: (grants, role) => grants.callWithBearerToken(role),
    allowed: [['bedrock:CallWithBearerToken', '*', { 'bedrock:BearerTokenType': 'SHORT_TERM' }]],
    denied: [['bedrock:CallWithBearerToken', '*', { 'bedrock:BearerTokenType': 'LONG_TERM' }], ['bedrock:InvokeModel', MODEL]],
  },
  'callWithBearerToken with long-term keys': {
    grant: (grants, role) => grants.callWithBearerToken(role, { longTermKeys: true }),
    allowed: ['SHORT_TERM', 'LONG_TERM'].map((type) => ['bedrock:CallWithBearerToken', '*', { 'bedrock:BearerTokenType': type }]),
    denied: [['bedrock:CallWithBearerToken', '*', { 'bedrock:BearerTokenType': 'OTHER' }]],
  },
  'applyGuardrail': {
    grant: (grants, role) => ['one', 'two']
      .map((name) => grants.applyGuardrail(role, GUARDRAIL + name))
      .reduce((all, grant) => all.combine(grant)),
    allowed: [['bedrock:ApplyGuardrail', `${GUARDRAIL}one`], ['bedrock:ApplyGuardrail', `${GUARDRAIL}two`]],
    denied: [['bedrock:ApplyGuardrail', `${GUARDRAIL}other`]],
  },
  'useResponsesApi': {
    grant: (grants, role) => grants.useResponsesApi(role),
    // Streams as well are authorized as InvokeModel on the project.
    allowed: [['bedrock:InvokeModel', PROJECT]],
    denied: [['bedrock:InvokeModelWithResponseStream', PROJECT], ['bedrock:GetInvoke', PROJECT], ['bedrock:InvokeModel', PROJECT.replace('default', 'other')], ['bedrock:InvokeModel', MODEL]],
  },
  'manageStoredResponses': {
    grant: (grants, role) => grants.manageStoredResponses(role),
    allowed: ['GetInvoke', 'CancelInvoke', 'DeleteInvoke'].map((name) => [`bedrock:${name}`, PROJECT]),
    denied: [['bedrock:InvokeModel', PROJECT]],
  },
  'submitBatchInference': {
    grant: (grants, role, stack) => grants.submitBatchInference(role, iam.Role.fromRoleArn(stack, `Batch${stack.node.children.length}`, BATCH_ROLE)),
    allowed: [
      ['bedrock:CreateModelInvocationJob', MODEL],
      ['bedrock:CreateModelInvocationJob', `arn:aws:bedrock:${REGION}:${ACCOUNT}:model-invocation-job/abc`],
      ['iam:PassRole', BATCH_ROLE, { 'iam:PassedToService': 'bedrock.amazonaws.com' }],
    ],
    denied: [
      ['iam:PassRole', BATCH_ROLE, { 'iam:PassedToService': 'lambda.amazonaws.com' }],
      ['iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/admin`, { 'iam:PassedToService': 'bedrock.amazonaws.com' }],
      ['bedrock:InvokeModel', MODEL],
    ],
  },
};

function policiesWith(grant: (grants: InferenceProfileGrants, role: iam.Role, stack: Stack) => iam.Grant | undefined) {
  const stack = new Stack(new App(), 'Stack', { env: { region: REGION } });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  grant(InferenceProfileGrants.of(stack, [InferenceProfile.fromInferenceProfileId('global.anthropic.claude-opus-5')]), role, stack)?.assertSuccess();
  return policiesOf(Template.fromStack(stack).toJSON(), 'Role1ABCC5F0', { partition: 'aws', region: REGION, accountId: ACCOUNT }).inline;
}

test.each(Object.entries(ROWS))('%s allows what it names, and nothing else', (_, { grant, allowed, denied }) => {
  const documents = policiesWith(grant);
  const decisions = (rows: Row['allowed']) => rows.map(([action, resource, context = {}]) => [action, resource, allows(documents, { action, resource, context })]);
  expect(decisions(allowed)).toEqual(allowed.map(([action, resource]) => [action, resource, true]));
  expect(decisions(denied)).toEqual(denied.map(([action, resource]) => [action, resource, false]));
});

test('none of them comes with invoke', () => {
  const documents = policiesWith((grants, role) => grants.invoke(role));
  const implied = Object.entries(ROWS).filter(([, row]) => row.allowed.some(([action, resource, context = {}]) => allows(documents, { action, resource, context })));
  expect(implied.map(([name]) => name)).toEqual([]);
});

test('every public method of the grants has a row here', () => {
  const methods = Object.getOwnPropertyNames(InferenceProfileGrants.prototype).filter((name) => !['constructor', 'invoke', 'toDocument', 'invokeUnits', 'enforcedUnits', 'units', 'failSize', 'grant', 'grantOnce'].includes(name));
  expect(methods.sort()).toEqual([...new Set(Object.keys(ROWS).map((row) => row.split(' ')[0]))].sort());
});

test('all of them together, each twice, stand there once, and allow the same', () => {
  const together = (times: number) => policiesWith((grants, role, stack) => [...Array(times).keys()]
    .flatMap(() => [grants.invoke(role), ...Object.values(ROWS).map((row) => row.grant(grants, role, stack))])
    .reduce((all, grant) => all.combine(grant)));
  expect(together(2)).toEqual(together(1));
  const requests = Object.values(ROWS).flatMap(({ allowed }) => allowed);
  expect(requests.filter(([action, resource, context = {}]) => !allows(together(2), { action, resource, context }))).toEqual([]);
});

test('with 60 profiles and three source Regions they stay within the limits of IAM on a role, with 30 on a user', () => {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'us-east-1' } });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const user = new iam.User(stack, 'User');
  const profiles = profilesFrom('us-east-1', 60).map((profile) => InferenceProfile.fromInferenceProfileId(profile.inferenceProfileId));
  for (const [grantee, count] of [[role, 60], [user, 30]] as const) {
    const grants = InferenceProfileGrants.of(stack, profiles.slice(0, count), { sourceRegions: ['us-east-1', 'us-east-2', 'us-west-2'] });
    grants.getInferenceProfile(grantee).assertSuccess();
    grants.countTokens(grantee).assertSuccess();
  }
  const template = Template.fromStack(stack).toJSON();
  for (const construct of [role, user]) {
    assertWithinIamLimits(policiesOf(template, stack.getLogicalId(construct.node.defaultChild as iam.CfnRole), { partition: 'aws', region: 'us-east-1', accountId: ACCOUNT }));
  }
});

describe('the guardrail that is applied', () => {
  const apply = (arn: string) => policiesWith((grants, role) => grants.applyGuardrail(role, arn));

  test('is no pattern', () => {
    expect(() => apply(`${GUARDRAIL}*`)).toThrow(/^guardrailArn: "arn:aws:bedrock:.*guardrail\/\*" /);
  });

  test.each(['one', `${GUARDRAIL}one:1`, MODEL, ''])('%j is refused', (arn) => {
    expect(() => apply(arn)).toThrow(new Error(
      `guardrailArn: ${JSON.stringify(arn)} is not the ARN of a guardrail without a version; give one like "arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6"`));
  });

  test('may be a token', () => {
    const documents = policiesWith((grants, role, stack) => grants.applyGuardrail(role, new CfnGuardrail(stack, 'Guardrail', {
      name: 'guardrail', blockedInputMessaging: 'no', blockedOutputsMessaging: 'no',
    }).attrGuardrailArn));
    expect(['Guardrail', 'Other'].map((id) => allows(documents, { action: 'bedrock:ApplyGuardrail', resource: GUARDRAIL + id, context: {} }))).toEqual([true, false]);
  });
});
