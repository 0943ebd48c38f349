import type { Row } from './rows';
import type { PerSide, Side } from './side';

/** Under what circumstances a run was made; nothing that tells one machine from another of its class. */
export interface Circumstances {
  readonly date: string;
  readonly rounds: number;
  readonly node: string;
  readonly machine: string;
  readonly cdk: string;
  readonly nag: string;
  /** The sides in the order of the columns, with their versions. */
  readonly titles: PerSide<string>;
}

/** The rows of the table, what the time is spent on, and what each side does and should not. */
export interface Result {
  readonly rows: readonly Row[];
  readonly parts: string;
  readonly remarks: PerSide<readonly string[]>;
}

export function circumstancesText({ date, rounds, node, machine, cdk, nag }: Circumstances): string {
  return `${date}, Node.js ${node}, ${machine}, aws-cdk-lib ${cdk}, cdk-nag ${nag}, ${rounds} round${rounds === 1 ? '' : 's'}`;
}

/** One Markdown table, readable in a terminal too. */
export function table(rows: readonly Row[], titles: PerSide<string>): string {
  const sides = Object.keys(titles) as Side[];
  const cells = [
    ['', ...Object.values(titles), 'aim of the library'],
    ...rows.map((row) => row.heading
      ? [`**${row.what}**`, ...sides.map(() => ''), '']
      : [row.what, ...sides.map((side) => row.cells[side] ?? 'none'), row.aim === undefined ? '' : `${row.aim}: ${row.met ? 'met' : '**not met**'}`]),
  ];
  const widths = cells[0].map((_, column) => Math.max(3, ...cells.map((line) => line[column].length)));
  // Figures are aligned to the right.
  const right = (column: number) => column > 0 && column <= sides.length;
  const line = (values: readonly string[]) => `| ${values.map((value, i) => right(i) ? value.padStart(widths[i]) : value.padEnd(widths[i])).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => right(i) ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2)).join('|')}|`;
  return [line(cells[0]), rule, ...cells.slice(1).map(line)].join('\n');
}

/** Where the quartiles of another side are below those of the library: a list of rows for each such side. */
export function betterElsewhere(rows: readonly Row[], titles: PerSide<string>): string {
  const better = (side: Side) => rows.filter(({ less }) => less?.[side] && less.library && less[side].high < less.library.low).map(({ what }) => `\n  - ${what}`);
  const lines = (Object.keys(titles) as Side[]).filter((side) => better(side).length > 0).map((side) => `- ${titles[side]}${better(side).join('')}`);
  return lines.join('\n') || '- no other side, in no row';
}

/** What each side does and should not; sides of which the same is true share a list. */
export function remarksText(remarks: PerSide<readonly string[]>, titles: PerSide<string>): string {
  const lists = new Map<string, string[]>();
  for (const side of Object.keys(titles) as Side[]) {
    const list = (remarks[side]?.length ? remarks[side] : ['nothing']).map((remark) => `\n  - ${remark}`).join('');
    lists.set(list, [...lists.get(list) ?? [], titles[side]!]);
  }
  return [...lists].map(([list, sides]) => `- ${sides.join(', ')}${list}`).join('\n');
}

/** The page of the documentation. */
export function page({ rows, parts, remarks }: Result, circumstances: Circumstances): string {
  const { titles } = circumstances;
  return `# Benchmarks

Written by \`npm run bench -- --write\`; do not edit. ${circumstancesText(circumstances)}.

The library against code that defines the same with aws-cdk-lib alone (\`bench/sides/hand-written.ts\`), and against the
two packages of AWS that grant calls through cross-Region profiles: \`@aws-cdk/aws-bedrock-alpha\` and
\`@cdklabs/generative-ai-cdk-constructs\`. All sides run on the same aws-cdk-lib. Times are medians: what passes / what
the processor spends, user and system. Ratios have their quartiles in parentheses; "none" is what a side does not
have.

${table(rows, titles)}

The aims are ratios: milliseconds do not travel from one machine to another. What passes decides, by the median of the
ratios of the rounds.

What the milliseconds of one workload are spent on, when each file that is loaded is timed too:

${parts}

## Where the others are better

Their quartiles are below those of the library, or the figure is the same each time:

${betterElsewhere(rows, titles)}

A policy is short when it names little: those of the packages allow \`bedrock:InvokeModel*\` on the model in any Region,
without a condition.

## What is found

What a role for one profile allows beyond the calls through it, what it refuses of them, and what cdk-nag finds in it:

${remarksText(remarks, titles)}

The requests are those of the tests of the library (\`test/support/cris-requests.ts\` from the pages of AWS,
\`test/support/denied-requests.ts\`), decided by their evaluator: a list that the library was written for. Whether a
workload may also call the model without the profile is a choice, and the packages made it differently.

## How it is measured

Run \`npm run bench\`; \`-- --write\` also writes this page. It installs the versions of \`bench/pinned\` into
\`.cache/bench\`; \`-- --without-peers\` installs nothing, leaves the packages out and runs on the aws-cdk-lib of the
project. \`-- --rounds 3\` is quicker, and good for a look only.

- Each measurement is a fresh process of Node.js, on compiled code as it is published. The sides take turns, in each
  round from another one on. A ratio is the median of the ratios of the rounds, so a machine that is busy for a while
  changes all sides. Where the quartiles are far apart, it was busy in between.
- "require" loads the modules of aws-cdk-lib that the side asks for first; what it adds comes after. The library loads
  nothing but its index then, and the rest when it is first used: that is part of the other times, which are from the
  first \`require\` to the end of \`app.synth()\`. Of generative-ai-cdk-constructs the whole package is loaded, which is
  how its documentation imports it.
- A role is one for AWS Lambda that may call one global profile: by \`InferenceProfileGrants\`, by hand with
  \`role.addToPolicy\` for each statement, and by \`CrossRegionInferenceProfile.fromConfig(…).grantInvoke(role)\`. The
  interface of generative-ai-cdk-constructs has no name for the global scope; it takes one by a cast.
- A workload is a \`CrisWorkload\` with one global profile, and the same by hand; those of a stack share one monitoring,
  whose alarms have an action. Without one, the library warns that nobody is told, and the CDK writes a report for a
  warning: that is the row "by default". The run fails if the two differ in more than names and texts: types and
  numbers of resources, their properties, the widgets of the dashboard.
- Growth and the check are beside the time from \`new App\` on. Growth is an exponent: 1 where twice as many take twice
  as long, beside what one alone takes. The check is that of \`CrisChecks\`: loading it, reading the templates and checking them, in the process that
  has synthesized them. More resources are copies of one template.
- Memory is the most that the process had by the end of \`app.synth()\`, Node.js itself included.
- Synthesis is with the feature flags of \`cdk init\` and without CDK's validation of templates
  (\`CDK_VALIDATION=false\`), which would hide the difference.
- Sizes are those of compact JSON. Policies are as IAM gets them, for an account and a Region that are known. IAM
  takes 10,240 characters in the inline policies of a role, 6,144 in a managed policy, and 20 managed policies on a
  role.
`;
}
