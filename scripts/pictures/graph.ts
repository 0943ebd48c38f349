import { init } from 'echarts';
import { Area } from './diagram';
import { BOX, BORDER, Colour, GRID_LINE, INK, LINES, MUTED, OF_BODY, WORST } from './palette';
import { TIMES } from './sample-data';
import { Series, seriesOf } from './series';
import { element, label } from './svg';
import { Graph } from './widgets';
import { widthOf, wrapped } from './words';

const FONT = 12;
const PADDING = 9;

/** Rows of a legend; CloudWatch scrolls what is further down. */
const LEGEND_ROWS = 3;

/** A graph with its title above and its legend below. */
export function graph(widget: Graph, { x, y, width, height }: Area): string {
  const { title, max, thresholds } = widget;
  const series = coloured(seriesOf(widget));
  const titles = wrapped(title, width - 2 * PADDING, 12.5);
  const keys = legend([...series, ...thresholds.map(({ label: name, color, value }) => ({ name: `${name} at ${short(value)}`, colour: ofBody(color) }))], width - 2 * PADDING);
  const top = PADDING + titles.length * 15 + 3;
  const below = keys.height + PADDING;
  return element('g', { transform: `translate(${x} ${y})` },
    element('rect', { width, height, rx: 5, fill: BOX, stroke: BORDER }),
    ...titles.map((text, index) => label(text, { 'x': PADDING, 'y': PADDING + 11 + index * 15, 'font-size': 12.5, 'font-weight': 600, 'fill': INK })),
    element('g', { transform: `translate(0 ${top + 2})` }, plot(series, width, height - top - 2 - below, thresholds, max)),
    element('g', { transform: `translate(${PADDING} ${height - below})` }, keys.markup),
  );
}

type Coloured = Series & { readonly colour: Colour };

function ofBody(color: string): Colour {
  const colour = OF_BODY[color];
  if (colour === undefined) throw new Error(`the picture of the dashboard does not show the colour ${color}`);
  return colour;
}

/** The colours that the body gives, and others one after another. */
function coloured(series: readonly Series[]): Coloured[] {
  let next = 0;
  return series.map((one) => ({ ...one, colour: one.color === undefined ? LINES[next++ % LINES.length] : ofBody(one.color) }));
}

function plot(series: readonly Coloured[], width: number, height: number, thresholds: Graph['thresholds'], max?: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    const times = width > 300 ? ['06:00', '12:00', '18:00'] : ['06:00', '18:00'];
    const axisLabel = { color: MUTED, fontSize: FONT };
    const line = (values: readonly (number | undefined)[], colour: Colour, style: object = {}) => ({
      type: 'line' as const, data: values.map((value) => value ?? null), showSymbol: false, silent: true, lineStyle: { width: 1.5, color: colour, ...style }, itemStyle: { color: colour },
    });
    chart.setOption({
      animation: false,
      grid: { left: 44, right: 14, top: 6, bottom: 20 },
      xAxis: {
        type: 'category',
        data: TIMES,
        boundaryGap: false,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: BORDER } },
        axisLabel: { ...axisLabel, margin: 6, interval: (_: number, time: string) => times.includes(time) },
      },
      yAxis: { type: 'value', min: 0, splitNumber: 3, ...max !== undefined && { max, interval: max / 4 }, splitLine: { lineStyle: { color: GRID_LINE } }, axisLabel: { ...axisLabel, formatter: short } },
      // The worst is drawn over the others.
      series: [
        ...thresholds.map(({ value, color }) => line(TIMES.map(() => value), ofBody(color), { type: 'dashed' })),
        ...[...series].reverse().map(({ values, colour }) => line(values, colour, colour === WORST ? { width: 2 } : {})),
      ],
    });
    return slim(chart.renderToSVGString());
  } finally {
    // ECharts keeps a timer for each chart, and the process with it.
    chart.dispose();
  }
}

/** What a picture needs of ECharts' SVG: no frame, no pointer, no font of its own, and no more digits than a screen shows. */
function slim(svg: string): string {
  return svg
    .replace(/^<svg[^>]*>|<\/svg>$|<style[^]*?<\/style>/g, '')
    .replace(/ (class|pointer-events|stroke-linejoin|stroke-linecap)="[^"]*"/g, '')
    .replace(/ style="font-size:(\d+)px;font-family:[^"]*"/g, ' font-size="$1"')
    .replace(/<rect [^>]*fill="none"><\/rect>/g, '')
    .replace(/(<clipPath[^>]*>\s*<path d="[^"]*") fill="[^"]*"/g, '$1')
    .replace(/><\/path>/g, '/>')
    .replace(/\d+\.\d{2,}/g, (digits) => String(Math.round(Number(digits) * 10) / 10))
    .replace(/\n/g, '');
}

function legend(all: readonly { readonly name: string; readonly colour: Colour }[], width: number): { markup: string; height: number } {
  const cut = (name: string) => {
    let text = name;
    while (widthOf(text, FONT) > width - 16) text = `${text.replace(/…$/, '').slice(0, -1)}…`;
    return text;
  };
  const keys = all.map(({ name, colour }) => ({ text: cut(name), colour }));
  let [x, row] = [0, 0];
  const placed = keys.map((key) => {
    const taken = 16 + widthOf(key.text, FONT);
    if (x > 0 && x + taken > width) [x, row] = [0, row + 1];
    const place = { ...key, x, row };
    x += taken + 8;
    return place;
  });
  const rows = Math.min(row + 1, LEGEND_ROWS);
  const shown = row < LEGEND_ROWS ? placed : placed.filter((key) => key.row < LEGEND_ROWS - 1);
  const markup = shown.map((key) => element('rect', { x: key.x, y: key.row * 16 + 5, width: 11, height: 3, fill: key.colour })
    + label(key.text, { 'x': key.x + 15, 'y': key.row * 16 + 10.5, 'font-size': FONT, 'fill': key.colour === WORST ? WORST : MUTED }));
  const left = placed.length - shown.length;
  if (left > 0) markup.push(label(`and ${left} more`, { 'x': 15, 'y': (LEGEND_ROWS - 1) * 16 + 10.5, 'font-size': FONT, 'fill': MUTED }));
  return { markup: markup.join(''), height: rows * 16 };
}

function short(value: number): string {
  if (value >= 1e6) return `${value / 1e6}M`;
  return value >= 1e3 ? `${value / 1e3}k` : String(value);
}
