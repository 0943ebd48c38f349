import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { widestValues } from './document-size';
import {
  AllowedProfiles, denyApiKeys, denyGlobalInference, DenyList, denyMantle, denyOtherModels, denyOtherProfiles, denyOtherRetention, denyOutsideSourceRegions, denyPromptRouters,
} from './statements/denies';
import { DenyJson, distinct, documentOf, documentSize, MANAGED_POLICY_SIZE, withoutRepetition } from './statements/statement';
import { anyResourceArn, Place } from '../bedrock/arns';
import { CATALOG } from '../bedrock/catalog';
import { fail, show } from '../private/errors';
import { checkForm, checkList, checkPolicyText, failEmpty } from '../private/inputs';
import { checkScope, checkShape, checkValue, FLAG, instanceOf, listOf, MODEL, oneOf, PROFILE, TEXT } from '../private/shape';
import { sourcesOf, validateRegions, widest } from '../private/source';
import { differ, literal } from '../private/tokens';
import { checkDistinct, unknownRegions, warnOfUnknownRegions } from '../profile/callable-from';
import { Geography } from '../profile/geography';
import { IInferenceProfile, InferenceProfile } from '../profile/inference-profile';
import { calledAs, labelOf } from '../profile/names';

/** Options of `ExplicitDeny.outsideProfiles`. */
export interface OutsideProfilesOptions {
  /**
   * Whether application inference profiles that are not in the list stay usable.
   *
   * Creating one over a profile that is not in the list is then denied. An existing one over such a profile is denied if that profile is global.
   * Otherwise it is denied only if `bedrock:InferenceProfileArn` is the system-defined profile in its calls, which AWS does not document.
   *
   * @default false
   */
  readonly applicationInferenceProfiles?: boolean;
}

/**
 * A mode of data retention: whether Amazon Bedrock may retain the prompts and outputs of calls.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/data-retention.html
 */
export enum DataRetentionMode {
  /** Nothing is retained. Models that need retention are not available. */
  NONE = 'none',
  /** The model decides. AWS may retain prompts and outputs. */
  DEFAULT = 'default',
  /** AWS may retain prompts and outputs, and review them, if the model needs it. */
  AWS_REVIEW = 'aws_review',
  /** The former mode above `AWS_REVIEW`. Use `AWS_REVIEW` instead. */
  PROVIDER_DATA_SHARE = 'provider_data_share',
  /** No mode of its own. A project follows its account, an account follows the model. */
  INHERIT = 'inherit',
}

/**
 * Denies that win over every allow: for a role, a permissions boundary, or the member accounts of an organization.
 *
 * A deny of calls covers `InvokeModel` and `InvokeModelWithResponseStream` on the endpoint `bedrock-runtime`. The endpoint `bedrock-mantle` has
 * actions of its own and no cross-Region inference: see `mantle`. The denies of API keys and of data retention cover both endpoints.
 *
 * Give it to `CrisWorkload` and `CrisPermissionsBoundary` as `explicitDeny`, to `CrisDenyPolicy` as `deny`, and to
 * `ServiceControlPolicyContent.deny`.
 *
 * Each factory throws for an empty list, for a value that is given twice, and for a value of another kind.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * @example
 * new CrisWorkload(this, 'Assistant', {
 *   inferenceProfiles: [InferenceProfile.fromInferenceProfileId('eu.anthropic.claude-sonnet-4-6')],
 *   explicitDeny: ExplicitDeny.all(
 *     ExplicitDeny.globalInference(),
 *     ExplicitDeny.outsideSourceRegions(['eu-west-1']),
 *   ),
 * });
 */
export class ExplicitDeny {
  /**
   * Denies global cross-Region inference, through application inference profiles too.
   *
   * Geographic profiles and direct calls are not affected.
   *
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
   */
  public static globalInference(): ExplicitDeny {
    return new ExplicitDeny([{ kind: 'globalInference', statements: ({ partition }) => denyGlobalInference(partition), denies: ({ isGlobal }) => isGlobal }]);
  }

