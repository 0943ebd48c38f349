import { createHash } from 'crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { delimiter, join } from 'path';
import { appCommand } from './app-command';
import { CACHE, GENERATED, ROOT } from './folders';
import { run } from './run';
import { RunApp, sameAsTypeScript } from './same-as-typescript';
import { requireTools } from './toolchain';

const EXAMPLE = join(ROOT, 'examples', 'python');
const REQUIREMENTS = join(__dirname, 'python', 'requirements.txt');

sameAsTypeScript('python', () => {
  requireTools('python3');
  const environment = installEnvironment();
  const pip = join(environment, 'bin', 'pip');
  run(pip, ['install', '--quiet', '--no-index', '--no-deps', '--no-build-isolation', '--force-reinstall', join(GENERATED, 'python')]);
  run(pip, ['check']);

  const runApp: RunApp = (app, env) => {
    const python = { ...env, PATH: [join(environment, 'bin'), process.env.PATH].join(delimiter), PYTHONDONTWRITEBYTECODE: '1' };
    if (app === 'CrisQuickStart') run('sh', ['-c', `exec ${appCommand(EXAMPLE)}`], { cwd: EXAMPLE, env: python });
    else run('python3', ['all_parts.py'], { cwd: join(__dirname, 'python'), env: python });
  };
  return runApp;
});

/** A virtual environment with what is required, made anew when that has changed. */
function installEnvironment(): string {
  const requirements = readFileSync(REQUIREMENTS);
  const environment = join(CACHE, `python-${createHash('sha256').update(requirements).digest('hex').slice(0, 12)}`);
  const complete = join(environment, 'complete');
  if (!existsSync(complete)) {
    rmSync(environment, { recursive: true, force: true });
    run('python3', ['-m', 'venv', environment]);
    run(join(environment, 'bin', 'pip'), ['install', '--quiet', '--requirement', REQUIREMENTS]);
    writeFileSync(complete, '');
  }
  return environment;
}
