import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { ROOMS } from './rooms';

const FILE = join(__dirname, 'scores.json');

/** What was measured of a room: all of its mutants, or the sample of one in so many that the seed chooses. */
export interface Score {
  readonly date: string;
  readonly sample: number;
  readonly seed: number;
  readonly mutants: number;
  readonly killed: number;
}

export type Scores = Readonly<Record<string, Score | undefined>>;

export function recordedScores(): Scores {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Scores;
}

export function record(room: string, score: Score): void {
  const all: Scores = { ...recordedScores(), [room]: score };
  writeFileSync(FILE, `{\n${ROOMS.filter(({ name }) => all[name]).map(({ name }) => `  "${name}": ${JSON.stringify(all[name])}`).join(',\n')}\n}\n`);
}

/** Why the room fails: its score has fallen, by more than chance explains where a sample was tried. */
export function fallOf(room: string, measured: Score, recorded: Score | undefined): string[] {
  if (!recorded) return [];
  const least = percentOf(recorded) - 3 * Math.hypot(errorOf(measured), errorOf(recorded));
  return percentOf(measured) >= least ? [] : [`${room}: the score is ${rounded(percentOf(measured))} %; recorded are ${rounded(percentOf(recorded))} %`];
}

/** One line for each of these rooms, measured or not. */
export function tableOf(scores: Scores, rooms: readonly string[]): string {
  const rows = ROOMS.filter(({ name }) => rooms.includes(name)).map(({ name, aim }) => {
    const score = scores[name];
    if (!score) return [name, '', '', '', '', `${aim} %`, 'not measured yet', ''];
    const { mutants, killed, sample, seed, date } = score;
    const measured = sample === 1 ? 'all mutants' : `1 in ${sample}, seed ${seed}`;
    return [name, mutants, killed, mutants - killed, `${rounded(percentOf(score))} %`, `${aim} %`, percentOf(score) >= aim ? 'met' : 'not met', `${measured}, ${date}`];
  });
  const table = [['room', 'mutants', 'killed', 'survived', 'score', 'aim', '', 'measured'], ...rows].map((row) => row.map(String));
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return table.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}

// Of every 1,000 samples one is further off than three standard errors. In percent, of Agresti and Coull: not 0 where all of a sample were killed.
function errorOf({ mutants, killed, sample }: Score): number {
  if (sample === 1) return 0;
  const share = (killed + 2) / (mutants + 4);
  return 100 * Math.sqrt(share * (1 - share) / (mutants + 4));
}

function percentOf({ mutants, killed }: Score): number {
  return 100 * killed / mutants;
}

// Never rounded up to an aim that is missed.
function rounded(percent: number): string {
  return (Math.floor(percent * 10) / 10).toFixed(1);
}