  /**
   * Denies calls through all other profiles, from any source Region, and calls through prompt routers.
   *
   * Direct calls are not affected. An application inference profile that is not in the list is denied, unless `applicationInferenceProfiles` is set.
   * If one is in the list, the system-defined profile that it is over stays usable too: AWS does not document which of the two is authorized.
   *
   * @param inferenceProfiles the profiles that stay usable
   * @param options whether other application inference profiles stay usable
   */
  public static outsideProfiles(inferenceProfiles: IInferenceProfile[], options: OutsideProfilesOptions = {}): ExplicitDeny {
    checkValue(undefined, 'ExplicitDeny.outsideProfiles', inferenceProfiles, listOf(PROFILE));
    checkShape(undefined, options, { 'applicationInferenceProfiles?': FLAG }, 'options');
    const profiles = [...inferenceProfiles];
    checkDistinct(undefined, profiles, 'ExplicitDeny.outsideProfiles');
    const ids = profiles.map(calledAs);
    const anyApplicationProfile = options.applicationInferenceProfiles ?? false;
    return new ExplicitDeny([{
      kind: 'outsideProfiles',
      statements: (place) => denyOtherProfiles(place.partition, {
        kind: 'InferenceProfiles', profileArns: distinct(profiles.flatMap((profile) => arnsOf(profile, place))), anyApplicationProfile, global: profiles.some(({ isGlobal }) => isGlobal),
      }),
      denies: (profile) => !ids.includes(calledAs(profile)) && !(anyApplicationProfile && profile.application && ids.includes(profile.application.systemProfileId ?? '')),
    }]);
  }

  /**
   * Denies calls through global profiles, through profiles of other geographies, and through prompt routers.
   *
   * Direct calls are not affected, nor are application inference profiles over a profile that stays usable. Creating an application inference profile
   * over another system-defined profile is denied. An existing one over a global profile is denied. One over another geography is denied only if
   * `bedrock:InferenceProfileArn` is the system-defined profile in its calls, which AWS does not document.
   *
   * @param geographies the geographies that stay usable
   */
  public static outsideGeographies(geographies: Geography[]): ExplicitDeny {
    checkValue(undefined, 'ExplicitDeny.outsideGeographies', geographies, listOf(instanceOf(() => Geography)));
    const prefixes = geographies.map((geography) => geography.prefix);
    checkList(undefined, 'ExplicitDeny.outsideGeographies', prefixes);
    const allowed = (partition: string): AllowedProfiles => ({
      kind: 'Geographies', profileArns: prefixes.map((prefix) => anyResourceArn(partition, `inference-profile/${prefix}.*`)), anyApplicationProfile: true, global: false,
    });
    return new ExplicitDeny([{
      kind: 'outsideGeographies',
      statements: ({ partition }) => denyOtherProfiles(partition, allowed(partition)),
      denies: ({ isGlobal, geography }) => isGlobal || (geography !== undefined && !prefixes.includes(geography.prefix)),
    }]);
  }

  /**
   * Denies other foundation models: calls, directly or through any profile, batch inference, and Provisioned Throughput.
   *
   * Calls through prompt routers are denied too. The rest stays usable: custom models (of a denied model too), imported models, existing Provisioned
   * Throughput, Marketplace endpoints, and the endpoint `bedrock-mantle` (see `mantle`).
   *
   * @param models the models that stay usable, in any Region
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
   */
  public static outsideModels(models: FoundationModelIdentifier[]): ExplicitDeny {
    checkValue(undefined, 'ExplicitDeny.outsideModels', models, listOf(MODEL));
    // Reuses the check of a model ID.
    const ids = models.map((model) => InferenceProfile.globalProfile(model).foundationModelId);
    checkList(undefined, 'ExplicitDeny.outsideModels', ids);
    return new ExplicitDeny([{
      kind: 'outsideModels',
      statements: ({ partition }) => denyOtherModels(partition, 'Models', ids),
      denies: ({ foundationModelId }) => !ids.includes(foundationModelId),
    }]);
  }

  /**
   * Denies the foundation models of other providers, as `outsideModels` denies other models.
   *
   * A provider that the catalog does not know is accepted.
   *
   * @param providers the providers whose models stay usable, as model IDs begin: `anthropic`, `amazon`
   */
  public static outsideProviders(providers: string[]): ExplicitDeny {
    checkValue(undefined, 'ExplicitDeny.outsideProviders', providers, listOf(TEXT));
    checkList(undefined, 'ExplicitDeny.outsideProviders', providers);
    for (const provider of providers) {
      const rule = 'is not a model provider; give one as foundation model IDs begin with it, like "anthropic"';
      checkForm(undefined, 'ExplicitDeny.outsideProviders', provider, /^[a-z0-9]+(-[a-z0-9]+)*$/, rule);
      checkPolicyText(undefined, 'ExplicitDeny.outsideProviders', provider);
      // A prefix of profiles names no model: with it, every model would be denied.
      if (CATALOG.prefixes.has(provider)) fail(`ExplicitDeny.outsideProviders: ${show(provider)} ${rule}`);
    }
    const names = [...providers];
    return new ExplicitDeny([{
      kind: 'outsideProviders',
      statements: ({ partition }) => denyOtherModels(partition, 'Providers', names.map((provider) => `${provider}.*`)),
      denies: ({ foundationModelId }) => !names.includes(foundationModelId.split('.')[0]),
    }]);
  }

