import { Stack, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as organizations from 'aws-cdk-lib/aws-organizations';
import { Construct, IConstruct } from 'constructs';
import { addPolicy, checkPartition, checkPolicyProps, policyNameOf } from './policy';
import { deployedSize } from '../access/document-size';
import { ExplicitDeny } from '../access/explicit-deny';
import { DenyList, exempting } from '../access/statements/denies';
import { denyOutsideRegions } from '../access/statements/region-deny';
import { DenyJson, distinct, documentOf, withoutRepetition } from '../access/statements/statement';
import { GLOBAL_SERVICE_ACTIONS } from '../bedrock/global-services';
import { partitionOf } from '../bedrock/regions';
import { addToApp, inApp } from '../private/app';
import { fail, show, warn, WARNING_IDS } from '../private/errors';
import { checkForm, checkList, failEmpty } from '../private/inputs';
import { checkScope, checkShape, checkValue, FLAG, instanceOf, listOf, oneOf, TAGS, TEXT } from '../private/shape';
import { validateRegions } from '../private/source';
import { isToken, literal } from '../private/tokens';
import { unknownRegions, warnOfUnknownRegions } from '../profile/callable-from';
import { Geography } from '../profile/geography';

/**
 * Options of what a service control policy denies.
 */
export interface ServiceControlPolicyContentOptions {
  /**
   * ARNs of principals that are not denied, with wildcards if you like.
   *
   * Give roles, not sessions, as `aws:PrincipalArn` contains them, with their path. `arn:aws:iam::*:role/PlatformAdmin` does not exempt
   * `role/team/PlatformAdmin`: for that role, give `arn:aws:iam::*:role/team/PlatformAdmin`.
   *
   * Administrators of an account can create a role of this name, which is then exempt too, unless a policy denies that.
   *
   * Throws for an empty or repeated list, for a text that is no ARN of a principal, and for the ARN of a session (`assumed-role`). Throws for all
   * roles, users or root users of all accounts (`arn:aws:iam::*:role/*`).
   *
   * @default - none
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
   */
  readonly exemptPrincipalArns?: string[];
}

/**
 * The way in which a deny of Regions exempts cross-Region inference.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export enum RegionDenyExemption {
  /**
   * Calls through profiles are exempt by `bedrock:InferenceProfileArn`.
   *
   * The Region that a call is sent to stays denied, and nothing else is opened.
   */
  PROFILE_EXEMPTION = 'PROFILE_EXEMPTION',

  /**
   * The value `unspecified` is allowed like a Region.
   *
   * It is shorter, and for global inference only. It also exempts every other action whose authorization has that value; AWS documents it for global
   * inference.
   */
  UNSPECIFIED_REGION = 'UNSPECIFIED_REGION',
}

/**
 * Options of a deny of Regions.
 */
export interface RegionDenyOptions extends ServiceControlPolicyContentOptions {
  /**
   * The way in which cross-Region inference is exempt.
   *
   * @default RegionDenyExemption.PROFILE_EXEMPTION
   */
  readonly crossRegionInference?: RegionDenyExemption;

  /**
   * Whether global inference works from the Regions of the list.
   *
   * If not, statements of its own deny it, through application inference profiles too.
   *
   * @default true
   */
  readonly globalInference?: boolean;

  /**
   * The geographies whose profiles work from the Regions of the list, although they process calls elsewhere.
   *
   * Throws if one is given twice, and together with `UNSPECIFIED_REGION`.
   *
   * @default - none
   */
  readonly geographies?: Geography[];

  /**
   * Whether application inference profiles over allowed profiles work too.
   *
   * They work whichever ARN `bedrock:InferenceProfileArn` has in their calls, which AWS does not document. If you set `geographies`, application
   * inference profiles over other geographies cannot be told apart. Add `ServiceControlPolicyContent.deny(ExplicitDeny.outsideGeographies(…))` to
   * deny creating them.
   *
   * @default true
   */
  readonly applicationInferenceProfiles?: boolean;

