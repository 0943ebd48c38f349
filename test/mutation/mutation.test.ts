import { existsSync, readdirSync } from 'fs';
import { join } from 'path';
import { APART, LAST, ROOMS } from './rooms';
import { fallOf, recordedScores, tableOf } from './scores';
import { SURVIVORS } from './survivors';

const ROOT = join(__dirname, '..', '..');
const DATA = ['src/bedrock/catalog-data.ts', 'src/index.ts', 'src/logging/handler/code-data.ts'];
const SOURCES = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => `src/${file.replaceAll('\\', '/')}`);

const matches = (pattern: string, file: string) => new RegExp(`^${pattern.replace(/\./g, '\\.').replace(/\*\*\/|\*/g, (star) => star === '*' ? '[^/]*' : '(.*/)?')}$`).test(file);
const roomsOf = (file: string) => ROOMS.filter(({ mutate }) =>
  mutate.some((pattern) => matches(pattern, file)) && !mutate.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1), file)));

test('every source but data and the index is in one room', () => {
  expect(SOURCES.filter((file) => roomsOf(file).length !== (DATA.includes(file) ? 0 : 1))).toEqual([]);
});

test('what rooms, scores and survivors name is there', () => {
  const tests = [...ROOMS.flatMap((room) => room.tests), ...LAST, ...APART].map((path) => `test/${path}`);
  expect([...tests, ...SURVIVORS.map(({ file }) => file)].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  const names = ROOMS.map(({ name }) => name);
  expect(Object.keys(recordedScores()).filter((name) => !names.includes(name))).toEqual([]);
});

const all = { date: '2026-11-25', sample: 1, seed: 0, mutants: 1000, killed: 900 };
const some = { ...all, sample: 10, mutants: 100, killed: 90 };

test.each([
  ['all, as before', all, all, false],
  ['all, one less', { ...all, killed: 899 }, all, true],
  ['a sample, a few less', { ...some, killed: 85 }, all, false],
  ['a sample, many less', { ...some, killed: 75 }, all, true],
  ['a sample, many less than another', { ...some, killed: 70 }, some, true],
  ['all, fewer than a sample', { ...all, killed: 850 }, some, false],
  ['nothing recorded', { ...all, killed: 1 }, undefined, false],
])('the score of a room may not fall by more than chance explains: %s', (_, measured, recorded, fails) => {
  expect(fallOf('access', measured, recorded).length > 0).toBe(fails);
});

test('the table has a line for each room, and rounds no score up to an aim', () => {
  const [, statements, access] = tableOf({ statements: { ...all, mutants: 10_000, killed: 9_499 } }, ['statements', 'access']).split('\n');
  expect(statements.split(/ {2,}/)).toEqual(['statements', '10000', '9499', '501', '94.9 %', '95 %', 'not met', 'all mutants, 2026-11-25']);
  expect(access.split(/ {2,}/)).toEqual(['access', '85 %', 'not measured yet']);
});
