/**
 * Runs the command with the given arguments, or loads the library if there are none, and prints the packages that this made it load. In a process of
 * its own, because what a test loads is in the way.
 */
import { createRequire } from 'module';

const load = createRequire(__filename);
const args = process.argv.slice(2);
// What runs this script is there already.
const before = new Set(Object.keys(load.cache));
void run().then((code) => {
  const packages = Object.keys(load.cache).filter((file) => !before.has(file)).flatMap((file) => /^.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1] ?? []);
  process.stdout.write(JSON.stringify({ code, packages: [...new Set(packages)] }));
});

async function run(): Promise<number> {
  if (args.length > 0) return (load('../../src/command/main') as typeof import('../../src/command/main')).main(args, { out: () => undefined, err: () => undefined });
  load('../../src');
  return 0;
}
