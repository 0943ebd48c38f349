/** After jsii: rewrites what is in lib so that a file is loaded when something of it is first used, as aws-cdk-lib does. Declarations stay as they are. */
import { readdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import * as ts from 'typescript';

/** The compiled index of a source that is a list of `export * from`; `namesOf` tells what a file exports at runtime. */
export function lazyIndex(source: string, namesOf: (file: string) => readonly string[]): string {
  const files = new Map<string, string>();
  for (const line of source.split('\n').filter((each) => each.trim() !== '' && !each.startsWith('//'))) {
    const file = /^export \* from '(\.\/[\w./-]+)';$/.exec(line)?.[1];
    if (!file) throw new Error(`src/index.ts: ${JSON.stringify(line)} is not of the form export * from './folder/file'; other exports cannot wait for their first use`);
    for (const name of namesOf(file)) {
      // jsii and TypeScript would keep silent, or keep the first.
      if (files.has(name)) throw new Error(`src/index.ts: ${files.get(name)} and ${file} both export ${name}; rename one of them`);
      files.set(name, file);
    }
  }
  if (files.size === 0) throw new Error('src/index.ts: nothing is exported');
  return `${HEAD}${[...files].map(([name, file]) => `exports.${name} = void 0;\nlazy("${name}", () => require("${file}").${name});\n`).join('')}`;
}

// By `exports.X = void 0` Node.js and bundlers know the names; a call that defines a literal name as something else would take it back.
const HEAD = `"use strict";
// Written by scripts/lazy-loading.ts: a file is loaded when one of its names is first used.
Object.defineProperty(exports, "__esModule", { value: true });
const lazy = (name, load) => Object.defineProperty(exports, name, {
    enumerable: true,
    configurable: true,
    get: () => {
        const value = load();
        Object.defineProperty(exports, name, { enumerable: true, configurable: true, value });
        return value;
    },
});
`;

/** A compiled file whose imports are loaded at their first use: each becomes a function, and each use a call of it. Lines stay where they are. */
export function lazyImports(text: string): string {
  const file = ts.createSourceFile('file.js', text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const names = new Set<string>();
  const insertions: (readonly [at: number, text: string])[] = [];
  for (const { name, initializer } of file.statements.flatMap(importsIn)) {
    names.add(name.text);
    insertions.push([initializer.getStart(), '() => { const loaded = '], [initializer.end, `; ${name.text} = () => loaded; return loaded; }`]);
  }
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && names.has(node.text) && isUse(node)) insertions.push([node.end, '()']);
    // `new x().Y()` would construct x.
    if (ts.isNewExpression(node) && names.has(leftmost(node.expression))) insertions.push([node.expression.getStart(), '('], [node.expression.end, ')']);
    ts.forEachChild(node, visit);
  };
  visit(file);
  const parts = insertions.sort(([one], [other]) => other - one);
  const written = parts.reduce((all, [at, inserted]) => all.slice(0, at) + inserted + all.slice(at), text);
  return [...names].reduce((all, name) => all.replace(`const ${name} = () => {`, `let ${name} = () => {`), written);
}

interface Import { readonly name: ts.Identifier; readonly initializer: ts.Expression }

function importsIn(statement: ts.Statement): Import[] {
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
    (ts.isIdentifier(name) && initializer && /^(__importStar\()?require\("[^"]+"\)\)?$/.test(initializer.getText()) ? [{ name, initializer }] : []));
}

function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (!('name' in parent) || parent.name !== node) return true;
  if (ts.isPropertyAssignment(parent) || ts.isClassElement(parent)) return false;
  if (ts.isVariableDeclaration(parent) && parent.parent.parent.parent === node.getSourceFile()) return false;
  throw new Error(`${node.text} is the name of an import and of something else, in "${parent.getText().slice(0, 60)}"; rename that`);
}

function leftmost(node: ts.Expression): string {
  return ts.isPropertyAccessExpression(node) ? leftmost(node.expression) : ts.isIdentifier(node) ? node.text : '';
}

/** Rewrites a folder of compiled files. What is rewritten already stays as it is; the index is made from the source each time. */
export function writeLazily(source: string, compiled: string): void {
  for (const name of readdirSync(compiled, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js') && path !== 'index.js')) {
    const path = join(compiled, name);
    writeFileSync(path, lazyImports(readFileSync(path, 'utf8')));
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const namesOf = (file: string) => Object.keys(require(join(compiled, file)) as object).filter((name) => name !== 'default');
  writeFileSync(join(compiled, 'index.js'), lazyIndex(readFileSync(join(source, 'index.ts'), 'utf8'), namesOf));
}

if (require.main === module) writeLazily(join(__dirname, '..', 'src'), join(__dirname, '..', 'lib'));
