import { delimiter, join } from 'path';
import { appCommand } from './app-command';
import { GENERATED, ROOT } from './folders';
import { run } from './run';
import { RunApp, sameAsTypeScript } from './same-as-typescript';
import { pythonEnvironment } from '../support/python-environment';

const EXAMPLE = join(ROOT, 'examples', 'python');

sameAsTypeScript('python', () => {
  const environment = pythonEnvironment('languages', join(__dirname, 'python', 'requirements.txt'));
  const pip = (...args: string[]) => run(join(environment, 'bin', 'python'), ['-m', 'pip', ...args]);
  pip('install', '--quiet', '--no-index', '--no-deps', '--no-build-isolation', '--force-reinstall', join(GENERATED, 'python'));
  pip('check');

  const runApp: RunApp = (app, env) => {
    const python = { ...env, PATH: [join(environment, 'bin'), process.env.PATH].join(delimiter), PYTHONDONTWRITEBYTECODE: '1' };
    if (app === 'CrisQuickStart') run('sh', ['-c', `exec ${appCommand(EXAMPLE)}`], { cwd: EXAMPLE, env: python });
    else run('python3', ['all_parts.py'], { cwd: join(__dirname, 'python'), env: python });
  };
  return runApp;
});
