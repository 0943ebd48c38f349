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
  ...["const other = path === '' ? ` and ${field('eventName')} not in ${list([...NO_CALLS, ...MODEL_ADMINISTRATION])}` : '';",
    "const ofAnyModel = path === '' ? `(${ofModel} or ${field('eventName')} like /^(${CALL_PREFIXES.join('|')})/)` : `${field('eventName')} not like /LoggingConfiguration$/`;"].map((line) => ({
    file: 'src/audit/patterns/queries.ts', line, replacement: 'true', reason: 'where EventBridge delivers, a rule has let only such records through: the conditions decide alike, and a short query is easier to read',
  })),
  {
    file: 'src/bedrock/inference-profile-id.ts',
    line: 'const model = labels.slice(1).filter((label) => !prefixes.has(label));',
    replacement: 'labels',
    reason: 'an ID gets there only if its first label is a prefix, and prefixes are filtered out',
  },
];
