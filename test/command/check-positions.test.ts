import { checkJson, command, commandWith, Workspace } from './command-run';
import { shortForms } from './short-forms';
import { positionsIn } from '../../src/checks/read/formats';
import { isRecord } from '../../src/checks/read/template';
import { allow, BOTH, document, globalStatements, hand, literal, OPUS_5, template } from '../checks/corpus/template-parts';
import { inlineRole } from '../checks/corpus/template-resources';

const workspace = new Workspace();
const partial = document(allow('s3:GetObject', '*'), { Sid: 'Call', ...allow(BOTH, literal.profile(`global.${OPUS_5}`, 'eu-west-1')) });
const faulty = template({ Topic: { Type: 'AWS::SNS::Topic' }, Role: inlineRole('lambda.amazonaws.com', globalStatements(OPUS_5, hand).slice(0, 1)) });

/** Line and column of a part of a text. */
function positionOf(text: string, part: string | RegExp): string {
  const at = text.search(part);
  if (at < 0) throw new Error(`${part} is not in the text`);
  const before = text.slice(0, at).split('\n');
  return `${before.length}:${before.at(-1)!.length + 1}`;
}

const positions = async (path: string) => [...new Set((await checkJson('--region', 'eu-west-1', path)).findings.map(({ line, column }) => `${line}:${column}`))];

