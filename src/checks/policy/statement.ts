import { Condition, conditionsOf } from './condition';
import { isOpaque, opaqueName, withoutPolicyVariables } from '../read/opaque';
import { asList, isRecord, Json } from '../read/template';

/** Patterns that select what matches one of them, or, negated, everything else. */
export interface PatternList {
  readonly negated: boolean;
  readonly values: readonly string[];
}

/** A statement of a policy, as far as the template tells it. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: PatternList;
  readonly resources: PatternList;
  readonly conditions: readonly Condition[];
  /** Whether it names a principal: only policies of resources and endpoints do. */
  readonly hasPrincipal: boolean;
  /** The principal as it is written, if there is one. */
  readonly principal?: unknown;
  /** Empty if it has none. */
  readonly sid: string;
  /** Where it stands in its document, for example `Statement.0`. */
  readonly location: string;
}

/** The statements of a document, and whether nothing of it is unknown. */
export interface ParsedDocument {
  readonly statements: readonly Statement[];
  readonly complete: boolean;
  /** Statements that are written out and are none. */
  readonly unreadable: readonly Unreadable[];
}

/**
 * Reads a document without judging its grammar: CloudFormation and IAM do that. A statement that is not known makes the document incomplete.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parseDocument(document: unknown): ParsedDocument {
  if (!isRecord(document)) return { statements: [], complete: false, unreadable: [] };
  const single = !Array.isArray(document.Statement);
  const placed = asList(document.Statement).map((statement, index) => ({ statement, location: single ? 'Statement' : `Statement.${index}`, fault: faultOf(statement) }));
  const parsed = placed.map(({ statement, location, fault }) => (fault === undefined ? parseStatement(statement, location) : undefined));
  return {
    statements: parsed.filter((statement) => statement !== undefined),
    complete: opaqueName(document.Statement) === undefined && !parsed.includes(undefined),
    unreadable: placed.flatMap(({ location, fault }) => (fault === undefined ? [] : [{ location, fault }])),
  };
}

function parseStatement(json: unknown, location: string): Statement | undefined {
  if (!isRecord(json) || (json.Effect !== 'Allow' && json.Effect !== 'Deny')) return undefined;
  return {
    effect: json.Effect,
    actions: patterns(json.Action, json.NotAction),
    resources: patterns(json.Resource, json.NotResource),
    conditions: conditionsOf(json.Condition),
    hasPrincipal: json.Principal !== undefined || json.NotPrincipal !== undefined,
    ...(json.Principal !== undefined && { principal: json.Principal }),
    sid: typeof json.Sid === 'string' ? json.Sid : '',
    location,
  };
}

function patterns(plain: unknown, negated: unknown): PatternList {
  return { negated: plain === undefined && negated !== undefined, values: asList(plain ?? negated).flatMap(asList).filter((value) => typeof value === 'string').map(withoutPolicyVariables) };
}

/** A statement that is written out, and cannot be read. */
export interface Unreadable {
  /** Where it stands in its document, for example `Statement.0`. */
  readonly location: string;
  /** What is wrong with it. */
  readonly fault: string;
}

/**
 * What keeps a statement from being read; undefined for one that can be, and for one that the template does not tell.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function faultOf(statement: unknown): string | undefined {
  if (typeof statement === 'string') return mayBeFilledIn(statement) ? undefined : 'a text stands where a statement belongs';
  if (!isRecord(statement)) return 'it is no object';
  if (Object.keys(statement).some((key) => key === 'Ref' || key.startsWith('Fn::'))) return undefined;
  return faultOfEffect(statement) ?? (statement.Action === undefined && statement.NotAction === undefined ? 'it has neither Action nor NotAction' : undefined);
}

function faultOfEffect({ Effect }: Json): string | undefined {
  if (Effect === undefined) return 'it has no Effect';
  if (Effect === 'Allow' || Effect === 'Deny' || isRecord(Effect) || (typeof Effect === 'string' && mayBeFilledIn(Effect))) return undefined;
  return `its Effect is ${JSON.stringify(Effect)}, neither "Allow" nor "Deny"`;
}

// By CloudFormation, or by what a policy file is a pattern of.
function mayBeFilledIn(text: string): boolean {
  return isOpaque(text) || /[$<{%]/.test(text);
}
