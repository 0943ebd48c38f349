import { spawnSync } from 'child_process';

/** The newest version of a package on npm, `undefined` if it was never published: npm does not know it, and there is no tag of a release either. */
export function lastRelease(name: string): string | undefined {
  const child = spawnSync('npm', ['view', name, 'version', '--json'], { encoding: 'utf8' });
  const answer = JSON.parse(child.stdout || '{}') as string | { error?: { code?: string } };
  if (typeof answer === 'string') return answer;
  if (answer.error?.code !== 'E404') throw new Error(`npm could not say which version of ${name} is the newest: ${child.stdout}${child.stderr}`);
  const tags = spawnSync('git', ['tag', '--list', 'v*'], { encoding: 'utf8' }).stdout.trim();
  if (tags !== '') throw new Error(`npm does not know ${name}, but there are tags of releases (${tags.split('\n').at(-1)}): a registry that has the package is needed`);
  return undefined;
}
