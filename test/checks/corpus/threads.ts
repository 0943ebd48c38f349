import { CorpusCase } from './corpus-case';
import { CALLER_THREADS } from './threads-callers';
import { GOVERNANCE_THREADS } from './threads-governance';
import { POLICY_THREADS } from './threads-policies';

/** What people hit, one case for each thread, in templates of our own. */
export const THREADS: readonly CorpusCase[] = [...POLICY_THREADS, ...GOVERNANCE_THREADS, ...CALLER_THREADS].sort((a, b) => numberOf(a) - numberOf(b));

function numberOf({ name }: CorpusCase): number {
  return Number(/^thread (\d+):/.exec(name)?.[1]);
}
