import { catalog } from './catalog';

/** The parts of an inference profile ID: `<prefix>.<foundation model ID>`. */
export interface InferenceProfileIdParts {
  readonly prefix: string;
  readonly foundationModelId: string;
}

/** Why a text is not an inference profile ID, or not a foundation model ID. */
export type IdFault =
  | { readonly fault: 'empty' }
  | { readonly fault: 'arn'; readonly id?: string }
  | { readonly fault: 'characters' }
  | { readonly fault: 'too-long' }
  | { readonly fault: 'doubled-prefix'; readonly prefix: string; readonly remedy: string }
  | { readonly fault: 'foundation-model' }
  | { readonly fault: 'inference-profile'; readonly foundationModelId: string };

// The pattern and length of inferenceProfileId, https://docs.aws.amazon.com/bedrock/latest/APIReference/API_InferenceProfileSummary.html
const CHARACTERS = /^[a-zA-Z0-9:.-]+$/;
const MAX_LENGTH = 64;

/** Splits an inference profile ID on its first dot; `us-gov` holds a hyphen, model IDs hold dots. */
export function parseInferenceProfileId(id: string): InferenceProfileIdParts | IdFault {
  const malformed = malformedId(id);
  if (malformed) return malformed;

  const [prefix, ...rest] = id.split('.');
  const foundationModelId = rest.join('.');
  const { prefixes, providers } = catalog();
  if (prefixes.has(prefix)) return doubledPrefix(id) ?? (rest.length >= 2 ? { prefix, foundationModelId } : { fault: 'foundation-model' });

  // A prefix that AWS adds tomorrow is accepted; a provider in its place, or too few labels, is a bare model ID.
  return providers.has(prefix) || rest.length < 2 ? { fault: 'foundation-model' } : { prefix, foundationModelId };
}

/** What is wrong with a foundation model ID, if anything. */
export function foundationModelIdFault(id: string): IdFault | undefined {
  const malformed = malformedId(id);
  if (malformed) return malformed;
  const [first, ...rest] = id.split('.');
  return catalog().prefixes.has(first) ? { fault: 'inference-profile', foundationModelId: rest.join('.') } : undefined;
}

/** What is wrong with the prefix of a geography, if anything. */
export function isGeographyPrefix(prefix: string): boolean {
  return /^[a-z][a-z-]*$/.test(prefix) && prefix !== 'global' && !catalog().providers.has(prefix);
}

export function isFault(parsed: InferenceProfileIdParts | IdFault): parsed is IdFault {
  return 'fault' in parsed;
}

function malformedId(id: string): IdFault | undefined {
  if (id === '') return { fault: 'empty' };
  if (id.startsWith('arn:')) return { fault: 'arn', id: id.includes('/') ? id.slice(id.lastIndexOf('/') + 1) : undefined };
  if (!CHARACTERS.test(id)) return { fault: 'characters' };
  return id.length > MAX_LENGTH ? { fault: 'too-long' } : undefined;
}

function doubledPrefix(id: string): IdFault | undefined {
  const labels = id.split('.');
  const { prefixes } = catalog();
  if (!prefixes.has(labels[1])) return undefined;
  const model = labels.slice(labels.findIndex((label) => !prefixes.has(label))).join('.');
  return { fault: 'doubled-prefix', prefix: `${labels[0]}.${labels[1]}`, remedy: `${labels[0]}.${model}` };
}
