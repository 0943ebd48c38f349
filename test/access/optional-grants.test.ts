import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
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
  getInferenceProfile: {
    grant: (grants, role) => grants.getInferenceProfile(role),
    allowed: [['bedrock:GetInferenceProfile', PROFILE]],
    denied: [['bedrock:GetInferenceProfile', PROFILE.replace('opus-5', 'opus-4-8')], ['bedrock:ListInferenceProfiles', '*'], ['bedrock:InvokeModel', PROFILE]],
  },
  listInferenceProfiles: {
    grant: (grants, role) => grants.listInferenceProfiles(role),
    allowed: [['bedrock:ListInferenceProfiles', '*']],
    denied: [['bedrock:GetInferenceProfile', PROFILE]],
  },
  countTokens: {
    grant: (grants, role) => grants.countTokens(role),
    allowed: [['bedrock:CountTokens', MODEL]],
    denied: [['bedrock:CountTokens', MODEL.replace('opus-5', 'opus-4-8')], ['bedrock:InvokeModel', MODEL]],
  },
  subscribeThroughBedrock: {
    grant: (grants, role) => grants.subscribeThroughBedrock(role),
    allowed: ['Subscribe', 'Unsubscribe', 'ViewSubscriptions'].map((name) => [`aws-marketplace:${name}`, '*', { 'aws:CalledViaLast': 'bedrock.amazonaws.com' }]),
    denied: [['aws-marketplace:Subscribe', '*'], ['aws-marketplace:Subscribe', '*', { 'aws:CalledViaLast': 'cloudformation.amazonaws.com' }]],
  },
  callWithBearerToken: {
    grant: (grants, role) => grants.callWithBearerToken(role),
    allowed: [['bedrock:CallWithBearerToken', '*']],
    denied: [['bedrock:InvokeModel', MODEL]],
  },
  applyGuardrail: {
    grant: (grants, role) => ['one', 'two']
      .map((name) => grants.applyGuardrail(role, GUARDRAIL + name))
      .reduce((all, grant) => all.combine(grant)),
    allowed: [['bedrock:ApplyGuardrail', `${GUARDRAIL}one`], ['bedrock:ApplyGuardrail', `${GUARDRAIL}two`]],
    denied: [['bedrock:ApplyGuardrail', `${GUARDRAIL}other`]],
  },
  useResponsesApi: {
    grant: (grants, role) => grants.useResponsesApi(role),
    allowed: [['bedrock:InvokeModel', PROJECT], ['bedrock:InvokeModelWithResponseStream', PROJECT]],
    denied: [['bedrock:GetInvoke', PROJECT], ['bedrock:InvokeModel', PROJECT.replace('default', 'other')], ['bedrock:InvokeModel', MODEL]],
  },
  manageStoredResponses: {
    grant: (grants, role) => grants.manageStoredResponses(role),
    allowed: ['GetInvoke', 'CancelInvoke', 'DeleteInvoke'].map((name) => [`bedrock:${name}`, PROJECT]),
    denied: [['bedrock:InvokeModel', PROJECT]],
  },
  submitBatchInference: {
    grant: (grants, role, stack) => grants.submitBatchInference(role, iam.Role.fromRoleArn(stack, 'Batch', BATCH_ROLE)),
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
  const methods = Object.getOwnPropertyNames(InferenceProfileGrants.prototype).filter((name) => !['constructor', 'invoke', 'grant', 'grantOnce'].includes(name));
  expect(methods.sort()).toEqual(Object.keys(ROWS).sort());
});

test('all of them together keep their Sids apart', () => {
  const documents = policiesWith((grants, role, stack) => {
    grants.invoke(role);
    return Object.values(ROWS).map((row) => row.grant(grants, role, stack)).reduce((all, grant) => all.combine(grant));
  });
  const sids = documents.flatMap((document) => document.Statement).map((statement) => statement.Sid);
  expect(new Set(sids).size).toBe(sids.length);
});

test('with 60 profiles and three source Regions they stay within the limits of IAM, on a role and on a user', () => {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'us-east-1' } });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const user = new iam.User(stack, 'User');
  const profiles = profilesFrom('us-east-1', 60).map((profile) => InferenceProfile.fromInferenceProfileId(profile.inferenceProfileId));
  const grants = InferenceProfileGrants.of(stack, profiles, { sourceRegions: ['us-east-1', 'us-east-2', 'us-west-2'] });
  for (const grantee of [role, user]) {
    grants.getInferenceProfile(grantee).assertSuccess();
    grants.countTokens(grantee).assertSuccess();
  }
  const template = Template.fromStack(stack).toJSON();
  for (const construct of [role, user]) {
    assertWithinIamLimits(policiesOf(template, stack.getLogicalId(construct.node.defaultChild as iam.CfnRole), { partition: 'aws', region: 'us-east-1', accountId: ACCOUNT }));
  }
});

test('without streaming the Responses API is not streamed either', () => {
  const documents = policiesWith((_, role, stack) => InferenceProfileGrants.of(stack, [InferenceProfile.fromInferenceProfileId('global.anthropic.claude-opus-5')], { streaming: false })
    .useResponsesApi(role));
  const isAllowed = (action: string) => allows(documents, { action, resource: PROJECT, context: {} });
  expect([isAllowed('bedrock:InvokeModel'), isAllowed('bedrock:InvokeModelWithResponseStream')]).toEqual([true, false]);
});
