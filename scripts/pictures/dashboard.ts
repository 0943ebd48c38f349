import { Area } from './diagram';
import { graph } from './graph';
import { markdown } from './markdown';
import { INK, MUTED, REMARK } from './palette';
import { Synthesized } from './quick-start';
import { alarms, singleValue } from './status';
import { element, label, onCard } from './svg';
import { choicesOf, Widget, widgetsOf } from './widgets';

const WIDTH = 882;
const MARGIN = 16;
const HEADER = 60;
const COLUMN = (WIDTH - 2 * MARGIN) / 24;
const ROW = 33;
const GAP = 8;

/** The dashboard of the quick start: titles, places, lines and legends from its synthesized body, values from the sample data. */
export function dashboard(synthesized: Synthesized, name = 'the quick start'): string {
  const { resources, text } = synthesized;
  const bodies = Object.values(resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard').map(({ Properties }) => text(Properties.DashboardBody));
  if (bodies.length !== 1) throw new Error(`the quick start has ${bodies.length} dashboards, not one`);
  const widgets = widgetsOf(bodies[0]);
  const rows = Math.max(...widgets.map(({ y, height }) => y + height));
  const titles = widgets.flatMap(({ content }) => 'title' in content ? [content.title] : []);
  return onCard({
    width: WIDTH,
    height: HEADER + rows * ROW + MARGIN,
    title: `Dashboard of ${name}, with sample data`,
    description: `A CloudWatch dashboard with sample data: ${titles.join(', ')}.`,
    content: [...header(name, choicesOf(bodies[0]).map(({ value, label: shown }) => shown ?? value)), ...widgets.map(drawn)],
  });
}

function header(name: string, [chosen, ...others]: readonly string[]): string[] {
  return [
    label(`The dashboard of ${name}`, { 'x': MARGIN + 4, 'y': 31, 'font-size': 17, 'font-weight': 600, 'fill': INK }),
    label('drawn from its synthesized body, with made-up values for one day', { 'x': MARGIN + 4, 'y': 51, 'font-size': 12.5, 'fill': MUTED }),
    element('rect', { x: WIDTH - MARGIN - 118, y: 12, width: 114, height: 27, rx: 13.5, fill: REMARK.tint, stroke: REMARK.strong }),
    label('sample data', { 'x': WIDTH - MARGIN - 61, 'y': 30, 'font-size': 13, 'font-weight': 600, 'text-anchor': 'middle', 'fill': REMARK.strong }),
    ...chosen === undefined ? [] : [
      label(`Chosen profile ▾ ${chosen}${others.length === 0 ? '' : `, of ${others.length + 1}`}`, { 'x': WIDTH - MARGIN - 4, 'y': 58, 'font-size': 12, 'text-anchor': 'end', 'fill': MUTED }),
    ],
  ];
}

function drawn({ x, y, width, height, content }: Widget): string {
  const area: Area = { x: MARGIN + x * COLUMN + GAP / 2, y: HEADER + y * ROW + GAP / 2, width: width * COLUMN - GAP, height: height * ROW - GAP };
  switch (content.kind) {
    case 'text': return markdown(content.markdown, area);
    case 'alarms': return alarms(content, area);
    case 'number': return singleValue(content, area);
    case 'graph': return graph(content, area);
  }
}
