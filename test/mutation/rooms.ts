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
  'checks/enforced-guardrails.test.ts', 'checks/paste.test.ts', 'checks/documentation.test.ts', 'checks/corpus/calls.test.ts', 'checks/corpus.test.ts', 'checks/copies.test.ts', 'checks/wording.test.ts', 'checks/parameters.test.ts', 'checks/plugin-report.test.ts',
];

const WRONG_INPUT = 'contract/wrong-input.test.ts';
const WORKLOAD = ['workload.test.ts', 'workload-attribution.test.ts', 'workload-cost-tags.test.ts'];

// The tests of all rooms together take a minute for a mutant; these are of what each file is for.
const PRIVATE = [
  WRONG_INPUT, 'contract/policy-text.test.ts', 'contract/warnings.test.ts', 'logging/invocation-logging-errors.test.ts', 'logging/invocation-logging.test.ts', 'logging/policies.test.ts',
  'monitoring/alarm-actions.test.ts', 'monitoring/application-profile.test.ts', 'profile/application-inference-profile.test.ts', 'access/enforced-guardrails.test.ts',
  'access/inference-endpoint-policy.test.ts', 'access/application-profile-grants.test.ts', 'audit/trail-props.test.ts', 'audit/trail-policies.test.ts', 'audit/trail.test.ts', ...WORKLOAD,
];

// Before all others of a room: they replace the catalog, which is loaded once for all.
const OLDER_CATALOG = ['profile/callable-from.test.ts', 'profile/inference-profile.test.ts', 'profile/warnings.test.ts'];

const OF_PROFILES = ['access/application-profile-grants.test.ts', 'monitoring/application-profile.test.ts', 'workload.test.ts', 'contract/policy-text.test.ts', WRONG_INPUT];

/** All of `src` but data. */
export const ROOMS: readonly Room[] = [
  { name: 'bedrock', mutate: ['src/bedrock/*.ts', '!src/bedrock/catalog-data.ts'], tests: ['bedrock', 'access/statements', 'audit/patterns', 'logging/patterns', 'monitoring/own-changes.test.ts'], aim: 85, nights: 1 },
  { name: 'statements', mutate: ['src/access/statements/*.ts'], tests: ['access/statements'], aim: 95, nights: 1, explained: true },
  { name: 'patterns', mutate: ['src/audit/patterns/*.ts', 'src/logging/patterns/*.ts'], tests: ['audit/patterns', 'logging/patterns'], aim: 95, nights: 1, explained: true },
  { name: 'decisions', mutate: ['src/checks/policy/*.ts'], tests: ['checks/engine', ...CHECKS], aim: 95, nights: 4 },
  { name: 'checks', mutate: ['src/checks/*.ts', 'src/checks/model/*.ts', 'src/checks/rules/*.ts'], tests: [...CHECKS, 'checks/engine', 'checks/claims.test.ts'], aim: 85, nights: 4 },
  { name: 'read', mutate: ['src/checks/read/*.ts'], tests: ['command', 'checks/engine', ...CHECKS], aim: 85, nights: 4 },
  { name: 'command', mutate: ['src/command/**/*.ts', '!src/command/profiles/*.ts'], tests: ['command'], aim: 85, nights: 4 },
  { name: 'profiles-command', mutate: ['src/command/profiles/*.ts'], tests: ['catalog/profiles-command.test.ts', 'catalog/profiles-live.test.ts', 'catalog/listings.test.ts'], aim: 85, nights: 1 },
  { name: 'profile', mutate: ['src/profile/*.ts'], tests: [...OLDER_CATALOG, 'profile', ...OF_PROFILES], aim: 85, nights: 2 },
  { name: 'access', mutate: ['src/access/*.ts'], tests: ['access', ...WORKLOAD, 'contract/policy-text.test.ts', WRONG_INPUT], aim: 85, nights: 4 },
  { name: 'monitoring', mutate: ['src/monitoring/*.ts'], tests: ['monitoring', WRONG_INPUT], aim: 85, nights: 4 },
  { name: 'audit', mutate: ['src/audit/*.ts'], tests: ['audit'], aim: 85, nights: 2 },
  { name: 'logging', mutate: ['src/logging/*.ts', 'src/logging/handler/*.ts', '!src/logging/handler/code-data.ts'], tests: ['logging', WRONG_INPUT], aim: 85, nights: 2 },
  { name: 'organization', mutate: ['src/organization/*.ts'], tests: ['organization'], aim: 85, nights: 2 },
  { name: 'private', mutate: ['src/private/*.ts'], tests: PRIVATE, aim: 85, nights: 2 },
  { name: 'workload', mutate: ['src/workload.ts'], tests: [...WORKLOAD, WRONG_INPUT], aim: 85, nights: 1 },
];

/** Slow, so after the others of a room: another one nearly always decides first. */
export const LAST: readonly string[] = [
  'access/policy-updates.test.ts', 'command/check-hostile.test.ts', 'command/explain-hostile.test.ts', 'logging/handler/any-order.test.ts',
  'monitoring/alarms.test.ts', 'monitoring/dashboard.test.ts', 'monitoring/monitoring.test.ts',
];

/** Not with the others in one file: they start processes, which know nothing of the mutant, replace what is mutated, or need the catalog that is replaced. */
export const APART: readonly string[] = [
  'profile/callable-from-catalog.test.ts', 'profile/inference-profile-catalog.test.ts',
  'bedrock/build.test.ts', 'bedrock/catalog-loading.test.ts', 'command/check-loads.test.ts', 'logging/handler/bundle.test.ts',
];
