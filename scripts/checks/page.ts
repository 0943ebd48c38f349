import { readFileSync } from 'fs';
import { join } from 'path';
import { Rule } from '../../src/checks/model/rule';
import { RULES } from '../../src/checks/rules';

/** The page on checks: what is written by hand, an index from what people see to the rule, and what every rule says of itself. */
export function checksPage(): string {
  const head = readFileSync(join(__dirname, 'head.md'), 'utf8').trimEnd();
  return `${[head, ...index(), ...RULES.map(section)].join('\n\n')}\n`;
}

function index(): string[] {
  const rows = RULES.map(({ id, severity, symptom }) => `| ${cell(symptom)} | [\`${id}\`](#${id.toLowerCase()}) | ${severity} |`);
  return [
    '## From what you see to the rule',
    ['| what you see | rule | severity |', '|---|---|---|', ...rows].join('\n'),
    '## Rules',
    'The smallest difference between what is wrong and what is right. `MODEL` stands for the ID of a model.',
  ];
}

function section({ id, severity, summary, cure, wrong, right, page }: Rule): string {
  const difference = ['```diff', `- ${wrong}`, `+ ${right}`, '```'];
  return [`### ${id}`, '', `**${severity}** · ${summary}. To mend it: ${cure}. [AWS](${page})`, ...difference].join('\n');
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}
