import { Found, Severity } from '../finding';
import { Application, Model } from '../model';
import { PolicyDocument } from '../policy/documents';
import { Statement } from '../policy/statement';

/** One thing that can be wrong: a pure function from a template to the places where it is. */
export interface Rule {
  /** Public: users acknowledge it as `cdk-bedrock-cris::<id>`. */
  readonly id: string;
  readonly severity: Severity;
  /** What it finds, in one sentence without a period. */
  readonly summary: string;
  /** The AWS page that it rests on. */
  readonly page: string;
  readonly check: (model: Model, application: Application) => Found[];
}

/** The place of a statement. */
export function at({ logicalId, location }: PolicyDocument, statement: Statement): Pick<Found, 'logicalId' | 'location'> {
  return { ...(logicalId !== undefined && { logicalId }), location: [location, statement.location].filter(Boolean).join('.') };
}

/** Every statement of every document, with what a rule finds in it. */
export function inStatements(check: (statement: Statement, document: PolicyDocument, model: Model) => Omit<Found, 'logicalId' | 'location'>[]): Rule['check'] {
  return (model) => model.documents.flatMap((document) => document.statements.flatMap((statement) =>
    check(statement, document, model).map((found) => ({ ...found, ...at(document, statement) }))));
}

/** A list for people. */
export function list(values: readonly string[]): string {
  return [...new Set(values)].join(', ');
}
