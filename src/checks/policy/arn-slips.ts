import { isWildcard } from './literals';
import { isRegion } from '../../bedrock/regions';
import { isOpaque } from '../read/opaque';

/** What is wrong with the form of an ARN, and the ARN without it; what is not known is `<…>`. */
export interface Slips {
  readonly faults: readonly string[];
  readonly mended: string;
}

/**
 * The slips in an ARN that names a profile or a model of Amazon Bedrock; undefined for an ARN without, and for everything else.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
 */
export function slipsIn(pattern: string): Slips | undefined {
  const [, start, service, between, type, plural, separator, id = ''] = FORM.exec(pattern) ?? [];
  if (type === undefined) return NOT_A_SERVICE.test(pattern) ? { faults: [wrongService('bedrock-runtime')], mended: pattern.replace(NOT_A_SERVICE, '$1bedrock:') } : undefined;
  const place = placeIn(between, type);
  const faults = [
    service === 'bedrock' ? '' : wrongService(service),
    place.isWhole ? '' : `${type === 'foundation-model' ? 'the Region and an empty account' : 'the Region and the account'} stand before ${type}, each with a colon`,
    plural ? `the type is ${type}, not ${type}s` : '',
    separator === ':' ? `a slash follows ${type}, not a colon` : '',
    id === '' ? `nothing follows ${type}` : '',
  ].filter(Boolean);
  return faults.length === 0 ? undefined : { faults, mended: `${start}:bedrock:${place.mended}${type}/${id || '<ID>'}` };
}

const FORM = /^(arn:[^:]*):(bedrock(?:-runtime)?):((?:[^:]*:)*?)(application-inference-profile|inference-profile|foundation-model)(s?)(?:([:/])([^]*))?$/;
const NOT_A_SERVICE = /^(arn:[^:]*:)bedrock-runtime:/;

function wrongService(service: string): string {
  return `the service of an ARN is bedrock, not ${service}`;
}

function placeIn(between: string, type: string): { readonly isWhole: boolean; readonly mended: string } {
  const parts = between.split(':').slice(0, -1);
  // A wildcard, or what is not known, may stand for parts; there are never more than two.
  if (parts.length === 2 || (parts.length < 3 && (isWildcard(between) || isOpaque(between)))) return { isWhole: true, mended: between };
  const region = parts.find(isRegion) ?? '<Region>';
  const account = type === 'foundation-model' ? '' : parts.find((part) => /^\d{12}$/.test(part)) ?? '<account>';
  return { isWhole: false, mended: `${region}:${account}:` };
}
