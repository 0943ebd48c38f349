import { Names, Tags } from 'aws-cdk-lib';
import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as organizations from 'aws-cdk-lib/aws-organizations';
import { Construct } from 'constructs';
import { deployedSize } from '../access/document-size';
import { denyGlobalInference, denyMantle, denyOtherModels, denyOtherProfiles, denyOutsideSourceRegions, exempting } from '../access/statements/denies';
import { denyOutsideRegions } from '../access/statements/region-deny';
import { ControlStatementJson, documentOf, withDistinctSids } from '../access/statements/statement';
import { GLOBAL_SERVICE_ACTIONS } from '../bedrock/global-services';
import { fail, messages, warn, WARNING_IDS } from '../private/messages';
import { differ, isToken, literal, partitionOf, sourcesOf, validateRegions } from '../private/source-of';
import { catalogDate, isProfilePrefix, unknownRegions, warnOfUnknownRegions } from '../profile/callable-from';
import { Geography } from '../profile/geography';
import { IInferenceProfile, InferenceProfile } from '../profile/inference-profile';
import { labelOf } from '../profile/names';

/**
 * Options of what a service control policy denies.
 */
export interface ServiceControlPolicyContentOptions {
  /**
   * Principals that are not denied: ARNs, which may hold wildcards, as `aws:PrincipalArn` has them, so the role and not its session. For example
   * `arn:aws:iam::*:role/PlatformAdmin`, which does not exempt a role of that name with a path, `role/team/PlatformAdmin`: give
   * `arn:aws:iam::*:role/team/PlatformAdmin` for that one. Throws for an empty or repeated list, for what is no ARN of a principal, and for that of
   * a session (`assumed-role`).
   *
   * @default - none
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
   */
  readonly exemptPrincipalArns?: string[];
}

/**
 * How a deny of Regions leaves cross-Region inference alone.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export enum RegionDenyExemption {
  /**
   * Calls through profiles are exempt by `bedrock:InferenceProfileArn`. The Region that a call is sent to stays denied, and nothing else is
   * opened.
   */
  PROFILE_EXEMPTION = 'PROFILE_EXEMPTION',

  /**
   * `unspecified` is allowed like a Region. It is shorter, holds for global inference only, and for every action whose evaluation has that value:
   * AWS documents it for global inference.
   */
  UNSPECIFIED_REGION = 'UNSPECIFIED_REGION',
}

/**
 * Options of a deny of Regions.
 */
export interface RegionDenyOptions extends ServiceControlPolicyContentOptions {
  /**
   * How cross-Region inference is left alone.
   *
   * @default RegionDenyExemption.PROFILE_EXEMPTION
   */
  readonly crossRegionInference?: RegionDenyExemption;

  /**
   * Whether global inference works from the Regions that are left. If not, it is denied by statements of its own, through application inference
   * profiles too.
   *
   * @default true
   */
  readonly globalInference?: boolean;

  /**
   * The geographies whose profiles work from the Regions that are left, although they process requests elsewhere. Throws if repeated, and
   * together with `UNSPECIFIED_REGION`.
   *
   * @default - none
   */
  readonly geographies?: Geography[];

  /**
   * Whether application inference profiles over what is allowed work too, whichever ARN `bedrock:InferenceProfileArn` holds in their calls (AWS
   * does not document which). With geographies that are allowed, those over other geographies then cannot be told apart:
   * `ServiceControlPolicyContent.denyOutsideGeographies` beside this one keeps them from being made.
   *
   * @default true
   */
  readonly applicationInferenceProfiles?: boolean;

  /**
   * Actions that are denied in no Region, in place of the default ones. Throws for an empty or repeated list, and for what is no action.
   *
   * The default leaves regional services alone too, as AWS Control Tower does: `kms:*`, `acm:*`, `config:*`, `directconnect:*`, `access-analyzer:*`
   * and others work in every Region. Give a list of your own where that is too much.
   *
   * @default - what the Region deny of AWS Control Tower leaves alone, which holds IAM, Organizations, STS, CloudFront, Route 53 and the like
   * @see https://docs.aws.amazon.com/controltower/latest/controlreference/primary-region-deny-policy.html
   */
  readonly globalServiceActions?: string[];
}

/**
 * What a service control policy denies, of Amazon Bedrock and of Regions. It allows nothing.
 *
 * Service control policies bind the member accounts of an organization. They do not bind its management account, nor service-linked roles.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */
export class ServiceControlPolicyContent {
  /**
   * Denies global cross-Region inference, through application inference profiles too. Geographic profiles and direct calls are left alone.
   *
   * @param options who is exempt
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
   */
  public static denyGlobalInference(options: ServiceControlPolicyContentOptions = {}): ServiceControlPolicyContent {
    return ServiceControlPolicyContent.content(options, denyGlobalInference);
  }

