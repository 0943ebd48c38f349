import { dirname, join } from 'path';
import type { CheckFigures, CheckTask } from './checks-child';
import type { Compiled } from './compile';
import { runChild, spread } from './measure';
import { ratioText, Row, timeAim, timeText } from './rows';
import type { BenchedProfile } from './side';

/** The check of an app may take this part of its synth. */
const AIM = 0.2;

/** What checking an app of about 500 resources takes beside its synth, for stacks with an environment and without. */
export function checkRows(compiled: Compiled, profile: BenchedProfile, env: NonNullable<CheckTask['env']>, rounds: number): Row[] {
  return [...rows('with an environment', env), ...rows('environment-agnostic', undefined)];

  function rows(named: string, its: CheckTask['env']): Row[] {
    const child = join(dirname(compiled.child), 'checks-child.js');
    const figures = Array.from({ length: rounds }, () => runChild<CheckFigures>(child, { profile, outdir: compiled.outdir(), ...(its && { env: its }) }));
    const [{ resources, findings }] = figures;
    // What is slow because something is found would be another measurement.
    if (findings > 0) throw new Error(`bench/checks-child.ts: ${findings} findings in what is measured; mend it`);
    // Both times of a ratio are from one process.
    const ratio = spread(figures.map(({ check, synth }) => check / synth));
    const what = `check of ${resources} resources, ${named}`;
    return [
      { what: `${what} (ms)`, cells: { library: timeText(spread(figures.map(({ check }) => check))) } },
      { what: `${what}, beside their synth`, cells: { library: ratioText(ratio, 3) }, ...timeAim(`below ${AIM}`, AIM, ratio) },
    ];
  }
}
