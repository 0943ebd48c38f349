import fc from 'fast-check';
import { policies, requests } from './policies';
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
    ['an allow of an action that is not known', [{ ...allow, Action: unknown }], 'unknown'],
    ['an allow that speaks of another resource, under such a key', [{ ...allow, ...maybe, Resource: 'arn:aws:s3:::bucket' }], 'not-allowed'],
    ['a condition that is not known', [{ ...allow, Condition: unknown }], 'unknown'],
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

test.each(['Nullable', 'NotNull', 'StringEqualsNever', 'NotBool'])('an operator that nobody knows, %s, leaves open whether a statement holds', (operator) => {
  const request = { action: 'bedrock:InvokeModel', resource: 'arn:aws:bedrock:eu-west-1::foundation-model/provider.model', context: { 'aws:RequestedRegion': 'eu-west-1' } };
  const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
  const conditional = { Condition: { [operator]: { 'aws:RequestedRegion': 'true' } } };
  expect(decided([{ Statement: [{ ...allow, ...conditional }] }], request)).toBe('unknown');
  expect(decided([{ Statement: [allow, { ...allow, Effect: 'Deny', ...conditional }] }], request)).toBe('unknown');
});
