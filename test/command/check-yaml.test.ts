import { dirname } from 'path';
import { checkJson, command, Workspace } from './command-run';
import { shortForms } from './short-forms';
import { checkTemplates } from '../../src/checks/check';
import { parseYaml } from '../../src/checks/read/yaml';
import { CALLERS } from '../checks/corpus/callers';
import { EDGES } from '../checks/corpus/edges';
import { PEERS } from '../checks/corpus/peers';
import { allow, BOTH, document, globalStatements, hand, literal, OPUS_5, template } from '../checks/corpus/template-parts';
import { inlineRole } from '../checks/corpus/template-resources';
import { THREADS } from '../checks/corpus/threads';

const workspace = new Workspace();

describe('short forms are read as their long ones', () => {
  test.each<[string, unknown]>([
    ['!Ref A', { Ref: 'A' }],
    ['!Ref AWS::Region', { Ref: 'AWS::Region' }],
    ['!Condition Production', { Condition: 'Production' }],
    ['!GetAtt Role.Arn', { 'Fn::GetAtt': ['Role', 'Arn'] }],
    ['!GetAtt Nested.Outputs.RoleArn', { 'Fn::GetAtt': ['Nested', 'Outputs.RoleArn'] }],
    ['!GetAtt [Role, Arn]', { 'Fn::GetAtt': ['Role', 'Arn'] }],
    ['!Sub "arn:${AWS::Partition}:s3:::b"', { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::b' }],
    ['!Sub\n  - "${A}-${B}"\n  - A: !Ref X\n    B: !Select [0, !GetAZs ""]', { 'Fn::Sub': ['${A}-${B}', { A: { Ref: 'X' }, B: { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] } }] }],
    ['!Sub >-\n  arn:aws:bedrock:${AWS::Region}\n  ::x', { 'Fn::Sub': 'arn:aws:bedrock:${AWS::Region} ::x' }],
    ['!Join ["", [a, !Ref B]]', { 'Fn::Join': ['', ['a', { Ref: 'B' }]] }],
    ['!Join\n- ":"\n- - a\n  - b', { 'Fn::Join': [':', ['a', 'b']] }],
    ['!If [A, !Ref B, !Ref "AWS::NoValue"]', { 'Fn::If': ['A', { Ref: 'B' }, { Ref: 'AWS::NoValue' }] }],
    ['!And [!Condition A, !Not [!Condition B]]', { 'Fn::And': [{ Condition: 'A' }, { 'Fn::Not': [{ Condition: 'B' }] }] }],
    ['!Or [!Equals [a, b], !Equals [!Ref C, d]]', { 'Fn::Or': [{ 'Fn::Equals': ['a', 'b'] }, { 'Fn::Equals': [{ Ref: 'C' }, 'd'] }] }],
    ['!FindInMap [A, !Ref B, c]', { 'Fn::FindInMap': ['A', { Ref: 'B' }, 'c'] }],
    ['!Split [",", !ImportValue a]', { 'Fn::Split': [',', { 'Fn::ImportValue': 'a' }] }],
    ['Fn::ImportValue: !Sub "${A}-role"', { 'Fn::ImportValue': { 'Fn::Sub': '${A}-role' } }],
    ['!Base64 text', { 'Fn::Base64': 'text' }],
    ['Fn::Base64: !Sub "${A}"', { 'Fn::Base64': { 'Fn::Sub': '${A}' } }],
    ['!Cidr [!GetAtt V.CidrBlock, 6, 8]', { 'Fn::Cidr': [{ 'Fn::GetAtt': ['V', 'CidrBlock'] }, 6, 8] }],
    ['!Transform {Name: AWS::Include, Parameters: {Location: x}}', { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 'x' } } }],
    ['!Transform\n  Name: AWS::Include\n  Parameters: {Location: !Ref A}', { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: { Ref: 'A' } } } }],
    ['!Length [a]', { 'Fn::Length': ['a'] }],
    ['!ToJsonString {a: !Ref B}', { 'Fn::ToJsonString': { a: { Ref: 'B' } } }],
    ['!GetAZs ""', { 'Fn::GetAZs': '' }],
  ])('%s', (text, expected) => {
    expect(parseYaml(text)).toEqual([expected]);
  });
});

