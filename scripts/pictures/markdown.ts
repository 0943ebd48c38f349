import { Area } from './diagram';
import { INK, MUTED } from './palette';
import { label } from './svg';
import { wrapped } from './words';

const HEADINGS: Readonly<Record<string, number>> = { '##': 16, '###': 13.5 };
const FONT = 12;
const LINE_HEIGHT = 16.5;
const AFTER = 4;

/** A text widget: the Markdown that the dashboard uses, headings and lists. */
export function markdown(text: string, { x, y, width, height }: Area): string {
  const rows: string[] = [];
  let bottom = y + 4;
  for (const line of text.split('\n').filter((content) => content !== '')) {
    const [, marks, content] = /^(##|###|-) ([^*`[\]#]+)$/.exec(line) ?? [];
    if (content === undefined) throw new Error(`the picture of the dashboard cannot show the Markdown ${JSON.stringify(line)}`);
    if (marks === '-') {
      rows.push(label('•', { 'x': x + 4, 'y': bottom + LINE_HEIGHT, 'font-size': FONT, 'fill': MUTED }));
      for (const words of wrapped(content, width - 24, FONT)) rows.push(label(words, { 'x': x + 16, 'y': bottom += LINE_HEIGHT, 'font-size': FONT, 'fill': MUTED }));
      bottom += AFTER;
    } else {
      rows.push(label(content, { x, 'y': bottom += HEADINGS[marks] + 4, 'font-size': HEADINGS[marks], 'font-weight': 600, 'fill': INK }));
      bottom += AFTER;
    }
  }
  if (bottom - AFTER > y + height) throw new Error(`too much text for its widget: ${text}`);
  return rows.join('');
}