  /**
   * Actions that are denied in no Region, instead of the default ones.
   *
   * The default exempts regional services too, as AWS Control Tower does: `kms:*`, `acm:*`, `config:*`, `directconnect:*`, `access-analyzer:*` and
   * others work in every Region. If that is too much, give your own list. Throws for an empty or repeated list, and for a text that is no action.
   *
   * @default - what the Region deny of AWS Control Tower exempts: IAM, Organizations, STS, CloudFront, Route 53 and others
   * @see https://docs.aws.amazon.com/controltower/latest/controlreference/primary-region-deny-policy.html
   */
  readonly globalServiceActions?: string[];

  /**
   * Further actions that are denied in no Region, besides `globalServiceActions`.
   *
   * Give `bedrock:ApplyGuardrail` if guardrails with cross-Region inference of their own are used. They evaluate in other Regions, and no profile
   * exempts that. Throws for an empty or repeated list, and for a text that is no action.
   *
   * @default - none
   */
  readonly exemptActions?: string[];
}

/**
 * The content of a service control policy: denies of Amazon Bedrock and of Regions.
 *
 * It allows nothing. Service control policies bind the member accounts of an organization. They bind neither its management account nor
 * service-linked roles.
 *
 * Each factory throws for an empty list, for a value that is given twice, and for options that contradict each other.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 *
 * @example
 * const content = ServiceControlPolicyContent.all(
 *   ServiceControlPolicyContent.denyOutsideRegions(['eu-west-1', 'eu-central-1'], { geographies: [Geography.EU] }),
 *   ServiceControlPolicyContent.deny(ExplicitDeny.mantle(), {
 *     exemptPrincipalArns: ['arn:aws:iam::*:role/PlatformAdmin'],
 *   }),
 * );
 * new CrisServiceControlPolicy(this, 'Regions', { content: content });
 */
export class ServiceControlPolicyContent {
  /**
   * The denies of an `ExplicitDeny`, in every account that the policy is attached to.
   *
   * @param deny the denies
   * @param options the principals that are exempt
   */
  public static deny(deny: ExplicitDeny, options: ServiceControlPolicyContentOptions = {}): ServiceControlPolicyContent {
    checkValue(undefined, 'deny', deny, instanceOf(() => ExplicitDeny));
    checkShape(undefined, options, { 'exemptPrincipalArns?': listOf(TEXT) }, 'options');
    return ServiceControlPolicyContent.content(options, {
      statements: (partition, scope) => deny._statements(scope, { partition, region: '*', account: '*' }),
      regionLists: deny._regionLists().map((regions) => ({ prop: 'ExplicitDeny.outsideSourceRegions', regions })),
      // With exempt principals, each list may be for others.
      lists: options.exemptPrincipalArns === undefined ? deny._lists() : [],
    });
  }

  /**
   * Denies all services in other Regions, while cross-Region inference from the Regions of the list still works.
   *
   * Without an exemption, such a policy stops every global call, and every geographic call with a destination outside of the list. Global inference
   * works from the Regions of the list unless you switch it off. Geographic profiles with destinations outside of the list work only if you name
   * their geography. Throws for options that contradict each other, and for Regions that are empty, repeated or invalid.
   *
   * @param regions the Regions that stay usable
   * @param options the cross-Region inference that is not affected, and the principals that are exempt
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
   */
  public static denyOutsideRegions(regions: string[], options: RegionDenyOptions = {}): ServiceControlPolicyContent {
    checkShape(undefined, options, {
      'crossRegionInference?': oneOf(Object.values(RegionDenyExemption)),
      'globalInference?': FLAG,
      'geographies?': listOf(instanceOf(() => Geography)),
      'applicationInferenceProfiles?': FLAG,
      'exemptPrincipalArns?': listOf(TEXT),
      'globalServiceActions?': listOf(TEXT),
      'exemptActions?': listOf(TEXT),
    }, 'options');
    validateRegions('regions', regions, 'give the Regions that stay usable');
    const { geographies = [], globalServiceActions = GLOBAL_SERVICE_ACTIONS, exemptActions } = options;
    const prefixes = geographies.map((geography) => geography.prefix);
    if (prefixes.length > 0) checkList(undefined, 'geographies', prefixes);
    checkActions('globalServiceActions', globalServiceActions, 'leave it out to take those of the global services');
    if (exemptActions !== undefined) checkActions('exemptActions', exemptActions, 'leave it out to exempt no more');
    checkExemption(options);
    const deny = {
      regions: [...regions],
      notActions: distinct([...globalServiceActions, ...exemptActions ?? []]),
      unspecifiedRegion: options.crossRegionInference === RegionDenyExemption.UNSPECIFIED_REGION,
      globalInference: options.globalInference ?? true,
      geographies: prefixes,
      applicationInferenceProfiles: options.applicationInferenceProfiles ?? true,
    };
    return ServiceControlPolicyContent.content(options, {
      statements: (partition) => denyOutsideRegions(partition, deny),
      regionLists: [{ prop: 'regions', regions: deny.regions }],
      lists: options.exemptPrincipalArns === undefined ? [{ kind: 'denyOutsideRegions', content: JSON.stringify(deny) }] : [],
    });
  }

