import { ALLOW_ALL, policyOf } from './policy';
import {
  AllowedProfiles, denyApiKeys, denyGlobalInference, denyMantle, denyOtherModels, denyOtherProfiles, denyOtherRetention, denyOutsideSourceRegions, denyPromptRouters, exempting,
} from '../../../src/access/statements/denies';
import { DenyJson } from '../../../src/access/statements/statement';
import { ACCOUNT, ALL_CALLS, GLOBAL, MANTLE, MODEL, stopped } from '../../organization/service-control-calls';
import { evaluations, INVOKE_ACTIONS } from '../../support/cris-requests';
import { decide } from '../../support/iam-evaluator';

const stoppedBy = (statements: readonly DenyJson[], principalArn?: string) => stopped([ALLOW_ALL, policyOf(statements)], principalArn);
const named = (pattern: RegExp) => ALL_CALLS.filter((name) => pattern.test(name));
const distinctSorted = (...names: string[][]) => [...new Set(names.flat())].sort();

describe('a deny of global inference', () => {
  test('stops every global call, through an application profile too, and no other', () => {
    expect(stoppedBy(denyGlobalInference('aws'))).toEqual(GLOBAL);
  });

  test.each(['aws', 'aws-us-gov'])('is met on the profile too, whose ARN the error then names, in the partition %s', (partition) => {
    const [profile, model, regionless] = evaluations({ partition, account: ACCOUNT, sourceRegion: 'us-east-1', inferenceProfileId: `global.${MODEL}` });
    const decisions = [profile, model, regionless].map((request) => decide([ALLOW_ALL, policyOf(denyGlobalInference(partition))], request));
    expect(decisions).toEqual(['ExplicitDeny', 'Allowed', 'ExplicitDeny']);
  });

  test('each statement stops the model without a Region by itself', () => {
    const [, , regionless] = evaluations({ account: ACCOUNT, sourceRegion: 'us-east-1', inferenceProfileId: `global.${MODEL}` });
    for (const statement of denyGlobalInference('aws')) expect(decide([ALLOW_ALL, policyOf([statement])], regionless)).toBe('ExplicitDeny');
  });
});

describe('other profiles', () => {
  const anyRegion = (id: string) => `arn:aws:bedrock:*:*:inference-profile/${id}`;
  const APPLICATION = `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/abcdefghijkl`;
  const US: AllowedProfiles = { kind: 'Geographies', profileArns: [anyRegion('us.*')], anyApplicationProfile: true, global: false };
  // Where the key holds its own ARN, an application profile that exists is not told from another.
  const OUTSIDE_US = named(/^(zz|AIP over zz, key: system|eu elsewhere|AIP over eu elsewhere, key: system|make AIP over eu elsewhere|(default )?prompt router)$/);
  const EVERY_APPLICATION = named(/^AIP over/);

  test.each<[string, AllowedProfiles, string[]]>([
    ['of a geography', US, distinctSorted(GLOBAL, OUTSIDE_US, ['make AIP over global'])],
    ['of two profiles, one of them global', { kind: 'InferenceProfiles', profileArns: [`us.${MODEL}`, `global.${MODEL}`].map(anyRegion), anyApplicationProfile: true, global: true },
      distinctSorted(OUTSIDE_US, ['global, other model'])],
    ['of a profile, without application profiles', { kind: 'InferenceProfiles', profileArns: [anyRegion(`us.${MODEL}`)], anyApplicationProfile: false, global: false },
      distinctSorted(GLOBAL, EVERY_APPLICATION, ['zz', 'eu elsewhere', 'prompt router', 'default prompt router'])],
    ['of an application profile, whatever the key holds', { kind: 'InferenceProfiles', profileArns: [APPLICATION], anyApplicationProfile: false, global: false },
      // The calls through one all go through it, but for those that are sent elsewhere.
      distinctSorted(named(/^(global|us$|zz$|eu|AIP over eu|(default )?prompt router|Responses API)/))],
  ])('than those %s are stopped, and nothing else', (_, allowed, expected) => {
    expect(stoppedBy(denyOtherProfiles('aws', allowed)).sort()).toEqual(expected);
  });

  test('a deny of geographies and one of profiles may stand in one policy', () => {
    const both = [...denyOtherProfiles('aws', { ...US, global: true }), ...denyOtherProfiles('aws', { ...US, kind: 'InferenceProfiles', global: true })];
    expect(stoppedBy(both)).toEqual(stoppedBy(denyOtherProfiles('aws', { ...US, global: true })));
  });

  test('exempt principals are not stopped, with conditions of its own on the same operator too, and others are', () => {
    const exempt = exempting(denyOtherProfiles('aws', US), ['arn:aws:iam::*:role/PlatformAdmin']);
    expect(stoppedBy(exempt, 'arn:aws:iam::999988887777:role/PlatformAdmin')).toEqual([]);
    expect(stoppedBy(exempt)).toEqual(stoppedBy(denyOtherProfiles('aws', US)));
  });
});

