import { createHash } from 'crypto';
import { ArnFormat, IResource, Names, Resource, Stack, Tags } from 'aws-cdk-lib';
import { CfnApplicationInferenceProfile, FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import { Construct } from 'constructs';
import { checkModel, checkSystemProfile } from './callable-from';
import { Geography } from './geography';
import { ApplicationProfile, IInferenceProfile, InferenceProfile } from './inference-profile';
import { labelOf } from './names';
import { APPLICATION_PROFILE_ARN } from '../bedrock/arns';
import { fail, show } from '../private/errors';
import { checkForm, checkLength } from '../private/inputs';
import { PROFILE, TAGS, TEXT, checkShape, checkValue, instanceOf } from '../private/shape';
import { Source, sourcesOf } from '../private/source';
import { checkTags } from '../private/tags';
import { isToken, literal } from '../private/tokens';

/**
 * The source of an application inference profile: a system-defined profile, or a foundation model.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_InferenceProfileModelSource.html
 *
 * @example
 * new ApplicationInferenceProfile(this, 'SearchEverywhere', {
 *   modelSource: ApplicationInferenceProfileSource.inferenceProfile(
 *     InferenceProfile.fromInferenceProfileId('global.anthropic.claude-sonnet-4-6'),
 *   ),
 *   tags: { team: 'search' },
 * });
 * new ApplicationInferenceProfile(this, 'SearchHere', {
 *   modelSource: ApplicationInferenceProfileSource.foundationModel(new FoundationModelIdentifier('amazon.nova-lite-v1:0')),
 *   tags: { team: 'search' },
 * });
 */
export class ApplicationInferenceProfileSource {
  /**
   * A system-defined profile, whose calls are processed wherever that profile routes them.
   *
   * Throws for an application inference profile: AWS does not allow one over another one.
   *
   * @param inferenceProfile the system-defined profile, global or geographic
   */
  public static inferenceProfile(inferenceProfile: IInferenceProfile): ApplicationInferenceProfileSource {
    checkValue(undefined, 'inferenceProfile', inferenceProfile, PROFILE);
    const { application, foundationModelId, isGlobal, geography } = inferenceProfile;
    if (application) fail(`modelSource: ${show(labelOf(inferenceProfile))} is an application inference profile, and AWS makes none over another one; give what it is over`);
    return new ApplicationInferenceProfileSource({ inferenceProfile, foundationModelId, isGlobal, geography });
  }

  /**
   * A foundation model, whose calls are processed in the Region of the application inference profile and nowhere else.
   *
   * Throws if the model ID is a token, malformed, or that of a profile.
   *
   * @param model the foundation model that is called
   */
  public static foundationModel(model: FoundationModelIdentifier): ApplicationInferenceProfileSource {
    // Reuses the check of a model ID.
    return new ApplicationInferenceProfileSource({ foundationModelId: InferenceProfile.globalProfile(model).foundationModelId, isGlobal: false });
  }

  private constructor(private readonly source: ApplicationSource) {}

  /** @internal */
  public _bind(): ApplicationSource {
    return this.source;
  }
}

/**
 * Properties of an application inference profile.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateInferenceProfile.html
 */
export interface ApplicationInferenceProfileProps {
  /** The system-defined profile or the foundation model that the profile is over. */
  readonly modelSource: ApplicationInferenceProfileSource;

  /**
   * The name of the profile: 1 to 64 letters and digits, each followed by at most one space, `_` or `-`.
   *
   * CloudFormation replaces the profile if its name, its source or its description changes. A profile with a name of your own therefore needs a new
   * name for a new model.
   *
   * @default - made of the path of the construct, the source, and the description
   */
  readonly inferenceProfileName?: string;

  /**
   * The description: 1 to 200 letters, digits, `:` and `.`, each followed by at most one space, `_` or `-`.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The tags of the profile, for example for cost allocation.
   *
   * 1 to 50, with keys of 1 to 128 and values of up to 256 letters, digits, spaces and `. _ : / = + @ -`. Costs are split by them from the day on
   * which you activate them in the Billing console.
   *
   * @default - those of the stack, if any
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/cost-mgmt-application-inference-profiles.html
   */
  readonly tags?: { readonly [key: string]: string };
}

/** An existing application inference profile. */
export interface ApplicationInferenceProfileAttributes {
  /**
   * The system-defined profile or the foundation model that the profile is over.
   *
   * The ARN does not show it, and grants depend on it.
   */
  readonly modelSource: ApplicationInferenceProfileSource;

  /** The ARN of the profile: `arn:aws:bedrock:<region>:<account>:application-inference-profile/<id>`. */
  readonly inferenceProfileArn: string;
}

/**
 * An application inference profile, defined in this app or elsewhere.
 */
export interface IApplicationInferenceProfile extends IResource, IInferenceProfile {
  /** The ARN of the profile, which the caller passes as `modelId`. */
  readonly inferenceProfileArn: string;
}

/**
 * An application inference profile: a resource over a system-defined profile or a foundation model, whose tags show what its calls cost.
 *
 * Call it by its ARN, in the Region of its stack, with `InvokeModel`, `Converse` and their streaming forms. The Responses API refuses it. For Chat
 * Completions, pages of AWS differ. Grants, metrics, dashboards, alarms and filters take it like any other profile. The profile itself is free.
 *
 * Throws for a name, a description or tags that the API does not take, and for a global profile in a GovCloud or China Region.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/cost-mgmt-application-inference-profiles.html
 *
 * @example
 * const search = new ApplicationInferenceProfile(this, 'Search', {
 *   modelSource: ApplicationInferenceProfileSource.inferenceProfile(
 *     InferenceProfile.fromInferenceProfileId('global.anthropic.claude-sonnet-4-6'),
 *   ),
 *   tags: { team: 'search' },
 * });
 * const role = iam.Role.fromRoleName(this, 'TaskRole', 'existing-task-role');
 * InferenceProfileGrants.of(this, [search]).invoke(role);
 */
export class ApplicationInferenceProfile extends Resource implements IApplicationInferenceProfile {
  /**
   * An existing application inference profile.
   *
   * Throws for an ARN that is not one of an application inference profile, and for a global profile in a GovCloud or China Region.
   *
   * @param scope the parent construct
   * @param id the ID of the construct
   * @param attributes the ARN of the profile, and what it is over
   */
  public static fromApplicationInferenceProfileAttributes(scope: Construct, id: string, attributes: ApplicationInferenceProfileAttributes): IApplicationInferenceProfile {
    checkShape(scope, attributes, { inferenceProfileArn: TEXT, modelSource: instanceOf(() => ApplicationInferenceProfileSource) }, 'attributes');
    const { inferenceProfileArn, modelSource } = attributes;
    checkForm(scope, 'inferenceProfileArn', inferenceProfileArn, APPLICATION_PROFILE_ARN,
      'is not the ARN of an application inference profile; give one like "arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/a1b2c3d4e5f6"');
    return new ImportedProfile(scope, id, inferenceProfileArn, modelSource._bind());
  }

  /** The ARN of the profile, which the caller passes as `modelId`. */
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

  /** Defines the profile. */
  constructor(scope: Construct, id: string, props: ApplicationInferenceProfileProps) {
    super(scope, id);
    checkShape(this, props, {
      'modelSource': instanceOf(() => ApplicationInferenceProfileSource), 'inferenceProfileName?': TEXT, 'description?': TEXT, 'tags?': TAGS,
    });
    this.source = props.modelSource._bind();
    const { inferenceProfile, foundationModelId, isGlobal, geography } = this.source;
    const [stackSource] = sourcesOf(this);
    checkSource(this, this.source, stackSource);
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
    checkSource(this, source, { ...sourcesOf(this)[0], region: region! });
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
  readonly inferenceProfile?: IInferenceProfile;
  readonly foundationModelId: string;
  readonly isGlobal: boolean;
  readonly geography?: Geography;
}

/** Compares what the profile is over with the catalog. */
function checkSource(scope: Construct, { inferenceProfile, foundationModelId }: ApplicationSource, source: Source): void {
  if (inferenceProfile) checkSystemProfile(scope, 'modelSource', inferenceProfile, source);
  else checkModel(scope, foundationModelId, source);
}

/** Where requests that are sent to a Region are processed. */
function destinationsOf({ inferenceProfile }: ApplicationSource, sourceRegion: string): string[] | undefined {
  checkValue(undefined, 'sourceRegion', sourceRegion, TEXT);
  return inferenceProfile ? inferenceProfile.destinationRegions(sourceRegion) : [sourceRegion];
}

/** Lengths and patterns of both texts, https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateInferenceProfile.html */
const NAME_LENGTH = 64;
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
  checkLength(scope, prop, text, limit);
  if (!pattern.test(text)) fail(`${prop}: ${show(text)} is not accepted; give ${characters}, each followed by at most one space, "_" or "-"`, scope);
}
