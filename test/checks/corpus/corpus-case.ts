import { Finding } from '../../../src/checks/model/rule';

/** What the checker must find: rule, severity, and the resource in which the fault is mended (none in a bare policy document). */
export type Expected = readonly [rule: string, severity: Finding['severity'], logicalId?: string];

/** Templates that are checked together, and exactly what is to be found in them. */
export interface CorpusCase {
  readonly name: string;
  /** The Region that they are deployed to; without it the stacks are environment-agnostic. */
  readonly region?: string;
  readonly templates: readonly Json[];
  readonly expected: readonly Expected[];
  /** The same stacks without the fault: nothing is found in them. */
  readonly mended?: readonly Json[];
  /** The call that the case is about, which the templates deny and the mended ones allow; the corpus proves that of itself. */
  readonly call?: CorpusCall;
}

export interface CorpusCall {
  readonly role: string;
  readonly profile: string;
  /** @default - the Region of the case */
  readonly sourceRegion?: string;
  readonly destinations?: readonly string[];
  /** @default - both */
  readonly streaming?: boolean;
  /** The call works before it is mended too; what is found is a risk, or is elsewhere than in the permissions of the role. */
  readonly works?: boolean;
}

/** A policy document as a file, in which no logical id is known. */
export interface DocumentCase {
  readonly name: string;
  readonly document: Json;
  readonly expected: readonly Expected[];
}

export type Json = Readonly<Record<string, unknown>>;

/** What was found in the terms of the corpus: each once, in a fixed order. */
export function tuplesOf(findings: readonly Finding[], templates?: readonly Json[]): string[] {
  // Every text of a finding says something, and what is pasted is JSON.
  for (const { rule, message, remedy, paste = '{}' } of findings) {
    if (![message, remedy].every((text) => /^\S[^]*\S$/.test(text) && !/\b(undefined|null)\b/.test(text.replace(/"[^"]*"/g, '')))) throw new Error(`${rule}: ${message} / ${remedy}`);
    JSON.parse(paste);
  }
  for (const finding of templates ? findings : []) if (!templates!.some((template) => isIn(template, finding))) throw new Error(`${finding.rule}: there is no ${finding.logicalId} with ${finding.location}`);
  return sorted(findings.map((finding) => [finding.rule, finding.severity, finding.logicalId]));
}

/** Whether a template has the place of a finding, but for its last part, which may be what is missing. */
function isIn({ Resources }: Json, { logicalId = '', location = '' }: Finding): boolean {
  let part: unknown = (Resources as Json)[logicalId];
  for (const key of location.split('.').slice(0, -1)) part = typeof part === 'string' ? part : (part as Json | undefined)?.[key];
  return part !== undefined;
}

export function sorted(expected: ReadonlyArray<Expected | readonly (string | undefined)[]>): string[] {
  return [...new Set(expected.map((tuple) => tuple.filter((part) => part !== undefined).join(' ')))].sort();
}
