import { Application, Model } from './model';
import { PolicyDocument } from '../policy/documents';
import { Statement } from '../policy/statement';

/** One thing that can be wrong: a pure function from a template to the places where it is. */
export interface Rule {
  /** Public: users acknowledge it as `cdk-bedrock-cris::<id>`. */
  readonly id: string;
  readonly severity: Severity;
  /** What it finds, in one sentence without a period. */
  readonly summary: string;
  /** What a user sees who has the fault: the message of AWS, or what happens. */
  readonly symptom: string;
  /** What mends it, in general. */
  readonly cure: string;
  /** The smallest difference between what is wrong and what is right, as it is written; MODEL stands for the ID of a model. */
  readonly wrong: string;
  readonly right: string;
  /** Rules of one family find the same fault, of which another part shows in another Region. */
  readonly family?: string;
  /** Reported once for a template, with every place: it is one decision. */
  readonly once?: boolean;
  /** The AWS page that it rests on. */
  readonly page: string;
  readonly check: (model: Model, application: Application) => Found[];
}

/** The place of a statement. */
export function at({ logicalId, location }: PolicyDocument, statement: Statement): Pick<Found, 'logicalId' | 'location' | 'sid'> {
  return {
    ...(logicalId !== undefined && { logicalId }),
    location: [location, statement.location].filter(Boolean).join('.'),
    ...(statement.sid !== '' && { sid: statement.sid }),
  };
}

/** What is found, apart from its place. */
export type Fault = Omit<Found, 'logicalId' | 'location' | 'sid'>;

/** Every statement of every document, with what a rule finds in it. */
export function inStatements(check: (statement: Statement, document: PolicyDocument, model: Model) => Fault[]): Rule['check'] {
  return (model) => model.documents.flatMap((document) => document.statements.flatMap((statement) =>
    check(statement, document, model).map((found) => ({ ...found, ...at(document, statement) }))));
}

/** A list for people. */
export function list(values: readonly string[]): string {
  return [...new Set(values)].join(', ');
}

/** A list for people of which the rest is counted. */
export function some(values: readonly string[], max = 4): string {
  const all = [...new Set(values)];
  return all.length <= max + 1 ? all.join(', ') : `${all.slice(0, max).join(', ')} and ${all.length - max} more`;
}

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
  /** The Sid of the statement, if it has one. */
  readonly sid?: string;
  /** What to add or to put in its place: one statement, or a list of statements, as JSON text. */
  readonly paste?: string;
  /** Other places of the same fault. */
  readonly also?: readonly Place[];
}

/** A place in a template. */
export interface Place {
  readonly logicalId?: string;
  readonly constructPath?: string;
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
  readonly sid?: string;
  readonly paste?: string;
}

/** The AWS pages that rules rest on. */
export const PAGES = {
  global: 'https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html',
  geographic: 'https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html',
  prerequisites: 'https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html',
  profiles: 'https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html',
  use: 'https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-use.html',
  authorization: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html',
  effect: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html',
  operators: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
  leastPrivilege: 'https://docs.aws.amazon.com/bedrock/latest/userguide/security_iam_id-based-policy-examples.html',
  batch: 'https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-permissions.html',
  cloudTrail: 'https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html',
  readOnlyEvents: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html',
  enforcedGuardrails: 'https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-enforcements.html',
  metrics: 'https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html',
} as const;