  /**
   * Denies calls through any profile that are sent to other Regions.
   *
   * Direct calls are not affected. Where calls are processed does not matter.
   *
   * @param sourceRegions the Regions that calls may be sent to
   */
  public static outsideSourceRegions(sourceRegions: string[]): ExplicitDeny {
    validateRegions('ExplicitDeny.outsideSourceRegions', sourceRegions, 'give the Regions that stay usable');
    const regions = [...sourceRegions];
    return new ExplicitDeny([{
      kind: 'outsideSourceRegions',
      statements: ({ partition }) => denyOutsideSourceRegions(partition, regions),
      denies: (_, sourceRegion) => regions.every((region) => differ(region, sourceRegion)),
      regions,
    }]);
  }

  /**
   * Denies the endpoint `bedrock-mantle`, whose actions no other deny of calls covers.
   *
   * It has no cross-Region inference.
   *
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/endpoints.html
   */
  public static mantle(): ExplicitDeny {
    return new ExplicitDeny([{ kind: 'mantle', statements: () => denyMantle(), denies: () => false }]);
  }

  /**
   * Denies calls through prompt routers, also those of AWS, and creating one.
   *
   * A router may call any of its models, and a policy does not see which. Calls of the same models without a router are not affected.
   *
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-routing.html
   */
  public static promptRouters(): ExplicitDeny {
    return new ExplicitDeny([{ kind: 'promptRouters', statements: ({ partition }) => denyPromptRouters(partition), denies: () => false }]);
  }

  /**
   * Denies all calls with Amazon Bedrock API keys, on `bedrock-mantle` too, and creating long-term keys.
   *
   * Calls with AWS credentials are not affected, nor are credentials of other services. No policy can deny creating a short-term key: its user
   * creates it from a session, without an action.
   *
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-permissions.html
   */
  public static apiKeys(): ExplicitDeny {
    return new ExplicitDeny([{ kind: 'apiKeys', statements: () => denyApiKeys(false), denies: () => false }]);
  }

  /**
   * Denies calls with long-term API keys, on `bedrock-mantle` too, and creating them.
   *
   * Short-term keys stay usable. They end with the session that they were created from.
   *
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-permissions.html
   */
  public static longTermApiKeys(): ExplicitDeny {
    return new ExplicitDeny([{ kind: 'longTermApiKeys', statements: () => denyApiKeys(true), denies: () => false }]);
  }

  /**
   * Denies setting another mode of data retention, for an account and for a project of `bedrock-mantle`.
   *
   * A project must then be created, and updated, with a mode of the list. The mode that an account already has is not affected, also if it was never
   * set: set it in each Region first. AWS documents no key for the projects of `bedrock-runtime`, so their modes are not affected.
   *
   * @param modes the modes that may be set
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/data-retention.html
   */
  public static outsideDataRetentionModes(modes: DataRetentionMode[]): ExplicitDeny {
    checkValue(undefined, 'ExplicitDeny.outsideDataRetentionModes', modes, listOf(oneOf(Object.values(DataRetentionMode))));
    checkList(undefined, 'ExplicitDeny.outsideDataRetentionModes', modes);
    const allowed = [...modes];
    return new ExplicitDeny([{ kind: 'outsideDataRetentionModes', statements: () => denyOtherRetention(allowed), denies: () => false }]);
  }

  /**
   * Several denies together.
   *
   * Throws if there are none. Throws for two lists of one kind: what one list leaves usable, the other denies.
   *
   * @param denies the denies to combine
   */
  public static all(...denies: ExplicitDeny[]): ExplicitDeny {
    if (denies.length === 0) failEmpty(undefined, 'denies', 'give at least one');
    checkValue(undefined, 'denies', denies, listOf(instanceOf(() => ExplicitDeny)));
    const parts = denies.flatMap((deny) => deny.parts);
    const lists = denies.flatMap((deny) => deny._lists()).map(({ kind }) => kind);
    const repeated = lists.find((kind, index) => lists.indexOf(kind) !== index);
    if (repeated) fail(`denies: "${repeated}" is there twice, and what the one list leaves usable, the other denies; give one list`);
    return new ExplicitDeny(parts);
  }

