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

/** The rows of the table, and what each side does and should not. */
export interface Result {
  readonly rows: readonly Row[];
  readonly remarks: PerSide<readonly string[]>;
  /** The aims that are not met: those for times only if no round met them. */
  readonly missed: readonly string[];
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

/** Where another side is better than the library, in every round: a list of rows for each such side. */
export function betterElsewhere(rows: readonly Row[], titles: PerSide<string>): string {
  const others = (Object.keys(titles) as Side[]).filter((side) => side !== 'library');
  const better = others.map((side) => [side, rows.filter(({ less }) => less?.[side] && less.library && less[side].max < less.library.min)] as const);
  const lines = better.filter(([, found]) => found.length > 0).map(([side, found]) => `- ${titles[side]}${found.map(({ what }) => `\n  - ${what}`).join('')}`);
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
