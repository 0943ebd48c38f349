import { Cause } from './cause';
import { DENIALS } from './denial-causes';
import { REFUSALS } from './refusal-causes';

/** Every cause, denials first. */
export const CAUSES: readonly Cause[] = [...DENIALS, ...REFUSALS];

export function causeOf(id: string): Cause {
  return CAUSES.find((cause) => cause.id === id)!;
}