  /**
   * Several contents in one document.
   *
   * Throws if there are none. Throws for two lists of one kind that exempt nobody: what one list leaves usable, the other denies.
   *
   * @param contents the contents to combine
   */
  public static all(...contents: ServiceControlPolicyContent[]): ServiceControlPolicyContent {
    if (contents.length === 0) failEmpty(undefined, 'contents', 'give at least one');
    checkValue(undefined, 'contents', contents, listOf(instanceOf(() => ServiceControlPolicyContent)));
    const parts = contents.flatMap((content) => content.parts);
    const lists = parts.flatMap((part) => part.lists).map(({ kind }) => kind);
    const repeated = lists.find((kind, index) => lists.indexOf(kind) !== index);
    if (repeated) fail(`contents: "${repeated}" is there twice, and what the one list leaves usable, the other denies; give one list`);
    return new ServiceControlPolicyContent(parts);
  }

  private static content(options: ServiceControlPolicyContentOptions, part: ContentPart): ServiceControlPolicyContent {
    const exempt = exemptPrincipals(options.exemptPrincipalArns);
    return new ServiceControlPolicyContent([{ ...part, statements: (partition, scope) => exempting(part.statements(partition, scope), exempt) }]);
  }

  private constructor(private readonly parts: readonly ContentPart[]) {}

  /**
   * The policy document, for a policy of your own or for other tools.
   *
   * In a stack with a literal Region it has no tokens: `JSON.stringify` of it is the text for Customizations for AWS Control Tower or Terraform.
   *
   * Throws if the document is larger than a service control policy may be (10,240 characters), and for a Region that is not in the partition of the
   * stack. Warns of Regions that the catalog does not know. Warns of more than 5,120 characters, the limit before 2026-05-15, which older tools still
   * check.
   *
   * @param scope the construct whose stack provides the partition
   * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
   */
  public toDocument(scope: IConstruct): iam.PolicyDocument {
    checkScope(scope);
    const { partition, region } = Stack.of(scope);
    // The partition is a token by default, even where the Region of the stack tells it.
    const known = literal(partition) ?? (isToken(region) ? undefined : partitionOf(region));
    for (const { prop, regions } of this.parts.flatMap(({ regionLists }) => regionLists)) {
      checkPartition(scope, prop, regions, known);
      warnOfUnknownRegions(scope, prop, unknownRegions(regions));
    }
    const render = () => iam.PolicyDocument.fromJson(documentOf(withoutRepetition(this.parts.flatMap(({ statements }) => statements(known ?? partition, scope)))));
    const size = deployedSize(scope, render());
    if (size > POLICY_SIZE) {
      fail(`content: the document has ${size} characters, and a service control policy holds ${POLICY_SIZE}; name fewer profiles, models or actions, or put denies of` +
        ' different kinds into a CrisServiceControlPolicy each. One list cannot be divided: what one part leaves usable, the other denies', scope);
    }
    if (size > FORMER_POLICY_SIZE) {
      warn(scope, WARNING_IDS.serviceControlPolicyOverFormerLimit,
        `the service control policy has ${size} characters; AWS Organizations takes ${POLICY_SIZE} since 2026-05-15 and took ${FORMER_POLICY_SIZE} before, which older tools still check; name fewer profiles, models or actions, or put denies of different kinds into a CrisServiceControlPolicy each`);
    }
    return render();
  }

