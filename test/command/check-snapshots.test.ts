import { checkJson, command, Workspace } from './command-run';
import { jestSnapshots } from './jest-snapshots';
import { parseSnapshots } from '../../src/checks/read/snapshot';
import { globalStatements, hand, OPUS_5, template } from '../checks/corpus/template-parts';
import { inlineRole } from '../checks/corpus/template-resources';

const workspace = new Workspace();
const role = (...statements: number[]) => template({ Role: inlineRole('lambda.amazonaws.com', globalStatements(OPUS_5, hand).filter((_, index) => statements.includes(index))) });
const [faulty, sound] = [role(0), role(0, 1, 2)];

describe.each([['as Jest writes them', false], ['as it did before version 29', true]])('snapshots %s', (_name, isOld) => {
  test('each is a template: the faults of the faulty one are found, by its name and line', async () => {
    const text = jestSnapshots({ 'the sound stack 1': sound, 'the faulty `stack` ${x} 1': faulty, 'a text 1': 'AWSTemplateFormatVersion', 'a list 1': [1, { Resources: 'x' }], 'nothing 1': {} }, isOld);
    const path = workspace.write(`__snapshots__/stack-${isOld}.test.ts.snap`, text);
    const { code, findings, summary } = await checkJson('--region', 'eu-west-1', path);
    expect([code, summary.templates]).toEqual([1, 2]);
    const lines = text.split('\n');
    expect(findings.length).toBeGreaterThan(0);
    for (const finding of findings) {
      expect([finding.path, finding.file, finding.logicalId, finding.location]).toEqual([`${path} [the faulty \`stack\` \${x} 1]`, path, 'Role', 'Properties.Policies.0.PolicyDocument.Statement.0']);
      expect(finding.line).toBeGreaterThan(lines.findIndex((line) => line.includes('the faulty')));
      expect(lines[finding.line - 2]).toMatch(/^ +"Statement": (Array )?\[$/);
      expect(lines.slice(finding.line - 1, finding.line + 10).join('\n')).toMatch(/^ +(Object )?\{\n(.*\n){1,8}.*inference-profile/);
    }
    expect(await checkJson('--region', 'eu-west-1', workspace.write(`sound-${isOld}.snap`, jestSnapshots({ 'a 1': sound }, isOld)))).toMatchObject({ code: 0, findings: [] });
  });

  test.each<[string, unknown]>([
    ['texts with quotes, back ticks and back slashes', { A: 'say "a", `b` and ${c}', B: '{"Version":"2012-10-17"}', C: 'a\\b', D: '', E: '"', F: '",' }],
    ['texts of several lines', { Code: 'const a = "x",\n  b = "y"\n"C": {\n}\n\nreturn', After: 1, List: ['a\n"b"\nc', 'd', '#!/bin/bash\nexport A="b"\n'] }],
    ['lists and objects, empty ones too', { A: [], B: {}, C: [[], [{}], { D: [1, true, null, -2.5] }] }],
    ['keys of all kinds', { 'Fn::Join': ['', ['a']], 'a"b': 1, 'c d': 2, '': 3 }],
  ])('%s', (_case, value) => {
    const [{ value: read }] = parseSnapshots(jestSnapshots({ 'one 1': value }, isOld));
    expect(read).toEqual(value);
  });
});

test('what stands for anything is a text', () => {
  expect(parseSnapshots(jestSnapshots({ 'one 1': { A: expect.any(String), B: undefined, C: expect.anything() } }))[0].value).toEqual({ A: 'Any<String>', B: undefined, C: 'Anything' });
});

test('a folder is read with the snapshots in it', async () => {
  const path = workspace.write('project/test/__snapshots__/a.test.ts.snap', jestSnapshots({ 'a 1': faulty }));
  const { findings } = await checkJson('--region', 'eu-west-1', workspace.path('project'));
  expect([...new Set(findings.map(({ file }) => file))]).toEqual([path]);
});

test.each([
  ['one that ends too early', 'exports[`a 1`] = `\n{\n  "Resources": {\n`;\n'],
  ['one that is of something else', 'exports[`a 1`] = `\n{\n  <div>\n  </div>\n}\n`;\n'],
  ['10,000 lists', `exports[\`a 1\`] = \`\n${Array.from({ length: 10_000 }, () => '[').join('\n')}\n\`;\n`],
])('%s is named', async (name, text) => {
  const path = workspace.write(`${name}.snap`, text);
  const { code, err } = await command('check', path);
  expect([code, err]).toEqual([2, expect.stringContaining(`${path}: the snapshot "a 1"`)]);
});
