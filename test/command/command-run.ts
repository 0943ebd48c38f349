import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { Located } from '../../src/command/check/findings';
import { CommandIo } from '../../src/command/io';
import { main } from '../../src/command/main';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface JsonReport {
  readonly findings: readonly Located[];
  readonly ignored: readonly Located[];
  readonly stale: readonly string[];
  readonly unreadable: readonly { readonly file: string; readonly message: string }[];
  readonly notUnderstood: readonly { readonly file: string; readonly what: string }[];
  readonly summary: Readonly<Record<string, number>>;
}

/** Runs the command as its executable does, but with the output at hand. */
export async function command(...args: string[]): Promise<Ran> {
  return commandWith({}, ...args);
}

/** The same, with what a terminal or a pipe gives it. */
export async function commandWith(io: Partial<CommandIo>, ...args: string[]): Promise<Ran> {
  const [out, err]: string[][] = [[], []];
  const code = await main(args, { out: (text) => void out.push(text), err: (text) => void err.push(text), ...io });
  return { code, out: out.join(''), err: err.join('') };
}

export async function checkJson(...args: string[]): Promise<JsonReport & { readonly code: number }> {
  const { code, out } = await command('check', '--format', 'json', ...args);
  return { code, ...(JSON.parse(out) as JsonReport) };
}

/** A folder for the files of a test suite, gone when it ends. */
export class Workspace {
  public readonly folder = mkdtempSync(join(tmpdir(), 'cris-command-'));

  constructor() {
    afterAll(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  public path(name: string): string {
    return join(this.folder, name);
  }

  /** Writes a text as it is, and everything else as JSON; answers the path. */
  public write(name: string, content: unknown): string {
    const path = this.path(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  }

  public mkdir(name: string): string {
    mkdirSync(this.path(name), { recursive: true });
    return this.path(name);
  }
}
