import fc from 'fast-check';
import { policies, requests } from './policies';
import { evaluationsOf, withSystemProfile } from '../../../src/checks/policy/authorizations';
import { Context } from '../../../src/checks/policy/condition';
import { decide, Decision } from '../../../src/checks/policy/decide';
import { parseDocument } from '../../../src/checks/policy/statement';
import { opaque } from '../../../src/checks/read/opaque';
import { AuthorizationRequest, decide as evaluate } from '../../support/iam-evaluator';
import { propertyRuns } from '../../support/property-runs';

const SAME: Record<ReturnType<typeof evaluate>, Decision> = { Allowed: 'allowed', ExplicitDeny: 'denied', ImplicitDeny: 'not-allowed' };

function decided(documents: readonly unknown[], { action, resource, context }: AuthorizationRequest, complete = true): Decision {
  const lowered = Object.entries(context).map(([key, value]) => [key.toLowerCase(), value] as const);
  return decide(documents.flatMap((document) => parseDocument(document).statements), complete, { action, resource, context: new Map(lowered) as Context });
}

test('policies of which nothing is unknown are decided as IAM does', () => {
  const seen: Partial<Record<Decision, number>> = {};
  fc.assert(fc.property(policies, requests, (documents, request) => {
    const expected = SAME[evaluate(documents, request)];
    seen[expected] = (seen[expected] ?? 0) + 1;
    expect(decided(documents, request)).toBe(expected);
  }), propertyRuns(4_000));
  for (const decision of Object.values(SAME)) expect(seen[decision]).toBeGreaterThan(500);
});

test('policies that are not all seen: only an explicit deny is certain', () => {
  fc.assert(fc.property(policies, requests, (documents, request) => {
    const whole = evaluate(documents, request);
    expect(decided(documents, request, false)).toBe(whole === 'ExplicitDeny' ? 'denied' : 'unknown');
  }), propertyRuns(2_000));
});

