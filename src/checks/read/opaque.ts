

// Private-use characters, which no template has: what they enclose is known to CloudFormation only.
const OPEN = '\uE000';
const CLOSE = '\uE001';
// What separates the parts of an ARN, is a wildcard, or starts a variable, and what stands for it in a name.
const SPECIAL = ':/*?$';
const STAND_INS = '\uE002\uE003\uE004\uE005\uE006';

/** A text that stands for a value which the template does not tell; equal names stand for equal values. */
export function opaque(name: string): string {
  const plain = name.replace(/[\uE000-\uE006]/g, '').replace(/[:/*?$]/g, (special) => STAND_INS[SPECIAL.indexOf(special)]);
  return `${OPEN}${plain}${CLOSE}`;
}

/** A value where a text belongs; what is none is not known. */
export function textOf(value: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : opaque('no text');
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html */
export function withoutDynamicReferences(text: string): string {
  return !text.includes('{{resolve:') ? text : text.replace(/\{\{resolve:([^}]*)\}\}/g, (_, reference: string) => opaque(reference));
}

/** Policy variables are filled in for each request. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
export function withoutPolicyVariables(text: string): string {
  return !text.includes('${') ? text : text.replace(/\$\{([^}]*)\}/g, (_, variable: string) => opaque(variable));
}

/** Whether any part of the text is not known. */
export function isOpaque(text: string): boolean {
  return text.includes(OPEN);
}

/** The name of a text that is opaque as a whole. */
export function opaqueName(text: unknown): string | undefined {
  return typeof text === 'string' ? /^\uE000([^\uE000\uE001]*)\uE001$/.exec(text)?.[1] : undefined;
}

/** The text with every unknown part replaced. */
export function replaceOpaque(text: string, replacement: string): string {
  return text.replace(/\uE000[^\uE000\uE001]*\uE001/g, replacement);
}

/** The words of a text, which may be logical IDs. */
export function wordsIn(text: string): string[] {
  return text.match(/\w+/g) ?? [];
}

/** For people: unknown parts by their names. */
export function readable(text: string): string {
  return text.replace(/\uE000([^\uE000\uE001]*)\uE001/g, '<$1>').replace(/[\uE002-\uE006]/g, (standIn) => SPECIAL[STAND_INS.indexOf(standIn)]);
}
