import { STARTED } from './start';
import { figures } from './state';

/** After all tests: prints the figures, and stops the emulator, which removes the folder too. */
export default async function stop(): Promise<void> {
  const { emulator, folder, began } = STARTED.deployTest!;
  const sums = [...figures(folder)].sort(([one], [other]) => one.localeCompare(other)).map(([figure, number]) => `${figure}: ${number}`);
  await emulator.stop();
  process.stdout.write(`\nDeployed and read back in ${Math.round((Date.now() - began) / 1_000)} s. ${sums.join('; ')}\n`);
}