describe('a finding is at the line and column of its statement', () => {
  test.each<[string, string, RegExp]>([
    ['a policy in JSON', JSON.stringify(partial, undefined, 2), /\{\s+"Sid"/],
    ['with tabs and Windows line ends', JSON.stringify(partial, undefined, '\t').replaceAll('\n', '\r\n'), /\{\s+"Sid"/],
    ['on one line', JSON.stringify(partial), /\{"Sid"/],
    ['a policy in YAML', shortForms(partial), /Sid/],
    ['in flow style', `Statement: [{Effect: Allow, Action: s3:GetObject, Resource: "*"}, {Sid: Call, Effect: Allow, Action: bedrock:InvokeModel, Resource: "${literal.profile(`global.${OPUS_5}`, 'eu-west-1')}"}]`, /\{Sid/],
    ['a template in JSON', JSON.stringify(faulty, undefined, 4), /\{\s+"Effect": "Allow",\s+"Action": \[/],
    ['a template in YAML', shortForms(faulty), /Effect: Allow\s+Action:\s+- bedrock/],
    ['as the CLI prints a policy', JSON.stringify({ PolicyVersion: { VersionId: 'v1', Document: partial } }, undefined, 4), /\{\s+"Sid"/],
    ['as the CLI prints a template', JSON.stringify({ StagesAvailable: ['Original'], TemplateBody: faulty }, undefined, 4), /\{\s+"Effect": "Allow",\s+"Action": \[/],
    ['in a listing', JSON.stringify({ RoleDetailList: [{ RoleName: 'r', RolePolicyList: [{ PolicyName: 'p', PolicyDocument: partial }] }] }, undefined, 2), /\{\s+"Sid"/],
    ['in a listing in YAML', shortForms({ UserDetailList: [], RoleDetailList: [{ RoleName: 'r', RolePolicyList: [{ PolicyName: 'p', PolicyDocument: partial }] }] }), /Sid/],
    // Of a policy that is a text of its own, the text has a place.
    ['in a text', JSON.stringify({ Policy: { Content: JSON.stringify(partial) } }, undefined, 2), /"Content"/],
    ['a template in a text', JSON.stringify({ TemplateBody: shortForms(faulty) }, undefined, 2), /"TemplateBody"/],
    ['through an alias', `Shared:\n  - &call\n    Sid: Call\n    Effect: Allow\n    Action: bedrock:InvokeModel\n    Resource: ${literal.profile(`global.${OPUS_5}`, 'eu-west-1')}\nStatement:\n  - *call\n`, /\*call/],
  ])('%s', async (_name, text, part) => {
    expect(await positions(workspace.write('file', text))).toEqual([positionOf(text, part)]);
  });

  test('a missing property is at what lacks it, and its Sid is told', async () => {
    const { findings } = await checkJson(workspace.write('sid.json', partial));
    expect(findings.map(({ sid, location }) => [sid, location])).toEqual(findings.map(() => ['Call', 'Statement.1']));
    const text = JSON.stringify(template({ Rule: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { 'source': ['aws.bedrock'], 'detail-type': ['AWS API Call via CloudTrail'], 'detail': { eventName: ['Converse'] } } } } }), undefined, 2);
    expect(await positions(workspace.write('rule.json', text))).toEqual([positionOf(text, /"Properties"/)]);
  });

  test('the first line of a paragraph begins with it, as editors and terminals link it', async () => {
    const path = workspace.write('linked.json', JSON.stringify(partial, undefined, 2));
    const { out } = await command('check', path);
    expect(out).toMatch(new RegExp(`^${path}:9:5: error \\w+ at Statement\\.1 \\(Sid Call\\)$`, 'm'));
  });
});

/** Every path of keys and indexes in a value. */
function pathsIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  const entries = Array.isArray(value) || isRecord(value) ? Object.entries(value) : [];
  return [path, ...entries.flatMap(([key, part]) => pathsIn(part, [...path, key]))];
}

test.each(['\n', '\r\n'])('every value of a JSON text has its place, whatever stands before it (%j)', (newline) => {
  const value = { 'a"b\\': [{ c: '}]"\\' }, [], {}, -1.5e3, null, true, 'é😀\n'], 'd': { Resources: { '': '' } }, 'a': '{"a": 1}', '\\': '\\\\"' };
  const text = ` ${JSON.stringify(value, undefined, 2).replaceAll('\n', newline)}`;
  const paths = pathsIn(value).slice(1);
  const found = positionsIn(text, 'json', paths);
  const lines = text.split('\n');
  paths.forEach((path, index) => {
    const rest = lines[found[index].line - 1].slice(found[index].column - 1);
    const part = path.reduce<unknown>((outer, key) => (outer as Record<string, unknown>)[key], value);
    const isItem = Array.isArray(path.slice(0, -1).reduce<unknown>((outer, key) => (outer as Record<string, unknown>)[key], value));
    expect([path, rest.startsWith(isItem ? JSON.stringify(part).slice(0, 1) : `${JSON.stringify(path.at(-1))}: `)]).toEqual([path, true]);
  });
  expect(positionsIn(text, 'json', [['d', 'nothing', 'more'], ['none']])).toEqual([found[paths.findIndex((path) => path.join() === 'd')], { line: 1, column: 1 }]);
});

describe('standard input', () => {
  const run = (text: string | Buffer, ...args: string[]) => commandWith({ input: () => Buffer.from(text as string) }, 'check', ...args, '-');

  test.each([['a policy in JSON', JSON.stringify(partial, undefined, 2)], ['in YAML', shortForms(partial)], ['a template in YAML', shortForms(faulty)]])('%s', async (_name, text) => {
    const { code, out } = await run(text, '--region', 'eu-west-1');
    expect([code, out]).toEqual([1, expect.stringMatching(/^-:\d+:\d+: error /)]);
  });

  test('with a byte order mark, and as PowerShell pipes it', async () => {
    const text = JSON.stringify(partial);
    for (const bytes of [`\uFEFF${text}`, Buffer.from(`\uFEFF${text}`, 'utf16le')]) expect((await run(bytes)).code).toBe(1);
  });

  test('beside files, and twice: once', async () => {
    const path = workspace.write('beside.json', partial);
    const { out } = await run(JSON.stringify(partial), '--format', 'json', path, '-');
    expect(JSON.parse(out)).toMatchObject({ summary: { policies: 2 } });
  });

  test.each([['nothing', ''], ['a text', 'null'], ['what is no policy', '{"a": 1}'], ['broken JSON', '{"Statement": ']])('%s: 2, and it is said', async (_name, text) => {
    const { code, out, err } = await run(text);
    expect([code, out, err]).toEqual([2, '', expect.stringMatching(/^-: /)]);
  });
});
