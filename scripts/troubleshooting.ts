import { writeFileSync } from 'fs';
import { join } from 'path';
import { Cause } from '../src/command/explain/cause';
import { CAUSES } from '../src/command/explain/causes';
import { Explanation, explanationOf } from '../src/command/explain/explanation';
import { messagesIn } from '../src/command/explain/messages';
import { POLICY_KINDS, PolicyAnswer } from '../src/command/explain/policies';
import { objectText } from '../src/command/explain/report';

/** The page docs/troubleshooting.md, from the table that `explain` reads. */
export function troubleshootingPage(): string {
  const [denials, others] = [CAUSES.filter(({ isDenial }) => isDenial), CAUSES.filter(({ isDenial }) => !isDenial)];
  return [
    INTRODUCTION,
    '## Find your message\n',
    '### AccessDenied with an action and a resource\n',
    'The message says "is not authorized to perform: *action* on resource: *resource*".\n',
    table('action, and resource', denials.map((cause) => [cause.phrases.map(denied), cause])),
    'The end of the message says [which policy denied it](#which-policy-denied-it).\n',
    '### Other messages\n',
    table('the message says', others.map((cause) => [[...cause.phrases, ...cause.hints ?? []].map(code), cause])),
    '## Which policy denied it\n',
    'The message ends with one of these phrases, and newer messages also with the ARN of the policy.\n',
    ...POLICY_KINDS.flatMap(({ phrase, implicit, explicit }) => [
      ...(implicit ? [kind(`because no ${phrase} allows`, implicit)] : []),
      ...(explicit ? [kind(`with an explicit deny in ${phrase.startsWith('i') ? 'an' : 'a'} ${phrase}`, explicit)] : []),
    ]),
    '\nTo exempt calls from a Deny of Regions, see [governance](governance.md#deny-regions-and-let-profiles-work).\n',
    '## Causes\n',
    ...CAUSES.map(section),
  ].join('\n').trimEnd() + '\n';
}

const INTRODUCTION = `# Troubleshooting

Find the message of a failed call, then its cause. The command does the same, and adds your account, Region and model:

\`\`\`sh
npx cdk-bedrock-cris explain "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/app/i-1 is not ..."
npx cdk-bedrock-cris explain --file error.log --template cdk.out --region eu-west-1
\`\`\`

It reads messages of every AWS SDK, logs, stack traces and records of CloudTrail. With \`--template\` it names the
statement that denies or lacks the permission. It needs no network and no credentials.

This page is generated from the table of that command. [Permissions](permissions.md) explains what a call needs, and
[checks](checks.md) finds such faults before you deploy.
`;

// Messages for which the page shows what to paste.
const CALLER = 'User: arn:aws:sts::111122223333:assumed-role/app/i-1 is not authorized to perform:';
const NO_ALLOW = 'because no identity-based policy allows the action';
const SONNET = 'anthropic.claude-sonnet-4-6';
const EXAMPLES: Readonly<Record<string, string>> = {
  regionlessModelDenied: `${CALLER} bedrock:InvokeModel on resource: arn:aws:bedrock:::foundation-model/${SONNET} ${NO_ALLOW}`,
  destinationModelDenied: `modelId eu.${SONNET} ${CALLER} bedrock:InvokeModel on resource: arn:aws:bedrock:eu-north-1::foundation-model/${SONNET} with an explicit deny in a service control policy`,
  guardrailDenied: `${CALLER} bedrock:ApplyGuardrail on resource: arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6 ${NO_ALLOW}`,
  marketplaceDenied: `${CALLER} aws-marketplace:Subscribe on resource: * ${NO_ALLOW}`,
};

/** What \`explain\` says of the message of a cause, called from eu-west-1. */
export function exampleOf(id: string): Explanation {
  const [message] = messagesIn([EXAMPLES[id]]).messages;
  return explanationOf({ ...message, facts: { sourceRegion: 'eu-west-1', ...message.facts } });
}

