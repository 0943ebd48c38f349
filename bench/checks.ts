import { execFileSync } from 'child_process';
import { dirname, join } from 'path';
import type { CheckFigures, CheckTask } from './checks-child';
import type { Compiled } from './compile';
import { spread } from './measure';
import type { BenchedProfile } from './side';

/** The check of an app may take this part of its synth. */
const AIM = 0.2;

/** What checking an app of about 500 resources takes beside its synth, a line for stacks with an environment and one for stacks without. */
export function checkLines(compiled: Compiled, profile: BenchedProfile, env: NonNullable<CheckTask['env']>, rounds: number): string[] {
  return [line('with an environment', env), line('environment-agnostic', undefined)];

  function line(named: string, its: CheckTask['env']): string {
    const figures = Array.from({ length: rounds }, () => run({ profile, outdir: compiled.outdir(), ...(its && { env: its }) }));
    const [{ resources, findings }] = figures;
    // What is slow because something is found would be another measurement.
    if (findings > 0) throw new Error(`bench/checks-child.ts: ${findings} findings in what is measured; mend it`);
    // Both times of a ratio are from one process.
    const ratio = spread(figures.map(({ check, synth }) => check / synth));
    const [check, synth] = [spread(figures.map((one) => one.check)), spread(figures.map((one) => one.synth))];
    return `check of ${resources} resources, ${named}: ${check.median.toFixed(1)} ms beside ${synth.median.toFixed(1)} ms of synth, ` +
      `ratio ${ratio.median.toFixed(3)} (${ratio.min.toFixed(3)} to ${ratio.max.toFixed(3)}), aim below ${AIM}: ${ratio.median < AIM ? 'met' : '**not met**'}`;
  }

  function run(task: CheckTask): CheckFigures {
    // Options of the caller's Node or CDK would be measured too.
    const { PATH, HOME, SystemRoot, TEMP } = process.env;
    const inherited = { CDK_VALIDATION: 'false', PATH, HOME, SystemRoot, TEMP };
    const child = join(dirname(compiled.child), 'checks-child.js');
    return JSON.parse(execFileSync(process.execPath, [child, JSON.stringify(task)], { env: inherited, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })) as CheckFigures;
  }
}
