import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALONE_ACCOUNT, environmentOf, README_ACCOUNT } from './accounts';
import { deployExample, deployScenarios } from './deploy-scenarios';
import { Emulator } from './emulator';
import { writeState } from './state';
import { CONSTRUCTS_ALONE, README_SCENARIOS } from '../scenarios/scenarios';
import { pythonEnvironment } from '../support/python-environment';

/** What the start leaves to the stop, which runs in the same process. */
export const STARTED = globalThis as { deployTest?: { readonly emulator: Emulator; readonly folder: string; readonly began: number } };

/** Before all tests: an emulator, and the example of the quick start, every section of the README and every construct alone, deployed with the CDK's command line. */
export default async function start(): Promise<void> {
  const began = Date.now();
  const python = join(pythonEnvironment('deploy', join(__dirname, 'requirements.txt')), 'bin', 'python');
  const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
  const emulator = await Emulator.start(python, folder);
  STARTED.deployTest = { emulator, folder, began };
  // Nothing of the machine's own configuration, which HOME leads to as well, and no proxy on the way to loopback.
  for (const name of Object.keys(process.env).filter((candidate) => /^(AWS|CDK)_|_PROXY$/i.test(candidate))) delete process.env[name];
  Object.assign(process.env, environmentOf(README_ACCOUNT), { AWS_ENDPOINT_URL: emulator.endpoint, AWS_EC2_METADATA_DISABLED: 'true', CDK_VALIDATION: 'false', HOME: folder });
  try {
    const readme = await deployScenarios(README_ACCOUNT, join(folder, 'readme'), README_SCENARIOS);
    const alone = await deployScenarios(ALONE_ACCOUNT, join(folder, 'alone'), CONSTRUCTS_ALONE);
    const example = await deployExample(README_ACCOUNT, join(folder, 'example'));
    writeState({ folder, stacks: [...readme, ...alone, ...example] });
  } catch (error) {
    const log = emulator.log;
    await emulator.stop();
    throw new Error(`${(error as Error).message}\n\nThe emulator:\n${log}`, { cause: error });
  }
}
