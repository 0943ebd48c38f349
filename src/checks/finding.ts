/** How sure and how bad: an error fails calls or does not deny what it says; a warning may be meant, or rests on data that may be stale; info is worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

/** The worst first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** One fault, or what may be one, at one place. */
export interface Finding {
  /** ID of the rule: public, users acknowledge it. */
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong, with the values that are. */
  readonly message: string;
  /** How to mend it. */
  readonly remedy: string;
  /** The AWS page that it rests on. */
  readonly page: string;
  /** The template or policy file. */
  readonly path: string;
  readonly logicalId?: string;
  readonly constructPath?: string;
  /** Where in the resource, or in the policy file, for example `Properties.PolicyDocument.Statement.0`. */
  readonly location?: string;
}

/** The place of a finding and what is special about it; the rule gives the rest. */
export interface Found {
  readonly message: string;
  readonly remedy: string;
  /** Where it differs from that of the rule. */
  readonly severity?: Severity;
  readonly logicalId?: string;
  readonly location?: string;
}
