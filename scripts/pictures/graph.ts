import { init } from 'echarts';
import { Area } from './diagram';
import { BOX, BORDER, GRID_LINE, INK, LINES, MUTED } from './palette';
import { TIMES } from './sample-data';
import { Series, seriesOf } from './series';
import { element, label } from './svg';
import { Graph } from './widgets';
import { widthOf, wrapped } from './words';

const FONT = 12;
const PADDING = 9;

/** A graph with its title above and its legend below. */
export function graph({ title, unit, max, lines }: Graph, { x, y, width, height }: Area): string {
  const series = seriesOf(lines);
  const titles = wrapped(title, width - 2 * PADDING, 12.5);
  const keys = legend(series.map(({ name }) => name), width - 2 * PADDING);
  const top = PADDING + titles.length * 15 + 3;
  const below = keys.height + PADDING;
  return element('g', { transform: `translate(${x} ${y})` },
    element('rect', { width, height, rx: 5, fill: BOX, stroke: BORDER }),
    ...titles.map((text, index) => label(text, { 'x': PADDING, 'y': PADDING + 11 + index * 15, 'font-size': 12.5, 'font-weight': 600, 'fill': INK })),
    label(unit, { 'x': PADDING, 'y': top + 11, 'font-size': FONT, 'fill': MUTED }),
    element('g', { transform: `translate(0 ${top + 18})` }, plot(series, width, height - top - 18 - below, max)),
    element('g', { transform: `translate(${PADDING} ${height - below})` }, keys.markup),
  );
}

function plot(series: readonly Series[], width: number, height: number, max?: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    const times = width > 300 ? ['06:00', '12:00', '18:00'] : ['06:00', '18:00'];
    const axisLabel = { color: MUTED, fontSize: FONT };
    chart.setOption({
      animation: false,
      grid: { left: 44, right: 14, top: 4, bottom: 20 },
      xAxis: {
        type: 'category',
        data: TIMES,
        boundaryGap: false,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: BORDER } },
        axisLabel: { ...axisLabel, margin: 6, interval: (_: number, time: string) => times.includes(time) },
      },
      yAxis: { type: 'value', min: 0, splitNumber: 3, ...max !== undefined && { max, interval: max / 4 }, splitLine: { lineStyle: { color: GRID_LINE } }, axisLabel: { ...axisLabel, formatter: short } },
      series: series.map(({ values }, index) => ({
        type: 'line', data: values.map((value) => value ?? null), showSymbol: false, silent: true, lineStyle: { width: 1.5, color: LINES[index] }, itemStyle: { color: LINES[index] },
      })),
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

function legend(names: readonly string[], width: number): { markup: string; height: number } {
  let [x, row] = [0, 0];
  const markup = names.map((name, index) => {
    const taken = 16 + widthOf(name, FONT);
    if (x > 0 && x + taken > width) [x, row] = [0, row + 1];
    const key = element('rect', { x, y: row * 16 + 5, width: 11, height: 3, fill: LINES[index] }) + label(name, { 'x': x + 15, 'y': row * 16 + 10.5, 'font-size': FONT, 'fill': MUTED });
    x += taken + 8;
    return key;
  });
  return { markup: markup.join(''), height: (row + 1) * 16 };
}

function short(value: number): string {
  if (value >= 1e6) return `${value / 1e6}M`;
  return value >= 1e3 ? `${value / 1e3}k` : String(value);
}
