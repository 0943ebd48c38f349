import { checkJson, command, commandWith, Workspace } from './command-run';
import { version } from '../../package.json';
import { RULES } from '../../src/checks/rules';
import { allow, BOTH, document, globalStatements, literal, OPUS_5, template } from '../checks/corpus/template-parts';
import { inlinePolicy, inlineRole } from '../checks/corpus/template-resources';

const workspace = new Workspace();
const [onProfile] = globalStatements(OPUS_5, { ...literal, profile: (id) => literal.profile(id, 'eu-west-1'), model: (id) => literal.model(id, 'eu-west-1') });
const FAULTY = workspace.write('faulty.json', document(onProfile));
const WARNING = workspace.write('warning.json', document(allow(BOTH, '*')));
const INFO = workspace.write('info.json', document(allow('s3:GetObject', '*')));
const TODAY = '2026-11-25';

beforeAll(() => jest.useFakeTimers({ now: new Date(`${TODAY}T12:00:00Z`), doNotFake: ['performance'] }));
afterAll(() => jest.useRealTimers());

describe('--fail-on', () => {
  test.each([['error', FAULTY, 1], ['error', WARNING, 0], ['warning', WARNING, 1], ['warning', FAULTY, 1], ['warning', INFO, 0]])('%s: %s', async (severity, path, code) => {
    expect((await command('check', '--fail-on', severity, path)).code).toBe(code);
  });
});

describe('what is not known is named, with what was probably meant', () => {
  test.each<[string[], RegExp]>([
    [['--fail-on', 'warnings'], /--fail-on: there is no warnings; give error or warning; did you mean warning\?/],
    [['--format', 'jsn'], /--format: there is no jsn; give text, json or sarif; did you mean json\?/],
    [['--formt', 'json'], /no option --formt; did you mean --format\?/],
    [['--json'], /no option --json/],
    [['-x'], /no option -x/],
    [['--ignore', 'wildcardModel'], /no rule wildcardModel; did you mean wildcardModels\?/],
    [['--ignore', 'WILDCARDMODELS'], /no rule WILDCARDMODELS; did you mean wildcardModels\?/],
    [['--ignore', 'nothingLikeIt'], /no rule nothingLikeIt\n/],
    [['--region', 'europe'], /--region: europe is not a Region; give a name like eu-west-1/],
    [['--ignore-file', workspace.path('none')], /the ignore file .*none cannot be read/],
  ])('%j', async (args, tells) => {
    const { code, out, err } = await command('check', ...args, FAULTY);
    expect([code, out, err]).toEqual([2, '', expect.stringMatching(tells)]);
    expect(err).toContain('cdk-bedrock-cris check --help');
  });

  test('a command', async () => {
    expect(await command('chek')).toMatchObject({ code: 2, err: expect.stringMatching(/no command chek; did you mean check\?/) });
  });
});

