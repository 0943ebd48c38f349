/** A mutation that no test can find out about, because it changes nothing that anybody can see. */
export interface ExplainedSurvivor {
  readonly file: string;
  /** The line that holds the mutated code, without indentation. */
  readonly line: string;
  /** What the mutated part of it becomes. */
  readonly replacement: string;
  readonly reason: string;
}

/** Every survivor has its reason here. An entry whose mutation is found out, or is no more, fails the run. */
export const SURVIVORS: readonly ExplainedSurvivor[] = [
  {
    file: 'src/access/statements/invoke.ts',
    line: "return distinct(targets.flatMap((target) => resourcesOf([target], source, ...(target.destinationRegions ? ['source-region-model' as const] : []), 'destination-model')));",
    replacement: '["Stryker was here"]',
    reason: 'no authorization is of that kind, so nothing is chosen by it',
  },
  {
    file: 'src/bedrock/inference-profile-id.ts',
    line: 'const model = labels.slice(1).filter((label) => !prefixes.has(label));',
    replacement: 'labels',
    reason: 'an ID gets there only if its first label is a prefix, and prefixes are filtered out',
  },
];
