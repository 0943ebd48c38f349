import { parseOperator } from './iam-conditions';

type OneOrMany<T> = T | readonly T[];
export type ConditionValue = OneOrMany<string | boolean>;
export type ConditionJson = Readonly<Record<string, Readonly<Record<string, ConditionValue>>>>;

export interface PolicyStatementJson {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action?: OneOrMany<string>;
  readonly NotAction?: OneOrMany<string>;
  readonly Resource?: OneOrMany<string>;
  readonly NotResource?: OneOrMany<string>;
  readonly Condition?: ConditionJson;
}

export interface PolicyDocumentJson {
  readonly Version?: string;
  readonly Statement: OneOrMany<PolicyStatementJson>;
}

/** `values` decides if `negated` is false, everything but `values` if it is true. */
export interface PatternList { readonly negated: boolean; readonly values: readonly string[] }
export interface ConditionTest { readonly operator: string; readonly key: string; readonly values: readonly string[] }

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: PatternList;
  readonly resources: PatternList;
  readonly conditions: readonly ConditionTest[];
}

const DOCUMENT_ELEMENTS = ['Version', 'Id', 'Statement'];
const STATEMENT_ELEMENTS = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

/**
 * The statements of an identity policy, normalised. Throws on all that IAM would refuse, and on what this kit does not model: a policy that is
 * misread would make a test pass for the wrong reason. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function statementsOf(document: PolicyDocumentJson): readonly Statement[] {
  const known = parsed.get(document) ?? parseDocument(document);
  parsed.set(document, known);
  return known;
}

// One document is asked about thousands of requests.
const parsed = new WeakMap<PolicyDocumentJson, readonly Statement[]>();

function parseDocument(document: PolicyDocumentJson): Statement[] {
  onlyKnown(document, DOCUMENT_ELEMENTS, 'policy document');
  if (document.Version !== undefined && !['2012-10-17', '2008-10-17'].includes(document.Version)) malformed(`Version ${document.Version}`, document);
  const statements = listOf(document.Statement);
  if (statements.length === 0) malformed('no Statement', document);
  const sids = statements.map((s) => s?.Sid).filter((sid) => sid !== undefined);
  if (new Set(sids).size !== sids.length) malformed(`duplicate Sid in ${sids.join(', ')}`, document);
  return statements.map(parseStatement);
}

function parseStatement(json: PolicyStatementJson): Statement {
  onlyKnown(json, STATEMENT_ELEMENTS, 'statement');
  if (json.Effect !== 'Allow' && json.Effect !== 'Deny') malformed(`Effect ${JSON.stringify(json.Effect)}`, json);
  // Letters and digits only: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
  if (json.Sid !== undefined && !/^[A-Za-z0-9]*$/.test(json.Sid)) malformed(`Sid ${JSON.stringify(json.Sid)}`, json);
  return {
    effect: json.Effect === 'Allow' ? 'Allow' : 'Deny',
    actions: patternList(json, 'Action', (action) => action === '*' || /^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/.test(action)),
    resources: patternList(json, 'Resource', isResourcePattern),
    conditions: conditionsOf(json),
  };
}

function patternList(json: PolicyStatementJson, element: 'Action' | 'Resource', isValid: (pattern: string) => boolean): PatternList {
  const [plain, negated] = [json[element], json[`Not${element}`]];
  if ((plain === undefined) === (negated === undefined)) malformed(`needs exactly one of ${element} and Not${element}`, json);
  const values = listOf(plain ?? negated ?? []);
  if (values.length === 0) malformed(`empty ${element}`, json);
  for (const value of values) {
    if (typeof value !== 'string' || value.includes('${') || !isValid(value)) malformed(`${element} ${JSON.stringify(value)}`, json);
  }
  return { negated: negated !== undefined, values };
}

/**
 * "*" or an ARN. Fewer than six components are possible only with a "*" at the end, which crosses colons.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function isResourcePattern(pattern: string): boolean {
  return pattern === '*' || (/^arn:\S+$/.test(pattern) && (pattern.split(':').length >= 6 || pattern.endsWith('*')));
}

function conditionsOf(json: PolicyStatementJson): ConditionTest[] {
  return Object.entries(json.Condition ?? {}).flatMap(([operator, keys]) => Object.entries(keys).map(([key, value]) => {
    const values = listOf(value).map((v) => typeof v === 'boolean' ? String(v) : v);
    if (!key.includes(':')) malformed(`condition key ${JSON.stringify(key)}`, json);
    if (values.length === 0) malformed(`${operator} ${key} has no value`, json);
    const { accepts } = parseOperator(operator);
    for (const v of values) {
      // Policy variables ("${aws:username}") and unresolved tokens both start so; neither is modelled.
      if (typeof v !== 'string' || v.includes('${') || !accepts(v)) malformed(`${operator} ${key} value ${JSON.stringify(v)}`, json);
    }
    return { operator, key, values };
  }));
}

function onlyKnown(json: object, elements: readonly string[], what: string): void {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) malformed(`${what} is not an object`, json);
  const unknown = Object.keys(json).filter((element) => !elements.includes(element));
  if (unknown.length > 0) malformed(`${what} with ${unknown.join(', ')}`, json);
}

function listOf<T extends string | boolean | object>(value: OneOrMany<T>): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}

function malformed(reason: string, json: unknown): never {
  throw new Error(`Malformed policy: ${reason} in ${JSON.stringify(json)}`);
}