test('--version', async () => {
  expect(await command('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

test('colour is for a terminal', async () => {
  const { out } = await commandWith({ colour: true }, 'check', FAULTY, WARNING);
  expect([out.includes('\u001b[31merror\u001b[39m'), out.includes('\u001b[33mwarning\u001b[39m')]).toEqual([true, true]);
  expect((await command('check', FAULTY)).out).not.toContain('\u001b');
  expect((await commandWith({ colour: true }, 'check', '--format', 'json', FAULTY)).out).not.toContain('\u001b');
});

describe('--ignore', () => {
  test('takes rules out, and counts them', async () => {
    const rules = [...new Set((await checkJson(FAULTY)).findings.map(({ rule }) => rule))];
    const { code, findings, ignored, summary } = await checkJson(...rules.flatMap((rule) => ['--ignore', rule]), FAULTY);
    expect([code, findings, ignored.length, summary.ignored]).toEqual([0, [], rules.length, rules.length]);
    expect((await command('check', '--ignore', rules[0], FAULTY)).out).toMatch(/^1 finding ignored$/m);
  });

  test('a rule of which nothing is found is no remark', async () => {
    expect((await checkJson('--ignore', 'trailMissesInference', FAULTY)).stale).toEqual([]);
  });
});

describe('an ignore file', () => {
  const role = inlineRole('lambda.amazonaws.com', []);
  const policy = (path: string) => ({ ...inlinePolicy('Role', [allow(BOTH, '*')]), Metadata: { 'aws:cdk:path': path } });
  const STACK = workspace.write('stacks/a/stack.json', template({ Role: role, One: policy('Stack/One/Policy'), Two: policy('Stack/OneMore/Policy') }));
  const left = async (lines: string, ...paths: string[]) => {
    const file = workspace.write('ignores', lines);
    const { findings, ignored, stale } = await checkJson('--ignore-file', file, ...paths);
    return { left: findings.filter(({ rule }) => rule === 'wildcardModels').map(({ logicalId }) => logicalId), ignored, stale: stale.map((line) => line.replace(`${file}:`, '')) };
  };

  test('control: without it both are found', async () => {
    expect(await left('# none\n\n', STACK)).toMatchObject({ left: expect.arrayContaining(['One']), ignored: [], stale: [] });
  });

  test.each<[string, string, string[]]>([
    ['a rule', 'wildcardModels', []],
    ['a logical ID', 'wildcardModels id=One', ['Two']],
    ['a construct path', 'wildcardModels id=Stack/One/Policy', ['Two']],
    ['what is below a construct path', 'wildcardModels id=Stack/One', ['Two']],
    ['a path', 'wildcardModels path=stacks/a/stack.json', []],
    ['a path that begins with a dot', 'wildcardModels path=./stacks/a/stack.json', []],
    ['a folder', 'wildcardModels path=stacks', []],
    ['a pattern', 'wildcardModels path=stacks/*/*.json', []],
    ['a pattern of folders', 'wildcardModels path=**/stack.json', []],
    ['a name in quotes', 'wildcardModels path="stacks/a/stack.json" id="Two" # it is meant', ['One']],
    ['until a day to come', `wildcardModels until=${TODAY} # today is the last day`, []],
  ])('%s', async (_name, line, expected) => {
    const { left: findings, ignored, stale } = await left(`${line}\n`, STACK);
    expect(findings).toEqual(expected);
    expect([ignored.length > 0, stale]).toEqual([true, []]);
  });

  test.each<[string, string]>([
    ['another path', 'wildcardModels path=stacks/b/stack.json'],
    ['a part of a name', 'wildcardModels path=stack.json'],
    ['a pattern that ends at a folder', 'wildcardModels path=*.json'],
    ['another rule', 'trailMissesInference'],
    ['another construct path', 'wildcardModels id=Stack/On'],
  ])('does not match: %s', async (_name, line) => {
    expect((await left(line, STACK)).ignored).toEqual([]);
  });

  test('what is over, or found no more, is told; what is not checked this time is not', async () => {
    const { ignored, stale } = await left('wildcardModels until=2026-11-24\ntrailMissesInference\nwildcardModels path=other.json\nwildcardModels id=Gone\n', STACK);
    expect(ignored).toEqual([]);
    expect(stale).toEqual([
      '1: wildcardModels was ignored until 2026-11-24; mend it, or give another day',
      '2: nothing is found of trailMissesInference here any more; delete the line',
      '4: nothing is found of wildcardModels here any more; delete the line',
    ]);
    const { out, code } = await command('check', '--ignore-file', workspace.write('over', 'wildcardModels until=2026-11-24'), '--fail-on', 'warning', STACK);
    expect([code, out]).toEqual([1, expect.stringMatching(/over:1: wildcardModels was ignored until/)]);
  });

  test('the reason is told in JSON', async () => {
    const { ignored } = await left('wildcardModels # reviewed, ticket 123', STACK);
    expect(ignored[0]).toMatchObject({ rule: 'wildcardModels', ignoredBy: workspace.path('ignores:1'), reason: 'reviewed, ticket 123' });
  });

  test.each<[string, RegExp]>([
    ['wildcardModel', /ignores:1: there is no rule wildcardModel; did you mean wildcardModels\?/],
    ['\n\nwildcardModels file=x', /ignores:3: file=x is none of path=FILE, id=LOGICAL_ID, until=YYYY-MM-DD/],
    ['wildcardModels stacks/a', /ignores:1: stacks\/a is none of/],
    ['wildcardModels until=tomorrow', /until=tomorrow is no date like 2026-12-31/],
    ['wildcardModels until=2026-13-41', /until=2026-13-41 is no date/],
  ])('what cannot be used is named with its line: %j', async (lines, tells) => {
    const { code, err } = await command('check', '--ignore-file', workspace.write('ignores', lines), STACK);
    expect([code, err]).toEqual([2, expect.stringMatching(tells)]);
  });

  test('that of the working folder is used unasked', async () => {
    const before = process.cwd();
    workspace.write('.cdk-bedrock-cris-ignore', RULES.map(({ id }) => `${id} path=stacks`).join('\n'));
    try {
      process.chdir(workspace.folder);
      expect(await checkJson('stacks')).toMatchObject({ code: 0, findings: [] });
      expect((await checkJson('faulty.json')).findings.length).toBeGreaterThan(0);
    } finally {
      process.chdir(before);
    }
  });
});
