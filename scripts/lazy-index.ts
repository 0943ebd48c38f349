/** After jsii: rewrites lib/index.js so that a file is loaded when one of its names is first used, as aws-cdk-lib does. lib/index.d.ts stays as it is. */
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';

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
// Written by scripts/lazy-index.ts: a file is loaded when one of its names is first used.
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

/** Rewrites the index in a folder of compiled files. It is made from the source each time, so a second run changes nothing. */
export function writeLazyIndex(source: string, compiled: string): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const namesOf = (file: string) => Object.keys(require(join(compiled, file)) as object).filter((name) => name !== 'default');
  writeFileSync(join(compiled, 'index.js'), lazyIndex(readFileSync(join(source, 'index.ts'), 'utf8'), namesOf));
}

if (require.main === module) writeLazyIndex(join(__dirname, '..', 'src'), join(__dirname, '..', 'lib'));
