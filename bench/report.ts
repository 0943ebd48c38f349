import type { Row } from './rows';

/** Under what circumstances a run was made; nothing that tells one machine from another. */
export interface Circumstances {
  readonly date: string;
  readonly rounds: number;
  readonly node: string;
  readonly cdk: string;
}

/** The result, in two tables, and lines about the checker. */
export interface Result {
  readonly workloads: readonly Row[];
  readonly policies: readonly Row[];
  readonly checks: readonly string[];
}

/** The result as Markdown tables, readable in a terminal too. */
export function tables({ workloads, policies, checks }: Result): string {
  return `${table('workloads with all defaults', workloads)}\n\n${table('policies of one role (bytes in documents)', policies)}\n\n${checks.map((line) => `- ${line}`).join('\n')}`;
}

function table(title: string, rows: readonly Row[]): string {
  const cells = [
    [title, 'library', 'by hand', 'ratio', 'aim', ''],
    ...rows.map((row) => [row.what, row.library, row.handWritten, row.ratio ?? '', row.aim ?? '', row.met === undefined ? '' : row.met ? 'met' : '**not met**']),
  ];
  const widths = cells[0].map((_, column) => Math.max(3, ...cells.map((line) => line[column].length)));
  // Figures are aligned to the right.
  const right = (column: number) => column === 1 || column === 2;
  const line = (values: readonly string[]) => `| ${values.map((value, i) => right(i) ? value.padStart(widths[i]) : value.padEnd(widths[i])).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => right(i) ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2)).join('|')}|`;
  return [line(cells[0]), rule, ...cells.slice(1).map(line)].join('\n');
}

export function circumstancesText({ date, rounds, node, cdk }: Circumstances): string {
  return `${date}, Node.js ${node}, aws-cdk-lib ${cdk}, ${rounds} round${rounds === 1 ? '' : 's'}`;
}

/** The page of the documentation. */
export function page(result: Result, circumstances: Circumstances): string {
  return `# Benchmarks

Written by \`npm run bench -- --write\`; do not edit. ${circumstancesText(circumstances)}.

The library against code that defines the same resources with aws-cdk-lib alone: \`bench/hand-written.ts\`. A workload is a \`CrisWorkload\` with one
global profile and all defaults; a stack holds up to 20 of them, on one trail.

${tables(result)}

How it is measured: each time in a fresh process of Node.js, compiled, the two sides taking turns. Times are medians over the rounds. A ratio is the
median of the ratios of the rounds, because the two times of a round ran one after the other: a machine that is busy for a while changes both. In
parentheses are the least and the greatest; where they are far apart, the machine was busy in between, which processor time feels least. Times differ
between machines; ratios and sizes hardly do.

- "require" loads the modules of aws-cdk-lib that the code needs first; what the code adds comes after, with the files of aws-cdk-lib that it makes load.
- "synth" is from \`new App\` to the end of \`app.synth()\`, with the feature flags of \`cdk init\` and without CDK's validation of templates
  (\`CDK_VALIDATION=false\`), which would hide the difference. It includes what aws-cdk-lib loads on first use, which is most of the time of one workload;
  the line "each workload" does not.
- The run fails if the two sides differ in more than names and texts: types and numbers of resources, their properties, the widgets of the dashboard.
- Sizes are those of compact JSON. Policies are those that allow calls, for a role in an account and a Region that are known. By hand, each profile is given the
  same statements with \`role.addToPolicy\`, and CDK merges and splits the policy. IAM takes 10,240 characters in the inline policies of a role, 6,144 in a managed
  policy, and 20 managed policies on a role.
- The check is that of \`CrisChecks\` and of the command: loading it, reading the templates and checking them, beside the synth of the same app in the same process. A third of the
  resources are those of workloads, the others are functions with roles for other services. A ratio is the median over the rounds.
`;
}
