/**
 * Text in columns. Where a line would be longer than `columns`, the cells of the flexible column are broken at their spaces.
 */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], flexible: number, columns = Infinity): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const tooWide = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - columns;
  if (tooWide > 0) widths[flexible] = Math.max(NARROWEST, widths[flexible] - tooWide);
  return all.flatMap((row) => lines(row, widths, flexible)).map((line) => `${line.trimEnd()}\n`).join('');
}

const GAP = '  ';

// A Region name and a comma; narrower columns would not be read.
const NARROWEST = 16;

function lines(row: readonly string[], widths: readonly number[], flexible: number): string[] {
  return wrapped(row[flexible], widths[flexible]).map((part, index) =>
    row.map((cell, column) => (column === flexible ? part : index === 0 ? cell : '').padEnd(widths[column])).join(GAP));
}

function wrapped(text: string, width: number): string[] {
  const parts: string[] = [];
  for (const word of text.split(' ')) {
    const last = parts[parts.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= width) parts[parts.length - 1] = `${last} ${word}`;
    else parts.push(word);
  }
  return parts;
}
