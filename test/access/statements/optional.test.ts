import { policyOf } from './policy';
import * as optional from '../../../src/access/statements/optional';
import { StatementJson } from '../../../src/access/statements/statement';
import { InvocationTarget } from '../../../src/bedrock/authorizations';
import { ACCOUNT } from '../../organization/service-control-calls';
import { allows, AuthorizationRequest } from '../../support/iam-evaluator';

const SOURCE = { partition: 'aws', region: 'eu-west-1', account: ACCOUNT };
const target = (scope: string): InvocationTarget => ({ inferenceProfileId: `${scope}.vendor.model-v1:0`, foundationModelId: 'vendor.model-v1:0', isGlobal: scope === 'global' });
const TARGETS = [target('global'), target('eu')];

const own = (resource: string) => `arn:aws:bedrock:eu-west-1:${ACCOUNT}:${resource}`;
const MODEL = 'arn:aws:bedrock:eu-west-1::foundation-model/vendor.model-v1:0';
const PROJECT = own('project/default');
const ROLE = `arn:aws:iam::${ACCOUNT}:role/batch`;

type Request = [action: string, resource: string, context?: AuthorizationRequest['context']];
const requests = (prefix: string, names: string[], resource: string, context = {}): Request[] => names.map((name) => [`${prefix}:${name}`, resource, context]);

/** Statements with what they allow, and what a slip in them would allow besides. */
const ROWS: Record<keyof typeof optional, [() => StatementJson | StatementJson[], allowed: Request[], denied: Request[]]> = {
  getInferenceProfile: [
    () => optional.getInferenceProfile(TARGETS, SOURCE),
    TARGETS.map(({ inferenceProfileId }) => ['bedrock:GetInferenceProfile', own(`inference-profile/${inferenceProfileId}`)]),
    [['bedrock:GetInferenceProfile', own('inference-profile/us.vendor.model-v1:0')], ['bedrock:InvokeModel', own('inference-profile/eu.vendor.model-v1:0')]],
  ],
  listInferenceProfiles: [() => optional.listInferenceProfiles(), [['bedrock:ListInferenceProfiles', '*']], [['bedrock:GetInferenceProfile', '*']]],
  countTokens: [
    () => optional.countTokens(TARGETS, SOURCE),
    [['bedrock:CountTokens', MODEL]],
    [['bedrock:CountTokens', MODEL.replace('eu-west-1', '')], ['bedrock:InvokeModel', MODEL]],
  ],
  subscribeThroughBedrock: [
    () => optional.subscribeThroughBedrock(),
    requests('aws-marketplace', ['Subscribe', 'Unsubscribe', 'ViewSubscriptions'], '*', { 'aws:CalledViaLast': 'bedrock.amazonaws.com' }),
    [...requests('aws-marketplace', ['Subscribe'], '*'), ...requests('aws-marketplace', ['Subscribe'], '*', { 'aws:CalledViaLast': 'cloudformation.amazonaws.com' })],
  ],
  callWithBearerToken: [() => optional.callWithBearerToken(false), [['bedrock:CallWithBearerToken', '*', { 'bedrock:BearerTokenType': 'SHORT_TERM' }]], [['bedrock:InvokeModel', MODEL]]],
  applyGuardrail: [
    () => optional.applyGuardrail([own('guardrail/one'), own('guardrail/two'), own('guardrail/one')]),
    [['bedrock:ApplyGuardrail', own('guardrail/one')], ['bedrock:ApplyGuardrail', own('guardrail/two')]],
    [['bedrock:ApplyGuardrail', own('guardrail/other')]],
  ],
  responsesApi: [
    // Streams as well are authorized as InvokeModel on the project.
    () => optional.responsesApi(SOURCE),
    requests('bedrock', ['InvokeModel'], PROJECT),
    [...requests('bedrock', ['InvokeModelWithResponseStream'], PROJECT), ...requests('bedrock', ['GetInvoke'], PROJECT), ...requests('bedrock', ['InvokeModel'], own('project/other')), ...requests('bedrock', ['InvokeModel'], MODEL)],
  ],
  storedResponses: [() => optional.storedResponses(SOURCE), requests('bedrock', ['GetInvoke', 'CancelInvoke', 'DeleteInvoke'], PROJECT), requests('bedrock', ['InvokeModel'], PROJECT)],
  createModelInvocationJob: [
    () => optional.createModelInvocationJob(TARGETS, SOURCE),
    [...requests('bedrock', ['CreateModelInvocationJob'], MODEL), ...requests('bedrock', ['CreateModelInvocationJob'], own('model-invocation-job/a1b2'))],
    requests('bedrock', ['InvokeModel', 'StopModelInvocationJob'], own('model-invocation-job/a1b2')),
  ],
  passRoleToBedrock: [
    () => optional.passRoleToBedrock(ROLE),
    [['iam:PassRole', ROLE, { 'iam:PassedToService': 'bedrock.amazonaws.com' }]],
    [['iam:PassRole', ROLE], ['iam:PassRole', ROLE, { 'iam:PassedToService': 'lambda.amazonaws.com' }], ['iam:PassRole', `${ROLE}2`, { 'iam:PassedToService': 'bedrock.amazonaws.com' }]],
  ],
};

