import { readFileSync } from 'fs';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as ts from 'typescript';
import { allows, PolicyDocumentJson } from './support/iam-evaluator';
import { Template } from './support/template-intrinsics';
import { policiesOf } from './support/template-policies';

const ROOT = join(__dirname, '..');
const FIXTURE = readFileSync(join(ROOT, 'rosetta', 'default.ts-fixture'), 'utf8');

interface Example {
  readonly name: string;
  readonly info: string;
  readonly code: string;
}

const EXAMPLES: Example[] = readFileSync(join(ROOT, 'README.md'), 'utf8').split(/^(?=#{1,3} )/m).flatMap((section) =>
  [...section.matchAll(/^```ts(.*)\n([^]*?)^```$/gm)].map(([, info, code], index) => ({ name: `${section.split('\n')[0].replace(/^#+ /, '')} ${index + 1}`, info: info.trim(), code })));

/** The example as a module, as jsii-rosetta puts it together: imports first, the rest where the fixture has its mark. */
function moduleOf({ info, code }: Example): string {
  if (info === 'nofixture') return `${code}\nexport const app = stack.node.root;`;
  const imports = code.split('\n').filter((line) => line.startsWith('import '));
  const rest = code.split('\n').filter((line) => !line.startsWith('import '));
  return `${imports.join('\n')}\n${FIXTURE.replace('/// here', () => rest.join('\n'))}\nexport const app = new App();\nnew Fixture(app, 'Fixture');`;
}

function run(example: Example): App {
  const { outputText } = ts.transpileModule(moduleOf(example), { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true } });
  const exported: { app?: App } = {};
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const load = (name: string): unknown => require(name === 'cdk-bedrock-cris' ? '../src' : name);
  new Function('require', 'exports', outputText)(load, exported);
  return exported.app!;
}

test('the README has an example for every task', () => {
  expect(EXAMPLES.length).toBeGreaterThanOrEqual(16);
});

test.each(EXAMPLES)('$name runs and synthesizes', (example) => {
  const stacks = run(example).synth().stacks;
  expect(stacks.length).toBeGreaterThan(0);
  for (const stack of stacks) expect(Object.keys((stack.template as { Resources: object }).Resources).length).toBeGreaterThan(0);
});

test('the policy that the README shows is the one that its first example defines', () => {
  const app = run(EXAMPLES[0]);
  interface Resource { Type: string; Properties: { PolicyDocument: { Statement: { Action: string | string[] }[] } } }
  const template = app.synth().stacks[0].template as { Resources: Record<string, Resource> };
  const defined = Object.values(template.Resources).filter((resource) => resource.Type === 'AWS::IAM::Policy')
    .flatMap((resource) => resource.Properties.PolicyDocument.Statement).filter(({ Action }) => [Action].flat().some((action) => action.startsWith('bedrock:')));
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const shown = JSON.parse(/^```json\n([^]*?)^```$/m.exec(readme)![1]) as { Statement: object[] };
  const region = Stack.of(app.node.children[0]).region;
  const resolved = JSON.parse(JSON.stringify(defined, (_, value: unknown) => text(value)).replaceAll('${AWS::Partition}', 'aws').replaceAll('${AWS::AccountId}', '111122223333')) as object[];
  expect(region).toBe('eu-west-1');
  expect(resolved).toEqual(shown.Statement);
  expect(shown.Statement).toHaveLength(3);
});

test('who may not make roles without the boundary does not, nor uses one that has none', () => {
  const synthesized = JSON.stringify(run(EXAMPLES.find(({ code }) => code.includes('OnlyBoundedRoles'))!).synth().stacks[0].template);
  const boundary = 'arn:aws:iam::111122223333:policy/boundary';
  const template = JSON.parse(synthesized.replace(/\{"Ref":"Boundary\w+"\}/g, JSON.stringify(boundary))) as Template;
  const own = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' };
  const { managed } = policiesOf(template, 'developers', own);
  const allowAll: PolicyDocumentJson = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const may = (action: string, role: string, context: Record<string, string> = {}) => allows([allowAll, ...managed], { action, resource: `arn:aws:iam::111122223333:role/${role}`, context });
  const bounded = { 'iam:PermissionsBoundary': boundary };
  expect([may('iam:CreateRole', 'developers/x', bounded), may('iam:PassRole', 'developers/x'), may('iam:UpdateAssumeRolePolicy', 'developers/x')]).toEqual([true, true, true]);
  expect([
    may('iam:CreateRole', 'developers/x'), may('iam:CreateRole', 'developers/x', { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/PowerUserAccess' }),
    may('iam:DeleteRolePermissionsBoundary', 'developers/x', bounded), may('iam:PassRole', 'admin'), may('iam:UpdateAssumeRolePolicy', 'admin'),
  ]).toEqual([false, false, false, false, false]);
});

function text(value: unknown): unknown {
  const intrinsic = value as { 'Ref'?: string; 'Fn::Join'?: [string, unknown[]] } | null;
  if (intrinsic !== null && typeof intrinsic === 'object' && intrinsic.Ref) return `\${${intrinsic.Ref}}`;
  if (intrinsic !== null && typeof intrinsic === 'object' && intrinsic['Fn::Join']) return intrinsic['Fn::Join'][1].map(text).join('');
  return value;
}