describe('scalars are what CloudFormation takes them for', () => {
  test.each<[string, unknown]>([
    ['Version: 2012-10-17', { Version: '2012-10-17' }],
    ['AWSTemplateFormatVersion: 2010-09-09', { AWSTemplateFormatVersion: '2010-09-09' }],
    ['AccountId: 012345678901', { AccountId: '012345678901' }],
    ['AccountId: 111122223333', { AccountId: 111122223333 }],
    ['Value: 1.10', { Value: '1.10' }],
    ['Value: 0o17', { Value: '0o17' }],
    ['Value: 1e3', { Value: '1e3' }],
    ['Value: 12:30:45', { Value: '12:30:45' }],
    ['Value: yes', { Value: 'yes' }],
    ['On: off', { On: 'off' }],
    ['Value: true', { Value: true }],
    ['Value: ~', { Value: null }],
    ['Value:', { Value: null }],
    ['Value: !!str 2012-10-17', { Value: '2012-10-17' }],
    ['8.8: 5', { 8.8: 5 }],
    ['"a": !!binary aGk=', { a: expect.anything() }],
    ['Statement: {Effect: Allow, Action: "*"} # all', { Statement: { Effect: 'Allow', Action: '*' } }],
  ])('%s', (text, expected) => {
    expect(parseYaml(text)).toEqual([expected]);
  });

  test('anchors, aliases and merged keys', () => {
    const text = 'A: &a {x: 1, y: 2}\nB: *a\nC: {<<: *a, y: 3}\nD: {<<: [*a, {z: 4, x: 5}]}\nE: &a [6]\nF: *a\n';
    expect(parseYaml(text)).toEqual([{ A: { x: 1, y: 2 }, B: { x: 1, y: 2 }, C: { x: 1, y: 3 }, D: { x: 1, y: 2, z: 4 }, E: [6], F: [6] }]);
  });

  test('several documents, a byte order mark and comments', async () => {
    expect(parseYaml('%YAML 1.2\n---\na: 1\n---\nb: 2\n...\n')).toEqual([{ a: 1 }, { b: 2 }]);
    const policy = (id: string) => `# ${id}\nVersion: 2012-10-17\nStatement:\n  - Effect: Allow\n    Action: bedrock:InvokeModel\n    Resource: ${literal.profile(`global.${id}`, 'eu-west-1')}\n`;
    const path = workspace.write('two', `\uFEFF${policy(OPUS_5)}---\n${policy(OPUS_5)}`);
    const { findings, summary } = await checkJson(path);
    expect([summary.policies, [...new Set(findings.map(({ line }) => line))]]).toEqual([2, [4, 11]]);
  });
});

// What is found does not depend on the format: each case of the corpus as JSON, and as people write it in YAML.
describe.each([['threads', THREADS], ['peers', PEERS], ['edges', EDGES], ['callers', CALLERS]])('the corpus in YAML: %s', (group, cases) => {
  test.each(cases.map((one, index) => [one.name, one, index] as const))('%s', async (_name, { templates, region, mended = [] }, index) => {
    for (const [kind, its] of [['faulty', templates], ['mended', mended]] as const) {
      const names = its.map((_, at) => workspace.path(`${group}-${index}-${kind}-${at}.yml`));
      const expected = checkTemplates(its.map((json, at) => ({ path: names[at], template: json, region })));
      its.forEach((json, at) => workspace.write(`${group}-${index}-${kind}-${at}.yml`, shortForms(json)));
      const { findings } = its.length > 0 ? await checkJson(...(region ? ['--region', region] : []), ...names) : { findings: [] };
      const keys = (all: readonly { rule: string; path: string; logicalId?: string; location?: string; message: string }[]) =>
        all.map(({ rule, path, logicalId, location, message }) => [rule, path, logicalId, location, message].join(' | ')).sort();
      expect(keys(findings)).toEqual(keys(expected));
    }
  });
});

test('control: the corpus has each short form', () => {
  const text = [...THREADS, ...PEERS, ...EDGES, ...CALLERS].flatMap(({ templates }) => templates.map(shortForms)).join('\n');
  expect(['!Ref ', '!Sub ', '!GetAtt ', '!Join\n', '!If\n'].filter((tag) => !text.includes(tag))).toEqual([]);
});

describe('any name will do: the content decides', () => {
  const faulty = template({ Role: inlineRole('lambda.amazonaws.com', globalStatements(OPUS_5, hand).slice(0, 1)) });
  const sound = template({ Role: inlineRole('lambda.amazonaws.com', globalStatements(OPUS_5, hand)) });

  test.each(['template.yml', 'template.yaml', 'app.template', 'stack', 'stack.cfn', 'stack.txt', 'stack.json.tpl', 'stack.json'])('%s', async (name) => {
    for (const text of [JSON.stringify(faulty), shortForms(faulty)]) expect((await checkJson(workspace.write(name, text))).code).toBe(1);
    for (const text of [JSON.stringify(sound), shortForms(sound)]) expect(await checkJson(workspace.write(name, text))).toMatchObject({ code: 0, findings: [] });
  });

  test('YAML that begins with a brace, and JSON with a comment in a file of another name', async () => {
    const statement = `{Effect: Allow, Action: bedrock:InvokeModel, Resource: "${literal.profile(`global.${OPUS_5}`, 'eu-west-1')}"}`;
    expect((await checkJson(workspace.write('flow.yaml', `{Statement: [${statement}]}`))).code).toBe(1);
    expect((await checkJson(workspace.write('comment', `{ # ours\n"Statement": [${statement}]}`))).code).toBe(1);
  });
});

