import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import { Geography } from './geography';
import { CATALOG } from '../bedrock/catalog';
import { foundationModelIdFault, IdFault, isFault, parseInferenceProfileId } from '../bedrock/inference-profile-id';
import { fail, show } from '../private/errors';
import { failToken } from '../private/inputs';
import { checkShape, checkValue, instanceOf, listOf, MODEL, TEXT } from '../private/shape';
import { validateRegions } from '../private/source';
import { isToken } from '../private/tokens';

/**
 * What an application inference profile has besides what it shares with a system-defined one.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-create.html
 */
export interface ApplicationProfile {
  /** The ARN of the profile, which the caller passes as `modelId`. */
  readonly inferenceProfileArn: string;

  /**
   * The ID of the system-defined profile that it is over, for example `global.anthropic.claude-sonnet-4-6`.
   *
   * @default - the profile is over a foundation model in its own Region
   */
  readonly systemProfileId?: string;

  /**
   * The name of the profile, for titles and descriptions.
   *
   * @default - not known; the ID takes its place
   */
  readonly inferenceProfileName?: string;
}

/**
 * An inference profile that a workload calls: grants, metrics, dashboards, alarms and filters take it.
 *
 * A profile that is neither global nor of a geography is over a foundation model. It processes calls in the Region that they are sent to.
 */
export interface IInferenceProfile {
  /**
   * The ID of the inference profile, which CloudWatch shows in the dimension `ModelId`.
   *
   * The caller passes the ID of a system-defined profile, and the ARN of an application inference profile.
   */
  readonly inferenceProfileId: string;

  /** The ID of the foundation model that the profile routes to, without a prefix. */
  readonly foundationModelId: string;

  /** Whether calls may be processed in any commercial Region. */
  readonly isGlobal: boolean;

  /**
   * The geography that calls stay in.
   *
   * Undefined for a global profile, and for a profile over a foundation model.
   */
  readonly geography?: Geography;

  /**
   * The ARN and name of an application inference profile.
   *
   * Undefined for a system-defined profile.
   */
  readonly application?: ApplicationProfile;

  /**
   * The Regions that the profile can be called from.
   *
   * Undefined if the catalog does not know them.
   */
  readonly sourceRegions?: string[];

  /**
   * The Regions that may process a call that is sent to a source Region.
   *
   * Undefined if they are not known, and for a global profile, whose destinations are all commercial Regions.
   *
   * @param sourceRegion the Region that the call is sent to, for example `eu-west-1`
   */
  destinationRegions(sourceRegion: string): string[] | undefined;
}

/**
 * Options of an inference profile.
 */
export interface InferenceProfileOptions {
  /**
   * The Regions that may process a call, whatever the source Region.
   *
   * Set it if the catalog of this library is behind. `GetInferenceProfile`, called in the source Region, lists them in `models[].modelArn`. A call is
   * denied under load if one is missing. The source Region is always added. You get a warning if the list differs from the catalog.
   *
   * @default - the destinations that the catalog knows for the source Region
   * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetInferenceProfile.html
   */
  readonly destinationRegions?: string[];
}

/**
 * A system-defined cross-Region inference profile, global or geographic.
 *
 * It is a value and not a resource: AWS defines these profiles in every account. It costs nothing by itself.
 *
 * Each factory throws for an ID that is a token, malformed, or that of something else. An ID that the catalog does not know is accepted, with a
 * warning where it is used.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/cross-region-inference.html
 *
 * @example
 * const model = new FoundationModelIdentifier('anthropic.claude-sonnet-4-6');
 * new CrisWorkload(this, 'Assistant', {
 *   inferenceProfiles: [
 *     InferenceProfile.globalProfile(model),
 *     InferenceProfile.geographicProfile(Geography.EU, model),
 *     InferenceProfile.fromInferenceProfileId('global.amazon.nova-2-lite-v1:0'),
 *   ],
 * });
 */
export class InferenceProfile implements IInferenceProfile {
  /**
   * The global inference profile of a model, `global.<model>`.
   *
   * Calls may be processed in any commercial Region. Throws if the model ID is a token, malformed, or has a prefix already.
   *
   * @param model the foundation model that the profile routes to
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
   */
  public static globalProfile(model: FoundationModelIdentifier): InferenceProfile {
    return new InferenceProfile(undefined, modelIdOf(model, 'global'));
  }

  /**
   * The geographic inference profile of a model, `<geography>.<model>`.
   *
   * Calls stay inside the geography. Throws if the model ID is a token, malformed, or has a prefix already, or if `destinationRegions` is not a list
   * of distinct Regions.
   *
   * @param geography the geography that calls stay in
   * @param model the foundation model that the profile routes to
   * @param options destinations that replace those of the catalog
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html
   */
  public static geographicProfile(geography: Geography, model: FoundationModelIdentifier, options: InferenceProfileOptions = {}): InferenceProfile {
    checkValue(undefined, 'geography', geography, instanceOf(() => Geography));
    return new InferenceProfile(geography, modelIdOf(model, geography.prefix), destinationsOf(options));
  }

