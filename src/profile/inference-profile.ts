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
 * What an application inference profile is known by, besides what it has in common with a system-defined one.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-create.html
 */
export interface ApplicationProfile {
  /** Its ARN, which the caller passes in `modelId`. */
  readonly inferenceProfileArn: string;

  /**
   * The ID of the system-defined profile that it is over, for example `global.anthropic.claude-sonnet-4-6`.
   *
   * @default - it is over a foundation model in its own Region
   */
  readonly systemProfileId?: string;

  /**
   * Its name, for titles and descriptions.
   *
   * @default - not known; its ID stands for it
   */
  readonly inferenceProfileName?: string;
}

/**
 * An inference profile that requests are sent through: what grants, metrics, dashboards, alarms and filters take.
 *
 * One that is neither global nor of a geography is over a foundation model, and processes requests in the Region that they are sent to.
 */
export interface IInferenceProfile {
  /**
   * The ID of the inference profile, as CloudWatch shows it in the dimension `ModelId`. A system-defined profile is called by it, an application
   * inference profile by its ARN.
   */
  readonly inferenceProfileId: string;

  /** The ID of the foundation model that the profile routes to, without a prefix. */
  readonly foundationModelId: string;

  /** Whether requests may be processed in any commercial Region. */
  readonly isGlobal: boolean;

  /** The geography that requests stay in; undefined for a global profile, and for one over a foundation model. */
  readonly geography?: Geography;

  /** What makes it an application inference profile; undefined for a system-defined one. */
  readonly application?: ApplicationProfile;

  /** The Regions that the profile can be called from, as the catalog knows them; undefined where it does not. */
  readonly sourceRegions?: string[];

  /**
   * The Regions that a request may be processed in when it is sent from a source Region.
   *
   * Undefined where they are not known, and for a global profile, whose destinations are all commercial Regions.
   *
   * @param sourceRegion the Region that the request is sent to, for example `eu-west-1`
   */
  destinationRegions(sourceRegion: string): string[] | undefined;
}

/**
 * Options of an inference profile.
 */
export interface InferenceProfileOptions {
  /**
   * The Regions that a call may be processed in, whatever the source Region, which is always added.
   *
   * Set it when the catalog of this library is behind: `GetInferenceProfile`, called in the source Region, lists them in `models[].modelArn`.
   * Each is needed, or calls fail under load. Warns where the list differs from the catalog.
   *
   * @default - the destinations that the catalog knows for the source Region
   * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetInferenceProfile.html
   */
  readonly destinationRegions?: string[];
}

/**
 * A system-defined cross-Region inference profile: global or geographic.
 *
 * A value, not a resource: AWS defines these profiles in every account.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/cross-region-inference.html
 */
export class InferenceProfile implements IInferenceProfile {
  /**
   * The global inference profile of a model: `global.<model>`. Calls may be processed in any commercial Region.
   *
   * Throws if the model ID is a token, malformed, or carries a prefix already.
   *
   * @param model the foundation model
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
   */
  public static globalProfile(model: FoundationModelIdentifier): InferenceProfile {
    return new InferenceProfile(undefined, modelIdOf(model, 'global'));
  }

  /**
   * The geographic inference profile of a model: `<geography>.<model>`. Calls stay inside the geography.
   *
   * Throws if the model ID is a token, malformed, or carries a prefix already, or if `destinationRegions` is not a list of distinct Regions.
   *
   * @param geography the geography
   * @param model the foundation model
   * @param options what overrides the catalog
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html
   */
  public static geographicProfile(geography: Geography, model: FoundationModelIdentifier, options: InferenceProfileOptions = {}): InferenceProfile {
    checkValue(undefined, 'geography', geography, instanceOf(Geography));
    return new InferenceProfile(geography, modelIdOf(model, geography.prefix), destinationsOf(options));
  }

  /**
   * The inference profile with an ID, for example `eu.anthropic.claude-sonnet-4-6`.
   *
   * Throws if the ID is a token, an ARN, a foundation model ID, or malformed, and if `destinationRegions` is not a list of distinct Regions or given
   * for a global profile. An ID that the catalog does not contain is accepted.
   *
   * @param inferenceProfileId the ID, as `ListInferenceProfiles` shows it
   * @param options what overrides the catalog
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
