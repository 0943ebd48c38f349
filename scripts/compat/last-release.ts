import { spawnSync } from 'child_process';

/** The newest version of a package on npm, `undefined` if it was never published. */
export function lastRelease(name: string): string | undefined {
  const child = spawnSync('npm', ['view', name, 'version', '--json'], { encoding: 'utf8' });
  const answer = JSON.parse(child.stdout || '{}') as string | { error?: { code?: string } };
  if (typeof answer === 'string') return answer;
  if (answer.error?.code === 'E404') return undefined;
  throw new Error(`npm could not say which version of ${name} is the newest: ${child.stdout}${child.stderr}`);
}