  /**
   * The inference profile with an ID, for example `eu.anthropic.claude-sonnet-4-6`.
   *
   * Throws if the ID is a token, an ARN, a foundation model ID, or malformed. Throws if `destinationRegions` is not a list of distinct Regions, or is
   * given for a global profile. An ID that the catalog does not know is accepted.
   *
   * @param inferenceProfileId the ID of the profile, as `ListInferenceProfiles` shows it
   * @param options destinations that replace those of the catalog
   */
  public static fromInferenceProfileId(inferenceProfileId: string, options: InferenceProfileOptions = {}): InferenceProfile {
    checkValue(undefined, 'inferenceProfileId', inferenceProfileId, TEXT);
    if (isToken(inferenceProfileId)) failToken(undefined, 'inferenceProfileId', 'the inference profile ID');
    const parsed = parseInferenceProfileId(inferenceProfileId);
    if (isFault(parsed)) fail(`inferenceProfileId: ${show(inferenceProfileId)} ${faultText(parsed, 'an inference profile ID like "global.anthropic.claude-sonnet-4-6"')}`);
    const isGlobal = parsed.prefix === 'global';
    if (isGlobal && options?.destinationRegions !== undefined) {
      fail(`destinationRegions: the calls of the global profile ${show(inferenceProfileId)} may be processed in any commercial Region; leave it out`);
    }
    return new InferenceProfile(isGlobal ? undefined : Geography.of(parsed.prefix), parsed.foundationModelId, destinationsOf(options));
  }

  public readonly inferenceProfileId: string;
  public readonly foundationModelId: string;
  public readonly isGlobal: boolean;
  public readonly geography?: Geography;
  public readonly sourceRegions?: string[];
  private readonly destinationOverride?: string[];

  private constructor(geography: Geography | undefined, foundationModelId: string, destinationOverride?: string[]) {
    this.inferenceProfileId = `${geography?.prefix ?? 'global'}.${foundationModelId}`;
    this.foundationModelId = foundationModelId;
    this.isGlobal = geography === undefined;
    this.geography = geography;
    const known = CATALOG.profiles.get(this.inferenceProfileId);
    this.sourceRegions = known?.sourceRegions && [...known.sourceRegions];
    this.destinationOverride = destinationOverride && [...destinationOverride];
  }

  public destinationRegions(sourceRegion: string): string[] | undefined {
    checkValue(undefined, 'sourceRegion', sourceRegion, TEXT);
    if (this.destinationOverride) return [...new Set([sourceRegion, ...this.destinationOverride])];
    const known = CATALOG.profiles.get(this.inferenceProfileId)?.destinations?.get(sourceRegion);
    return known ? [...known] : undefined;
  }
}

function destinationsOf(options: InferenceProfileOptions): string[] | undefined {
  checkShape(undefined, options, { 'destinationRegions?': listOf(TEXT) }, 'options');
  const { destinationRegions } = options;
  if (destinationRegions !== undefined) validateRegions('destinationRegions', destinationRegions, 'leave it out to take them from the catalog');
  return destinationRegions;
}

function modelIdOf(model: FoundationModelIdentifier, prefix: string): string {
  checkValue(undefined, 'model', model, MODEL);
  if (isToken(model.modelId)) failToken(undefined, 'model', 'the foundation model ID');
  const fault = foundationModelIdFault(model.modelId, prefix);
  if (fault) fail(`model: ${show(model.modelId)} ${faultText(fault, 'a foundation model ID like "anthropic.claude-sonnet-4-6"')}`);
  return model.modelId;
}

function faultText(fault: IdFault, expected: string): string {
  switch (fault.fault) {
    case 'empty': return `is empty; give ${expected}`;
    case 'arn': return `is an ARN; give ${fault.id ? `the ID, ${show(fault.id)}` : expected}`;
    case 'characters': return `has characters other than letters, digits, ".", ":" and "-"; give ${expected}`;
    case 'empty-label': return `has nothing before, between or after its dots; give ${expected}`;
    case 'prefix': return `starts with ${show(fault.prefix)}, which is no prefix of a geography; give ${expected}`;
    case 'no-provider': return `names no model provider; give ${expected}`;
    case 'too-long': return `${fault.withPrefix ? 'with its prefix ' : ''}is longer than 64 characters; give ${expected}`;
    case 'doubled-prefix': return `starts with two prefixes, ${show(fault.prefix)}; give ${fault.remedy ? show(fault.remedy) : expected}`;
    case 'foundation-model': return `is a foundation model ID; give ${expected}, or use InferenceProfile.globalProfile or InferenceProfile.geographicProfile`;
    case 'inference-profile': return `starts with the prefix of an inference profile; give ${show(fault.foundationModelId)}, or use InferenceProfile.fromInferenceProfileId`;
  }
}
