import { readFileSync } from 'fs';
import { join } from 'path';

/** The width of a README on GitHub. */
const SHOWN_WIDTH = 830;

describe.each(['three-checks', 'architecture', 'dashboard'])('%s.svg', (name) => {
  const svg = readFileSync(join(__dirname, '..', '..', 'docs', 'images', `${name}.svg`), 'utf8');
  const width = Number(/<svg[^>]* width="(\d+)"/.exec(svg)![1]);
  const dark = new Map([...svg.matchAll(/\[fill="(#\w+)"\]\{fill:(#\w+)\}/g)].map(([, light, instead]) => [light, instead]));

  test('is a picture with a title and a description', () => {
    expect(svg).toMatch(/^<svg [^>]*role="img" aria-labelledby="title desc">\n<title id="title">[^<]{10,}<\/title>\n<desc id="desc">[^<]{80,}<\/desc>/);
  });

  test('stands alone: no reference to elsewhere, no script, no style that is not its own', () => {
    expect(svg.match(/https?:\/\/[^"]*/g)).toEqual(['http://www.w3.org/2000/svg']);
    expect(svg).not.toMatch(/<(script|foreignObject|image|use|a)\b|href=|@import|@font-face|\son\w+=/);
    for (const [, target] of svg.matchAll(/url\(([^)]*)\)/g)) expect(svg).toContain(`id="${target.replace('#', '')}"`);
  });

  test('is small enough for a README', () => {
    expect(Buffer.byteLength(svg)).toBeLessThanOrEqual(150_000);
  });

  test('has letters of 11 pixels or more at the width of a README', () => {
    const texts = [...svg.matchAll(/<text([^>]*)>/g)].map(([, attributes]) => Number(/font-size="([\d.]+)"/.exec(attributes)?.[1]));
    expect(texts.length).toBeGreaterThan(15);
    for (const size of texts) expect(size * SHOWN_WIDTH / width).toBeGreaterThanOrEqual(11);
  });

  test.each(['light', 'dark'])('has a contrast of 4.5 or more between a text and what is behind it, %s', (scheme) => {
    const shown = (colour: string) => scheme === 'light' ? colour : dark.get(colour)!;
    const [card, ...areas] = [...svg.matchAll(/<rect([^>]*)fill="(#\w+)"/g)].filter(([, attributes]) => Number(/width="([\d.]+)"/.exec(attributes)![1]) > 50).map(([, , fill]) => fill);
    const texts = [...svg.matchAll(/<text[^>]* fill="(#\w+)"/g)].map(([, fill]) => fill);
    const discs = [...svg.matchAll(/<circle[^>]*fill="(#\w+)"/g)].map(([, fill]) => fill);
    const onDiscs = '#fefefe';
    for (const text of new Set(texts)) {
      for (const behind of new Set(text === onDiscs ? discs : [card, ...areas])) expect([text, behind, contrast(shown(text), shown(behind)) >= 4.5]).toEqual([text, behind, true]);
    }
  });
});

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const channels = [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16) / 255);
  const [red, green, blue] = channels.map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
