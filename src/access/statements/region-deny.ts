import { denyGlobalInference } from './denies';
import { DenyJson } from './statement';
import { anyResourceArn } from '../../bedrock/arns';
import { INFERENCE_PROFILE_ARN, INVOKE_ACTIONS, REGIONLESS_REQUESTED_REGION, REQUESTED_REGION } from '../../bedrock/authorizations';

/** A deny of every Region but some, and how cross-Region inference gets past it. */
export interface RegionDeny {
  readonly regions: readonly string[];
  /** Actions that are not denied anywhere: those of global services. */
  readonly notActions: readonly string[];
  /** Whether the value `unspecified` is a Region like the others, instead of exempting calls through profiles. */
  readonly unspecifiedRegion: boolean;
  readonly globalInference: boolean;
  /** Prefixes of the geographies whose profiles are exempt. */
  readonly geographies: readonly string[];
  readonly applicationInferenceProfiles: boolean;
}

/**
 * Denies other Regions, but not where a call through a profile is processed. The Region that a call is sent to stays denied: the authorization of
 * the profile carries it, and has no `bedrock:InferenceProfileArn` that could exempt it.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export function denyOutsideRegions(partition: string, deny: RegionDeny): DenyJson[] {
  const scopes = deny.unspecifiedRegion ? [] : [...(deny.globalInference ? ['global'] : []), ...deny.geographies];
  const exemptsApplications = scopes.length > 0 && deny.applicationInferenceProfiles;
  const applications = anyResourceArn(partition, 'application-inference-profile/*');
  const exempt = [...scopes.map((scope) => anyResourceArn(partition, `inference-profile/${scope}.*`)), ...(exemptsApplications ? [applications] : [])];
  return [
    {
      Sid: 'DenyOutsideRegions',
      Effect: 'Deny',
      NotAction: deny.notActions,
      Resource: ['*'],
      // No Null here: where the key is absent, as on every other call, the negated operator matches and the deny stands.
      Condition: {
        StringNotEquals: { [REQUESTED_REGION]: deny.unspecifiedRegion ? [...deny.regions, REGIONLESS_REQUESTED_REGION] : deny.regions },
        ...(exempt.length > 0 && { ArnNotLike: { [INFERENCE_PROFILE_ARN]: exempt } }),
      },
    },
    ...(exemptsApplications && deny.geographies.length === 0 ? [denyApplicationProfiles(applications, deny.regions)] : []),
    ...(deny.globalInference ? [] : denyGlobalInference(partition)),
  ];
}

// Application inference profiles are exempt for what they may be over, here a global profile. One over a geographic profile looks the same but
// for the Regions that its model is authorized in.
function denyApplicationProfiles(applications: string, regions: readonly string[]): DenyJson {
  return {
    Sid: 'DenyApplicationProfilesOutsideRegions',
    Effect: 'Deny',
    Action: INVOKE_ACTIONS,
    Resource: ['*'],
    Condition: {
      StringNotEquals: { [REQUESTED_REGION]: [...regions, REGIONLESS_REQUESTED_REGION] },
      ArnLike: { [INFERENCE_PROFILE_ARN]: [applications] },
    },
  };
}