  /**
   * Denies calls through profiles of other geographies, and through global ones. Direct calls are left alone, and so are application inference
   * profiles over what is allowed.
   *
   * Making an application inference profile over another system-defined profile is denied. One that exists already over another geography is
   * stopped only if `bedrock:InferenceProfileArn` holds the system-defined profile in its calls, which AWS does not document; one over a global
   * profile is stopped in any case. Throws for an empty list or a geography given twice.
   *
   * @param geographies the geographies that stay usable
   * @param options who is exempt
   */
  public static denyOutsideGeographies(geographies: Geography[], options: ServiceControlPolicyContentOptions = {}): ServiceControlPolicyContent {
    const prefixes = geographies.map((geography) => geography.prefix);
    checkValues('geographies', prefixes);
    const patterns = prefixes.map((prefix) => `${prefix}.*`);
    return ServiceControlPolicyContent.content(options, (partition) => denyOtherProfiles(partition, { kind: 'Geographies', patterns, global: false }));
  }

  /**
   * Denies calls through other profiles. Direct calls and application inference profiles are treated as in `denyOutsideGeographies`; global
   * inference is denied altogether if none of the profiles is global. Throws for an empty list, a profile given twice, and an application inference
   * profile: give the system-defined one that it is over.
   *
   * @param inferenceProfiles the profiles that stay usable, in any Region and account
   * @param options who is exempt
   */
  public static denyOutsideProfiles(inferenceProfiles: IInferenceProfile[], options: ServiceControlPolicyContentOptions = {}): ServiceControlPolicyContent {
    const application = inferenceProfiles.find((profile) => profile.application);
    if (application) fail(messages.applicationProfileOfPolicy(labelOf(application)));
    const patterns = inferenceProfiles.map((profile) => profile.inferenceProfileId);
    checkValues('inferenceProfiles', patterns);
    const global = inferenceProfiles.some((profile) => profile.isGlobal);
    return ServiceControlPolicyContent.content(options, (partition) => denyOtherProfiles(partition, { kind: 'InferenceProfiles', patterns, global }));
  }

  /**
   * Denies inference and batch inference with other foundation models, directly or through any profile, and buying Provisioned Throughput of them.
   *
   * The rest stays usable: custom models (made of a denied model too), imported models, models of Provisioned Throughput that was bought before,
   * Marketplace endpoints, prompt routers as far as AWS does not authorize their callers on the models, and the endpoint `bedrock-mantle` (see
   * `denyMantle`). Throws for an empty list, a model given twice, and an ID that is a token, malformed, or that of a profile.
   *
   * @param models the models that stay usable, in any Region
   * @param options who is exempt
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
   */
  public static denyOutsideModels(models: FoundationModelIdentifier[], options: ServiceControlPolicyContentOptions = {}): ServiceControlPolicyContent {
    // An ID that a profile can be made of is the ID of a model.
    const ids = models.map((model) => InferenceProfile.global(model).foundationModelId);
    checkValues('models', ids);
    return ServiceControlPolicyContent.content(options, (partition) => denyOtherModels(partition, 'Models', ids));
  }

  /**
   * Denies the foundation models of other providers, as `denyOutsideModels` denies other models. Throws for an empty list, a provider given twice, and
   * what no foundation model ID begins with; a provider that nobody knows is no error.
   *
   * @param providers the providers whose models stay usable, as model IDs begin: `anthropic`, `amazon`
   * @param options who is exempt
   */
  public static denyOutsideProviders(providers: string[], options: ServiceControlPolicyContentOptions = {}): ServiceControlPolicyContent {
    checkProviders(providers);
    const patterns = providers.map((provider) => `${provider}.*`);
    return ServiceControlPolicyContent.content(options, (partition) => denyOtherModels(partition, 'Providers', patterns));
  }

  /**
   * Denies calls through any profile that are sent to other Regions. Where the requests are processed is not touched, nor are direct calls.
   *
   * @param sourceRegions the Regions that requests may be sent to; throws if empty, repeated or not a Region
   * @param options who is exempt
   */
  public static denyOutsideSourceRegions(sourceRegions: string[], options: ServiceControlPolicyContentOptions = {}): ServiceControlPolicyContent {
    validateRegions('sourceRegions', sourceRegions, 'give the Regions that stay usable');
    const regions = [...sourceRegions];
    return ServiceControlPolicyContent.content(options, (partition) => denyOutsideSourceRegions(partition, regions), [{ prop: 'sourceRegions', regions }]);
  }

