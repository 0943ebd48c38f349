import { Located } from './findings';
import { IgnoredFinding } from './ignore';
import { Unreadable } from './input';
import { Finding, SEVERITIES } from '../../checks/model/rule';

/** What a check came to. */
export interface Checked {
  readonly findings: readonly Located[];
  readonly ignored: readonly IgnoredFinding[];
  /** Entries of the ignore file that have no effect. */
  readonly stale: readonly string[];
  readonly unreadable: readonly Unreadable[];
  readonly notUnderstood: readonly { readonly file: string; readonly what: string }[];
  /** How much was looked at, and how many files of folders were not. */
  readonly templates: number;
  readonly policies: number;
  readonly passedOver: number;
  readonly terraform: number;
  /** Whether any of it names Amazon Bedrock. */
  readonly isAboutBedrock: boolean;
}

/** For programs. */
export function jsonReport({ findings, ignored, stale, unreadable, notUnderstood, templates, policies, passedOver }: Checked): string {
  const summary = { ...countsOf(findings), ignored: ignored.length, templates, policies, passedOver };
  const others = ignored.map(({ finding, by }) => ({ ...finding, ignoredBy: by.source, ...(by.reason && { reason: by.reason }) }));
  return `${JSON.stringify({ findings, ignored: others, stale, unreadable, notUnderstood, summary }, undefined, 2)}\n`;
}

/** For people: a paragraph a finding, and what was looked at. */
export function textReport(checked: Checked, colour: boolean): string {
  const { findings, templates, policies, isAboutBedrock } = checked;
  const { error, warning, info } = countsOf(findings);
  const counts = [plural(error, 'error'), plural(warning, 'warning'), `${info} info`].join(', ');
  const looked = [templates && plural(templates, 'template'), (policies || !templates) && plural(policies, 'policy', 'policies')].filter(Boolean).join(' and ');
  // Without this nothing looks like a check that was passed.
  const read = templates + policies;
  const remark = findings.length === 0 && read > 0 && !isAboutBedrock ? `; nothing in ${read === 1 ? 'it' : 'them'} names Amazon Bedrock` : '';
  return [...findings.map((finding) => paragraph(finding, colour)), ...remarks(checked).map((line) => `${line}\n`), `${counts} in ${looked}${remark}\n`].join('');
}

function paragraph(finding: Located, colour: boolean): string {
  const { file, line, column, severity, rule, message, remedy, paste, page, also = [] } = finding;
  return [
    `${file}:${line}:${column}: ${painted(severity, colour)} ${rule}${after(' at ', placeOf(finding))}`,
    `  ${message}`,
    ...also.slice(0, MANY).map((other) => `  Also at ${file}:${other.line}:${other.column}${after(' ', placeOf(other))}`),
    ...(also.length > MANY ? [`  and at ${also.length - MANY} more places`] : []),
    `  Remedy: ${remedy}`,
    // As it is, so that it can be copied.
    ...(paste === undefined ? [] : ['', ...paste.trimEnd().split('\n').map((each) => `      ${each}`), '']),
    `  ${page}`,
    '',
    '',
  ].join('\n');
}

/** For people: what a place is called. */
function placeOf({ constructPath, logicalId, location, sid }: Partial<Pick<Located, 'constructPath' | 'logicalId' | 'location' | 'sid'>>): string {
  return [constructPath, logicalId, location, sid && `(Sid ${sid})`].filter(Boolean).join(' ');
}

function after(before: string, text: string): string {
  return text === '' ? '' : `${before}${text}`;
}

const MANY = 20;

function remarks({ ignored, stale, unreadable, notUnderstood, passedOver, terraform }: Checked): string[] {
  const shown = notUnderstood.slice(0, MANY).map(({ file, what }) => `  ${file}: ${what}`);
  return [
    ...stale,
    ...(ignored.length > 0 ? [`${plural(ignored.length, 'finding')} ignored`] : []),
    ...(notUnderstood.length > 0 ? [`Not understood, so not checked: ${notUnderstood.length}`, ...shown, ...(notUnderstood.length > MANY ? [`  and ${notUnderstood.length - MANY} more`] : [])] : []),
    ...(passedOver > 0 ? [`${plural(passedOver, 'file')} passed over: neither a template nor a policy${terraform > 0 ? `; ${terraform} of Terraform, whose policies "check --help" says how to check` : ''}`] : []),
    ...(unreadable.length > 0 ? [`${plural(unreadable.length, 'file')} could not be read: ${unreadable.map(({ file }) => file).join(', ')}`] : []),
  ];
}

function countsOf(findings: readonly Finding[]): Record<Finding['severity'], number> {
  return Object.fromEntries(SEVERITIES.map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length])) as Record<Finding['severity'], number>;
}

function painted(severity: Finding['severity'], colour: boolean): string {
  return colour ? `\u001b[${{ error: 31, warning: 33, info: 36 }[severity]}m${severity}\u001b[39m` : severity;
}

function plural(count: number, singular: string, several = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : several}`;
}
