import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resource, Template } from './cut-template';

/** What the start leaves to the tests, which run in modules of their own. */
export interface State {
  readonly folder: string;
  readonly stacks: readonly DeployedStackState[];
}

export interface DeployedStackState {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** As it was deployed. */
  readonly template: Template;
  /** What was cut from the template, by logical id. */
  readonly removed: Readonly<Record<string, Resource>>;
  /** The ARNs of what the service's API made instead, by logical id. */
  readonly madeByApi: Readonly<Record<string, string>>;
}

const FOLDER = 'DEPLOY_TEST_FOLDER';

export function writeState(state: State): void {
  process.env[FOLDER] = state.folder;
  writeFileSync(join(state.folder, 'state.json'), JSON.stringify(state));
}

export function readState(): State {
  const folder = process.env[FOLDER];
  if (!folder) throw new Error('These tests run with test/deploy/jest.config.json, which starts the emulator');
  return JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')) as State;
}

/** Adds to a figure that is printed at the end. */
export function count(figure: string, number = 1): void {
  appendFileSync(join(process.env[FOLDER]!, 'figures'), `${JSON.stringify([figure, number])}\n`);
}

export function figures(folder: string): Map<string, number> {
  const sums = new Map<string, number>();
  const file = join(folder, 'figures');
  for (const line of (existsSync(file) ? readFileSync(file, 'utf8') : '').split('\n').filter(Boolean)) {
    const [figure, number] = JSON.parse(line) as [string, number];
    sums.set(figure, (sums.get(figure) ?? 0) + number);
  }
  return sums;
}
