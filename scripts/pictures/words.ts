/** Lines of words that fit a width. Fonts differ between readers, so the widths are those of a wide one. */
export function wrapped(text: string, width: number, fontSize: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && widthOf(longer, fontSize) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

export function widthOf(text: string, fontSize: number): number {
  return [...text].reduce((sum, character) => sum + ems(character), 0) * fontSize;
}

export function counted(count: number, noun: string): string {
  return count === 1 ? noun[0].toUpperCase() + noun.slice(1) : `${count} ${noun.replace(/y$/, 'ie')}s`;
}

function ems(character: string): number {
  if (/[ iljtfrI.,:;'|()-]/.test(character)) return 0.36;
  if (/[mwMW@%]/.test(character)) return 0.9;
  if (/[bdghnopqu]/.test(character)) return 0.62;
  return /[A-Z]/.test(character) ? 0.68 : 0.58;
}