export const EXAMPLE_IDS = Object.keys(EXAMPLES);

function section(cause: Cause): string {
  const { id, title, why, when, who, remedy, exemption, rules, page } = cause;
  const checks = rules.map((rule) => `[\`${rule}\`](checks.md#${rule.toLowerCase()})`).join(', ');
  return [
    `### ${title}\n`,
    `${wrapped(prose(why))}\n`,
    item('When', prose(when)),
    item('Change', prose(remedy)),
    ...(exemption === undefined ? [] : ['- If a policy denies it explicitly:', ...exempted(exemption)]),
    item('Who', `${prose(sentence(who))}${exemption === undefined ? '' : ' The end of the message names the policy: [who changes it](#which-policy-denied-it).'}`),
    ...(checks === '' ? [] : [item('Checks that find it', checks)]),
    item('More', `[AWS](${page}). In JSON this cause is \`${id}\`.`),
    '',
    ...(id in EXAMPLES ? pasted(exampleOf(id)) : []),
  ].join('\n');
}

/** Each case by itself. */
function exempted(exemption: string): string[] {
  return exemption.split(/(?<=\.) (?=If )/).map((text) => {
    const link = text.includes('Deny of Regions') ? ' [An example](governance.md#deny-regions-and-let-profiles-work).' : '';
    return wrapped(`- ${prose(text)}${link}`, '  ').replace(/^/gm, '  ');
  });
}

function item(name: string, text: string): string {
  return wrapped(`- ${name}: ${text}`, '  ');
}

function kind(phrase: string, { meaning, change, who = 'the team that manages the policies of the caller' }: PolicyAnswer): string {
  return wrapped(`- ${code(phrase)}: ${prose(meaning)} ${prose(change)} Who: ${prose(sentence(who))}`, '  ');
}

function pasted({ paste }: Explanation): string[] {
  return paste.flatMap(({ title, statements, condition }) => [
    `${title}:`,
    '',
    '```json',
    ...(statements ? ['[', ...statements.flatMap((statement, index) => objectText(statement).map((line, at, all) => `  ${line}${at === all.length - 1 && index < statements.length - 1 ? ',' : ''}`)), ']'] : objectText(condition!)),
    '```',
    '',
  ]);
}

function denied(phrase: string): string {
  const [, action, resource, note] = /^not authorized to perform: (\S+)(?: on resource: (\S+))?(?: \((.*)\))?$/.exec(phrase) ?? [];
  if (action === undefined) return code(phrase);
  return `${code(action)}${resource === undefined ? '' : ` on ${code(resource)}`}${note === undefined ? '' : ` (${note})`}`;
}

function code(text: string): string {
  return `\`${text}\``;
}

/** Marks names that Markdown would otherwise read as something else. */
function prose(text: string): string {
  return text.replace(/(?<![\w`])((?:aws|bedrock|bedrock-mantle|iam|kms|sts):[A-Z]\w+|(?:inference-profile|foundation-model)\/\*|AWS_[A-Z_]+|"unspecified")/g, (name) => code(name.replace(/"/g, '')));
}

function sentence(text: string): string {
  return `${text}.`;
}

function table(head: string, rows: readonly (readonly [phrases: readonly string[], cause: Cause])[]): string {
  const anchor = (title: string) => title.toLowerCase().replace(/[^\w -]/g, '').replace(/ /g, '-');
  return [`| ${head} | cause |`, '|---|---|', ...rows.map(([phrases, { title }]) => `| ${phrases.join('<br>')} | [${title}](#${anchor(title)}) |`), ''].join('\n');
}

const COLUMNS = 120;

function wrapped(text: string, indent = ''): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last.length + 1 + word.length > COLUMNS) lines.push(indent + word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join('\n');
}

if (require.main === module) writeFileSync(join(__dirname, '..', 'docs', 'troubleshooting.md'), troubleshootingPage());
