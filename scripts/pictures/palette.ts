/** The colours of the pictures on a light card, each with what takes its place on a dark one. */
const ON_DARK = {
  '#ffffff': '#0d1117', // the card
  '#fefefe': '#161b22', // a box
  '#d1d9e0': '#3d444d', // a line around them
  '#1f2328': '#f0f6fc', // text
  '#59636e': '#9da7b3', // text beside it
  '#6e7781': '#8b949e', // an arrow
  '#e6eaef': '#2a313a', // a grid line
  '#fff8c5': '#3b2e00', // a remark
  '#9a6700': '#e3b341',
  '#0969da': '#58a6ff', // access; the first line of a graph
  '#eef6ff': '#101d2e',
  '#bc4c00': '#f0883e', // other Regions; the second line
  '#fff4ec': '#2a1a10',
  '#1a7f37': '#3fb950', // audit; the third line
  '#eefbf1': '#0f2217',
  '#8250df': '#bc8cff', // monitoring; the fourth line
  '#f7f2ff': '#1e1730',
  '#0a7a8c': '#39c5cf', // Amazon Bedrock; the fifth line
  '#ecfafc': '#0c2228',
  '#bf3989': '#f778ba', // the sixth line
  '#0550ae': '#79c0ff', // further lines
  '#953800': '#ffa657',
  '#116329': '#7ee787',
  '#6639ba': '#d2a8ff',
  '#cf222e': '#ff7b72', // the worst line, and an alarm that went off
} as const;

export type Colour = keyof typeof ON_DARK;

export const INK: Colour = '#1f2328';
export const MUTED: Colour = '#59636e';
export const ARROW: Colour = '#6e7781';
export const BORDER: Colour = '#d1d9e0';
export const BOX: Colour = '#fefefe';
export const GRID_LINE: Colour = '#e6eaef';
export const LINES: readonly Colour[] = ['#0969da', '#bc4c00', '#1a7f37', '#8250df', '#0a7a8c', '#bf3989', '#0550ae', '#953800', '#116329', '#6639ba'];

export const WORST: Colour = '#cf222e';
export const FINE: Colour = '#1a7f37';

/** The colours that the body of a dashboard gives to lines. */
export const OF_BODY: Readonly<Record<string, Colour>> = { '#d62728': WORST, '#7f7f7f': ARROW };

export interface Tone { readonly strong: Colour; readonly tint: Colour }
export const ACCESS: Tone = { strong: '#0969da', tint: '#eef6ff' };
export const BEDROCK: Tone = { strong: '#0a7a8c', tint: '#ecfafc' };
export const MONITORING: Tone = { strong: '#8250df', tint: '#f7f2ff' };
export const AUDIT: Tone = { strong: '#1a7f37', tint: '#eefbf1' };
export const ELSEWHERE: Tone = { strong: '#bc4c00', tint: '#fff4ec' };
export const REMARK: Tone = { strong: '#9a6700', tint: '#fff8c5' };

/** The fonts, and the dark colours of what is drawn. A colour that has none is an error, or it would be lost on one of the two. */
export function styleSheet(markup: string): string {
  const used = new Set([...markup.matchAll(/(fill|stroke)="(?!none")([^"]*)"/g)].map(([, property, colour]) => `${property} ${colour}`));
  const rules = [...used].sort().map((use) => {
    const [property, colour] = use.split(' ');
    if (!(colour in ON_DARK)) throw new Error(`the colour ${colour} has no counterpart on a dark card`);
    return `[${property}="${colour}"]{${property}:${ON_DARK[colour as Colour]}}`;
  });
  return `text{font-family:-apple-system,BlinkMacSystemFont,'Segoe UI','Noto Sans',Helvetica,Arial,sans-serif}@media(prefers-color-scheme:dark){${rules.join('')}}`;
}
