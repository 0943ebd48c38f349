import { spawnSync } from 'child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'fs';
import { join } from 'path';

const ROOT = join(__dirname, '..', '..');
const ASSEMBLY = join(ROOT, '.jsii');

interface Docs { readonly docs?: { readonly summary?: string; readonly remarks?: string; readonly default?: string; readonly example?: string } }
interface Documented extends Docs { readonly name: string }
interface TypeReference {
  readonly primitive?: string;
  readonly union?: unknown;
  readonly intersection?: unknown;
  readonly collection?: { readonly elementtype: TypeReference };
}
interface Parameter extends Docs { readonly name: string; readonly type: TypeReference }
interface Property extends Docs { readonly name: string; readonly type: TypeReference; readonly optional?: boolean; readonly overrides?: string }
interface Callable extends Docs { readonly name?: string; readonly parameters?: Parameter[]; readonly returns?: { readonly type: TypeReference }; readonly overrides?: string }
interface Type extends Docs {
  readonly kind: 'class' | 'enum' | 'interface';
  readonly members?: Documented[];
  readonly locationInModule: { readonly filename: string };
  readonly datatype?: boolean;
  readonly properties?: Property[];
  readonly methods?: Callable[];
  readonly initializer?: Callable;
}
interface Assembly {
  readonly types: Record<string, Type>;
  readonly bundled?: object;
  readonly targets?: object;
}

/** The assembly of the source as it is: compiled anew where a file is younger. */
function assembly(): Assembly {
  if (!existsSync(ASSEMBLY) || youngest(join(ROOT, 'src')) > statSync(ASSEMBLY).mtimeMs) {
    const child = spawnSync(join(ROOT, 'node_modules', '.bin', 'projen'), ['compile'], {
      cwd: ROOT, encoding: 'utf8', env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' },
    });
    if (child.status !== 0) throw new Error(`compilation failed: ${child.stdout}${child.stderr}`);
  }
  return JSON.parse(readFileSync(ASSEMBLY, 'utf8')) as Assembly;
}

function youngest(folder: string): number {
  return Math.max(...readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? youngest(path) : statSync(path).mtimeMs;
  }));
}

let types: [string, Type][];
let loaded: Assembly;

beforeAll(() => {
  loaded = assembly();
  types = Object.entries(loaded.types);
}, 120_000);

const members = (type: Type): (Property | Callable)[] => [...type.properties ?? [], ...type.methods ?? []];
const name = (typeName: string, member: { name?: string }) => `${typeName}.${member.name ?? 'constructor'}`;

test('every type and member has a summary', () => {
  const undocumented = types.flatMap(([typeName, type]) => [
    ...(type.docs?.summary ? [] : [typeName]),
    // A member that implements an interface is documented there.
    ...members(type).filter((member) => !member.docs?.summary && !member.overrides).map((member) => name(typeName, member)),
    ...(type.initializer && !type.initializer.docs?.summary ? [name(typeName, type.initializer)] : []),
    ...(type.methods ?? []).flatMap((method) => (method.parameters ?? []).filter((parameter) => !parameter.docs?.summary && !method.overrides).map((parameter) => `${name(typeName, method)}(${parameter.name})`)),
  ]);
  expect(undocumented).toEqual([]);
});

/** Rooms whose docstrings are not rewritten yet. */
const LATER = /^src\/checks\//;
const rewritten = () => types.filter(([, { locationInModule }]) => !LATER.test(locationInModule.filename));

test('every summary is one sentence of at most 25 words', () => {
  const isSentence = (summary: string) => {
    const words = summary.replace(/`[^`]*`/g, 'code').replace(/ \(\w+\)/g, '');
    return /^[^;?!]+\.$/.test(words) && !/\.\s/.test(words) && words.split(/\s+/).length <= 25;
  };
  const wrong = rewritten().flatMap(([typeName, type]) => [
    { at: typeName, summary: type.docs?.summary },
    ...[...members(type), ...type.members ?? []].filter((member) => !('overrides' in member)).map((member) => ({ at: name(typeName, member), summary: member.docs?.summary })),
    ...(type.initializer ? [{ at: name(typeName, type.initializer), summary: type.initializer.docs?.summary }] : []),
  ]).filter(({ summary }) => summary !== undefined && !isSentence(summary));
  expect(wrong).toEqual([]);
});

test('every class has an example', () => {
  expect(rewritten().filter(([, { kind, docs }]) => kind === 'class' && !docs?.example).map(([typeName]) => typeName)).toEqual([]);
});

test('what a constructor throws is told on its class, because generated references drop its docs', () => {
  const hidden = rewritten().filter(([, { initializer }]) => /throws|warns/i.test(`${initializer?.docs?.summary} ${initializer?.docs?.remarks}`)).map(([typeName]) => typeName);
  expect(hidden).toEqual([]);
});

test('every optional property of a struct has its default', () => {
  const missing = types.flatMap(([typeName, type]) => (type.datatype ? type.properties ?? [] : [])
    .filter((property) => property.optional && !property.docs?.default).map((property) => name(typeName, property)));
  expect(missing).toEqual([]);
});

test('nothing public is any, a union or an intersection', () => {
  const loose = (reference: TypeReference | undefined): boolean => reference !== undefined
    && (reference.primitive === 'any' || reference.primitive === 'json' || reference.union !== undefined || reference.intersection !== undefined || loose(reference.collection?.elementtype));
  const found = types.flatMap(([typeName, type]) => [
    ...(type.properties ?? []).filter((property) => loose(property.type)).map((property) => name(typeName, property)),
    ...[...type.methods ?? [], ...(type.initializer ? [type.initializer] : [])]
      .filter((callable) => loose(callable.returns?.type) || (callable.parameters ?? []).some((parameter) => loose(parameter.type))).map((callable) => name(typeName, callable)),
  ]);
  expect(found).toEqual([]);
});

test('the public types and their members', () => {
  const api = types.flatMap(([typeName, type]) => [typeName, ...members(type).map((member) => name(typeName, member))]);
  expect(api.map((entry) => entry.replace('cdk-bedrock-cris.', '')).sort()).toMatchSnapshot();
});

// What the command reads YAML with is in the package: whoever installs it installs nothing more.
test('no runtime dependency but one that is bundled, five languages', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies?: object; peerDependencies: object; bundledDependencies?: string[] };
  expect([Object.keys(manifest.dependencies ?? {}), manifest.bundledDependencies, loaded.bundled]).toEqual([['yaml'], ['yaml'], manifest.dependencies]);
  expect(Object.keys(manifest.peerDependencies).sort()).toEqual(['aws-cdk-lib', 'constructs']);
  expect(Object.keys(loaded.targets ?? {}).sort()).toEqual(['dotnet', 'go', 'java', 'js', 'python']);
});
