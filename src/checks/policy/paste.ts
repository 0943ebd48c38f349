import { Condition } from './condition';
import { PolicyDocument } from './documents';
import { Statement } from './statement';
import { withoutStandIns } from '../read/environments';
import { readable } from '../read/opaque';

/** A statement to add, in the terms of a policy. */
export interface NewStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly [element: string]: unknown;
}

/**
 * Statements as JSON that can be pasted where a document stands: in a template, Region, account and what only CloudFormation knows are substituted;
 * elsewhere they are placeholders.
 */
export function pasteInto({ logicalId }: Pick<PolicyDocument, 'logicalId'>, statements: readonly unknown[]): string {
  const write = isInTemplate(logicalId) ? substituted : placeholders;
  return JSON.stringify(mapTexts(statements.length === 1 ? statements[0] : statements, write), undefined, 2);
}

// The policies that the AWS CLI lists have names with spaces.
function isInTemplate(logicalId: string | undefined): boolean {
  return logicalId !== undefined && /^[A-Za-z0-9]+$/.test(logicalId);
}

function substituted(text: string): unknown {
  const named = withoutStandIns(text, '${AWS::Region}', '${AWS::AccountId}').replace(/\uE000([\w.:\uE002-\uE006]+)\uE001/g, (_, name: string) => `\${${readable(name)}}`);
  const plain = readable(named);
  return plain.includes('${') ? { 'Fn::Sub': plain } : plain;
}

function placeholders(text: string): string {
  return readable(withoutStandIns(text));
}

function mapTexts(value: unknown, write: (text: string) => unknown): unknown {
  if (typeof value === 'string') return write(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, write));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, write)]));
}

/** A statement as JSON, from what was read of it. */
export function written({ effect, sid, actions, resources, conditions, principal }: Statement): NewStatement {
  return {
    ...(sid !== '' && { Sid: sid }),
    Effect: effect,
    ...(principal !== undefined && { Principal: principal }),
    [actions.negated ? 'NotAction' : 'Action']: oneOrMany(actions.values),
    [resources.negated ? 'NotResource' : 'Resource']: oneOrMany(resources.values),
    ...(conditions.length > 0 && { Condition: conditionsAsJson(conditions) }),
  };
}

function conditionsAsJson(conditions: readonly Condition[]): Record<string, Record<string, unknown>> {
  const operators: Record<string, Record<string, unknown>> = {};
  for (const { operator, keyText, values } of conditions) operators[operator.text] = { ...operators[operator.text], [keyText]: oneOrMany(values) };
  return operators;
}

/** As people write a list of one. */
export function oneOrMany(values: readonly string[]): unknown {
  return values.length === 1 ? values[0] : [...values];
}
