import { CATALOG } from './catalog';

/** The parts of an inference profile ID: `<prefix>.<foundation model ID>`. */
interface InferenceProfileIdParts {
  readonly prefix: string;
  readonly foundationModelId: string;
}

/** Why a text is not an inference profile ID, or not a foundation model ID. */
export type IdFault =
  | { readonly fault: 'empty' | 'characters' | 'empty-label' | 'no-provider' | 'foundation-model' }
  | { readonly fault: 'too-long'; readonly withPrefix?: boolean }
  | { readonly fault: 'arn'; readonly id?: string }
  | { readonly fault: 'prefix'; readonly prefix: string }
  | { readonly fault: 'doubled-prefix'; readonly prefix: string; readonly remedy?: string }
  | { readonly fault: 'inference-profile'; readonly foundationModelId: string };

// The pattern and length of inferenceProfileId, https://docs.aws.amazon.com/bedrock/latest/APIReference/API_InferenceProfileSummary.html
const CHARACTERS = /^[a-zA-Z0-9:.-]+$/;
const MAX_LENGTH = 64;

/** Splits an inference profile ID on its first dot; `us-gov` has a hyphen, model IDs have dots. */
export function parseInferenceProfileId(id: string): InferenceProfileIdParts | IdFault {
  const malformed = malformedId(id, (last) => !isFault(parseInferenceProfileId(last)));
  if (malformed) return malformed;

  const [prefix, ...rest] = id.split('.');
  const parts = { prefix, foundationModelId: rest.join('.') };
  const { prefixes, providers } = CATALOG;
  if (prefixes.has(prefix)) return doubledPrefix(id) ?? (rest.length >= 2 ? parts : { fault: 'no-provider' });

  // A prefix that AWS adds tomorrow is accepted; a provider in its place, or too few labels, is a bare model ID.
  if (providers.has(prefix) || rest.length < 2) return { fault: 'foundation-model' };
  return isGeographyPrefix(prefix) ? parts : { fault: 'prefix', prefix };
}

/** What is wrong with a foundation model ID that gets a prefix, if anything. */
export function foundationModelIdFault(id: string, prefix: string): IdFault | undefined {
  const malformed = malformedId(id, (last) => foundationModelIdFault(last, prefix) === undefined);
  if (malformed) return malformed;
  const [first, ...rest] = id.split('.');
  if (CATALOG.prefixes.has(first)) return { fault: 'inference-profile', foundationModelId: rest.join('.') };
  if (rest.length === 0) return { fault: 'no-provider' };
  return prefix.length + 1 + id.length > MAX_LENGTH ? { fault: 'too-long', withPrefix: true } : undefined;
}

/** What is wrong with the prefix of a geography, if anything. */
export function isGeographyPrefix(prefix: string): boolean {
  return /^[a-z][a-z-]*$/.test(prefix) && prefix !== 'global' && !CATALOG.providers.has(prefix);
}

export function isFault(parsed: InferenceProfileIdParts | IdFault): parsed is IdFault {
  return 'fault' in parsed;
}

function malformedId(id: string, accepts: (last: string) => boolean): IdFault | undefined {
  if (id === '') return { fault: 'empty' };
  if (id.startsWith('arn:')) {
    const last = id.slice(id.lastIndexOf('/') + 1);
    return { fault: 'arn', ...(last !== id && accepts(last) && { id: last }) };
  }
  if (!CHARACTERS.test(id)) return { fault: 'characters' };
  if (id.length > MAX_LENGTH) return { fault: 'too-long' };
  return id.split('.').includes('') ? { fault: 'empty-label' } : undefined;
}

function doubledPrefix(id: string): IdFault | undefined {
  const labels = id.split('.');
  const { prefixes } = CATALOG;
  if (!prefixes.has(labels[1])) return undefined;
  const model = labels.slice(1).filter((label) => !prefixes.has(label));
  return { fault: 'doubled-prefix', prefix: `${labels[0]}.${labels[1]}`, ...(model.length >= 2 && { remedy: [labels[0], ...model].join('.') }) };
}
