import { denyGlobalInference, applicationProfiles, systemProfiles } from './denies';
import { ControlStatementJson } from './statement';
import { INVOKE_ACTIONS, REGIONLESS_REQUESTED_REGION } from '../../bedrock/arns';

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
 * Denies other Regions, but not where a call through a profile is processed. The Region that a call is sent to stays denied: the evaluation of
 * the profile carries it, and has no `bedrock:InferenceProfileArn` that could exempt it.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export function denyOutsideRegions(partition: string, deny: RegionDeny): ControlStatementJson[] {
  const scopes = deny.unspecifiedRegion ? [] : [...(deny.globalInference ? ['global'] : []), ...deny.geographies];
  const exemptsApplications = scopes.length > 0 && deny.applicationInferenceProfiles;
  const exempt = [...scopes.map((scope) => systemProfiles(partition, `${scope}.*`)), ...(exemptsApplications ? [applicationProfiles(partition)] : [])];
  return [
    {
      Sid: 'DenyOutsideRegions',
      Effect: 'Deny',
      NotAction: deny.notActions,
      Resource: ['*'],
      // No Null here: where the key is absent, as on every other call, the negated operator matches and the deny stands.
      Condition: {
        StringNotEquals: { 'aws:RequestedRegion': deny.unspecifiedRegion ? [...deny.regions, REGIONLESS_REQUESTED_REGION] : deny.regions },
        ...(exempt.length > 0 && { ArnNotLike: { 'bedrock:InferenceProfileArn': exempt } }),
      },
    },
    ...(exemptsApplications && deny.geographies.length === 0 ? [denyApplicationProfiles(partition, deny.regions)] : []),
    ...(deny.globalInference ? [] : denyGlobalInference(partition)),
  ];
}

// Application inference profiles are exempt for what they may be over, here a global profile; one over a geographic profile looks the same but
// for the Regions that its model is evaluated in.
function denyApplicationProfiles(partition: string, regions: readonly string[]): ControlStatementJson {
  return {
    Sid: 'DenyApplicationProfilesOutsideRegions',
    Effect: 'Deny',
    Action: INVOKE_ACTIONS,
    Resource: ['*'],
    Condition: {
      StringNotEquals: { 'aws:RequestedRegion': [...regions, REGIONLESS_REQUESTED_REGION] },
      ArnLike: { 'bedrock:InferenceProfileArn': [applicationProfiles(partition)] },
    },
  };
}