describe('hostile YAML: a message within seconds, and no crash', () => {
  const bomb = ['a: &a ["x","x","x","x","x","x","x","x","x"]', ...'bcdefghi'.split('').map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`)].join('\n');
  const deep = (levels: number) => Array.from({ length: levels }, (_, level) => `${' '.repeat(level)}a:\n`).join('');

  test.each<[string, string, RegExp]>([
    ['aliases that explode', `${bomb}\nResources: *i\n`, /aliases repeat too much/],
    ['an alias in what it repeats', 'Resources: &a\n  A: *a\n', /nested too deep, or an alias/],
    ['an alias of nothing', 'Resources: *nothing\n', /no anchor &nothing/],
    ['10,000 lists', `Resources:\n  A: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`, /nested too deep/],
    ['10,000 maps', `Resources:\n  A: ${'{a: '.repeat(10_000)}${'}'.repeat(10_000)}\n`, /nested too deep/],
    ['2,000 maps in blocks', `Resources:\n${deep(2_000).replace(/^/gm, ' ')}`, /nested too deep/],
    ['10,000 items in items', `Resources:\n  A:\n  ${'- '.repeat(10_000)}x\n`, /nested too deep/],
    ['20 MB', `Resources:\n${'  A: {Type: AWS::SNS::Topic}\n'.repeat(700_000)}`, /more than 5 MB of YAML; give it as JSON/],
    ['tabs', 'Resources:\n\tA: b\n', /line 2/],
    ['a quote that is not closed', 'Resources:\n  A: "b\n', /YAML/],
    ['a binary file', 'Resources:\n  \0\u0001\u0002', /not a text/],
    ['a tag that is not closed', 'Resources: !<tag\n', /YAML/],
  ])('%s', async (name, text, tells) => {
    const path = workspace.write(`hostile/${name}.yaml`, text);
    const start = process.cpuUsage();
    const { code, err } = await command('check', path);
    expect([code, err.includes(path)]).toEqual([2, true]);
    expect(err).toMatch(tells);
    expect(err).not.toMatch(/\n\s+at /);
    expect(process.cpuUsage(start).user / 1_000_000).toBeLessThan(15);
    expect((await command('check', dirname(path))).err).toContain(path);
    workspace.write(`hostile/${name}.yaml`, '');
  }, 60_000);

  test.each<[string, string]>([
    ['unknown tags', 'Resources:\n  A: !Secret {x: !!python/object:os.system [ls]}\n  B: !<tag:example.com,2000:x> y\n'],
    ['keys that are none', 'Resources:\n  ? [a, b]\n  : c\n  ? {d: e}\n  : f\n  null: g\n  __proto__: {Type: x}\n'],
    ['the same key twice', 'Resources:\n  A: {Type: x}\n  A: {Type: y}\n'],
    ['merged keys that are none', 'Resources:\n  A: {<<: 5, Type: x}\n  B: {<<: [a, null]}\n'],
    ['functions without arguments', 'Resources:\n  A: !GetAtt\n  B: !Sub\n  C: {Type: AWS::IAM::Role, Properties: !Ref}\n'],
    ['many anchors', `Resources:\n${Array.from({ length: 20_000 }, (_, index) => `  A${index}: &a${index} {Type: *a${index && index - 1}}`).join('\n').replace('{Type: *a0}', 'x')}`],
  ])('%s do not end the check', async (name, text) => {
    const { code, err } = await command('check', workspace.write(`odd ${name}`, text));
    expect([[0, 2].includes(code), err.replace(/.*nested too deep.*\n/, '')]).toEqual([true, '']);
    expect(({} as { Type?: string }).Type).toBeUndefined();
  }, 60_000);
});

test('a policy in YAML, bare and as the CLI prints it', async () => {
  const partial = document(allow(BOTH, literal.profile(`global.${OPUS_5}`, 'eu-west-1')));
  const whole = document(...globalStatements(OPUS_5, { ...literal, profile: (id) => literal.profile(id, 'eu-west-1'), model: (id) => literal.model(id, 'eu-west-1') }));
  for (const wrap of [(json: unknown) => json, (Document: unknown) => ({ PolicyVersion: { Document, VersionId: 'v1' } }), (PolicyDocument: unknown) => ({ RoleName: 'r', PolicyName: 'p', PolicyDocument })]) {
    const { findings, code } = await checkJson(workspace.write('policy', shortForms(wrap(partial))));
    expect([code, [...new Set(findings.map(({ location }) => location))]]).toEqual([1, ['Statement.0']]);
    expect((await checkJson(workspace.write('policy', shortForms(wrap(whole))))).findings).toEqual([]);
  }
});
