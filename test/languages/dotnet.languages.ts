import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { gunzipSync } from 'zlib';
import { csharpDeclarations } from './dotnet/csharp-declarations';
import { Declarations } from './dotnet/declarations';
import { Assembly, jsiiDeclarations } from './dotnet/jsii-declarations';
import { GENERATED, ROOT } from './folders';

const NAMESPACE = 'CdkBedrockCris';

/** What the bindings need and no user does: the documentation of the namespace, and what makes the compiler keep the assemblies of dependencies. */
const PLUMBING = [`class ${NAMESPACE}.NamespaceDoc`, `class ${NAMESPACE}.Internal.DependencyResolution.Anchor`];

let expected: Declarations;
let actual: Map<string, ReadonlySet<string>>;

beforeAll(() => {
  const folder = join(GENERATED, 'dotnet', NAMESPACE);
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.cs')).map((file) => readFileSync(join(folder, file), 'utf8'));
  const cdk = JSON.parse(gunzipSync(readFileSync(join(ROOT, 'node_modules', 'aws-cdk-lib', '.jsii.gz'))).toString()) as Assembly;
  expected = jsiiDeclarations(JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as Assembly, NAMESPACE, [cdk]);
  actual = new Map(csharpDeclarations(sources));
});
afterAll(() => {
  const members = [...expected.values()].reduce((sum, each) => sum + each.size, 0);
  process.stdout.write(`dotnet: ${expected.size} types, ${members} members compared; not compiled, not run\n`);
});

test('the bindings for .NET have every public type and member, and nothing else public', () => {
  for (const plumbing of PLUMBING) expect(actual.delete(plumbing)).toBe(true);
  expect(expected.size).toBeGreaterThan(50);
  // A class without a constructor of its own has one in C#, as those of structs do.
  const text = (declarations: Declarations) => [...declarations]
    .flatMap(([type, members]) => [type, ...[...members].filter((each) => each !== 'constructor()').map((each) => `${type}: ${each}`)]).sort();
  expect(text(actual)).toEqual(text(expected));
});

test('no member has the name of its type, which C# does not compile', () => {
  const clashes = [...actual].flatMap(([type, members]) => [...members].filter((each) => type.endsWith(`.${each.replace(/^static |\(.*/g, '')}`)).map((each) => `${type}: ${each}`));
  expect(clashes).toEqual([]);
});
