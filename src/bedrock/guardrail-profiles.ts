

/** Regions that AWS lists as destinations of guardrail profiles. As of 2026-11. */
const US = ['us-east-1', 'us-east-2', 'us-west-2'];
const EU = ['eu-central-1', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-3'];
const APAC = ['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'];
const WIDER_APAC = [...APAC, 'ap-south-2', 'ap-southeast-4'];
const US_GOV = ['us-gov-east-1', 'us-gov-west-1'];

/** Destinations by guardrail profile and source Region. */
const ROUTES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'us.guardrail.v1:0': { ...each(US, US), 'us-west-1': [...US, 'us-west-1'] },
  'us-gov.guardrail.v1:0': each(US_GOV, US_GOV),
  'eu.guardrail.v1:0': { ...each(EU, EU), 'il-central-1': [...EU, 'il-central-1'] },
  'uk.guardrail.v1:0': { 'eu-west-2': ['eu-west-2'] },
  'au.guardrail.v1:0': { 'ap-southeast-2': ['ap-southeast-2'] },
  'ca.guardrail.v1:0': { 'ca-central-1': ['ca-central-1', 'ca-west-1'] },
  'apac.guardrail.v1:0': {
    ...each(['ap-northeast-1', 'ap-northeast-2', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'], APAC),
    'ap-southeast-3': [...WIDER_APAC, 'ap-southeast-3'],
    'ap-southeast-4': WIDER_APAC,
    'ap-southeast-5': [...WIDER_APAC, 'ap-southeast-3', 'ap-southeast-5'],
    'ap-southeast-7': [...WIDER_APAC, 'ap-southeast-3', 'ap-southeast-7'],
    'ap-east-2': [...WIDER_APAC, 'ap-southeast-3', 'ap-east-2'],
    'me-central-1': [...WIDER_APAC, 'ap-southeast-3', 'me-central-1'],
  },
};

/**
 * Where a guardrail may be evaluated when it is applied in a source Region; undefined where AWS does not list it.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-cross-region-support.html
 */
export function guardrailDestinations(guardrailProfileId: string, sourceRegion: string): readonly string[] | undefined {
  return ROUTES[guardrailProfileId]?.[sourceRegion];
}

function each(sources: readonly string[], destinations: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(sources.map((source) => [source, destinations]));
}
