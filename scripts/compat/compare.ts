import { spawnSync } from 'child_process';

/** Whether one API (a folder, or `npm:package@version`) can be replaced by another, as jsii-diff decides. What is experimental must not break unnoticed either. */
export function compare(original: string, updated: string, ignoreFile?: string): { readonly compatible: boolean; readonly report: string } {
  const child = spawnSync(process.execPath, [require.resolve('jsii-diff/bin/jsii-diff'), original, updated, '--keys', '--error-on', 'all', ...(ignoreFile ? ['--ignore-file', ignoreFile] : [])], { encoding: 'utf8' });
  const report = `${child.stdout}${child.stderr}`.trim();
  // It ends with 1 for an API that breaks, and for anything that goes wrong.
  if (child.status !== 0 && !/\[[a-z-]+:[^\]]+\]/.test(report)) throw new Error(`jsii-diff could not compare ${original} with ${updated}: ${report}`);
  return { compatible: child.status === 0, report };
}