  private constructor(private readonly parts: readonly DenyPart[]) {}

  /**
   * The policy document, for a policy of your own.
   *
   * As a permissions boundary it must also allow something. Warns at the scope of Regions that the catalog does not know.
   *
   * @param scope the construct whose stack provides partition and account
   */
  public toDocument(scope: IConstruct): iam.PolicyDocument {
    checkScope(scope);
    return iam.PolicyDocument.fromJson(documentOf(this._statements(scope, sourcesOf(scope)[0])));
  }

  /**
   * The document of one managed policy. Throws if it is too large for that.
   *
   * @internal
   */
  public _managedPolicyDocument(scope: IConstruct): iam.PolicyDocument {
    const place = widest(sourcesOf(scope)[0]);
    const size = documentSize(widestValues(this._statements(scope, place), place));
    if (size > MANAGED_POLICY_SIZE) {
      fail(`deny: the policy has ${size} characters, and a managed policy holds ${MANAGED_POLICY_SIZE}; name fewer profiles, models or Regions, or put denies of` +
        ' different kinds into a policy each. One list cannot be divided: what one part leaves usable, the other denies', scope);
    }
    return this.toDocument(scope);
  }

  /** @internal */
  public _statements(scope: IConstruct, place: Place): DenyJson[] {
    for (const regions of this._regionLists()) warnOfUnknownRegions(scope, 'ExplicitDeny.outsideSourceRegions', unknownRegions(regions));
    return withoutRepetition(this.parts.flatMap(({ statements }) => statements(place)));
  }

  /**
   * Throws if another deny of the same identities has another list of the same kind.
   *
   * @internal
   */
  public _checkBeside(scope: IConstruct, other: ExplicitDeny, where: string): void {
    for (const { kind, content } of this._lists()) {
      const contradicts = other._lists().some((one) => one.kind === kind && one.content !== content);
      if (contradicts) fail(`deny: ${where} has "${kind}" with another list already, and what the one list leaves usable, the other denies; give both the same list`, scope);
    }
  }

  /**
   * The lists of Regions that stay usable.
   *
   * @internal
   */
  public _regionLists(): (readonly string[])[] {
    return this.parts.flatMap(({ regions }) => (regions ? [regions] : []));
  }

  /**
   * The lists in it, of which each leaves something usable.
   *
   * @internal
   */
  public _lists(): DenyList[] {
    return this.parts.filter(({ kind }) => kind.startsWith('outside'))
      .map(({ kind, statements }) => ({ kind, content: JSON.stringify(statements({ partition: 'aws', region: '*', account: '*' })) }));
  }

  /**
   * Throws if a profile that is there to be called is denied from a source Region.
   *
   * @internal
   */
  public _checkLeaves(scope: IConstruct, profiles: readonly IInferenceProfile[], sourceRegions: readonly string[]): void {
    for (const region of sourceRegions) {
      const denied = profiles.find((profile) => this.parts.some(({ denies }) => denies(profile, region)));
      if (!denied) continue;
      fail(`explicitDeny: it denies ${show(labelOf(denied))} from the source Region ${show(literal(region) ?? 'the Region of the stack')}, which inferenceProfiles is there to allow;` +
        ' leave the profile out, or the deny', scope);
    }
  }
}

interface DenyPart {
  /** The name of the factory; lists begin with `outside`. */
  readonly kind: string;
  readonly statements: (place: Place) => DenyJson[];
  /** Whether calls through a profile from a source Region are denied; those through an application inference profile, under any of its possible ARNs. */
  readonly denies: (profile: IInferenceProfile, sourceRegion: string) => boolean;
  /** The Regions in it. */
  readonly regions?: readonly string[];
}

// What may be authorized in a call through the profile, from any source Region.
function arnsOf({ inferenceProfileId, application }: IInferenceProfile, { partition, account }: Place): string[] {
  const system = application ? application.systemProfileId : inferenceProfileId;
  return [
    ...(application ? [application.inferenceProfileArn] : []),
    ...(system === undefined ? [] : [`arn:${partition}:bedrock:*:${account}:inference-profile/${system}`]),
  ];
}
