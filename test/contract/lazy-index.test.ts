import { spawnSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { lazyIndex, writeLazyIndex } from '../../scripts/lazy-index';

const SOURCE = "// A comment.\nexport * from './access/role';\n\nexport * from './props';\nexport * from './workload';\n";
const MODULES: Record<string, Record<string, unknown>> = { './access/role': { Role: class {}, Kind: { A: 'A' } }, './props': {}, './workload': { Workload: class {} } };
const namesOf = (file: string) => Object.keys(MODULES[file]);

/** The exports of an index, and the files that it has loaded so far. */
function run(text: string): { readonly index: Record<string, unknown>; readonly loaded: string[] } {
  const index: Record<string, unknown> = {};
  const loaded: string[] = [];
  const load = (file: string) => {
    loaded.push(file);
    return MODULES[file];
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  (new Function('exports', 'require', text) as (exports: object, require: typeof load) => void)(index, load);
  return { index, loaded };
}

test('a file is loaded when one of its names is first used, and only then', () => {
  const { index, loaded } = run(lazyIndex(SOURCE, namesOf));
  expect(Object.keys(index)).toEqual(['Role', 'Kind', 'Workload']);
  expect(loaded).toEqual([]);
  expect([index.Workload, index.Workload]).toEqual([MODULES['./workload'].Workload, MODULES['./workload'].Workload]);
  expect(loaded).toEqual(['./workload']);
  expect(Object.getOwnPropertyDescriptor(index, 'Workload')).toEqual({ value: MODULES['./workload'].Workload, enumerable: true, configurable: true, writable: false });
  expect(index.Kind).toBe(MODULES['./access/role'].Kind);
  expect(loaded).toEqual(['./workload', './access/role']);
});

test.each([
  ['a name of two files', "export * from './workload';\nexport * from './access/role';\n", () => ['Role'], './workload and ./access/role both export Role'],
  ['nothing but interfaces', "export * from './props';\n", namesOf, 'nothing is exported'],
  ['no line at all', '\n', namesOf, 'nothing is exported'],
  ['an export by name', "export { Role } from './access/role';\n", namesOf, 'export { Role }'],
  ['a package', "export * from 'constructs';\n", namesOf, "export * from 'constructs'"],
])('%s is an error', (_what, source, names, message) => {
  expect(() => lazyIndex(source, names)).toThrow(message);
});

describe('written beside compiled files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lazy-index-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('it is the same the second time, and an ES module finds the names', () => {
    writeFileSync(join(folder, 'index.ts'), "export * from './one';\nexport * from './two';\n");
    writeFileSync(join(folder, 'one.js'), 'exports.One = class One {}; exports.default = 1;');
    writeFileSync(join(folder, 'two.js'), 'exports.two = () => 2;');
    writeFileSync(join(folder, 'index.js'), 'what jsii has written');
    writeLazyIndex(folder, folder);
    const first = readFileSync(join(folder, 'index.js'), 'utf8');
    writeLazyIndex(folder, folder);
    expect(readFileSync(join(folder, 'index.js'), 'utf8')).toBe(first);

    writeFileSync(join(folder, 'user.mjs'), "import { One, two } from './index.js'; process.stdout.write(`${One.name} ${two()}`);");
    expect(spawnSync(process.execPath, [join(folder, 'user.mjs')], { encoding: 'utf8' })).toMatchObject({ stdout: 'One 2', stderr: '' });
  });
});
