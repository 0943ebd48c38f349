import { createHash } from 'crypto';
import { ArnFormat, IResource, Names, Resource, Stack, Tags } from 'aws-cdk-lib';
import { CfnApplicationInferenceProfile, FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import { Construct } from 'constructs';
import { checkSystemProfile } from './callable-from';
import { Geography } from './geography';
import { ApplicationProfile, IInferenceProfile, InferenceProfile } from './inference-profile';
import { fail, messages } from '../private/messages';
import { isToken, literal, sourcesOf } from '../private/source-of';
import { checkTags } from '../private/tags';

/**
 * What an application inference profile is over: a system-defined profile or a foundation model.
 */
export interface ApplicationInferenceProfileSource {
  /**
   * The system-defined profile, global or geographic. Not together with `model`.
   *
   * @default - `model` is given
   */
  readonly inferenceProfile?: InferenceProfile;

  /**
   * The foundation model, in the Region of the profile: requests are processed there and nowhere else. Not together with `inferenceProfile`.
   *
   * @default - `inferenceProfile` is given
   */
  readonly model?: FoundationModelIdentifier;
}

/**
 * Properties of an application inference profile.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateInferenceProfile.html
 */
export interface ApplicationInferenceProfileProps extends ApplicationInferenceProfileSource {
  /**
   * The name: 1 to 64 letters and digits, each followed by at most one space, `_` or `-`. It cannot be changed in place, and neither can what the
   * profile is over nor its description: a profile with a name of your own needs a new name for a new model.
   *
   * @default - made of the path of the construct, what the profile is over, and the description
   */
  readonly inferenceProfileName?: string;

  /**
   * The description: 1 to 200 letters, digits, `:` and `.`, each followed by at most one space, `_` or `-`.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Tags, for example for cost allocation: 1 to 50, with keys of 1 to 128 and values of up to 256 letters, digits, spaces and `. _ : / = + @ -`.
   * Costs are split by them once they are activated in the Billing console, and from then on.
   *
   * @default - those of the stack, if any
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/cost-mgmt-application-inference-profiles.html
   */
  readonly tags?: { readonly [key: string]: string };
}

/**
 * An application inference profile that exists.
 */
export interface ApplicationInferenceProfileAttributes extends ApplicationInferenceProfileSource {
  /** Its ARN: `arn:aws:bedrock:<region>:<account>:application-inference-profile/<id>`. */
  readonly inferenceProfileArn: string;
}

/**
 * An application inference profile, defined in this app or elsewhere.
 */
export interface IApplicationInferenceProfile extends IResource, IInferenceProfile {
  /** The ARN of the profile, which the caller passes in `modelId`. */
  readonly inferenceProfileArn: string;
}

/**
 * An application inference profile: a resource of the account over a system-defined cross-Region profile or a foundation model, whose tags show in the bill
 * what was spent through it.
 *
 * It is called by its ARN, in the Region of its stack, with `InvokeModel` and `Converse` and their streaming forms; the Responses and Chat Completions
 * APIs refuse it. Grants, metrics, dashboards, alarms and filters take it like any other profile.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/cost-mgmt-application-inference-profiles.html
 */
export class ApplicationInferenceProfile extends Resource implements IApplicationInferenceProfile {
  /**
   * An application inference profile that exists.
   *
   * Throws for an ARN that is not one of an application inference profile, and unless one of `inferenceProfile` and `model` is given.
   *
   * @param scope the parent construct
   * @param id the ID of the construct
   * @param attributes the ARN, and what the profile is over: it cannot be seen in the ARN, and grants depend on it
   */
  public static fromInferenceProfileArn(scope: Construct, id: string, attributes: ApplicationInferenceProfileAttributes): IApplicationInferenceProfile {
    const { inferenceProfileArn } = attributes;
    if (!isToken(inferenceProfileArn) && !/^arn:[^:]+:bedrock:[a-z0-9-]+:\d{12}:application-inference-profile\/[a-zA-Z0-9-:.]+$/.test(inferenceProfileArn)) {
      fail(messages.applicationProfileArn(inferenceProfileArn), scope);
    }
    return new ImportedProfile(scope, id, inferenceProfileArn, applicationSource(scope, attributes));
  }

  /** The ARN of the profile, which the caller passes in `modelId`. */
  public readonly inferenceProfileArn: string;
  public readonly inferenceProfileId: string;
  /** The name of the profile. */
  public readonly inferenceProfileName: string;
  public readonly foundationModelId: string;
  public readonly isGlobal: boolean;
  public readonly geography?: Geography;
  public readonly application?: ApplicationProfile;
  public readonly sourceRegions?: string[];
  private readonly source: ApplicationSource;

  /**
   * Throws unless one of `inferenceProfile` and `model` is given; for a name, a description or tags that the API does not take; and for a system-defined
   * profile that cannot be called from the Region of the stack.
   */
  constructor(scope: Construct, id: string, props: ApplicationInferenceProfileProps) {
    super(scope, id);
    this.source = applicationSource(this, props);
    const { inferenceProfile, foundationModelId, isGlobal, geography } = this.source;
    const [stackSource] = sourcesOf(this);
    if (inferenceProfile) {
      checkSystemProfile(this, inferenceProfile, stackSource, { noGlobalInPartition: messages.noGlobalApplication, notOfGeography: messages.noApplicationOfGeography });
    }
    checkDescription(this, props.description);
    this.inferenceProfileName = props.inferenceProfileName ?? this.derivedName(props.description);
    checkName(this, this.inferenceProfileName);

    const resource = new CfnApplicationInferenceProfile(this, 'Resource', {
      inferenceProfileName: this.inferenceProfileName,
      description: props.description,
      modelSource: { copyFrom: this.copiedArn() },
    });
    this.inferenceProfileArn = resource.attrInferenceProfileArn;
    this.inferenceProfileId = resource.attrInferenceProfileId;
    this.foundationModelId = foundationModelId;
    this.isGlobal = isGlobal;
    this.geography = geography;
    const { inferenceProfileArn, inferenceProfileName } = this;
    this.application = { inferenceProfileArn, inferenceProfileName, systemProfileId: inferenceProfile?.inferenceProfileId };
    this.sourceRegions = knownRegion(stackSource.region);

    if (props.tags) {
      checkTags(this, 'tags', props.tags);
      // Not as a property of the resource: the tags of a stack would win over those.
      for (const [key, value] of Object.entries(props.tags)) Tags.of(this).add(key, value);
    }
  }

  public destinationRegions(sourceRegion: string): string[] | undefined {
    return destinationsOf(this.source, sourceRegion);
  }

  private copiedArn(): string {
    const { inferenceProfile, foundationModelId } = this.source;
    return inferenceProfile
      ? this.stack.formatArn({ service: 'bedrock', resource: 'inference-profile', resourceName: inferenceProfile.inferenceProfileId })
      : this.stack.formatArn({ service: 'bedrock', account: '', resource: 'foundation-model', resourceName: foundationModelId });
  }

  // What cannot be changed in place is part of the name, so that the profile that replaces this one has another.
  private derivedName(description?: string): string {
    const { inferenceProfile, foundationModelId } = this.source;
    const immutable = JSON.stringify(this.stack.resolve([inferenceProfile?.inferenceProfileId ?? foundationModelId, description]));
    const suffix = createHash('sha256').update(immutable).digest('hex').slice(0, 6);
    return `${Names.uniqueResourceName(this, { maxLength: NAME_LENGTH - suffix.length - 1, separator: '-' })}-${suffix}`;
  }
}

class ImportedProfile extends Resource implements IApplicationInferenceProfile {
  public readonly inferenceProfileId: string;
  public readonly foundationModelId: string;
  public readonly isGlobal: boolean;
  public readonly geography?: Geography;
  public readonly application?: ApplicationProfile;
  public readonly sourceRegions?: string[];

  constructor(scope: Construct, id: string, public readonly inferenceProfileArn: string, private readonly source: ApplicationSource) {
    super(scope, id, { environmentFromArn: inferenceProfileArn });
    const { region, resourceName } = Stack.of(this).splitArn(inferenceProfileArn, ArnFormat.SLASH_RESOURCE_NAME);
    this.inferenceProfileId = resourceName!;
    this.foundationModelId = source.foundationModelId;
    this.isGlobal = source.isGlobal;
    this.geography = source.geography;
    this.application = { inferenceProfileArn, systemProfileId: source.inferenceProfile?.inferenceProfileId };
    this.sourceRegions = knownRegion(region!);
  }

  public destinationRegions(sourceRegion: string): string[] | undefined {
    return destinationsOf(this.source, sourceRegion);
  }
}

function knownRegion(region: string): string[] | undefined {
  const known = literal(region);
  return known === undefined ? undefined : [known];
}

/** What an application inference profile has from what it is over. */
interface ApplicationSource {
  /** Undefined for a foundation model. */
  readonly inferenceProfile?: InferenceProfile;
  readonly foundationModelId: string;
  readonly isGlobal: boolean;
  readonly geography?: Geography;
}

/** Throws unless one of the two is given, and the ID of a model is one. */
function applicationSource(scope: Construct, { inferenceProfile, model }: ApplicationInferenceProfileSource): ApplicationSource {
  if (inferenceProfile && model) fail(messages.oneOf('inferenceProfile', 'model', true), scope);
  if (inferenceProfile) {
    const { foundationModelId, isGlobal, geography } = inferenceProfile;
    return { inferenceProfile, foundationModelId, isGlobal, geography };
  }
  if (!model) fail(messages.oneOf('inferenceProfile', 'model', false), scope);
  // An ID that a profile can be made of is the ID of a model.
  return { foundationModelId: InferenceProfile.global(model).foundationModelId, isGlobal: false };
}

/** Where requests that are sent to a Region are processed. */
function destinationsOf({ inferenceProfile }: ApplicationSource, sourceRegion: string): string[] | undefined {
  return inferenceProfile ? inferenceProfile.destinationRegions(sourceRegion) : [sourceRegion];
}

/** Lengths and patterns of both texts, https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateInferenceProfile.html */
export const NAME_LENGTH = 64;
const DESCRIPTION_LENGTH = 200;
const NAME = /^([0-9a-zA-Z][ _-]?)+$/;
const DESCRIPTION = /^([0-9a-zA-Z:.][ _-]?)+$/;

/** Throws unless the name is one that the API takes. */
function checkName(scope: Construct, name: string): void {
  checkPattern(scope, 'inferenceProfileName', name, NAME_LENGTH, NAME, 'letters and digits');
}

/** The same for a description, if there is one. */
function checkDescription(scope: Construct, description?: string): void {
  if (description !== undefined) checkPattern(scope, 'description', description, DESCRIPTION_LENGTH, DESCRIPTION, 'letters, digits, ":" and "."');
}

function checkPattern(scope: Construct, prop: string, text: string, limit: number, pattern: RegExp, characters: string): void {
  if (isToken(text)) return;
  if (text.length < 1 || text.length > limit) fail(messages.textLength(prop, text.length, limit), scope);
  if (!pattern.test(text)) fail(messages.textPattern(prop, text, `${characters}, each followed by at most one space, "_" or "-"`), scope);
}
