import { readFileSync } from 'fs';
import { join } from 'path';
import { sorted, tuplesOf } from './corpus/corpus-case';
import { ACCOUNT_ID, COHERE_EMBED_4, SONNET_4_5 } from './corpus/template-parts';
import { checksPage } from '../../scripts/checks/page';
import { checkPolicyDocument, checkTemplates } from '../../src/checks/check';
import { TYPES } from '../../src/checks/model/model';
import { Finding } from '../../src/checks/model/rule';
import { CALLER_TYPES } from '../../src/checks/policy/callers';
import { HOLDER_TYPES } from '../../src/checks/policy/documents';
import { GROUP_MEMBERS } from '../../src/checks/policy/subjects';
import { isRecord } from '../../src/checks/read/template';
import { RULES } from '../../src/checks/rules';
import { CLOUDTRAIL_RECORDS, toEventBridgeEvent } from '../support/cloudtrail-records';
import { applicationProfileEvaluations, CrisCall, directModelCall, evaluations } from '../support/cris-requests';
import { matchesEventPattern, ruleReceives } from '../support/event-pattern';
import { matchesFilterPattern } from '../support/filter-pattern';
import { allows, AuthorizationRequest, PolicyDocumentJson } from '../support/iam-evaluator';
import { policiesOfRole } from '../support/template-policies';

const ROOT = join(__dirname, '..', '..');
const PAGE = readFileSync(join(ROOT, 'docs', 'checks.md'), 'utf8');

type Heading = 'wrong' | 'right';
/** Whole policies and templates, of which the page shows what makes the difference. */
const EXAMPLES = JSON.parse(readFileSync(join(__dirname, 'examples.json'), 'utf8')) as Record<string, Record<Heading, unknown>>;

function example(id: string, heading: Heading): unknown {
  return EXAMPLES[id][heading];
}

// Where examples are used is on the page; in which account is not.
function findings(json: unknown): Finding[] {
  if (!isRecord(json) || json.Resources === undefined) return checkPolicyDocument('policy.json', json, 'eu-west-1');
  return checkTemplates([{ path: 'template.json', template: json, region: 'eu-west-1' }]);
}

const rulesIn = (json: unknown) => tuplesOf(findings(json).map(({ logicalId, ...finding }) => finding));

test('the page is what the rules say: "npm run checks:page" writes it', () => {
  expect(PAGE).toBe(checksPage());
  expect(PAGE.split('\n').length).toBeLessThan(500);
});

test('the page names every type of resource that is read, and no other', () => {
  const table = /^## What it reads\n([^]*?)^## /m.exec(PAGE)![1];
  const named = [...table.matchAll(/`(AWS::\w+::\w+)`/g)].map(([, type]) => type);
  expect([...new Set(named)].sort()).toEqual([...HOLDER_TYPES, ...CALLER_TYPES, ...Object.values(TYPES), GROUP_MEMBERS].sort());
});

