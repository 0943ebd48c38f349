import { Construct } from 'constructs';
import { fail } from '../private/errors';
import { isToken } from '../private/tokens';

/** How many of the latest periods an alarm looks at, and in how many of these the threshold must be exceeded. */
export interface Evaluation {
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
}

/** The evaluation that options ask for, by default 2 of 3. Throws for what is none. */
export function evaluationOf(scope: Construct, options: Partial<Evaluation>): Evaluation {
  const { evaluationPeriods = 3 } = options;
  const datapointsToAlarm = options.datapointsToAlarm ?? (isToken(evaluationPeriods) ? 2 : Math.min(2, evaluationPeriods));
  const whole = [evaluationPeriods, datapointsToAlarm].every((value) => isToken(value) || (Number.isSafeInteger(value) && value >= 1));
  const fits = isToken(evaluationPeriods) || isToken(datapointsToAlarm) || datapointsToAlarm <= evaluationPeriods;
  if (!whole || !fits) {
    fail(`datapointsToAlarm: ${datapointsToAlarm} of ${evaluationPeriods} evaluationPeriods; give whole numbers, at least 1, with no more datapoints than periods`, scope);
  }
  return { evaluationPeriods, datapointsToAlarm };
}
