import { readdirSync, readFileSync, statSync } from 'fs';
import { dirname, join, relative, resolve } from 'path';

const SRC = join(__dirname, '..', '..', 'src');
const PURE = ['profile/catalog', 'access/statements', 'audit/patterns', 'logging/handler', 'logging/patterns', 'checks/template', 'checks/policy', 'checks/inference', 'checks/rules', 'checks/assembly', 'command'];
// Reading templates and arguments takes files and paths, nothing that is installed.
const BUILT_IN: Record<string, string[]> = { 'logging/handler': ['zlib'], 'checks/assembly': ['fs', 'path'], 'command': ['fs', 'path', 'util', '@aws-sdk/client-bedrock'] };

/** What each folder may import besides itself: data flows one way. */
const MAY_IMPORT: Record<string, string[]> = {
  'profile/catalog': [],
  'access/statements': [],
  'audit/patterns': [],
  'private': ['profile/catalog'],
  'profile': ['private', 'profile/catalog'],
  'access': ['private', 'profile', 'access/statements'],
  'monitoring': ['private', 'profile'],
  'audit': ['private', 'profile', 'audit/patterns'],
  'logging/handler': [],
  'logging/patterns': [],
  'logging': ['private', 'monitoring', 'logging/handler', 'logging/patterns'],
  'checks': ['profile/catalog', 'access/statements', 'audit/patterns'],
  'command': ['checks', 'profile/catalog'],
  '': ['access', 'audit', 'checks', 'logging', 'monitoring', 'private', 'profile'],
};

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => (statSync(join(folder, name)).isDirectory() ? files(join(folder, name)) : [join(folder, name)]));
}

function folderOf(file: string): string {
  const path = relative(SRC, dirname(file));
  return Object.keys(MAY_IMPORT).filter((folder) => folder !== '' && (path === folder || path.startsWith(`${folder}/`))).sort((a, b) => b.length - a.length)[0] ?? path;
}

function imports(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/\bfrom '([^']+)'|\brequire\('([^']+)'\)/g)].map((match) => match[1] ?? match[2]);
}

const SOURCES = files(SRC).filter((file) => file.endsWith('.ts'));

test.each(SOURCES.map((file) => relative(SRC, file)))('%s imports only from below', (path) => {
  const file = join(SRC, path);
  const folder = folderOf(file);
  const targets = imports(file).filter((target) => target.startsWith('.')).map((target) => folderOf(`${resolve(dirname(file), target)}.ts`));
  expect(targets.filter((target) => target !== folder && !MAY_IMPORT[folder].includes(target))).toEqual([]);
});

test.each(PURE)('%s loads without aws-cdk-lib', (folder) => {
  jest.isolateModules(() => {
    for (const name of ['aws-cdk-lib', 'constructs']) jest.doMock(name, () => { throw new Error(`${name} is loaded`); });
    for (const file of files(join(SRC, folder))) {
      expect(imports(file).filter((target) => !target.startsWith('.') && !BUILT_IN[folder]?.includes(target))).toEqual([]);
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      require(file);
    }
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    expect(() => require(join(SRC, 'private', 'messages.ts'))).toThrow('aws-cdk-lib is loaded');
  });
});

test('no file is over 200 lines but data, and the median is under 90', () => {
  const lengths = SOURCES.filter((file) => !file.endsWith('data.ts')).map((file) => readFileSync(file, 'utf8').split('\n').length - 1).sort((a, b) => a - b);
  expect(lengths[lengths.length - 1]).toBeLessThanOrEqual(200);
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(90);
});
