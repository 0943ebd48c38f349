import { readFileSync } from 'fs';
import { join } from 'path';
import { requireCompiled } from '../../scripts/compiled';
import { run } from '../languages/run';

const ROOT = join(__dirname, '..', '..');
const README = read('README.md');

/** An example of the README or of a docstring, and what jsii-rosetta makes of it. */
export interface Example {
  /** Where it stands: the heading and the line in the README, or the type and its member. */
  readonly name: string;
  /** By the language, as jsii-rosetta calls it. */
  readonly translations: Readonly<Partial<Record<string, string>>>;
}

interface Tablet {
  readonly snippets: Readonly<Record<string, {
    readonly location: { readonly api: Readonly<Record<string, string>>; readonly field?: { readonly line?: number } };
    readonly translations: Readonly<Record<string, { readonly source: string }>>;
  }>>;
}

/** Every example, translated; what has not changed since the last time takes no time. */
export function translatedExamples(): Example[] {
  requireCompiled(ROOT);
  const { readme } = JSON.parse(read('.jsii')) as { readme: { markdown: string } };
  if (readme.markdown !== README) throw new Error('.jsii has another README: run "npx projen compile" first');
  run(join(ROOT, 'node_modules', '.bin', 'jsii-rosetta'), ['extract', '--strict'], { cwd: ROOT });
  const { snippets } = JSON.parse(read('.jsii.tabl.json')) as Tablet;
  return Object.values(snippets).map(({ location: { api: { api, ...names }, field }, translations }) => ({
    name: api === 'moduleReadme' ? `README.md:${field?.line} ${heading(field?.line ?? 0)}` : Object.values(names).join('.'),
    translations: Object.fromEntries(Object.entries(translations).map(([language, { source }]) => [language, source])),
  }));
}

/** How many different examples the README has, counted without jsii-rosetta. */
export function examplesOfReadme(): number {
  return new Set([...README.matchAll(/^```(?:ts|typescript)\b.*\n([^]*?)^```$/gm)].map(([, code]) => code)).size;
}

/** The heading above a line; a comment in a block of code is none. */
function heading(line: number): string {
  const above = README.split('\n').slice(0, line - 1).join('\n').replace(/^```[^]*?^```$/gm, '');
  return above.match(/^#+ .*$/gm)?.at(-1)?.replace(/^#+ /, '') ?? '';
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}
