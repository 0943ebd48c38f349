import { cpSync, rmSync } from 'fs';
import { join } from 'path';
import { appCommand } from './app-command';
import { GENERATED, ROOT, workFolder } from './folders';
import { run } from './run';
import { RunApp, sameAsTypeScript } from './same-as-typescript';
import { requireTools } from '../support/toolchain';

const LIBRARY = 'github.com/cdk-bedrock-cris/cdk-bedrock-cris-go/cdkbedrockcris';

/**
 * Modules that the generated library asks for, and the versions that are taken instead: the former could not be fetched where this was tested, though the
 * tags are there. The next aws-cdk-lib that could stands in for the least one that is supported; what that one needs follows.
 */
const INSTEAD: readonly (readonly [module: string, asked: string, taken: string])[] = [
  ['github.com/aws/aws-cdk-go/awscdk/v2', 'v2.257.0', 'v2.260.0'],
  ['github.com/cdklabs/awscdk-asset-node-proxy-agent-go/nodeproxyagentv6/v2', 'v2.1.3', 'v2.1.2'],
];

sameAsTypeScript('go', () => {
  requireTools('languages', 'go');
  const work = prepareWork();

  const runApp: RunApp = (app, env) => {
    // The versions are those of go.sum; what go.mod lacks is added to the copy. Symbols for a debugger double the time to link.
    const go = { ...env, GOFLAGS: [process.env.GOFLAGS, '-mod=mod', '-ldflags=-w'].join(' ').trim(), GOTOOLCHAIN: 'local' };
    if (app === 'CrisQuickStart') run('sh', ['-c', `exec ${appCommand(work)}`], { cwd: work, env: go });
    else run('go', ['run', './allparts'], { cwd: work, env: go });
  };
  return runApp;
});

/** The example with the stack of every part beside it, on the library that was generated. */
function prepareWork(): string {
  const work = workFolder('go');
  const folder = join(work, 'examples', 'go');
  rmSync(work, { recursive: true, force: true });
  cpSync(join(ROOT, 'examples', 'go'), folder, { recursive: true });
  cpSync(join(ROOT, 'examples', 'function'), join(work, 'examples', 'function'), { recursive: true });
  cpSync(join(__dirname, 'go'), folder, { recursive: true });
  run('go', ['mod', 'edit', `-require=${LIBRARY}@v0.0.0`, `-replace=${LIBRARY}=${join(GENERATED, 'go', 'cdkbedrockcris')}`], { cwd: folder });
  for (const [module, asked, taken] of INSTEAD) run('go', ['mod', 'edit', `-replace=${module}@${asked}=${module}@${taken}`], { cwd: folder });
  return folder;
}
