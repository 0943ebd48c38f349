import { Explanation } from './explanation';
import { Facts, present } from './facts';
import { TemplateAnswer } from './in-template';
import { Paste } from './remedies';

/** The explanations for people, a paragraph each. */
export function explanationText(explanations: readonly Explanation[]): string {
  return explanations.map(paragraph).join(`\n${'-'.repeat(80)}\n\n`);
}

/** The explanations for programs. */
export function explanationJson(explanations: readonly Explanation[], unrecognised?: Facts): string {
  const shown = explanations.map(({ facts, ...explanation }) => ({ ...explanation, facts: factsJson(facts) }));
  return `${JSON.stringify({ explanations: shown, ...(unrecognised && { recognised: factsJson(unrecognised) }) }, undefined, 2)}\n`;
}

function factsJson({ policy, ...facts }: Facts): object {
  return { ...facts, ...(policy && { policy: present({ kind: policy.kind.id, explicit: policy.explicit, arn: policy.arn }) }) };
}

function paragraph(explanation: Explanation): string {
  const { summary, times, facts, why, when, who, change, paste, placeholders, verify, rules, page, template = [], cause } = explanation;
  return [
    `${summary}${times > 1 ? ` (${times} times)` : ''}`,
    ...spaced(lines(facts)),
    ...section('Why', why),
    ...section('When', [when]),
    ...section('What to change', change),
    ...section('Who changes it', [sentence(who)]),
    ...paste.flatMap(pasted),
    ...spaced(Object.entries(placeholders).map(([name, meaning]) => `  ${name}: ${meaning}`)),
    ...(template.length === 0 ? [] : ['', '  In the given files', ...template.flatMap(answer)]),
    ...(verify.length === 0 ? [] : ['', `  To see that it is mended${verify.some((command) => command.includes('bedrock-runtime')) ? ', once it is deployed, with the credentials of the caller' : ''}`, ...verify.map((command) => `    ${command}`)]),
    ...spaced(rules.length === 0 ? [] : [`  Checks that find it before it is deployed (npx cdk-bedrock-cris check): ${rules.join(', ')}`]),
    '',
    `  ${page}`,
    `  cause: ${cause}`,
    '',
  ].join('\n');
}

/** What was read, so that a reader sees whether it was read right. */
export function lines({ code, operation, principal, action, resource, policy, called, sourceRegion }: Facts): string[] {
  const rows: [string, string | undefined][] = [
    ['Error', code], ['Operation', operation], ['Caller', principal], ['Action', action], ['Resource', resource],
    ['Policy', policy && `${policy.explicit ? 'explicit deny in' : 'no Allow in'} ${policy.kind.phrase}${policy.arn ? `: ${policy.arn}` : ''}`],
    ['Called', called], ['Source Region', sourceRegion],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name.padEnd(14)} ${value}`]));
}

function spaced(rows: readonly string[]): string[] {
  return rows.length === 0 ? [] : ['', ...rows];
}

const WIDTH = 100;

function section(heading: string, sentences: readonly string[]): string[] {
  return ['', `  ${heading}`, ...sentences.flatMap((text) => wrapped(text).map((line) => `    ${line}`))];
}

function sentence(text: string): string {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function wrapped(text: string): string[] {
  const result: string[] = [];
  for (const word of text.split(' ')) {
    const last = result[result.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) result[result.length - 1] = `${last} ${word}`;
    else result.push(word);
  }
  return result;
}

function pasted({ title, statements, condition, lines: given }: Paste): string[] {
  const text = statements ? listed(statements) : condition ? objectText(condition) : given ?? [];
  return ['', `  ${title}:`, ...text.map((line) => `    ${line}`)];
}

/** JSON with a line for each member of a statement: shorter to read than one for each value. */
function listed(statements: readonly object[]): string[] {
  return ['[', ...statements.flatMap((statement, index) => indented(objectText(statement), index < statements.length - 1)), ']'];
}

/** JSON with a line for each member, and long ones over several lines. */
export function objectText(value: object): string[] {
  const members = Object.entries(value);
  return ['{', ...members.flatMap(([name, member]) => {
    const short = JSON.stringify(member);
    const text = short.length <= WIDTH ? short.replace(/","/g, '", "') : JSON.stringify(member, undefined, 2);
    return indented(`${JSON.stringify(name)}: ${text}`.split('\n'), name !== members[members.length - 1][0]);
  }), '}'];
}

function indented(rows: readonly string[], comma: boolean): string[] {
  return rows.map((row, index) => `  ${row}${comma && index === rows.length - 1 ? ',' : ''}`);
}

function answer({ path, line, column, message, logicalId, constructPath, sid, location, mended }: TemplateAnswer): string[] {
  const place = [constructPath, logicalId, location, sid && `(Sid ${sid})`].filter(Boolean).join(' ');
  return [
    `    ${path}${line === undefined ? '' : `:${line}:${column}`}${place && ` at ${place}`}`,
    ...wrapped(message).map((text) => `      ${text}`),
    ...(mended === undefined ? [] : ['      With the exemption:', ...objectText(mended as object).map((text) => `        ${text}`)]),
  ];
}
