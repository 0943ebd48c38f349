import { readFileSync } from 'fs';
import { join } from 'path';
import { command } from './command-run';
import { CASES } from './explain-cases';
import { EXAMPLE_IDS, exampleOf, troubleshootingPage } from '../../scripts/troubleshooting';
import { RULES } from '../../src/checks/rules';
import { CAUSES } from '../../src/command/explain/causes';
import { denyingPolicy, POLICY_KINDS } from '../../src/command/explain/policies';
import { evaluations } from '../support/cris-requests';
import { decide, PolicyStatementJson } from '../support/iam-evaluator';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'troubleshooting.md'), 'utf8');

async function causesOf(text: string, ...args: string[]): Promise<string[]> {
  const { out } = await command('explain', '--format', 'json', ...args, text);
  return out === '' ? [] : (JSON.parse(out) as { explanations: { cause: string }[] }).explanations.map(({ cause }) => cause);
}

// If this fails: npx tsx scripts/troubleshooting.ts
test('the page is what the table of causes says', () => {
  expect(PAGE).toBe(troubleshootingPage());
});

test('every cause has an ID of its own, real checks, and a message in real shape among the tests', () => {
  const ids = CAUSES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(CAUSES.flatMap(({ rules }) => rules).filter((rule) => !RULES.some(({ id }) => id === rule))).toEqual([]);
  expect(ids.filter((id) => !CASES.some(({ cause }) => cause === id))).toEqual([]);
  expect(CASES.length).toBeGreaterThanOrEqual(70);
});

describe('the index leads to the cause that explain names', () => {
  const phrases = CAUSES.flatMap(({ id, isDenial, phrases: own, hints = [] }) => [...own, ...hints].map((phrase) => ({ id, phrase, isDenial: isDenial ?? false })));

  test.each(phrases)('$phrase', async ({ id, phrase, isDenial }) => {
    const text = phrase.replace(/ \(.*\)$/, '').replace('/...', '/anthropic.claude-sonnet-4-6').replace(':role/anthropic', ':role/batch');
    // What the note in parentheses says.
    const given: Record<string, string[]> = {
      destinationModelDenied: ['--region', 'us-east-1'],
      sourceRegionModelDenied: ['--model-id', 'global.anthropic.claude-sonnet-4-6'],
      directModelDenied: ['--model-id', 'anthropic.claude-sonnet-4-6'],
    };
    expect(await causesOf(isDenial && text.startsWith('not') ? `User: arn:aws:iam::111122223333:user/dana is ${text}` : text, ...given[id] ?? [])).toEqual([id]);
  });

  test.each(POLICY_KINDS.flatMap(({ id, phrase, implicit, explicit }) => [
    ...(implicit ? [{ id, explicit: false, text: `because no ${phrase} allows` }] : []),
    ...(explicit ? [{ id, explicit: true, text: `with an explicit deny in ${phrase.startsWith('i') ? 'an' : 'a'} ${phrase}` }] : []),
  ]))('$text', ({ id, explicit, text }) => {
    expect(PAGE).toContain(`\`${text}\``);
    const read = denyingPolicy(`not authorized to perform: bedrock:InvokeModel on resource: * ${text} the action`);
    expect([read?.kind.id, read?.explicit]).toEqual([id, explicit]);
  });
});

describe('what the page shows to paste', () => {
  const everything: PolicyStatementJson = { Effect: 'Allow', Action: '*', Resource: '*' };
  const statementsOf = (id: string) => exampleOf(id).paste.flatMap(({ statements = [] }) => statements) as PolicyStatementJson[];

  test.each(EXAMPLE_IDS)('is on the page: %s', (id) => {
    const shown = [...PAGE.matchAll(/^```json\n([^]*?)^```$/gm)].map(([, text]) => JSON.parse(text) as unknown);
    for (const { statements, condition } of exampleOf(id).paste) expect(shown).toContainEqual(JSON.parse(JSON.stringify(statements ?? condition)));
  });

  test('allows the whole call through a global profile', () => {
    const call = { account: '111122223333', sourceRegion: 'eu-west-1', inferenceProfileId: 'global.anthropic.claude-sonnet-4-6' };
    const policy = { Version: '2012-10-17', Statement: statementsOf('regionlessModelDenied') };
    expect(evaluations(call).map((request) => decide([policy], request))).toEqual(['Allowed', 'Allowed', 'Allowed']);
  });

  test('exempts calls through a geography from a Deny of Regions', () => {
    const [{ condition }] = exampleOf('destinationModelDenied').paste;
    const deny: PolicyStatementJson = { Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } } };
    const requests = evaluations({ account: '111122223333', sourceRegion: 'eu-west-1', inferenceProfileId: 'eu.anthropic.claude-sonnet-4-6', destinationRegions: ['eu-north-1', 'eu-west-1'] });
    const decisions = (statement: PolicyStatementJson) => requests.map((request) => decide([{ Version: '2012-10-17', Statement: [everything, statement] }], request));
    expect(decisions(deny)).toContain('ExplicitDeny');
    expect(new Set(decisions({ ...deny, Condition: { ...deny.Condition, ...condition } }))).toEqual(new Set(['Allowed']));
  });
});
