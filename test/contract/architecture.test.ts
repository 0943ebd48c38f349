import { readdirSync, readFileSync, statSync } from 'fs';
import { dirname, join, relative, resolve } from 'path';
import * as ts from 'typescript';
import { LAYERS, PURE } from '../../projenrc/architecture';

const SRC = join(__dirname, '..', '..', 'src');
// Reading templates and arguments takes files and paths, and YAML a package that is bundled.
const BUILT_IN: Record<string, string[]> = {
  'logging/handler': ['zlib'], 'checks/read': ['fs', 'path', 'yaml'], 'command': ['crypto', 'fs', 'path', 'url', 'util', '@aws-sdk/client-bedrock'],
};

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => (statSync(join(folder, name)).isDirectory() ? files(join(folder, name)) : [join(folder, name)]));
}

interface Source {
  readonly path: string;
  readonly parsed: ts.SourceFile;
  /** What it imports, as it is written. */
  readonly imports: readonly string[];
  /** The files of src among that. */
  readonly targets: readonly string[];
}

const PATHS = files(SRC).filter((file) => file.endsWith('.ts'));
const SOURCES: readonly Source[] = PATHS.map((file) => {
  const parsed = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  const imports = [...parsed.text.matchAll(/\bfrom '([^']+)'|\b(?:require|import)\('([^']+)'\)/g)].map((match) => match[1] ?? match[2]);
  const targets = imports.filter((name) => name.startsWith('.')).map((name) => resolve(dirname(file), name))
    .map((target) => [`${target}.ts`, join(target, 'index.ts')].find((candidate) => PATHS.includes(candidate))!);
  return { path: relative(SRC, file), parsed, imports, targets: targets.map((target) => relative(SRC, target)) };
});

function folderOf(path: string): string {
  const inside = (folder: string) => path.startsWith(`${folder}/`);
  return Object.keys(LAYERS).filter((folder) => folder !== '' && inside(folder)).sort((a, b) => b.length - a.length)[0] ?? '';
}

test.each(SOURCES.map(({ path }) => path))('%s imports only from below', (path) => {
  const { targets } = SOURCES.find((source) => source.path === path)!;
  const folder = folderOf(path);
  expect(targets.filter((target) => folderOf(target) !== folder && !LAYERS[folder].includes(folderOf(target)))).toEqual([]);
});

test('no import circle', () => {
  const targets = new Map(SOURCES.map((source) => [source.path, source.targets]));
  const done = new Set<string>();
  const circle = (path: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (done.has(path)) return undefined;
    const found = targets.get(path)!.map((target) => circle(target, [...way, path])).find((one) => one !== undefined);
    done.add(path);
    return found;
  };
  expect(SOURCES.map(({ path }) => circle(path, [])).find((one) => one !== undefined)).toBeUndefined();
});

// What an app holds is asked of its construct tree.
test('no module remembers anything', () => {
  const memory = SOURCES.flatMap(({ path, parsed }) => parsed.statements.flatMap((statement): string[] => {
    if (ts.isVariableStatement(statement)) {
      const isConst = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0; // eslint-disable-line no-bitwise
      return statement.declarationList.declarations.filter((declaration) => !isConst || isMemory(declaration, parsed)).map(({ name }) => `${path}: ${name.getText()}`);
    }
    return ts.isClassDeclaration(statement) ? statement.members.filter(isMutableStatic).map((member) => `${path}: ${statement.name?.text}.${member.name?.getText()}`) : [];
  }));
  expect(memory).toEqual([]);
});

/** A constant that something is put into: an empty collection, or one that the file changes. A table that is written out and only read is no memory. */
function isMemory({ name, initializer, type }: ts.VariableDeclaration, { text }: ts.SourceFile): boolean {
  if (!initializer) return true;
  const isEmpty = (ts.isNewExpression(initializer) && /^(Weak)?(Map|Set|Ref)$/.test(initializer.expression.getText()) && (initializer.arguments ?? []).length === 0)
    || (ts.isArrayLiteralExpression(initializer) && initializer.elements.length === 0)
    || (ts.isObjectLiteralExpression(initializer) && initializer.properties.length === 0);
  const isChanged = new RegExp(`\\b${name.getText()}(\\.(push|pop|shift|unshift|splice|sort|set|add|delete|clear)\\(|(\\[[^\\]]*\\]|\\.\\w+) (\\?\\?|\\|\\|)?= )`).test(text);
  return isChanged || (isEmpty && !/^Readonly/.test(type?.getText() ?? ''));
}

function isMutableStatic(member: ts.ClassElement): boolean {
  const kinds = (ts.canHaveModifiers(member) ? ts.getModifiers(member) ?? [] : []).map(({ kind }) => kind);
  return ts.isPropertyDeclaration(member) && kinds.includes(ts.SyntaxKind.StaticKeyword) && !kinds.includes(ts.SyntaxKind.ReadonlyKeyword);
}

test.each(PURE)('%s loads without aws-cdk-lib', (folder) => {
  jest.isolateModules(() => {
    for (const name of ['aws-cdk-lib', 'constructs']) jest.doMock(name, () => { throw new Error(`${name} is loaded`); });
    for (const { path, imports } of SOURCES.filter((source) => folderOf(source.path) === folder)) {
      expect(imports.filter((target) => !target.startsWith('.') && !BUILT_IN[folder]?.includes(target))).toEqual([]);
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      require(join(SRC, path));
    }
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    expect(() => require(join(SRC, 'private', 'tokens.ts'))).toThrow('aws-cdk-lib is loaded');
  });
});

test('a file is one idea: none is split by size, and most are short', () => {
  // CrisChecks is the name of a construct, not a part of another file.
  expect(SOURCES.filter(({ path }) => /-(parts|options|checks|rendering|props)\.ts$/.test(path) && path !== 'checks/cris-checks.ts').map(({ path }) => path)).toEqual([]);
  const lengths = SOURCES.map(({ parsed }) => parsed.text.split('\n').length).sort((a, b) => a - b);
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(100);
});
