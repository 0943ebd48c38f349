import { readFileSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';
import { checkJson, command, Workspace } from './command-run';
import { FROM_PLAN } from '../../src/command/check/terraform';
import { allow, BOTH, document } from '../checks/corpus/template-parts';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'command-line.md'), 'utf8');
const workspace = new Workspace();
const blocks = (language: string) => [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, text]) => text);
const sections = PAGE.split(/^## /m);
const section = (heading: string) => sections.find((text) => text.startsWith(heading))!;

test.each([['check', 'Options'], ['profiles', 'List inference profiles']])('every option of %s is on the page, and no other', async (verb, heading) => {
  const { out } = await command(verb, '--help');
  const inHelp = [...out.matchAll(/^ {2}(--[\w-]+)/gm)].map(([, option]) => option).filter((option) => option !== '--help');
  expect([...section(heading).matchAll(/^\| `(--[\w-]+)/gm)].map(([, option]) => option).filter((option) => option !== '--help')).toEqual(inHelp);
});

test('the exit codes of the help are on the page', async () => {
  const codes = [...(await command('check', '--help')).out.matchAll(/^ {2}(\d) {3}/gm)].map(([, code]) => code);
  expect(codes).toEqual(['0', '1', '2']);
  for (const code of codes) expect(section('Exit codes')).toContain(`\n| ${code} | `);
});

test('every option of explain is on the page', async () => {
  const { out } = await command('explain', '--help');
  for (const [, option] of out.matchAll(/^ {2}(--[\w-]+)/gm)) expect(option === '--help' || section('Explain a failed call').includes(`\`${option}`) || section('Explain a failed call').includes(`${option} `)).toBe(true);
});

// In a folder of its own there is nothing to read; what cannot be used as an argument would be said before.
test.each([...PAGE.matchAll(/npx cdk-bedrock-cris (check [^\n|>]*)/g)].map(([, line]) => line.trim()))('%s', async (line) => {
  const [verb, ...args] = line.split(' ').map((arg) => (/^(-|.*[./].*)$/.test(arg) && !arg.startsWith('--') ? workspace.path('nothing') : arg));
  const { err } = await command(verb, ...args);
  expect(err).not.toContain('--help');
});

test('the ignore file of the page is one', async () => {
  const path = workspace.write('policies/wide.json', document(allow(BOTH, '*')));
  const ignores = workspace.write('ignores', section('Ignore findings').match(/```text\n([^]*?)```/)![1]);
  const { findings, ignored, stale } = await checkJson('--ignore-file', ignores, path);
  expect([findings, ignored.map(({ rule }) => rule), stale.map((line) => line.replace(/^.*ignores:/, ''))]).toEqual([
    [], ['wildcardModels'],
    [expect.stringContaining('4: nothing is found of wildcardModels'), expect.stringContaining('6: ')],
  ]);
});

test('the keys of the JSON are those of the page', async () => {
  const { code, ...report } = await checkJson(workspace.write('wide.json', document(allow(BOTH, '*'))));
  const named = [...section('Use the result in programs').matchAll(/`(\w+)`/g)].map(([, key]) => key);
  expect(code).toBe(0);
  for (const key of [...Object.keys(report), ...Object.keys(report.findings[0])]) expect(named).toContain(key);
});

test('pipelines are YAML', () => {
  expect(blocks('yaml').length).toBe(2);
  for (const text of blocks('yaml')) expect(Object.keys(parse(text) as object).length).toBeGreaterThan(0);
});

test('the way from a plan of Terraform is that of the command', () => {
  const [jq] = /jq -r '[^']*'/.exec(FROM_PLAN)!;
  expect(PAGE).toContain(jq);
});
