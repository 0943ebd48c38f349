import { spawnSync } from 'child_process';

const SECONDS = 840;

/** Where and with which environment a command runs. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command to its end, and returns what it printed. One that fails is an error with the end of its output. */
export function run(command: string, args: readonly string[], { cwd, env }: RunOptions = {}): string {
  const child = spawnSync(command, args, {
    cwd,
    env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20', ...env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: SECONDS * 1000,
  });
  if (child.status === 0) return child.stdout;
  const ended = child.error?.message ?? `ended with ${child.status ?? child.signal}`;
  throw new Error(`${[command, ...args].join(' ')}: ${ended}\n${`${child.stdout}\n${child.stderr}`.split('\n').slice(-60).join('\n')}`);
}
