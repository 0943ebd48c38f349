import { spawnSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { lazyImports, lazyIndex, writeLazily } from '../../scripts/lazy-loading';

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

describe('the imports of a file', () => {
  const THINGS = { Role: class { constructor(readonly id: string) {} }, LIST: [1, 2], double: (value: number) => value * 2, Kinds: { Inner: class { static readonly what = 'inner'; } } };
  const IMPORTS = 'const things_1 = require("./things");\nconst all = __importStar(require("./all"));\n';

  /** What the body of a function returns, and the files that are loaded by then. */
  function result(body: string): readonly [unknown, readonly string[]] {
    const loaded: string[] = [];
    const load = (file: string) => {
      loaded.push(file);
      return THINGS;
    };
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const call = new Function('require', '__importStar', lazyImports(`${IMPORTS}function run() { ${body} }`).concat('\nreturn run();')) as (require: typeof load, star: (value: unknown) => unknown) => unknown;
    return [call(load, (value) => value), loaded];
  }

  test.each<[string, unknown, string[]]>([
    ['return 1;', 1, []],
    ['return (0, things_1.double)(4);', 8, ['./things']],
    ['return new things_1.Role("a").id + new things_1.Role("b").id;', 'ab', ['./things']],
    ['return new things_1.Kinds.Inner().constructor.what;', 'inner', ['./things']],
    ['return [...things_1.LIST, ...all.LIST];', [1, 2, 1, 2], ['./things', './all']],
    ['class Own extends all.Role {} return new Own("c").id;', 'c', ['./all']],
    ['const kept = all; return kept === all;', true, ['./all']],
    ['return ((given = things_1) => given.LIST.length)();', 2, ['./things']],
    ['return `${things_1.LIST}`;', '1,2', ['./things']],
    ['return { all: 3, things_1: 4 }.all;', 3, []],
    ['return "things_1.LIST" /* things_1.LIST */;', 'things_1.LIST', []],
  ])('%s', (body, expected, files) => {
    expect(result(body)).toEqual([expected, files]);
  });

  test('are written once, and leave every line where it was', () => {
    const text = `${IMPORTS}exports.all = all.LIST;\n`;
    expect(lazyImports(lazyImports(text))).toBe(lazyImports(text));
    expect(lazyImports(text).split('\n')).toHaveLength(text.split('\n').length);
  });

  test.each(['const f = (all) => all.LIST;', 'function f() { const all = 1; return all; }', 'exports.x = { all };'])('are no other name: %s', (line) => {
    expect(() => lazyImports(IMPORTS + line)).toThrow(/all is the name of an import and of something else/);
  });
});

describe('written beside compiled files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lazy-loading-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('it is the same the second time, and an ES module finds the names', () => {
    writeFileSync(join(folder, 'index.ts'), "export * from './one';\nexport * from './two';\n");
    writeFileSync(join(folder, 'one.js'), 'exports.One = class One {}; exports.default = 1;');
    writeFileSync(join(folder, 'two.js'), 'exports.two = () => 2;');
    writeFileSync(join(folder, 'index.js'), 'what jsii has written');
    writeLazily(folder, folder);
    const first = readFileSync(join(folder, 'index.js'), 'utf8');
    writeLazily(folder, folder);
    expect(readFileSync(join(folder, 'index.js'), 'utf8')).toBe(first);

    writeFileSync(join(folder, 'user.mjs'), "import { One, two } from './index.js'; process.stdout.write(`${One.name} ${two()}`);");
    expect(spawnSync(process.execPath, [join(folder, 'user.mjs')], { encoding: 'utf8' })).toMatchObject({ stdout: 'One 2', stderr: '' });
  });
});
