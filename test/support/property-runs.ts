/**
 * How many inputs a property is tried with, and the seed that they come from. A build does not depend on chance, so the seed is fixed;
 * `npm run test:properties` sets another one each time, with many more inputs, and prints it: PROPERTY_SEED repeats that run.
 */
export function propertyRuns(usual = 100): { readonly numRuns: number; readonly seed: number } {
  const { PROPERTY_RUNS = '0', PROPERTY_SEED = '20251003' } = process.env;
  return { numRuns: Math.max(usual, Number(PROPERTY_RUNS)), seed: Number(PROPERTY_SEED) };
}

/** The same for what takes too long for all of them: 20 inputs, and one of 50 at scale. */
export function sampleRuns(): { readonly numRuns: number; readonly seed: number } {
  const { numRuns, seed } = propertyRuns(0);
  return { numRuns: Math.max(20, Math.ceil(numRuns / 50)), seed };
}
