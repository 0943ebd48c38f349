import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { App } from 'aws-cdk-lib';
import * as ts from 'typescript';

const ROOT = join(__dirname, '..', '..');
const FIXTURE = readFileSync(join(ROOT, 'rosetta', 'default.ts-fixture'), 'utf8');

/** A code example in TypeScript: where it stands, what follows the fence, and the code. */
export interface Example {
  readonly name: string;
  readonly info: string;
  readonly code: string;
}

/** The guides: the pages of docs, without those of single decisions. */
export const GUIDES: readonly string[] = readdirSync(join(ROOT, 'docs')).filter((page) => page.endsWith('.md')).sort();

export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The examples of a Markdown page, by the heading that they stand under. */
export function examplesOf(page: string, markdown: string): Example[] {
  return markdown.split(/^(?=#{1,3} )/m).flatMap((section) => [...section.matchAll(/^```ts(.*)\n([^]*?)^```$/gm)]
    .map(([, info, code], index) => ({ name: `${page}: ${section.split('\n')[0].replace(/^#+ /, '')} ${index + 1}`, info: info.trim(), code })));
}

/** The examples of the docstrings of the source, by file and line. */
export function examplesOfDocstrings(): Example[] {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).sort();
  return files.flatMap((file) => {
    const source = read(join('src', file));
    return [...source.matchAll(/^ *\* @example\n((?: *\*(?! @|\/).*\n)+)/gm)].map((match) => ({
      name: `src/${file}:${source.slice(0, match.index).split('\n').length}`, info: '', code: match[1].replace(/^ *\* ?/gm, ''),
    }));
  });
}

/** The example as a module, as jsii-rosetta puts it together: imports first, the rest where the fixture has its mark. */
export function moduleOf({ info, code }: Example): string {
  if (info === 'nofixture') return `${code}\nexport { app };`;
  const imports = code.split('\n').filter((line) => line.startsWith('import '));
  const rest = code.split('\n').filter((line) => !line.startsWith('import '));
  return `${imports.join('\n')}\n${FIXTURE.replace('/// here', () => rest.join('\n'))}\nexport const app = new App();\nnew Fixture(app, 'Fixture');`;
}

/** Runs an example, and returns the app that it is part of. */
export function run(example: Example): App {
  const { outputText } = ts.transpileModule(moduleOf(example), { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true } });
  const exported: { app?: App } = {};
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const load = (name: string): unknown => require(name === 'cdk-bedrock-cris' ? '../../src' : name);
  new Function('require', 'exports', outputText)(load, exported);
  return exported.app!;
}