  /**
   * Denies all services in other Regions, with an allow-list of Regions that cross-Region inference still works under. Without an exemption such
   * a policy stops every global call, and every geographic one that has a destination outside of the list.
   *
   * Global inference works from the Regions of the list unless it is switched off; geographic profiles that leave the list only if their
   * geography is named. Throws for options that contradict each other.
   *
   * @param regions the Regions that stay usable; throws if empty, repeated or not a Region
   * @param options what of cross-Region inference is left alone, and who is exempt
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
   */
  public static denyOutsideRegions(regions: string[], options: RegionDenyOptions = {}): ServiceControlPolicyContent {
    validateRegions('regions', regions, 'give the Regions that stay usable');
    const { geographies = [], globalServiceActions = GLOBAL_SERVICE_ACTIONS } = options;
    const prefixes = geographies.map((geography) => geography.prefix);
    if (prefixes.length > 0) checkValues('geographies', prefixes);
    checkActions('globalServiceActions', globalServiceActions);
    checkExemption(options);
    const deny = {
      regions: [...regions],
      notActions: [...globalServiceActions],
      unspecifiedRegion: options.crossRegionInference === RegionDenyExemption.UNSPECIFIED_REGION,
      globalInference: options.globalInference ?? true,
      geographies: prefixes,
      applicationInferenceProfiles: options.applicationInferenceProfiles ?? true,
    };
    return ServiceControlPolicyContent.content(options, (partition) => denyOutsideRegions(partition, deny), [{ prop: 'regions', regions: deny.regions }]);
  }

  /**
   * Denies the endpoint `bedrock-mantle`, whose actions no other deny covers. It has no cross-Region inference.
   *
   * @param options who is exempt
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/endpoints.html
   */
  public static denyMantle(options: ServiceControlPolicyContentOptions = {}): ServiceControlPolicyContent {
    return ServiceControlPolicyContent.content(options, denyMantle);
  }

  /**
   * All of several contents in one document. Throws if there are none.
   *
   * @param contents the contents
   */
  public static all(...contents: ServiceControlPolicyContent[]): ServiceControlPolicyContent {
    if (contents.length === 0) fail(messages.emptyList('contents', 'give at least one'));
    return new ServiceControlPolicyContent(
      (partition) => contents.flatMap((content) => content.statements(partition)), contents.flatMap((content) => content.regionLists),
    );
  }

  private static content(
    options: ServiceControlPolicyContentOptions, statements: (partition: string) => ControlStatementJson[], regionLists: readonly RegionList[] = [],
  ): ServiceControlPolicyContent {
    const exempt = exemptPrincipals(options.exemptPrincipalArns);
    return new ServiceControlPolicyContent((partition) => exempting(statements(partition), exempt), regionLists);
  }

  private constructor(private readonly statements: (partition: string) => ControlStatementJson[], private readonly regionLists: readonly RegionList[]) {}

  /**
   * The policy document, for a policy of your own.
   *
   * Throws if the document is larger than a service control policy may be (10,240 characters), and for a Region that is not in the partition of the
   * stack; warns of Regions that the catalog does not know, and if the document is larger than it could be before 2026-05-15 (5,120), which older
   * tools still check.
   *
   * @param scope whose stack gives the partition
   * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
   */
  public toDocument(scope: Construct): iam.PolicyDocument {
    return controlDocument(scope, { statements: this.statements, regionLists: this.regionLists });
  }

  /**
   * The policy document as JSON without white space, for tools other than CloudFormation: Customizations for AWS Control Tower, Terraform.
   *
   * Throws if it is larger than a service control policy may be (10,240 characters), for what is no partition, for a Region that is not in it, for a
   * list of Regions of which the catalog knows none, and if a Region or an ARN that was given is a token. It warns of nothing: not of one unknown
   * Region among others, and not of more than 5,120 characters.
   *
   * @param partition the partition of the organization, for example `aws-us-gov`
   */
  public toJson(partition: string = 'aws'): string {
    return controlJson({ statements: this.statements, regionLists: this.regionLists }, partition);
  }
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html */
const NAME_LENGTH = 128;
const DESCRIPTION_LENGTH = 512;

/**
 * Properties of a service control policy.
 */
export interface CrisServiceControlPolicyProps {
  /** What is denied. */
  readonly content: ServiceControlPolicyContent;

  /**
   * The name of the policy, at most 128 characters. It is unique among the policies of the organization.
   *
   * @default - made from the path of the construct
   */
  readonly policyName?: string;

  /**
   * What the policy is for, at most 512 characters.
   *
   * @default 'Guardrail for Amazon Bedrock cross-Region inference'
   */
  readonly description?: string;

