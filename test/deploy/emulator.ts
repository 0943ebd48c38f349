import { ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';

const HOST = '127.0.0.1';
const START_SECONDS = 30;

/**
 * A group of processes of its own, which ends with this one however that ends: its standard input closes, and the group is stopped, the
 * processes of Lambda functions included, and the folder removed.
 */
const GUARD = 'trap : TERM; "$@" </dev/null & cat >/dev/null; kill -TERM 0; for i in 1 2 3 4 5 6 7 8; do kill -0 $! 2>/dev/null || break; sleep 0.2; done; rm -rf "$0"; kill -KILL 0';

/** An AWS API emulator on loopback, in which access keys are the accounts that they name, and policies are enforced. */
export class Emulator {
  static async start(python: string, folder: string): Promise<Emulator> {
    const port = await freePort();
    const emulator = new Emulator(port, folder, launch(python, port, folder));
    try {
      await emulator.ready();
    } catch (error) {
      await emulator.stop();
      throw error;
    }
    return emulator;
  }

  readonly endpoint: string;

  private constructor(port: number, private readonly folder: string, private readonly process: ChildProcess) {
    this.endpoint = `http://${HOST}:${port}`;
  }

  /** The end of what the emulator wrote, for a failure. */
  get log(): string {
    return readFileSync(logFile(this.folder), 'utf8').split('\n').slice(-40).join('\n');
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((end) => this.process.once('exit', end));
    this.process.stdin!.end();
    await ended;
  }

  private async ready(): Promise<void> {
    for (const start = Date.now(); Date.now() - start < START_SECONDS * 1_000; await new Promise((wake) => setTimeout(wake, 100))) {
      if (this.process.exitCode !== null) break;
      const answer = await fetch(`${this.endpoint}/_ministack/health`).catch(() => undefined);
      if (answer?.ok) return;
    }
    throw new Error(`The emulator does not answer:\n${this.log}`);
  }
}

const logFile = (folder: string) => join(folder, 'emulator.log');

function launch(python: string, port: number, folder: string): ChildProcess {
  const temporary = join(folder, 'emulator');
  mkdirSync(temporary);
  const log = openSync(logFile(folder), 'a');
  const settings = { AUTH: 'true', LAMBDA_EXECUTOR: 'local', BIND_HOST: HOST, MINISTACK_HOST: HOST, GATEWAY_PORT: String(port), AWS_SECRET_ACCESS_KEY: SECRET };
  return spawn('/bin/sh', ['-c', GUARD, folder, python, '-m', 'ministack'], {
    detached: true,
    stdio: ['pipe', log, log],
    // The runtime of a Lambda function has the SDK: here it is the development dependency.
    env: { PATH: process.env.PATH, HOME: temporary, TMPDIR: temporary, PYTHONUNBUFFERED: '1', NODE_PATH: resolve(__dirname, '../../node_modules'), ...settings },
  });
}

/** What every account signs with. */
export const SECRET = 'secret';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, HOST, listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('There is no free port');
  return address.port;
}
