import { styleSheet } from './palette';

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An SVG element as text; children are markup already. */
export function element(name: string, attributes: Attributes, ...children: string[]): string {
  const written = Object.entries(attributes).filter(([, value]) => value !== undefined).map(([key, value]) => ` ${key}="${escaped(shown(value!))}"`).join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`;
}

export function label(content: string, attributes: Attributes): string {
  return element('text', attributes, escaped(content));
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  readonly content: readonly string[];
}

/** A picture on a card of its own, so that it is legible whatever is behind it; it follows the reader's preference for light or dark. */
export function onCard({ width, height, title, description, content }: Picture): string {
  const card = element('rect', { x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 10, fill: '#ffffff', stroke: '#d1d9e0' });
  const body = [card, ...content];
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${Object.entries(size).map(([name, value]) => `${name}="${value}"`).join(' ')} role="img" aria-labelledby="title desc">`,
    element('title', { id: 'title' }, escaped(title)),
    element('desc', { id: 'desc' }, escaped(description)),
    element('style', {}, styleSheet(body.join(''))),
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

export function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** One decimal is below what a screen shows. */
function shown(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 10) / 10) : value;
}
