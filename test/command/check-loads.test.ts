import { spawnSync } from 'child_process';
import { join } from 'path';
import { Workspace } from './command-run';
import { allow, BOTH, document, literal, OPUS_5 } from '../checks/corpus/template-parts';

const ROOT = join(__dirname, '..', '..');
const workspace = new Workspace();
const policy = workspace.write('policy.json', document(allow(BOTH, literal.profile(`global.${OPUS_5}`, 'eu-west-1'))));
const yaml = workspace.write('policy.yaml', `Statement:\n  Effect: Allow\n  Action: bedrock:InvokeModel\n  Resource: ${literal.profile(`global.${OPUS_5}`, 'eu-west-1')}\n`);

function loaded(...args: string[]): { code: number; packages: string[] } {
  const child = spawnSync(join(ROOT, 'node_modules', '.bin', 'tsx'), ['--tsconfig', join(ROOT, 'test', 'tsconfig.json'), join(__dirname, 'loaded-packages.ts'), ...args], { cwd: ROOT, encoding: 'utf8' });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as { code: number; packages: string[] };
}

// Loading aws-cdk-lib would be most of the time of a check, and where only policies are kept it is not installed.
test.each([[1, ['check', policy]], [0, ['check', '--help']], [0, ['--help']]])('exit code %i, and no package is loaded: %j', (code, args) => {
  expect(loaded(...args)).toEqual({ code, packages: [] });
}, 60_000);

test('YAML alone needs a package, which comes with this one', () => {
  expect(loaded('check', yaml)).toEqual({ code: 1, packages: ['yaml'] });
}, 60_000);

test('control: the library itself loads aws-cdk-lib', () => {
  expect(loaded().packages).toContain('aws-cdk-lib');
  expect(loaded().packages).not.toContain('yaml');
}, 60_000);
