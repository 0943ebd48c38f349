import { format, plugins } from 'pretty-format';

/** A file of snapshots as Jest writes it: since version 29, and before. */
export function jestSnapshots(values: Record<string, unknown>, isOld = false): string {
  const escaped = (text: string) => text.replace(/[`\\]|\$\{/g, '\\$&');
  const options = { escapeRegex: true, printFunctionName: false, printBasicPrototype: isOld, escapeString: isOld };
  const printed = (value: unknown) => format(value, { ...options, plugins: [plugins.AsymmetricMatcher] });
  const entries = Object.entries(values).map(([name, value]) => `exports[\`${escaped(name)}\`] = \`${escaped(`\n${printed(value)}\n`)}\`;\n`);
  return `// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n\n${entries.join('\n')}`;
}