test('every link inside of the page leads to a heading', () => {
  const headings = [...PAGE.matchAll(/^#{2,3} (.+)$/gm)].map(([, text]) => text.toLowerCase().replace(/[^\w -]/g, '').replace(/ /g, '-'));
  const links = [...PAGE.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
  expect(links.length).toBeGreaterThan(RULES.length);
  expect(links.filter((anchor) => !headings.includes(anchor))).toEqual([]);
});

test('there is an example for every rule, in their order', () => {
  expect(Object.keys(EXAMPLES).sort()).toEqual(RULES.map(({ id }) => id).sort());
});

// As the page writes it, without what only spaces it.
const plain = (text: string) => text.split(SONNET_4_5).join('MODEL').replace(/\s/g, '');
const shown = (json: unknown) => plain(JSON.stringify(json).replace(/\\"/g, '"'));

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, { severity, wrong, right }) => {
  test('what is wrong has this fault, of the severity that is documented, and no other', () => {
    expect(rulesIn(example(id, 'wrong'))).toEqual(sorted([[id, severity]]));
  });

  test('in what is right nothing is found', () => {
    expect(rulesIn(example(id, 'right'))).toEqual([]);
  });

  test('what the page shows is in them, and makes a difference', () => {
    expect(shown(example(id, 'wrong'))).toContain(plain(wrong));
    expect(shown(example(id, 'right'))).toContain(plain(right));
    expect(shown(example(id, 'right')).split(plain(wrong)).length).toBeLessThanOrEqual(shown(example(id, 'wrong')).split(plain(wrong)).length);
  });
});

const GLOBAL: CrisCall = { account: ACCOUNT_ID, sourceRegion: 'eu-west-1', inferenceProfileId: `global.${SONNET_4_5}` };
const JAPAN: CrisCall = { ...GLOBAL, sourceRegion: 'ap-northeast-1', inferenceProfileId: `jp.${SONNET_4_5}`, destinationRegions: ['ap-northeast-1', 'ap-northeast-3'] };
const EUROPE: CrisCall = { ...GLOBAL, inferenceProfileId: `eu.${SONNET_4_5}`, destinationRegions: ['eu-west-1', 'eu-central-1'] };
const APPLICATION = { ...GLOBAL, applicationInferenceProfileArn: `arn:aws:bedrock:eu-west-1:${ACCOUNT_ID}:application-inference-profile/a1b2c3d4e5f6`, systemProfileId: GLOBAL.inferenceProfileId };

const CALLS = {
  'a call': evaluations(GLOBAL),
  'a streamed call': evaluations({ ...GLOBAL, action: 'bedrock:InvokeModelWithResponseStream' }),
  'a call from another Region': evaluations({ ...GLOBAL, sourceRegion: 'us-east-1' }),
  'a call of the model itself': [directModelCall({ region: 'eu-west-1', modelId: SONNET_4_5 })],
  'a call of a model that is offered directly too': evaluations({ ...GLOBAL, inferenceProfileId: `global.${COHERE_EMBED_4}` }),
  'the same without its profile': [directModelCall({ region: 'eu-west-1', modelId: COHERE_EMBED_4 })],
  'a call in Japan': evaluations(JAPAN),
  'a call in Europe': evaluations(EUROPE),
  'a call through an application profile': applicationProfileEvaluations({ ...APPLICATION, conditionValue: 'application' }),
  'the same with the ARN behind it in the key': applicationProfileEvaluations({ ...APPLICATION, conditionValue: 'system' }),
  'applying the guardrail that is enforced': [
    { action: 'bedrock:ApplyGuardrail', resource: 'arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6', context: { 'aws:RequestedRegion': 'eu-west-1' } },
  ],
  'reading the application profile': [
    { action: 'bedrock:GetInferenceProfile', resource: APPLICATION.applicationInferenceProfileArn, context: { 'aws:RequestedRegion': 'eu-west-1' } },
  ],
} satisfies Record<string, readonly AuthorizationRequest[]>;

type Effect = readonly [id: string, call: keyof typeof CALLS, wrong: 'allowed' | 'denied', right: 'allowed' | 'denied'];

const DENIED_BY_SLIP = [
  'regionlessModelMissing', 'sourceRegionModelMissing', 'requestedRegionExcludesUnspecified', 'requestedRegionNotARegion', 'profileIdInModelArn', 'malformedProfileId', 'malformedBedrockArn',
  'profileArnWithoutAccount', 'modelArnWithAccount', 'profileKeyOnProfile', 'unspecifiedOnProfile', 'unknownConditionKey', 'unknownAction', 'resourceOwnerOnModel',
  'calledProfileNotAllowed', 'profileMissing',
];

/** What the text says of a call under what is wrong, and under what is right. */
const EFFECTS: readonly Effect[] = [
  ...DENIED_BY_SLIP.flatMap((id): Effect[] => [[id, 'a call', 'denied', 'allowed'], [id, 'a streamed call', 'denied', 'allowed']]),
  ['destinationModelMissing', 'a call in Japan', 'denied', 'allowed'],
  ['profileNotOffered', 'a call in Japan', 'denied', 'allowed'],
  ['invokeActionMissing', 'a call', 'allowed', 'allowed'],
  ['invokeActionMissing', 'a streamed call', 'denied', 'allowed'],
  ['modelNeedsProfile', 'a call', 'denied', 'allowed'],
  ['profileMissing', 'a call of the model itself', 'allowed', 'denied'],
  ['modelWithoutProfile', 'a call of a model that is offered directly too', 'allowed', 'allowed'],
  ['modelWithoutProfile', 'the same without its profile', 'allowed', 'denied'],
  ['wildcardModels', 'a call', 'allowed', 'allowed'],
  ['wildcardModels', 'a call of the model itself', 'allowed', 'denied'],
  ['wildcardModels', 'a call in Europe', 'allowed', 'denied'],
  ['denyOnGlobalRegion', 'a call', 'allowed', 'denied'],
  ['denyOnGlobalRegion', 'a call in Europe', 'allowed', 'allowed'],
  ['wildcardInStringEquals', 'a call in Europe', 'denied', 'allowed'],
  ['wildcardInStringEquals', 'a call', 'denied', 'denied'],
  ['denyNeverApplies', 'a call', 'allowed', 'denied'],
  ['denyNeverApplies', 'a call in Europe', 'allowed', 'allowed'],
  ['denyLeavesStreaming', 'a call', 'denied', 'denied'],
  ['denyLeavesStreaming', 'a streamed call', 'allowed', 'denied'],
  ['denyStopsEveryProfile', 'a call', 'denied', 'allowed'],
  ['denyStopsEveryProfile', 'a call of the model itself', 'denied', 'denied'],
  ['grantedProfileDenied', 'a call', 'denied', 'allowed'],
  ['denyLeaksThroughApplicationProfile', 'a call', 'denied', 'denied'],
  ['denyLeaksThroughApplicationProfile', 'a call through an application profile', 'allowed', 'denied'],
  ['denyWithoutNull', 'a call', 'denied', 'denied'],
  ['denyWithoutNull', 'a call in Europe', 'denied', 'allowed'],
  ['denyWithoutNull', 'a call of the model itself', 'denied', 'allowed'],
  ['regionDenyBlocksCris', 'a call', 'denied', 'allowed'],
  ['regionDenyBlocksCris', 'a call from another Region', 'denied', 'denied'],
  ['enforcedGuardrailNotAllowed', 'a call', 'allowed', 'allowed'],
  ['enforcedGuardrailNotAllowed', 'applying the guardrail that is enforced', 'denied', 'allowed'],
  ['applicationProfileNotReadable', 'a call through an application profile', 'allowed', 'allowed'],
  ['applicationProfileNotReadable', 'the same with the ARN behind it in the key', 'allowed', 'allowed'],
  ['applicationProfileNotReadable', 'reading the application profile', 'denied', 'allowed'],
];

/** The policies of an example; a deny stands beside an allow of everything. */
function policiesOf(json: unknown): PolicyDocumentJson[] {
  if (isRecord(json) && json.Resources !== undefined) return policiesOfRole(json, 'Role', { partition: 'aws', region: 'eu-west-1', accountId: ACCOUNT_ID }).inline;
  const policy = json as PolicyDocumentJson;
  const isDeny = [policy.Statement].flat().every(({ Effect }) => Effect === 'Deny');
  return isDeny ? [policy, { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }] : [policy];
}

test.each(EFFECTS)('%s: %s is %s by what is wrong, and %s by what is right', (id, call, wrong, right) => {
  const decide = (heading: Heading) => {
    const policies = policiesOf(example(id, heading));
    return CALLS[call].every((request) => allows(policies, request)) ? 'allowed' : 'denied';
  };
  expect({ wrong: decide('wrong'), right: decide('right') }).toEqual({ wrong, right });
});

// IAM takes no such policy, so there is no effect to speak of.
const REFUSED = 'unreadableStatement';

test(`${REFUSED}: what is wrong is no policy, and what is right allows the call`, () => {
  const decide = (heading: Heading) => CALLS['a call'].every((request) => allows(policiesOf(example(REFUSED, heading)), request));
  expect(() => decide('wrong')).toThrow(/Effect/);
  expect(decide('right')).toBe(true);
});

test('every rule on policies has an effect that is tested', () => {
  const onPolicies = RULES.slice(0, RULES.findIndex(({ id }) => id === 'trailMissesInference')).map(({ id }) => id);
  expect([...new Set([...EFFECTS.map(([id]) => id), REFUSED])].sort()).toEqual(onPolicies.sort());
});

/** The properties of the resource that an example is about. */
function propertiesOf<T>(id: string, heading: Heading, logicalId: string): T {
  return (example(id, heading) as { Resources: Record<string, { Properties: T }> }).Resources[logicalId].Properties;
}

test('the filter that is wrong counts a streamed call twice, the one that is right once', () => {
  const counted = (heading: Heading) => {
    const { FilterPattern } = propertiesOf<{ FilterPattern: string }>('filterCountsTwice', heading, 'Filter');
    return [CLOUDTRAIL_RECORDS.converseStreamRerouted, CLOUDTRAIL_RECORDS.converseStreamCompleted].filter((record) => matchesFilterPattern(FilterPattern, record)).length;
  };
  expect({ wrong: counted('wrong'), right: counted('right') }).toEqual({ wrong: 2, right: 1 });
});

test('the rule that is wrong receives no call, the one that is right every one', () => {
  const { invokeModelRerouted, converseRerouted, converseStreamRerouted, responseStreamRerouted } = CLOUDTRAIL_RECORDS;
  const received = (heading: Heading) => {
    const { State, EventPattern } = propertiesOf<{ State: string; EventPattern: unknown }>('ruleMissesInference', heading, 'Rule');
    return [invokeModelRerouted, converseRerouted, converseStreamRerouted, responseStreamRerouted].map(toEventBridgeEvent)
      .filter((event) => ruleReceives(State, event) && matchesEventPattern(EventPattern, event)).length;
  };
  expect({ wrong: received('wrong'), right: received('right') }).toEqual({ wrong: 0, right: 4 });
});