describe('narrowed', () => {
  const subscribe = (context: AuthorizationRequest['context'] = {}): Request => ['aws-marketplace:Subscribe', '*', { 'aws:CalledViaLast': 'bedrock.amazonaws.com', ...context }];
  const product = (...ids: string[]) => subscribe({ 'aws-marketplace:ProductId': ids });

  test('a subscription is of these products only, and ends or is viewed without one', () => {
    const statements = optional.subscribeThroughBedrock(['prod-a', 'prod-b']);
    const allowed = [product('prod-a'), product('prod-b'), ...requests('aws-marketplace', ['Unsubscribe', 'ViewSubscriptions'], '*', { 'aws:CalledViaLast': 'bedrock.amazonaws.com' })];
    expect(allowedOf(statements, allowed)).toEqual(allowed);
    const elsewhere: Request[] = ['Subscribe', 'Unsubscribe', 'ViewSubscriptions'].map((name) => [`aws-marketplace:${name}`, '*', { 'aws-marketplace:ProductId': ['prod-a'] }]);
    expect(allowedOf(statements, [subscribe(), product('prod-c'), ...elsewhere, ['aws-marketplace:Subscribe', '*', {}]])).toEqual([]);
  });

  test.each([[false, ['SHORT_TERM']], [true, ['LONG_TERM', 'SHORT_TERM']]])('long-term keys: %s; a call comes with a key of these types', (longTermKeys, types) => {
    const called = ['LONG_TERM', 'SHORT_TERM', 'OTHER', undefined].filter((type) => allowedOf([optional.callWithBearerToken(longTermKeys)], [['bedrock:CallWithBearerToken', '*', { 'bedrock:BearerTokenType': type }]]).length > 0);
    expect(called).toEqual(types);
  });
});

function allowedOf(statements: StatementJson[], requested: Request[]): Request[] {
  return requested.filter(([action, resource, context = {}]) => allows([policyOf(statements)], { action, resource, context }));
}

test.each(Object.entries(ROWS))('%s allows what it is for, and nothing else', (_, [create, allowed, denied]) => {
  const statements = [create()].flat();
  expect(allowedOf(statements, allowed)).toEqual(allowed);
  expect(allowedOf(statements, denied)).toEqual([]);
  // What two profiles share stands there once.
  for (const { Resource } of statements) expect(new Set(Resource).size).toBe(Resource.length);
});

test('all of them stand in one policy, and none allows what is another\'s', () => {
  const statements = Object.values(ROWS).map(([create]) => create());
  for (const [index, [, allowed]] of Object.values(ROWS).entries()) {
    expect(allowedOf(statements.flat(), allowed)).toEqual(allowed);
    expect(allowedOf(statements.filter((__, other) => other !== index).flat(), allowed)).toEqual([]);
  }
});
