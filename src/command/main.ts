import { readFileSync } from 'fs';
import { checkCommand } from './check/check-command';
import { explainCommand } from './explain/explain-command';
import { CommandIo } from './io';
import { profilesCommand } from './profiles/profiles-command';
import { version } from './version';
import { didYouMean } from '../checks/policy/nearest';

const USAGE = `cdk-bedrock-cris <command>

  check <file | folder | -> ...   what is wrong with cross-Region inference in templates and policies
  explain <message>               why a call of Amazon Bedrock failed, and what to change
  profiles                        the inference profiles that this library knows

Each command has --help.
`;

const COMMANDS: Record<string, (args: string[], io: CommandIo) => Promise<number>> = {
  check: async (args, io) => checkCommand(args, io),
  explain: async (args, io) => explainCommand(args, io),
  profiles: profilesCommand,
};

/** Runs the command and returns its exit code: 0, 1 for what was found, 2 for what cannot be done as asked. */
export async function main(args: string[], io: CommandIo = processIo()): Promise<number> {
  const [name, ...rest] = args;
  if (name !== undefined && Object.hasOwn(COMMANDS, name)) return COMMANDS[name](rest, io);
  if (name === '--version') {
    io.out(`${version()}\n`);
  } else if (name === '--help' || name === '-h' || name === 'help') {
    io.out(USAGE);
  } else {
    const problem = name === undefined ? 'no command given' : `there is no command ${name}${didYouMean(name, Object.keys(COMMANDS))}`;
    io.err(`${problem}\n\n${USAGE}`);
    return 2;
  }
  return 0;
}

function processIo(): CommandIo {
  const { stdout, env } = process;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void process.stderr.write(text),
    input: () => readFileSync(0),
    // https://no-color.org
    colour: stdout.isTTY && !env.NO_COLOR && env.TERM !== 'dumb',
    ...(stdout.columns && { columns: stdout.columns }),
  };
}
