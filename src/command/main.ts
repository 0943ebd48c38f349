import { readFileSync } from 'fs';
import { join } from 'path';
import { checkCommand } from './check/check-command';
import { explainCommand } from './explain/explain-command';
import { CommandIo } from './io';
import { profilesCommand } from './profiles/profiles-command';

const USAGE = `cdk-bedrock-cris <command>

  check <cdk.out | template.json | policy.json> ...   what is wrong with cross-Region inference in templates and policies
  explain <message>                                   why a call of Amazon Bedrock failed, and what to change
  profiles                                            the inference profiles that this library knows

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
  if (name === '--version') {io.out(`${version()}\n`);} else if (name === '--help' || name === '-h' || name === 'help') {io.out(USAGE);} else {
    io.err(`${name === undefined ? 'no command given' : `there is no command ${name}`}\n\n${USAGE}`);
    return 2;
  }
  return 0;
}

function processIo(): CommandIo {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    ...(process.stdout.columns && { columns: process.stdout.columns }),
  };
}

function version(): string {
  return (JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as { version: string }).version;
}