describe('other models', () => {
  const OTHER_MODELS = named(/other model|prompt router/);

  test.each<['Models' | 'Providers', string[], string[]]>([
    ['Models', [MODEL], OTHER_MODELS],
    ['Providers', ['anthropic.*'], OTHER_MODELS],
    ['Providers', ['anthropic.*', 'amazon.*'], ['prompt router', 'default prompt router']],
  ])('%s %j: calls, batch jobs and throughput of others are stopped, and routers', (kind, patterns, expected) => {
    expect(stoppedBy(denyOtherModels('aws', kind, patterns))).toEqual(expected);
  });

  test('a deny of models and one of providers may stand in one policy', () => {
    expect(stoppedBy([...denyOtherModels('aws', 'Models', [MODEL]), ...denyOtherModels('aws', 'Providers', ['anthropic.*'])])).toEqual(OTHER_MODELS);
  });

  // Every resource type, besides models, of these actions: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
  test.each([
    'application-inference-profile/a1b2', 'async-invoke/a1b2', 'custom-model/amazon.x/a1b2', 'custom-model-deployment/a1b2', 'imported-model/a1b2',
    `inference-profile/global.${MODEL}`, 'marketplace/model-endpoint/all-access', 'model-invocation-job/a1b2', 'project/default', 'provisioned-model/a1b2',
    'system-tool/amazon.nova_grounding',
  ])('%s is no model, so the deny leaves it alone in any Region and account', (resource) => {
    const document = policyOf(denyOtherModels('aws', 'Models', [MODEL]));
    for (const action of INVOKE_ACTIONS) {
      expect(decide([ALLOW_ALL, document], { action, resource: `arn:aws:bedrock:sa-east-1:${ACCOUNT}:${resource}`, context: {} })).toBe('Allowed');
    }
  });

  test.each(['prompt-router/a1b2', 'default-prompt-router/anthropic.claude:1', 'new-kind/a1b2'])('%s is not left alone: what it leads to is not seen', (resource) => {
    const request = { action: 'bedrock:InvokeModel', resource: `arn:aws:bedrock:sa-east-1:${ACCOUNT}:${resource}`, context: {} };
    expect(decide([ALLOW_ALL, policyOf(denyOtherModels('aws', 'Models', [MODEL]))], request)).toBe('ExplicitDeny');
  });
});

test.each([
  [['us-east-1'], named(/^(global|eu|AIP over eu) elsewhere/)],
  [['eu-west-1'], named(/^(global|us|zz|AIP over|Responses API)/).filter((name) => !name.includes('elsewhere'))],
  [['us-east-1', 'eu-west-1'], []],
])('a deny outside of %j stops what is sent to other Regions through a profile, wherever it is processed', (regions, expected) => {
  expect(stoppedBy(denyOutsideSourceRegions('aws', regions))).toEqual(expected);
});

describe('the deny of bedrock-mantle', () => {
  test('stops that and nothing else', () => {
    expect(stoppedBy(denyMantle())).toEqual(MANTLE);
  });

  test('does not stop principals that are exempt, though it has no condition of its own', () => {
    const exempt = exempting(denyMantle(), ['arn:aws:iam::*:role/PlatformAdmin']);
    expect([stoppedBy(exempt, 'arn:aws:iam::999988887777:role/PlatformAdmin'), stoppedBy(exempt)]).toEqual([[], MANTLE]);
    expect(exempting(denyMantle(), [])).toEqual(denyMantle());
  });
});

describe('the deny of prompt routers', () => {
  const document = policyOf(denyPromptRouters('aws'));

  test('stops calls through them and creating one, and no call of a model or a profile', () => {
    expect(stoppedBy(denyPromptRouters('aws'))).toEqual(['prompt router', 'default prompt router', 'model behind a router', 'make router']);
  });

  test('stops each by the router, and by the key, alone', () => {
    const [routers, models] = denyPromptRouters('aws');
    expect(stoppedBy([routers])).toEqual(['prompt router', 'default prompt router']);
    expect(stoppedBy([models])).toEqual(['model behind a router']);
  });

  test.each(['bedrock:GetPromptRouter', 'bedrock:ListPromptRouters', 'bedrock:DeletePromptRouter'])('does not stop %s', (action) => {
    expect(decide([ALLOW_ALL, document], { action, resource: `arn:aws:bedrock:us-east-1:${ACCOUNT}:prompt-router/a1b2`, context: {} })).toBe('Allowed');
  });
});

describe('the deny of API keys', () => {
  const KEYS = named(/API key/);

  test.each([[false, KEYS], [true, KEYS.filter((name) => !name.includes('short-term'))]])('long-term only: %s; stops their use on both endpoints and their creation', (longTermOnly, expected) => {
    expect(stoppedBy(denyApiKeys(longTermOnly))).toEqual(expected);
  });

  test('of all keys stops a type that nobody knows yet; that of long-term ones does not', () => {
    for (const prefix of ['bedrock', 'bedrock-mantle']) {
      for (const context of [{}, { [`${prefix}:BearerTokenType`]: 'NEW' }]) {
        const request = { action: `${prefix}:CallWithBearerToken`, resource: '*', context };
        const decisions = [false, true].map((longTermOnly) => decide([ALLOW_ALL, policyOf(denyApiKeys(longTermOnly))], request));
        expect(decisions).toEqual(['ExplicitDeny', 'Allowed']);
      }
    }
  });
});

describe('the deny of other modes of data retention', () => {
  const SET = named(/(?<!read account )retention/);

  test.each([[['none']], [['none', 'aws_review']], [['default', 'inherit']]])('but %j stops setting another one, and a project without one', (modes) => {
    expect(stoppedBy(denyOtherRetention(modes))).toEqual(SET.filter((name) => !modes.some((mode) => name.endsWith(`retention ${mode}`))));
  });

  test('takes the key of each endpoint from that endpoint', () => {
    const documents = [ALLOW_ALL, policyOf(denyOtherRetention(['none']))];
    const other = (prefix: string, key: string) => decide(documents, { action: `${prefix}:PutAccountDataRetention`, resource: '*', context: { [`${key}:DataRetentionMode`]: 'none' } });
    expect([other('bedrock', 'bedrock'), other('bedrock-mantle', 'bedrock-mantle')]).toEqual(['Allowed', 'Allowed']);
    expect([other('bedrock', 'bedrock-mantle'), other('bedrock-mantle', 'bedrock')]).toEqual(['ExplicitDeny', 'ExplicitDeny']);
  });
});
