import { ALLOW_ALL, policyOf } from './policy';
import { denyMantle, denyOtherModels, denyOtherProfiles, exempting } from '../../../src/access/statements/denies';
import { ControlStatementJson } from '../../../src/access/statements/statement';
import { ACCOUNT, ALL_CALLS, GLOBAL, MODEL, stopped } from '../../organization/service-control-calls';
import { INVOKE_ACTIONS } from '../../support/cris-requests';
import { decide } from '../../support/iam-evaluator';

const stoppedBy = (statements: readonly ControlStatementJson[], principalArn?: string) => stopped([ALLOW_ALL, policyOf(statements)], principalArn);
const named = (pattern: RegExp) => ALL_CALLS.filter((name) => pattern.test(name));
const OUTSIDE_US = named(/^(zz|AIP over zz, key: system|eu elsewhere|AIP over eu elsewhere, key: system|make AIP over eu elsewhere)$/);
const US = { kind: 'Geographies', patterns: ['us.*'], global: false } as const;

describe('other profiles', () => {
  test('a geography leaves its own profiles usable, no other and no global one', () => {
    expect(stoppedBy(denyOtherProfiles('aws', US)).sort()).toEqual([...GLOBAL, 'make AIP over global', ...OUTSIDE_US].sort());
  });

  test('a global profile among those that are allowed is usable, and others of its scope are not', () => {
    const statements = denyOtherProfiles('aws', { kind: 'InferenceProfiles', patterns: [`us.${MODEL}`, `global.${MODEL}`], global: true });
    expect(stoppedBy(statements).sort()).toEqual(['global, other model', ...OUTSIDE_US].sort());
  });

  test('a deny of geographies and one of profiles may stand in one policy', () => {
    const both = [...denyOtherProfiles('aws', { ...US, global: true }), ...denyOtherProfiles('aws', { kind: 'InferenceProfiles', patterns: [`us.${MODEL}`], global: true })];
    expect(stoppedBy(both)).toEqual(expect.arrayContaining(OUTSIDE_US));
  });
});

describe('other models', () => {
  const OTHER_MODELS = named(/other model/);

  test.each<['Models' | 'Providers', string[], string[]]>([
    ['Models', [MODEL], OTHER_MODELS],
    ['Providers', ['anthropic.*'], OTHER_MODELS],
    ['Providers', ['anthropic.*', 'amazon.*'], []],
  ])('%s %j: calls, batch jobs and throughput of others are stopped', (kind, patterns, expected) => {
    expect(stoppedBy(denyOtherModels('aws', kind, patterns))).toEqual(expected);
  });

  test('a deny of models and one of providers may stand in one policy', () => {
    expect(stoppedBy([...denyOtherModels('aws', 'Models', [MODEL]), ...denyOtherModels('aws', 'Providers', ['anthropic.*'])])).toEqual(OTHER_MODELS);
  });

  // Every resource type, besides models, of these actions: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
  test.each([
    'application-inference-profile/a1b2', 'async-invoke/a1b2', 'custom-model/amazon.x/a1b2', 'custom-model-deployment/a1b2', 'default-prompt-router/anthropic.claude:1',
    'imported-model/a1b2', `inference-profile/global.${MODEL}`, 'marketplace/model-endpoint/all-access', 'model-invocation-job/a1b2', 'project/default', 'prompt-router/a1b2',
    'provisioned-model/a1b2', 'system-tool/amazon.nova_grounding',
  ])('%s is no model, so the deny leaves it alone in any Region and account', (resource) => {
    const document = policyOf(denyOtherModels('aws', 'Models', [MODEL]));
    for (const action of INVOKE_ACTIONS) {
      expect(decide([ALLOW_ALL, document], { action, resource: `arn:aws:bedrock:sa-east-1:${ACCOUNT}:${resource}`, context: {} })).toBe('Allowed');
    }
  });

  test('another kind of resource is not left alone', () => {
    const request = { action: 'bedrock:InvokeModel', resource: `arn:aws:bedrock:sa-east-1:${ACCOUNT}:new-kind/a1b2`, context: {} };
    expect(decide([ALLOW_ALL, policyOf(denyOtherModels('aws', 'Models', [MODEL]))], request)).toBe('ExplicitDeny');
  });
});

test('the deny of bedrock-mantle stops that and nothing else', () => {
  expect(stoppedBy(denyMantle())).toEqual(['mantle']);
});

describe('exempt principals', () => {
  const admin = 'arn:aws:iam::999988887777:role/PlatformAdmin';

  test.each<[string, () => readonly ControlStatementJson[]]>([
    ['with conditions of its own, on the same operator too', () => denyOtherProfiles('aws', US)],
    ['without a condition', denyMantle],
  ])('are not stopped by a deny %s, and others are as without them', (_, create) => {
    const statements = create();
    const exempt = exempting(statements, ['arn:aws:iam::*:role/PlatformAdmin']);
    expect(stoppedBy(exempt, admin)).toEqual([]);
    expect(stoppedBy(exempt)).toEqual(stoppedBy(statements));
  });

  test('if there are none, leave the statements as they are', () => {
    expect(exempting(denyMantle(), [])).toEqual(denyMantle());
    expect(stoppedBy(exempting(denyOtherProfiles('aws', US), []), admin)).toEqual(stoppedBy(denyOtherProfiles('aws', US)));
  });
});
