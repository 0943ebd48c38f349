import { spawnSync } from 'child_process';
import { stripVTControlCharacters } from 'util';

/** A tool that has to be on the path: how it is asked for its version, and the least one. */
interface Tool {
  readonly ask: readonly string[];
  readonly least: readonly [number, number];
  readonly install: string;
}

const TOOLS = {
  javac: { ask: ['-version'], least: [17, 0], install: 'a JDK, 17 or newer' },
  mvn: { ask: ['--version'], least: [3, 6], install: 'Apache Maven 3.6 or newer' },
  go: { ask: ['version'], least: [1, 25], install: 'Go 1.25 or newer' },
} satisfies Record<string, Tool>;

/** Fails with one line unless the tools are here that a command of the project needs. */
export function requireTools(command: string, ...names: (keyof typeof TOOLS)[]): void {
  for (const name of names) {
    const { ask, least, install }: Tool = TOOLS[name];
    const child = spawnSync(name, ask, { encoding: 'utf8', env: { ...process.env, GOTOOLCHAIN: 'local' } });
    const found = child.status === 0 ? /(\d+)(?:\.(\d+))?/.exec(stripVTControlCharacters(`${child.stdout}${child.stderr}`)) : null;
    const [major, minor] = [Number(found?.[1]), Number(found?.[2] ?? 0)];
    if (found && (major > least[0] || (major === least[0] && minor >= least[1]))) continue;
    const problem = new Error(`${name} ${found ? `is ${found[0]}` : 'was not found'}: npm run test:${command} needs ${install}`);
    delete problem.stack;
    throw problem;
  }
}
