import { Area } from './diagram';
import { BORDER, BOX, FINE, INK, MUTED, WORST } from './palette';
import { seriesOf } from './series';
import { element, label } from './svg';
import { Alarms, SingleValue } from './widgets';
import { widthOf } from './words';

const PADDING = 9;
const ROW = 16;
const COLUMNS = 3;

/** The status of alarms, those that went off first. In the sample that is the first one on throttles. */
export function alarms({ title, names }: Alarms, { x, y, width, height }: Area): string {
  const off = names.find((name) => name.includes('Throttles'));
  const ordered = [...names].sort((one, other) => Number(other === off) - Number(one === off));
  const places = Math.floor((height - 30) / ROW) * COLUMNS;
  // CloudWatch scrolls what is further down.
  const shown = ordered.length <= places ? ordered : ordered.slice(0, places - 1);
  const column = (width - 2 * PADDING) / COLUMNS;
  const place = (index: number) => [PADDING + index % COLUMNS * column, 28 + Math.floor(index / COLUMNS) * ROW] as const;
  const [restX, restY] = place(shown.length);
  return element('g', { transform: `translate(${x} ${y})` },
    element('rect', { width, height, rx: 5, fill: BOX, stroke: BORDER }),
    label(`${title}: ${off === undefined ? 'all OK' : '1 in alarm'}, ${names.length - (off === undefined ? 0 : 1)} OK`, { 'x': PADDING, 'y': 20, 'font-size': 12.5, 'font-weight': 600, 'fill': off === undefined ? INK : WORST }),
    ...shown.flatMap((name, index) => {
      const [left, top] = place(index);
      const fill = name === off ? WORST : FINE;
      return [
        element('rect', { x: left, y: top, width: 11, height: 11, rx: 2, fill }),
        label(cut(name, column - 40), { 'x': left + 16, 'y': top + 10, 'font-size': 12, 'fill': name === off ? WORST : MUTED }),
      ];
    }),
    ...shown.length === ordered.length ? [] : [label(`and ${ordered.length - shown.length} more`, { 'x': restX + 16, 'y': restY + 10, 'font-size': 12, 'fill': MUTED })],
  );
}

// CloudFormation appends letters to the names; the end says what the alarm is on.
function cut(name: string, width: number): string {
  const text = name.replace(/[0-9A-F]{8}$/, '');
  if (widthOf(text, 12) <= width) return text;
  let start = 1;
  while (widthOf(`…${text.slice(start)}`, 12) > width && start < text.length) start++;
  return `…${text.slice(start)}`;
}

/** A number for the whole time, with its unit. */
export function singleValue(widget: SingleValue, { x, y, width, height }: Area): string {
  const [series, ...others] = seriesOf(widget, true);
  if (others.length > 0) throw new Error(`the picture of the dashboard shows one number in ${widget.title}`);
  if (widthOf(widget.title, 12.5) > width - 2 * PADDING) throw new Error(`too much text for its widget: ${widget.title}`);
  const [value] = series.values;
  return element('g', { transform: `translate(${x} ${y})` },
    element('rect', { width, height, rx: 5, fill: BOX, stroke: BORDER }),
    label(widget.title, { 'x': PADDING, 'y': 20, 'font-size': 12.5, 'font-weight': 600, 'fill': INK }),
    label(value === undefined ? '--' : short(value), { 'x': PADDING, 'y': height - 24, 'font-size': 26, 'font-weight': 600, 'fill': INK }),
    label(series.name, { 'x': PADDING, 'y': height - 8, 'font-size': 12, 'fill': MUTED }),
  );
}

function short(value: number): string {
  const digits = (scaled: number) => String(Number(scaled.toPrecision(3)));
  if (value >= 1e6) return `${digits(value / 1e6)}M`;
  return value >= 1e3 ? `${digits(value / 1e3)}k` : digits(value);
}
