// Deeper than CloudFormation takes; it keeps a hostile template from exhausting the stack.
export const MAX_DEPTH = 100;

/** Every text in a value, however deep it stands. */
export function textsIn(value: unknown, texts = new Set<string>(), depth = 0): Set<string> {
  if (typeof value === 'string') texts.add(value);
  else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH) Object.values(value).forEach((part) => textsIn(part, texts, depth + 1));
  return texts;
}