  /**
   * What the policy is attached to: IDs of the root (`r-…`), of organizational units (`ou-…-…`) and of accounts (12 digits).
   *
   * @default - none; the policy is made and attached to nothing
   */
  readonly targetIds?: string[];

  /**
   * Tags of the policy. `Tags.of` works on the construct as well.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}

/**
 * A service control policy of AWS Organizations that governs cross-Region inference.
 *
 * Deploy it in the management account of the organization, or in the account that policies are delegated to; service control policies have to be
 * enabled there. They bind neither the management account nor service-linked roles.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */
export class CrisServiceControlPolicy extends Construct {
  /** The policy, for what this construct has no prop for. */
  public readonly policy: organizations.CfnPolicy;
  /** The ID of the policy, `p-…`. */
  public readonly policyId: string;
  /** The document of the policy. What is added to it is not measured. */
  public readonly document: iam.PolicyDocument;

  /**
   * Throws for a document that is larger than a service control policy may be (10,240 characters), for Regions of another partition, for a name or
   * description that is too long, and for targets that are empty, repeated or no IDs of targets; warns for a document of more than 5,120 characters
   * and of Regions that the catalog does not know.
   */
  constructor(scope: Construct, id: string, props: CrisServiceControlPolicyProps) {
    super(scope, id);
    const { content, description = 'Guardrail for Amazon Bedrock cross-Region inference', targetIds } = props;
    const name = props.policyName ?? Names.uniqueResourceName(this, { maxLength: NAME_LENGTH });
    checkLength(this, 'policyName', name, NAME_LENGTH);
    checkLength(this, 'description', description, DESCRIPTION_LENGTH);
    if (targetIds !== undefined && !isToken(targetIds)) checkTargets(this, targetIds);

    this.document = content.toDocument(this);
    this.policy = new organizations.CfnPolicy(this, 'Resource', { type: 'SERVICE_CONTROL_POLICY', name, description, content: this.document, targetIds });
    this.policyId = this.policy.attrId;
    for (const [key, value] of Object.entries(props.tags ?? {})) Tags.of(this).add(key, value);
  }
}

function checkLength(scope: Construct, prop: string, value: string, limit: number): void {
  if (!isToken(value) && (value.length === 0 || value.length > limit)) fail(messages.textLength(prop, value.length, limit), scope);
}

/** The shapes of https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html */
function checkTargets(scope: Construct, targetIds: readonly string[]): void {
  checkValues('targetIds', targetIds, 'leave it out to attach the policy to nothing', scope);
  const wrong = targetIds.find((id) => !isToken(id) && !/^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|\d{12})$/.test(id));
  if (wrong !== undefined) fail(messages.targetId(wrong), scope);
}

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html; the second held until 2026-05-15. */
const POLICY_SIZE = 10240;
const FORMER_POLICY_SIZE = 5120;

/** https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
const PARTITIONS: readonly string[] = ['aws', 'aws-us-gov', 'aws-cn', 'aws-eusc', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f'];

/** What a service control policy is rendered from. */
interface RenderedContent {
  readonly statements: (partition: string) => readonly ControlStatementJson[];
  /** Every list of Regions in it that is left alone. */
  readonly regionLists: readonly RegionList[];
}

interface RegionList {
  readonly prop: string;
  /** The Regions, each of which may be a token. */
  readonly regions: readonly string[];
}

/** The document for CloudFormation; throws and warns at the scope. */
function controlDocument(scope: Construct, content: RenderedContent): iam.PolicyDocument {
  const [{ partition, region }] = sourcesOf(scope);
  // The partition is a token by default, even where the Region of the stack tells it.
  checkPartitions(content, literal(partition) ?? (isToken(region) ? undefined : partitionOf(region)), scope);
  for (const { prop, regions } of content.regionLists) warnOfUnknownRegions(scope, prop, unknownRegions(regions));

  const size = deployedSize(scope, documentFrom(content, partition));
  if (size > POLICY_SIZE) fail(messages.serviceControlPolicyTooLarge(size, POLICY_SIZE), scope);
  if (size > FORMER_POLICY_SIZE) {
    warn(scope, WARNING_IDS.serviceControlPolicyOverFormerLimit,
      `the service control policy has ${size} characters; AWS Organizations takes ${POLICY_SIZE} since 2026-05-15 and took ${FORMER_POLICY_SIZE} before, which older tools still check; name fewer profiles, models or actions, or divide it`);
  }
  return documentFrom(content, partition);
}

/** The document for other tools. There is no scope to warn at, so what cannot be right throws and what may be new passes. */
function controlJson(content: RenderedContent, partition: string): string {
  if (isToken(partition)) fail(messages.tokenForLiteral('partition', 'it'));
  if (!PARTITIONS.includes(partition)) fail(messages.partition(partition, PARTITIONS));
  checkPartitions(content, partition);
  const json = JSON.stringify(documentFrom(content, partition));
  if (isToken(json)) fail(messages.tokenForLiteral('ServiceControlPolicyContent.toJson', 'a value that was given'));
  for (const { prop, regions } of content.regionLists) {
    if (unknownRegions(regions).length === regions.length) fail(messages.noKnownRegion(prop, regions, catalogDate()));
  }
  if (json.length > POLICY_SIZE) fail(messages.serviceControlPolicyTooLarge(json.length, POLICY_SIZE));
  return json;
}

// A Region of another partition is no Region of the organization: alone in a list, it leaves none.
function checkPartitions({ regionLists }: RenderedContent, partition: string | undefined, scope?: Construct): void {
  if (partition === undefined) return;
  for (const { prop, regions } of regionLists) {
    const wrong = regions.find((region) => !isToken(region) && differ(partitionOf(region), partition));
    if (wrong !== undefined) fail(messages.regionOfOtherPartition(prop, wrong, partition), scope);
  }
}

function documentFrom({ statements }: RenderedContent, partition: string): iam.PolicyDocument {
  const rendered = statements(partition).map((statement) => JSON.stringify(statement));
  // Contents that are combined may share a statement; one copy says it.
  const once = [...new Set(rendered)].map((statement) => JSON.parse(statement) as ControlStatementJson);
  return iam.PolicyDocument.fromJson(documentOf(withDistinctSids(once)));
}

/** Throws unless the list is a literal one of distinct values; the values may be tokens. */
function checkValues(prop: string, values: readonly string[], remedy = 'give at least one', scope?: Construct): void {
  if (isToken(values)) fail(messages.tokenForLiteral(prop, 'the list'), scope);
  if (values.length === 0) fail(messages.emptyList(prop, remedy), scope);
  const repeated = values.find((value, index) => values.indexOf(value) !== index);
  if (repeated !== undefined) fail(messages.duplicate(prop, repeated), scope);
}

/** The principals that a deny leaves alone; none by default. */
function exemptPrincipals(arns?: string[]): string[] {
  if (arns === undefined) return [];
  checkValues('exemptPrincipalArns', arns, 'leave it out to exempt nobody');
  // The account and the name may hold wildcards; sts is the service of the sessions of federated users.
  const wrong = arns.find((arn) => !isToken(arn) && !/^arn:[^:\s]+:(iam|sts)::[^:\s]*:[^:\s]+$/.test(arn));
  if (wrong !== undefined) fail(messages.principalArn(wrong));
  for (const arn of arns.filter((one) => !isToken(one))) checkNoSession(arn);
  return [...arns];
}

// aws:PrincipalArn never holds such an ARN, so it would exempt nobody:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
function checkNoSession(arn: string): void {
  const [, partition, account, role] = /^arn:([^:]+):sts::([^:]*):assumed-role\/([^/]+)/.exec(arn) ?? [];
  if (role !== undefined) fail(messages.sessionArn(arn, `arn:${partition}:iam::${account}:role/${role}`));
}

/** Throws for what no foundation model ID begins with; a provider of tomorrow is accepted. */
function checkProviders(providers: readonly string[]): void {
  checkValues('providers', providers);
  // A prefix of profiles names no model: with it, every model would be denied.
  const wrong = providers.find((provider) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(provider) || isProfilePrefix(provider));
  if (wrong !== undefined) fail(messages.provider(wrong));
}

/** The actions that a deny of Regions leaves alone. */
function checkActions(prop: string, actions: readonly string[]): void {
  checkValues(prop, actions, 'leave it out to take those of the global services');
  const wrong = actions.find((action) => !/^[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+$/.test(action));
  if (wrong !== undefined) fail(messages.notAnAction(prop, wrong));
}

/** Throws for options that only an exemption of profiles can express, together with the one value for all. */
function checkExemption({ crossRegionInference, globalInference, geographies, applicationInferenceProfiles }: RegionDenyOptions): void {
  if (crossRegionInference !== RegionDenyExemption.UNSPECIFIED_REGION) return;
  if (globalInference === false) fail(messages.unspecifiedRegion('globalInference: false'));
  if (geographies !== undefined && geographies.length > 0) fail(messages.unspecifiedRegion('geographies'));
  if (applicationInferenceProfiles === false) fail(messages.unspecifiedRegion('applicationInferenceProfiles: false'));
}
