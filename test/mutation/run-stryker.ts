import { spawn } from 'child_process';
import { join } from 'path';

/**
 * Runs Stryker until it ends or its time is over, and returns its exit code. Its workers are processes of their own, so the whole group is stopped, by
 * the process ID that was started.
 */
export async function runStryker(root: string, args: readonly string[], env: Readonly<Record<string, string>>, milliseconds: number): Promise<number | string> {
  const bin = join(root, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
  // A group of its own does not hear the interrupt of a terminal, so that is passed on.
  const child = spawn(process.execPath, [bin, ...args], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  const stop = () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL');
  const interrupted = () => {
    stop();
    process.exit(130);
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);

  let outOfTime = false;
  const timer = setTimeout(() => {
    outOfTime = true;
    stop();
  }, milliseconds);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(outOfTime ? 'out of time' : code ?? signal!));
    });
  } finally {
    clearTimeout(timer);
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
}
