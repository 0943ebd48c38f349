import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'fs';
import { join } from 'path';
import { requireCompiled } from '../../scripts/compiled';
import { run } from '../languages/run';

const ROOT = join(__dirname, '..', '..');

/** A page in Markdown. */
interface Page {
  readonly name: string;
  readonly markdown: string;
}

export const README = pageOf('README.md');
export const GUIDES = readdirSync(join(ROOT, 'docs')).filter((page) => page.endsWith('.md')).sort().map((page) => pageOf(`docs/${page}`));

/** An example of the README, of a guide or of a docstring, and what jsii-rosetta makes of it. */
export interface Example {
  /** Where it stands: the page, the line and the heading, or the type and its member. */
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
  if (readme.markdown !== README.markdown) throw new Error('.jsii has another README: run "npx projen compile" first');
  return [...translatedIn(ROOT, [README]), ...translatedIn(copyWith(GUIDES), GUIDES)];
}

/** How many different examples some pages have, counted without jsii-rosetta. */
export function examplesIn(pages: readonly Page[]): number {
  return new Set(pages.flatMap(({ markdown }) => [...markdown.matchAll(/^```(?:ts|typescript)\b.*\n([^]*?)^```$/gm)].map(([, code]) => code))).size;
}

/** The examples of the docstrings, and of the pages that the README of a package is made of. */
function translatedIn(folder: string, pages: readonly Page[]): Example[] {
  run(join(ROOT, 'node_modules', '.bin', 'jsii-rosetta'), ['extract', '--strict'], { cwd: folder });
  const { snippets } = JSON.parse(readFileSync(join(folder, '.jsii.tabl.json'), 'utf8')) as Tablet;
  return Object.values(snippets).map(({ location: { api: { api, ...names }, field }, translations }) => ({
    name: api === 'moduleReadme' ? placeOf(pages, field?.line ?? 0) : Object.values(names).join('.'),
    translations: Object.fromEntries(Object.entries(translations).map(([language, { source }]) => [language, source])),
  }));
}

/** A copy of the package with other pages for its README, and without docstrings: jsii-rosetta reads no other page. */
function copyWith(pages: readonly Page[]): string {
  const folder = join(ROOT, '.cache', 'translations');
  mkdirSync(folder, { recursive: true });
  for (const entry of ['lib', 'node_modules', 'package.json', 'rosetta']) {
    if (!existsSync(join(folder, entry))) symlinkSync(join(ROOT, entry), join(folder, entry));
  }
  const assembly = JSON.parse(read('.jsii'), (key, value: unknown) => (key === 'example' ? undefined : value)) as object;
  writeFileSync(join(folder, '.jsii'), JSON.stringify({ ...assembly, readme: { markdown: pages.map(({ markdown }) => markdown).join('\n') } }));
  return folder;
}

/** The page, the line and the heading of a line of all pages together. */
function placeOf(pages: readonly Page[], line: number): string {
  const [{ name, markdown }, ...others] = pages;
  const lines = markdown.split('\n');
  if (line > lines.length) return placeOf(others, line - lines.length);
  // A comment in a block of code is no heading.
  const above = lines.slice(0, line - 1).join('\n').replace(/^```[^]*?^```$/gm, '');
  return `${name}:${line} ${above.match(/^#+ .*$/gm)?.at(-1)?.replace(/^#+ /, '') ?? ''}`;
}

function pageOf(name: string): Page {
  return { name, markdown: read(name) };
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}