describe('what is not known leaves open what it may change, and nothing else', () => {
  const request: AuthorizationRequest = { action: 'bedrock:InvokeModel', resource: 'arn:aws:bedrock:eu-west-1::foundation-model/provider.model', context: { 'aws:RequestedRegion': 'eu-west-1' } };
  const allow = { Effect: 'Allow', Action: 'bedrock:InvokeModel', Resource: request.resource };
  const deny = { ...allow, Effect: 'Deny' };
  const maybe = { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'search' } } };
  const unknown = opaque('Parameter');

  test.each<[string, unknown[], Decision]>([
    ['an allow', [allow], 'allowed'],
    ['no allow', [], 'not-allowed'],
    ['an allow under a key of which the value is not known', [{ ...allow, ...maybe }], 'unknown'],
    ['the same beside an allow without it', [{ ...allow, ...maybe }, allow], 'allowed'],
    ['a deny under such a key, beside an allow', [{ ...deny, ...maybe }, allow], 'unknown'],
    ['a deny under such a key, without an allow', [{ ...deny, ...maybe }], 'not-allowed'],
    ['a deny beside a deny under such a key', [{ ...deny, ...maybe }, deny], 'denied'],
    ['an allow of a resource that is not known', [{ ...allow, Resource: unknown }], 'unknown'],
    ['an allow of everything but a resource that is not known', [{ Effect: 'Allow', Action: '*', NotResource: unknown }], 'unknown'],
    ['a deny of a resource that is not known, beside an allow', [{ ...deny, Resource: unknown }, allow], 'unknown'],
    ['an allow without a resource', [{ ...allow, Resource: undefined }], 'not-allowed'],
    ['an allow of an action that is not known', [{ ...allow, Action: unknown }], 'unknown'],
    ['an allow that speaks of another resource, under such a key', [{ ...allow, ...maybe, Resource: 'arn:aws:s3:::bucket' }], 'not-allowed'],
    ['a condition that is not known', [{ ...allow, Condition: unknown }], 'unknown'],
    ['an operator whose keys are not known', [{ ...allow, Condition: { StringEquals: unknown } }], 'unknown'],
    ['a wildcard beside a part that is not known, compared as it is', [{ ...allow, Condition: { StringEquals: { 'aws:RequestedRegion': `eu*-1${unknown}` } } }], 'not-allowed'],
    ['a list of lists', [{ ...allow, Condition: { StringEquals: { 'aws:RequestedRegion': [['eu-west-1']] } } }], 'allowed'],
    ['a condition that is null', [{ ...allow, Condition: null }], 'unknown'],
    ['an operator that is not known', [{ ...allow, Condition: { IpAddress: { 'aws:RequestedRegion': 'eu-west-1' } } }], 'unknown'],
    ['the value of a condition that is not known', [{ ...allow, Condition: { StringEquals: { 'aws:RequestedRegion': unknown } } }], 'unknown'],
    ['the same, negated', [{ ...allow, Condition: { StringNotEquals: { 'aws:RequestedRegion': unknown } } }], 'unknown'],
    ['a value that is not known beside one that is met', [{ ...allow, Condition: { StringEquals: { 'aws:RequestedRegion': [unknown, 'eu-west-1'] } } }], 'allowed'],
    ['a value of which a known part is not met', [{ ...allow, Condition: { StringEquals: { 'aws:RequestedRegion': `us-${unknown}` } } }], 'not-allowed'],
    ['wildcards in a value that is compared as it is', [{ ...allow, Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-*' } } }], 'not-allowed'],
    ['a policy variable in a condition', [{ ...allow, Condition: { StringEquals: { 'aws:RequestedRegion': '${aws:PrincipalTag/region}' } } }], 'unknown'],
    ['a policy variable in a resource', [{ ...allow, Resource: 'arn:aws:bedrock:*::foundation-model/${aws:PrincipalTag/model}' }], 'unknown'],
    ['whether a key is absent that no request is known to have', [{ ...allow, Condition: { Null: { 'aws:PrincipalTag/team': 'true' } } }], 'unknown'],
    ['a Null of which the value is not known', [{ ...allow, Condition: { Null: { 'aws:RequestedRegion': unknown } } }], 'unknown'],
  ])('%s', (_name, Statement, expected) => {
    expect(decided([{ Statement }], request)).toBe(expected);
  });

  test.each(['allow', 'Permit', unknown, undefined, null])('a statement with the effect %p makes the document incomplete', (Effect) => {
    expect(parseDocument({ Statement: [allow, { ...allow, Effect }] })).toMatchObject({ complete: false, statements: [{ effect: 'Allow' }] });
  });

  test.each([[undefined, false], [null, false], [unknown, false], [[], false], [{}, true],
    [{ Statement: unknown }, false], [{ Statement: [allow, unknown] }, false], [{ Statement: [null] }, false],
    [{ Statement: [] }, true], [{ Statement: allow }, true], [{ Statement: [allow, deny] }, true]])('%j: complete is %p', (document, complete) => {
    expect(parseDocument(document).complete).toBe(complete);
  });

  test('a statement is found again by its place', () => {
    expect(parseDocument({ Statement: [unknown, allow] }).statements[0].location).toBe('Statement.1');
    expect(parseDocument({ Statement: allow }).statements[0].location).toBe('Statement');
  });
});

test.each(['Nullable', 'NotNull', 'StringEqualsNever', 'NotBool', 'Boolean', ...['StringEquals', 'StringEqualsIgnoreCase', 'StringLike', 'ArnLike'].flatMap((known) => [`A${known}`, `${known}A`])])('an operator that nobody knows, %s, leaves open whether a statement holds', (operator) => {
  const request = { action: 'bedrock:InvokeModel', resource: 'arn:aws:bedrock:eu-west-1::foundation-model/provider.model', context: { 'aws:RequestedRegion': 'eu-west-1' } };
  const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
  const conditional = { Condition: { [operator]: { 'aws:RequestedRegion': 'true' } } };
  expect(decided([{ Statement: [{ ...allow, ...conditional }] }], request)).toBe('unknown');
  expect(decided([{ Statement: [allow, { ...allow, Effect: 'Deny', ...conditional }] }], request)).toBe('unknown');
});

describe('a call of which more is known than its keys', () => {
  const source = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };
  const inferenceProfileId = 'global.provider.model';
  const applicationArn = 'arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/x';
  const system = { inferenceProfileId, source, action: 'bedrock:InvokeModel' };
  const through = (call: Parameters<typeof evaluationsOf>[0], Condition: object, of = evaluationsOf(call)) =>
    of.map((evaluation) => decide(parseDocument({ Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition } }).statements, true, evaluation));

  test.each<[string, object, Decision, Decision, Decision]>([
    ['tags, which application profiles alone have', { StringEquals: { 'aws:ResourceTag/team': 'search' } }, 'not-allowed', 'unknown', 'not-allowed'],
    ['tags of a call that makes something', { StringEquals: { 'aws:RequestTag/team': 'search' } }, 'not-allowed', 'not-allowed', 'not-allowed'],
    ['names of such tags', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'team' } }, 'not-allowed', 'not-allowed', 'not-allowed'],
    ['the owner, which is AWS for models', { StringEquals: { 'aws:ResourceAccount': '111122223333' } }, 'unknown', 'unknown', 'not-allowed'],
    ['the owner, if it is known', { StringEqualsIfExists: { 'aws:ResourceOrgID': 'o-a1b2c3d4e5' } }, 'unknown', 'unknown', 'unknown'],
    ['another owner', { StringNotEquals: { 'aws:ResourceOrgPaths': 'o-a1b2c3d4e5/*' } }, 'unknown', 'unknown', 'allowed'],
    ['any owner', { StringLike: { 'aws:ResourceAccount': '*' } }, 'unknown', 'unknown', 'unknown'],
    ['another owner of the principal', { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } }, 'unknown', 'unknown', 'unknown'],
    ...['aws:ResourceAccountName', 'my-aws:ResourceAccount'].map((key): [string, object, Decision, Decision, Decision] =>
      [`${key}, which only looks like an owner`, { StringNotEquals: { [key]: 'x' } }, 'unknown', 'unknown', 'unknown']),
    ['a key that ends with that of tags', { StringEquals: { 'my-aws:TagKeys': 'team' } }, 'unknown', 'unknown', 'unknown'],
    ['the owner of the principal', { StringEquals: { 'aws:PrincipalAccount': '111122223333' } }, 'unknown', 'unknown', 'unknown'],
    ['a service that calls for somebody', { Bool: { 'aws:ViaAWSService': 'True' } }, 'not-allowed', 'not-allowed', 'not-allowed'],
    ['no service that calls for itself', { Bool: { 'aws:PrincipalIsAWSService': 'FALSE' } }, 'allowed', 'allowed', 'allowed'],
    ...['BearerTokenType', 'DataRetentionMode', 'InlineAgentName', 'ThirdPartyKnowledgeBaseCredentialsSecretArn'].map((name): [string, object, Decision, Decision, Decision] =>
      [`${name}, a key of other calls`, { StringLike: { [`bedrock:${name}`]: '*' } }, 'not-allowed', 'not-allowed', 'not-allowed']),
    ['a key that is meant for another one', { StringLike: { 'bedrock:ModelId': '*' } }, 'not-allowed', 'not-allowed', 'not-allowed'],
    ['a key that may be newer', { StringLike: { 'bedrock:SomethingElseAltogether': '*' } }, 'unknown', 'unknown', 'unknown'],
  ])('%s', (_name, condition, profile, application, model) => {
    expect(through(system, condition)).toEqual([profile, model, model]);
    expect(through({ ...system, applicationArn }, condition)).toEqual([application, model, model]);
  });

  test('the key of models has the ARN of the application profile, or of the one behind it', () => {
    const condition = { StringEquals: { 'bedrock:InferenceProfileArn': `arn:aws:bedrock:eu-west-1:111122223333:inference-profile/${inferenceProfileId}` } };
    const call = { ...system, applicationArn };
    expect(through(system, condition)).toEqual(['not-allowed', 'allowed', 'allowed']);
    expect(through(call, condition)).toEqual(['not-allowed', 'not-allowed', 'not-allowed']);
    expect(through(call, condition, evaluationsOf(call).map((evaluation) => withSystemProfile(evaluation, call)))).toEqual(['not-allowed', 'allowed', 'allowed']);
    expect(withSystemProfile(evaluationsOf(system)[1], system)).toEqual(evaluationsOf(system)[1]);
  });
});
