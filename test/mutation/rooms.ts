/** A part of `src` whose mutants are tried together. */
export interface Room {
  readonly name: string;
  /** What is mutated: patterns as Stryker reads them. */
  readonly mutate: readonly string[];
  /** The files and folders of `test` that may notice. */
  readonly tests: readonly string[];
  /** The score to reach, in percent. */
  readonly aim: number;
  /** How many nights it takes to try every mutant once. */
  readonly nights: number;
  /** Whether every survivor needs a reason in survivors.ts. */
  readonly explained?: boolean;
}

// Without those that decide the same again, slowly: checks/corpus/agreement.test.ts and checks/corpus/score.test.ts.
const CHECKS = [
  'checks/review-statements.test.ts', 'checks/review-arns.test.ts', 'checks/review-audit.test.ts', 'checks/deny-cases.test.ts', 'checks/audit-cases.test.ts',
  'checks/enforced-guardrails.test.ts', 'checks/paste.test.ts', 'checks/documentation.test.ts', 'checks/corpus/calls.test.ts', 'checks/corpus.test.ts', 'checks/copies.test.ts',
];

/** All of `src` but data. */
export const ROOMS: readonly Room[] = [
  { name: 'bedrock', mutate: ['src/bedrock/*.ts', '!src/bedrock/catalog-data.ts'], tests: ['bedrock', 'access/statements', 'audit/patterns'], aim: 85, nights: 1 },
  { name: 'statements', mutate: ['src/access/statements/*.ts'], tests: ['access/statements'], aim: 95, nights: 1, explained: true },
  { name: 'patterns', mutate: ['src/audit/patterns/*.ts', 'src/logging/patterns/*.ts'], tests: ['audit/patterns', 'logging/patterns'], aim: 95, nights: 1, explained: true },
  { name: 'decisions', mutate: ['src/checks/policy/*.ts'], tests: ['checks/engine', ...CHECKS], aim: 95, nights: 4 },
  { name: 'checks', mutate: ['src/checks/*.ts', 'src/checks/model/*.ts', 'src/checks/rules/*.ts'], tests: [...CHECKS, 'checks/engine', 'checks/claims.test.ts'], aim: 85, nights: 4 },
  { name: 'read', mutate: ['src/checks/read/*.ts'], tests: ['command', 'checks/engine', ...CHECKS], aim: 85, nights: 4 },
  { name: 'command', mutate: ['src/command/**/*.ts', '!src/command/profiles/*.ts'], tests: ['command'], aim: 85, nights: 4 },
  { name: 'profiles-command', mutate: ['src/command/profiles/*.ts'], tests: ['catalog/profiles-command.test.ts', 'catalog/profiles-live.test.ts', 'catalog/listings.test.ts'], aim: 85, nights: 1 },
  { name: 'profile', mutate: ['src/profile/*.ts'], tests: ['profile'], aim: 85, nights: 2 },
  { name: 'access', mutate: ['src/access/*.ts'], tests: ['access'], aim: 85, nights: 4 },
  { name: 'monitoring', mutate: ['src/monitoring/*.ts'], tests: ['monitoring'], aim: 85, nights: 4 },
  { name: 'audit', mutate: ['src/audit/*.ts'], tests: ['audit'], aim: 85, nights: 2 },
  { name: 'logging', mutate: ['src/logging/*.ts', 'src/logging/handler/*.ts', '!src/logging/handler/code-data.ts'], tests: ['logging'], aim: 85, nights: 2 },
  { name: 'organization', mutate: ['src/organization/*.ts'], tests: ['organization'], aim: 85, nights: 2 },
  { name: 'private', mutate: ['src/private/*.ts'], tests: ['access', 'audit', 'logging', 'monitoring', 'profile'], aim: 85, nights: 2 },
  { name: 'workload', mutate: ['src/workload.ts'], tests: ['workload.test.ts', 'workload-attribution.test.ts', 'workload-cost-tags.test.ts'], aim: 85, nights: 1 },
];

/** Not with the others in one file: they start processes, which know nothing of the mutant, or replace what is mutated. */
export const APART: readonly string[] = [
  'bedrock/build.test.ts', 'bedrock/catalog-loading.test.ts', 'command/check-loads.test.ts', 'command/check-sarif.test.ts', 'logging/handler/bundle.test.ts',
];
