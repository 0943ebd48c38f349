import { Area } from './diagram';
import { ACCESS, Colour, INK, MUTED } from './palette';
import { label } from './svg';
import { widthOf } from './words';

const HEADINGS: Readonly<Record<string, number>> = { '#': 17, '##': 16, '###': 13.5 };
const FONT = 12;
const LINE_HEIGHT = 16.5;
const AFTER = 4;

/** A text widget: the Markdown that the dashboard uses, which is headings and lines with links and code. */
export function markdown(text: string, { x, y, width, height }: Area): string {
  const rows: string[] = [];
  let bottom = y + 4;
  for (const line of text.split('\n').filter((content) => content !== '')) {
    const [, marks, content] = /^(?:(#{1,3}) )?(.+)$/.exec(line)!;
    const words = wordsOf(content);
    if (words === undefined) throw new Error(`the picture of the dashboard cannot show the Markdown ${JSON.stringify(line)}`);
    if (marks === undefined) {bottom = paragraph(words, { x, bottom, width }, rows) + AFTER;} else {
      rows.push(label(words.map(({ text: word }) => word).join(' '), { x, 'y': bottom += HEADINGS[marks] + 4, 'font-size': HEADINGS[marks], 'font-weight': 600, 'fill': INK }));
      bottom += AFTER;
    }
  }
  if (bottom - AFTER > y + height) throw new Error(`too much text for its widget: ${text}`);
  return rows.join('');
}

interface Word { readonly text: string; readonly colour: Colour }

function wordsOf(content: string): Word[] | undefined {
  const words: Word[] = [];
  let rest = content;
  while (rest !== '') {
    const [whole, linked, code, plain] = /^(?:\[([^\]]+)\]\((?:[^()]|\([^()]*\))+\)|`([^`]+)`|([^*`[\]#]+))/.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    const colour = linked === undefined ? MUTED : ACCESS.strong;
    words.push(...(linked ?? code ?? plain).split(' ').filter((word) => word !== '').map((word) => ({ text: word, colour })));
    rest = rest.slice(whole.length);
  }
  return words;
}

/** Lines of words, those of one colour together. */
function paragraph(words: readonly Word[], { x, bottom, width }: { x: number; bottom: number; width: number }, rows: string[]): number {
  let [left, line] = [0, bottom + LINE_HEIGHT];
  let run: { at: number; texts: string[]; colour: Colour } | undefined;
  const flush = () => {
    if (run) rows.push(label(run.texts.join(' '), { 'x': x + run.at, 'y': line, 'font-size': FONT, 'fill': run.colour }));
    run = undefined;
  };
  for (const { text, colour } of words) {
    const taken = widthOf(text, FONT);
    if (left > 0 && left + taken > width) {
      flush();
      [left, line] = [0, line + LINE_HEIGHT];
    }
    if (run?.colour !== colour) {
      flush();
      run = { at: left, texts: [], colour };
    }
    run!.texts.push(text);
    left += taken + widthOf(' ', FONT);
  }
  flush();
  return line;
}
