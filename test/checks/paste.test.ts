import { DENY_FAULTS, IDENTITY_FAULTS, REGION } from './corpus/faults';
import { ACCOUNT_ID, allow, document, geographicStatements, hand, SONNET_4_5, template } from './corpus/template-parts';
import { inlineRole } from './corpus/template-resources';
import { checkPolicyDocument, checkTemplates } from '../../src/checks/check';
import { Finding } from '../../src/checks/model/rule';
import { isRecord } from '../../src/checks/read/template';
import { evaluations, INVOKE_ACTIONS } from '../support/cris-requests';
import { allows, PolicyDocumentJson } from '../support/iam-evaluator';
import { resolveIntrinsics } from '../support/template-policies';

type Statements = readonly Record<string, unknown>[];

const asStatements = (paste: string): Statements => [JSON.parse(paste)].flat() as Statements;

// These say what is missing; the others say what to put in the place of their statement.
const ADDS = ['regionlessModelMissing', 'sourceRegionModelMissing', 'destinationModelMissing', 'requestedRegionExcludesUnspecified', 'denyLeaksThroughApplicationProfile'];

/** The policy after what a finding offers is pasted. */
function pasted(statements: Statements, { rule, location, paste }: Finding): Statements {
  const offered = asStatements(paste!);
  if (ADDS.includes(rule)) return [...statements, ...offered];
  const index = Number(/Statement\.(\d+)$/.exec(location!)![1]);
  return statements.flatMap((statement, at) => (at === index ? offered : [statement]));
}

interface Mended { readonly statements: Statements; readonly rounds: number; readonly left: readonly Finding[] }

/** Pastes the first remedy until none is left, as somebody would who checks again each time. */
function mended(wrong: Statements, check: (statements: Statements) => readonly Finding[]): Mended {
  let statements = wrong;
  for (let rounds = 0; rounds < 6; rounds++) {
    const findings = check(statements);
    const next = findings.find(({ paste }) => paste !== undefined);
    if (!next) return { statements, rounds, left: findings };
    statements = pasted(statements, next);
  }
  return { statements, rounds: 6, left: check(statements) };
}

// A deny that was meant is nobody's to take back; a key of another kind has values of another kind.
const WITHOUT = ['a deny of what is allowed', 'a key of Amazon Bedrock that does not exist'];
const FAULTS = IDENTITY_FAULTS.filter(({ severity, name }) => severity === 'error' && !WITHOUT.includes(name)).map((fault) => [fault.name, fault] as const);

test.each(FAULTS)('what is pasted makes the call work, and hides nothing: %s', (_name, { wrong, call = { profile: `global.${SONNET_4_5}`, region: REGION } }) => {
  const check = (statements: Statements) => checkTemplates([
    { path: 'template.json', template: template({ Role: inlineRole('lambda.amazonaws.com', statements) }), region: call.region, account: ACCOUNT_ID },
  ]).filter(({ severity }) => severity === 'error');
  const { statements, rounds, left } = mended(wrong, check);
  expect({ left: left.map(({ rule, message }) => `${rule}: ${message}`), rounds }).toEqual({ left: [], rounds: expect.any(Number) as number });
  // A slip in each statement is mended in each.
  expect(rounds).toBeLessThanOrEqual(Math.max(2, wrong.length));
  const policy = resolveIntrinsics(document(...statements), {}, { partition: 'aws', region: call.region, accountId: ACCOUNT_ID }) as unknown as PolicyDocumentJson;
  for (const action of INVOKE_ACTIONS) {
    const given = { account: ACCOUNT_ID, sourceRegion: call.region, inferenceProfileId: call.profile, action, ...('destinations' in call && { destinationRegions: call.destinations }) };
    expect(evaluations(given).filter((request) => !allows([policy], request)).map(({ resource }) => resource)).toEqual([]);
  }
});

test.each(DENY_FAULTS.map((fault) => [fault.name, fault] as const))('what is pasted makes a deny do what it says: %s', (_name, { wrong, right }) => {
  const { statements, left } = mended(wrong, (its) => checkPolicyDocument('scp.json', document(...its), REGION));
  const works = (denies: Statements) => ['global', 'us'].flatMap((prefix) => INVOKE_ACTIONS.map((action) =>
    evaluations({ account: ACCOUNT_ID, sourceRegion: REGION, inferenceProfileId: `${prefix}.${SONNET_4_5}`, action, ...(prefix === 'us' && { destinationRegions: [REGION] }) })
      .every((request) => allows([document(allow('*', '*'), ...denies) as unknown as PolicyDocumentJson], request))));
  expect(left.map(({ rule }) => rule)).toEqual([]);
  expect(works(statements)).toEqual(works(right));
});

test('in a template for any account, what is pasted has its Region and account substituted', () => {
  const [onProfile] = IDENTITY_FAULTS[0].right;
  const anywhere = { ...onProfile, Resource: { 'Fn::Sub': `arn:aws:bedrock:\${AWS::Region}:\${AWS::AccountId}:inference-profile/global.${SONNET_4_5}` } };
  const [{ paste }] = checkTemplates([{ path: 'template.json', template: template({ Role: inlineRole('lambda.amazonaws.com', [anywhere]) }) }]);
  expect(paste).toContain('"Fn::Sub": "arn:aws:bedrock:${AWS::Region}::foundation-model/');
  expect(paste).not.toMatch(/xx-|000000000000|[\uE000-\uE007]/);
  expect(asStatements(paste!).every(isRecord)).toBe(true);
});

test('in a template for any Region, the model of a geographic profile is pasted in every Region that it reaches', () => {
  const us = geographicStatements(`us.${SONNET_4_5}`, ['${AWS::Region}'], hand);
  const [{ paste }] = checkTemplates([{ path: 'template.json', template: template({ Role: inlineRole('lambda.amazonaws.com', us) }) }]);
  const regions = asStatements(paste!).flatMap(({ Resource }) => Resource as string[]).map((arn) => arn.split(':')[3]);
  expect(regions).toEqual(expect.arrayContaining(['us-east-1', 'us-east-2', 'us-west-2']));
  expect(regions).toEqual([...regions].sort());
});

test('in a file, what is not known is a placeholder', () => {
  const findings = checkPolicyDocument('policy.json', document({ Effect: 'Allow', Action: INVOKE_ACTIONS, Resource: `arn:aws:bedrock:*::foundation-model/${SONNET_4_5}` }));
  const { paste } = findings.find(({ rule }) => rule === 'profileMissing')!;
  expect(paste).toContain('<source Region>');
  expect(paste).not.toMatch(/xx-|000000000000|[\uE000-\uE007]/);
});

test('a statement is named by its Sid', () => {
  const [finding] = checkPolicyDocument('policy.json', document({ ...IDENTITY_FAULTS[0].wrong[0], Sid: 'Chat' }), REGION);
  expect(finding.sid).toBe('Chat');
});

test('wildcards are advised on once in a file, with every place', () => {
  const wide = () => inlineRole('lambda.amazonaws.com', [{ Effect: 'Allow', Action: 'bedrock:*', Resource: '*' }]);
  const wildcards = checkTemplates([{ path: 'template.json', template: template({ A: wide(), B: wide(), C: wide() }), region: REGION }]).filter(({ rule }) => rule === 'wildcardModels');
  expect(wildcards.map(({ logicalId, also }) => [logicalId, also?.map((place) => place.logicalId)])).toEqual([['A', ['B', 'C']]]);
});
