/**
 * Tries the package as a new user does: `check-package.ts DIST` installs DIST/*.tgz into an empty folder, pastes the first example of the README into
 * it, synthesizes, and runs the command. Also checks what is in the package and what is not, and what of it is loaded when.
 */
import { execFileSync } from 'child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, relative, resolve, sep } from 'path';

const ROOT = join(__dirname, '..');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> };
const version = (name: string) => `${name}@${manifest.devDependencies[name]}`;

const dist = resolve(process.argv[2]);
const DENIED = 'AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/app/i-1 is not authorized to perform: bedrock:InvokeModel ' +
  'on resource: arn:aws:bedrock:::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0 because no identity-based policy allows the bedrock:InvokeModel action';

const tarballs = readdirSync(dist).filter((file) => file.endsWith('.tgz'));
if (tarballs.length !== 1) throw new Error(`${dist} holds ${tarballs.length} tarballs, not one`);
const tarball = join(dist, tarballs[0]);

const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).split('\n').filter(Boolean).map((file) => file.replace(/^package\//, ''));
const missing = ['.jsii', 'CHANGELOG.md', 'LICENSE', 'README.md', 'bin/cdk-bedrock-cris', 'lib/index.js', 'lib/index.d.ts', 'package.json'].filter((file) => !files.includes(file));
// What the command alone needs comes inside.
const unwanted = files.filter((file) => /^(src|test|bench|docs|examples|scripts|cdk\.out|coverage|node_modules\/(?!yaml\/)|projenrc|\.(cache|ci|github|projen))/.test(file));
if (missing.length > 0 || unwanted.length > 0) throw new Error(`missing in the package: ${missing.join(', ')}; unwanted: ${unwanted.join(', ')}`);

const folder = mkdtempSync(join(tmpdir(), 'new-user-'));
try {
  // This script runs under tsx itself, whose settings are not the new user's.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TSX_') && name !== 'NODE_OPTIONS'));
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  run('npm', 'init', '-y');
  run('npm', 'install', '--no-audit', '--no-fund', tarball, version('aws-cdk-lib'), version('constructs'), version('tsx'));

  // Both are whole apps, as they stand there.
  const [permissions, workload] = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^```ts nofixture\n([^]*?)^```$/gm)].map(([, example]) => {
    writeFileSync(join(folder, 'app.ts'), `${example}\nprocess.stdout.write(JSON.stringify(app.synth().stacks[0].template));\n`);
    return JSON.parse(run('npx', 'tsx', 'app.ts')) as { Resources: Record<string, { Type: string }> };
  });
  const typesOf = ({ Resources }: typeof workload) => Object.values(Resources).map(({ Type }) => Type);
  if (typesOf(permissions).sort().join() !== 'AWS::IAM::Policy,AWS::IAM::Role,AWS::Lambda::Function') throw new Error(`the first example of the README defines ${typesOf(permissions).join()}`);
  const types = typesOf(workload);
  for (const type of ['AWS::IAM::Policy', 'AWS::CloudWatch::Dashboard', 'AWS::CloudWatch::Alarm', 'AWS::Logs::MetricFilter', 'AWS::Events::Rule', 'AWS::Lambda::Function']) {
    if (!types.includes(type)) throw new Error(`the second example of the README defines no ${type}`);
  }

  // The index loads a file when one of its names is first used (scripts/lazy-loading.ts); jsii alone would have it load all of them.
  const loadedBy = (use: string) => (JSON.parse(run('node', '--print', `const library = require('cdk-bedrock-cris'); ${use}; JSON.stringify(Object.keys(require.cache))`)) as string[])
    .map((file) => relative(join(realpathSync(folder), 'node_modules'), file).replaceAll(sep, '/'));
  const index = loadedBy('');
  if (index.join() !== 'cdk-bedrock-cris/lib/index.js') throw new Error(`require loads more than the index: ${index.join(', ')}`);
  const others = loadedBy('library.InferenceProfileGrants').filter((file) => /^cdk-bedrock-cris\/lib\/(audit|checks|command|logging|monitoring|organization)\//.test(file));
  if (others.length > 0) throw new Error(`InferenceProfileGrants loads ${others.join(', ')}`);
  const { types: api } = JSON.parse(run('tar', '-xzOf', tarball, 'package/.jsii')) as { types: Record<string, { name: string; kind: string }> };
  const names = Object.values(api).filter(({ kind }) => kind !== 'interface').map(({ name }) => name);
  // An ES module imports by name only what Node.js finds in the text of the index.
  const used = run('node', '--input-type=module', '--eval', `import { ${names.join(', ')} } from 'cdk-bedrock-cris'; console.log([${names.join(', ')}].filter(Boolean).length);`);
  if (Number(used) !== names.length) throw new Error(`the index has ${used.trim()} of ${names.length} classes and enums`);

  // The command of the package, as npm installs it.
  for (const [name, template] of Object.entries({ permissions, workload })) {
    writeFileSync(join(folder, 'template.json'), JSON.stringify(template));
    const checked = run('npx', 'cdk-bedrock-cris', 'check', '--region', 'eu-west-1', 'template.json');
    if (!checked.startsWith('0 errors, 0 warnings, 0 info')) throw new Error(`the command has findings on the README's example of ${name}: ${checked}`);
  }
  const explained = run('npx', 'cdk-bedrock-cris', 'explain', DENIED);
  if (!explained.includes('model without a Region')) throw new Error(`the command does not explain the message of the README: ${explained}`);
  const listed = run('npx', 'cdk-bedrock-cris', 'profiles', '--source-region', 'eu-west-1', '--scope', 'global');
  if (!listed.includes('global.anthropic.claude-sonnet-4-5-20250929-v1:0')) throw new Error(`the command does not list the profile of the README's examples: ${listed}`);

  process.stdout.write(`${tarballs[0]}: ${files.length} files; in an empty folder the README's examples define 3 and ${types.length} resources, of ${names.length} names each loads its own files\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
