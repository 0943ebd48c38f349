import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import { Geography } from './geography';
import { catalog } from '../bedrock/catalog';
import { foundationModelIdFault, isFault, parseInferenceProfileId } from '../bedrock/inference-profile-id';
import { fail, messages } from '../private/messages';
import { isToken, validateRegions } from '../private/source-of';

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
 * Options of a geographic inference profile.
 */
export interface GeographicInferenceProfileOptions {
  /**
   * The Regions that a request may be processed in, whatever the source Region, which is always added.
   *
   * Set it when the catalog of this library is behind: `GetInferenceProfile`, called in the source Region, lists them in `models[].modelArn`.
   * Every one is needed, or requests fail under load.
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
   * The global inference profile of a model: `global.<model>`. Requests may be processed in any commercial Region.
   *
   * Throws if the model ID is a token, malformed, or carries a prefix already.
   *
   * @param model the foundation model
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
   */
  public static global(model: FoundationModelIdentifier): InferenceProfile {
    return new InferenceProfile(undefined, modelIdOf(model, 'global'));
  }

  /**
   * The geographic inference profile of a model: `<geography>.<model>`. Requests stay inside the geography.
   *
   * Throws if the model ID is a token, malformed, or carries a prefix already, or if `destinationRegions` is not a list of distinct Regions.
   *
   * @param geography the geography
   * @param model the foundation model
   * @param options what overrides the catalog
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html
   */
  public static geographic(geography: Geography, model: FoundationModelIdentifier, options: GeographicInferenceProfileOptions = {}): InferenceProfile {
    const { destinationRegions } = options;
    if (destinationRegions !== undefined) validateRegions('destinationRegions', destinationRegions, 'leave it out to take them from the catalog');
    return new InferenceProfile(geography, modelIdOf(model, geography.prefix), destinationRegions);
  }

  /**
   * The inference profile with an ID, for example `eu.anthropic.claude-sonnet-4-6`.
   *
   * Throws if the ID is a token, an ARN, a foundation model ID, or malformed. An ID that the catalog does not hold is accepted.
   *
   * @param inferenceProfileId the ID, as `ListInferenceProfiles` shows it
   */
  public static fromInferenceProfileId(inferenceProfileId: string): InferenceProfile {
    if (isToken(inferenceProfileId)) fail(messages.tokenForLiteral('inferenceProfileId', 'the inference profile ID'));
    const parsed = parseInferenceProfileId(inferenceProfileId);
    if (isFault(parsed)) fail(messages.inferenceProfileId(inferenceProfileId, parsed));
    return new InferenceProfile(parsed.prefix === 'global' ? undefined : Geography.of(parsed.prefix), parsed.foundationModelId);
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
    const known = catalog().profiles.get(this.inferenceProfileId);
    this.sourceRegions = known?.sourceRegions && [...known.sourceRegions];
    this.destinationOverride = destinationOverride && [...destinationOverride];
  }

  public destinationRegions(sourceRegion: string): string[] | undefined {
    if (this.destinationOverride) return [...new Set([sourceRegion, ...this.destinationOverride])];
    const known = catalog().profiles.get(this.inferenceProfileId)?.destinations?.get(sourceRegion);
    return known ? [...known] : undefined;
  }
}

function modelIdOf(model: FoundationModelIdentifier, prefix: string): string {
  if (isToken(model.modelId)) fail(messages.tokenForLiteral('model', 'the foundation model ID'));
  const fault = foundationModelIdFault(model.modelId, prefix);
  if (fault) fail(messages.foundationModelId(model.modelId, fault));
  return model.modelId;
}