  /**
   * The lists in it that bind everybody.
   *
   * @internal
   */
  public _lists(): DenyList[] {
    return this.parts.flatMap(({ lists }) => lists);
  }
}

interface ContentPart {
  readonly statements: (partition: string, scope: IConstruct) => DenyJson[];
  /** Every list of Regions in it that stays usable; a Region may be a token. */
  readonly regionLists: readonly { readonly prop: string; readonly regions: readonly string[] }[];
  /** The lists in it that bind everybody. */
  readonly lists: readonly DenyList[];
}

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html; the second held until 2026-05-15. */
const POLICY_SIZE = 10240;
const FORMER_POLICY_SIZE = 5120;

/** Same page; 5 until then. One of the policies of a target has to allow something, and that is none of ours. */
const POLICIES_OF_TARGET = 10;

/** The principals that a deny does not affect; none by default. */
function exemptPrincipals(arns?: string[]): string[] {
  if (arns === undefined) return [];
  checkList(undefined, 'exemptPrincipalArns', arns, 'leave it out to exempt nobody');
  for (const arn of arns.filter((one) => !isToken(one))) checkPrincipalArn(arn);
  return [...arns];
}

// aws:PrincipalArn never holds the ARN of a session, so it would exempt nobody:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
function checkPrincipalArn(arn: string): void {
  const [, partition, account, role] = /^arn:([^:]+):(?:sts|iam)::([^:]*):assumed-role\/([^/]+)/.exec(arn) ?? [];
  if (role !== undefined) {
    fail(`exemptPrincipalArns: ${show(arn)} is the ARN of a session, and aws:PrincipalArn holds that of its role; give the role, with its path if it has one, like ` +
      show(`arn:${partition}:iam::${account}:role/${role}`));
  }
  // The account and the name may hold wildcards. Users that sts federates are the principals of sts.
  checkForm(undefined, 'exemptPrincipalArns', arn, /^arn:aws[a-z-]*:(iam::[\d*?]+:(root|(role|user)\/[^:\s]+)|sts::[\d*?]+:federated-user\/[^:\s]+)$/,
    'is not the ARN of a principal; give one like "arn:aws:iam::*:role/PlatformAdmin"');
  // Wildcards alone: those that a policy binds could not be told from those that it does not.
  const [, kind] = /^arn:[^:]+:(?:iam|sts)::[*?]+:(root$|role|user|federated-user)(?:\/[*?/]+)?$/.exec(arn) ?? [];
  if (kind !== undefined) {
    fail(`exemptPrincipalArns: ${show(arn)} exempts every ${kind === 'root' ? 'root user' : kind.replace('-', ' ')} of every account; ` +
      `${kind === 'root' ? 'give the accounts, like "arn:aws:iam::111122223333:root"' : 'give a name or the accounts, like "arn:aws:iam::*:role/PlatformAdmin"'}`);
  }
}

