import type { Row } from './rows';

/** Under what circumstances a run was made; nothing that tells one machine from another. */
export interface Circumstances {
  readonly date: string;
  readonly rounds: number;
  readonly node: string;
  readonly cdk: string;
}

/** The result as a Markdown table, readable in a terminal too. */
export function table(rows: readonly Row[]): string {
  const cells = [
    ['', 'library', 'by hand', 'ratio', 'aim', ''],
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
  return `${date}, Node.js ${node}, aws-cdk-lib ${cdk}, ${rounds} rounds`;
}

/** The page of the documentation. */
export function page(rows: readonly Row[], circumstances: Circumstances): string {
  return `# Benchmarks

Written by \`npm run bench -- --write\`; do not edit. ${circumstancesText(circumstances)}.

The library against code that defines the same resources with aws-cdk-lib alone: \`bench/hand-written.ts\`. A workload is a \`CrisWorkload\` with one
global profile and all defaults; the workloads of a run are in one stack.

${table(rows)}

How it is measured: each time in a fresh process of Node.js, compiled, the two sides taking turns. Times are medians over the rounds. A ratio is the
median of the ratios of the rounds, with the least and the greatest in parentheses: the two times of a round ran one after the other, so a machine that
is busy for a while changes both. Times differ between machines; ratios and sizes hardly do.

- "require" loads the modules of aws-cdk-lib that the code needs first; what the code adds comes after, with the files of aws-cdk-lib that it makes load.
- "synth" is from \`new App\` to the end of \`app.synth()\`, with the feature flags of \`cdk init\` and without CDK's validation of templates (\`CDK_VALIDATION=false\`), which costs
  both sides the same. It includes what aws-cdk-lib loads on first use, which is most of the time of one workload; the line "each workload" does not.
- Sizes are those of compact JSON. Policies are those that allow calls, for a role in an account and a Region that are known.
- The policies of several profiles by hand: the same statements for each profile with \`role.addToPolicy\`, which CDK merges and splits by itself.
`;
}
