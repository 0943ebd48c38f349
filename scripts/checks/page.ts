import { readFileSync } from 'fs';
import { join } from 'path';
import { PAGES, Rule } from '../../src/checks/model/rule';
import { RULES } from '../../src/checks/rules';

/** The page on checks: what is written by hand, an index from what people see to the rule, and what every rule says of itself. */
export function checksPage(): string {
  const head = readFileSync(join(__dirname, 'head.md'), 'utf8').trimEnd();
  return `${[head, ...index(), ...RULES.map(section), references()].join('\n\n')}\n`;
}

function index(): string[] {
  const rows = RULES.map(({ id, severity, symptom, page }) => `| ${cell(symptom)} | [\`${id}\`](#${id.toLowerCase()}) | ${severity} | [AWS][${nameOf(page)}] |`);
  return [
    ['## From what you see to the rule', '| what you see | rule | severity | page |', '|---|---|---|---|', ...rows].join('\n'),
    '## Rules\nThe smallest difference between what is wrong and what is right. `MODEL` stands for the ID of a model.',
  ];
}

function section({ id, severity, summary, cure, wrong, right }: Rule): string {
  return [`### ${id}`, ...wrapped(`${severity}: ${summary}. Remedy: ${cure}.`), '```diff', `- ${wrong}`, `+ ${right}`, '```'].join('\n');
}

/** Where the links of the rules lead: each page once. */
function references(): string {
  return [...new Set(RULES.map(({ page }) => page))].map((page) => `[${nameOf(page)}]: ${page}`).join('\n');
}

function nameOf(page: string): string {
  const found = Object.entries(PAGES).find(([, address]) => address === page);
  if (!found) throw new Error(`${page} is not among the pages of the rules`);
  return found[0];
}

/** Lines of at most 120 characters. A space in code stays where it is: a line that begins with what follows could be read as a list. */
function wrapped(text: string): string[] {
  const lines = [''];
  for (const word of text.match(/(?:`[^`]*`|[^\s`])+/g) ?? []) {
    const last = lines[lines.length - 1];
    if (last !== '' && last.length + 1 + word.length > 120) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}