function checkActions(prop: string, actions: readonly string[], remedy: string): void {
  checkList(undefined, prop, actions, remedy);
  for (const action of actions) checkForm(undefined, prop, action, /^[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+$/, 'is not an action; give one like "iam:*" or "ec2:DescribeRegions"');
}

/** Throws for options that only an exemption of profiles can express, together with the one value for all. */
function checkExemption({ crossRegionInference, globalInference, geographies, applicationInferenceProfiles }: RegionDenyOptions): void {
  if (crossRegionInference !== RegionDenyExemption.UNSPECIFIED_REGION) return;
  const contradicting = { 'globalInference: false': globalInference === false, 'geographies': (geographies ?? []).length > 0, 'applicationInferenceProfiles: false': applicationInferenceProfiles === false };
  for (const [prop, contradicts] of Object.entries(contradicting)) {
    if (contradicts) {
      fail(`crossRegionInference: UNSPECIFIED_REGION does not affect global inference, and nothing else, through any profile, which contradicts "${prop}"; leave ${prop.split(':')[0]} out, or use PROFILE_EXEMPTION`);
    }
  }
}

/**
 * Properties of a service control policy.
 */
export interface CrisServiceControlPolicyProps {
  /** The denies of the policy. */
  readonly content: ServiceControlPolicyContent;

  /**
   * The name of the policy, at most 128 characters, unique in the organization.
   *
   * @default - made from the path of the construct
   */
  readonly policyName?: string;

  /**
   * The description of the policy, at most 512 characters.
   *
   * @default 'Guardrail for Amazon Bedrock cross-Region inference'
   */
  readonly description?: string;

  /**
   * The targets of the policy: IDs of the root (`r-…`), of organizational units (`ou-…-…`) and of accounts (12 digits).
   *
   * @default - none; the policy is created and attached to nothing
   */
  readonly targetIds?: string[];

  /**
   * Tags of the policy, in addition to those of `Tags.of`.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}

/**
 * A service control policy of AWS Organizations that governs cross-Region inference.
 *
 * Deploy it in the management account of the organization, or in the account that policies are delegated to. Service control policies must be enabled
 * there. They bind neither the management account nor service-linked roles. They are free.
 *
 * Throws for a document that is larger than a service control policy may be (10,240 characters), and for Regions of another partition. Throws for a name or
 * description that is too long, and for targets that are empty, repeated or invalid. Throws if the app attaches two lists of one kind that exempt
 * nobody to one target, or has two of these policies of one name in an account. Warns of a document of more than 5,120 characters, and of Regions that
 * the catalog does not know. Warns of more than 9 of these policies on one target: AWS takes 10, and one of them has to allow.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 *
 * @example
 * new CrisServiceControlPolicy(this, 'EuropeOnly', {
 *   content: ServiceControlPolicyContent.deny(ExplicitDeny.outsideGeographies([Geography.EU])),
 *   targetIds: ['ou-a1b2-c3d4e5f6'],
 * });
 */
export class CrisServiceControlPolicy extends Construct {
  /** The policy, for settings that this construct has no prop for. */
  public readonly policy: organizations.CfnPolicy;
  /** The ID of the policy, `p-…`. */
  public readonly policyId: string;
  private readonly targetIds: readonly string[];
  private readonly lists: readonly DenyList[];

  /** Defines the policy and attaches it to the targets. */
  constructor(scope: Construct, id: string, props: CrisServiceControlPolicyProps) {
    super(scope, id);
    checkShape(this, props, {
      'content': instanceOf(() => ServiceControlPolicyContent), 'policyName?': TEXT, 'description?': TEXT, 'targetIds?': listOf(TEXT), 'tags?': TAGS,
    });
    const { content, policyName, description = 'Guardrail for Amazon Bedrock cross-Region inference', targetIds } = props;
    checkPolicyProps(this, props);
    this.targetIds = targetIds === undefined || isToken(targetIds) ? [] : targetIds.filter((target) => !isToken(target));
    this.lists = content._lists();
    this.checkBeside();

    this.policy = new organizations.CfnPolicy(this, 'Resource', {
      type: 'SERVICE_CONTROL_POLICY', name: policyName ?? policyNameOf(this), description, content: content.toDocument(this), targetIds,
    });
    this.policyId = this.policy.attrId;
    for (const [key, value] of Object.entries(props.tags ?? {})) Tags.of(this).add(key, value);
    addPolicy(this);
    addToApp(this, POLICIES);
  }

  // In the whole app, stages too: the ID of a target is that of one organization.
  private checkBeside(): void {
    for (const target of this.targetIds) {
      const beside = inApp<CrisServiceControlPolicy>(this, POLICIES).filter((policy) => policy.targetIds.includes(target));
      for (const policy of beside) {
        const list = this.lists.find(({ kind, content }) => policy.lists.some((other) => other.kind === kind && other.content !== content));
        if (list) fail(`content: ${policy.node.path} has "${list.kind}" with another list on the target ${show(target)} already, and what the one list leaves usable, the other denies; give one list`, this);
      }
      if (beside.length >= POLICIES_OF_TARGET - 1) {
        warn(this, WARNING_IDS.serviceControlPoliciesOfTarget,
          `the app attaches ${beside.length + 1} service control policies to the target ${show(target)}, and AWS Organizations takes ${POLICIES_OF_TARGET} there since 2026-05-15, counting FullAWSAccess and those of AWS Control Tower;` +
          ' put several contents into one policy with ServiceControlPolicyContent.all');
      }
    }
  }
}

const POLICIES = Symbol.for('cdk-bedrock-cris.serviceControlPolicies');
