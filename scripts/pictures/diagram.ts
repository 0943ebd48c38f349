import { ARROW, BOX, Colour, INK, MUTED, Tone } from './palette';
import { element, label } from './svg';
import { widthOf } from './words';

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Box extends Area {
  readonly tone: Tone;
  readonly title: readonly string[];
  readonly lines?: readonly string[];
  /** The number of the policy's statement that allows it. */
  readonly number?: number;
  /** What it is in the template. */
  readonly tooltip?: string;
}

const LINE_HEIGHT = 16;

/** A box with its title and lines in the middle; they have to fit. */
export function box({ x, y, width, height, tone, title, lines = [], number, tooltip }: Box): string {
  const tooWide = [...title.filter((text) => widthOf(text, 13) > width), ...lines.filter((text) => widthOf(text, 12) > width)];
  if (tooWide.length > 0 || (title.length + lines.length) * LINE_HEIGHT > height) throw new Error(`too much text for its box: ${[...title, ...lines].join(' / ')}`);
  const first = y + height / 2 + 4.5 - (title.length + lines.length - 1) * LINE_HEIGHT / 2;
  const row = (content: string, index: number, attributes: Record<string, string | number>) =>
    label(content, { 'x': x + width / 2, 'y': first + index * LINE_HEIGHT, 'text-anchor': 'middle', ...attributes });
  return element('g', {},
    ...tooltip === undefined ? [] : [element('title', {}, tooltip)],
    element('rect', { x, y, width, height, 'rx': 7, 'fill': BOX, 'stroke': tone.strong, 'stroke-width': 1.2 }),
    ...title.map((content, index) => row(content, index, { 'font-size': 13, 'font-weight': 600, 'fill': INK })),
    ...lines.map((content, index) => row(content, title.length + index, { 'font-size': 12, 'fill': MUTED })),
    ...number === undefined ? [] : [numbered(number, x + width, y, tone.strong)],
  );
}

/** What is for the same purpose; dashed where it is a border rather than a purpose. */
export function group(name: string, tone: Tone, { x, y, width, height }: Area, dashed = false): string {
  return element('g', {},
    element('rect', { x, y, width, height, 'rx': 9, 'fill': dashed ? 'none' : tone.tint, 'stroke': tone.strong, 'stroke-width': dashed ? 1.2 : 0.6, 'stroke-dasharray': dashed ? '6 4' : undefined }),
    label(name, { 'x': x + 12, 'y': y + 19, 'font-size': 13, 'font-weight': 600, 'fill': tone.strong }),
  );
}

/** The number of a statement, in a disc. */
export function numbered(number: number, x: number, y: number, colour: Colour): string {
  return element('circle', { cx: x, cy: y, r: 9, fill: colour, stroke: BOX })
    + label(String(number), { x, 'y': y + 4.2, 'font-size': 12, 'font-weight': 600, 'text-anchor': 'middle', 'fill': BOX });
}

/** A line from the first point to the last, which it points to. */
export function arrow(points: readonly (readonly [number, number])[]): string {
  const [[fromX, fromY], [toX, toY]] = points.slice(-2);
  const [dx, dy] = [Math.sign(toX - fromX), Math.sign(toY - fromY)];
  const head = `M${toX} ${toY}L${toX - 8 * dx - 4 * dy} ${toY - 8 * dy - 4 * dx}L${toX - 8 * dx + 4 * dy} ${toY - 8 * dy + 4 * dx}Z`;
  const path = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  return element('path', { 'd': path, 'fill': 'none', 'stroke': ARROW, 'stroke-width': 1.5, 'stroke-linejoin': 'round' }) + element('path', { d: head, fill: ARROW });
}

export function beside(content: string, x: number, y: number, anchor: 'start' | 'middle' | 'end' = 'middle'): string {
  return label(content, { x, y, 'font-size': 12, 'text-anchor': anchor, 'fill': MUTED });
}
