import { Stack, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { CrisDenyPolicy } from './access/deny-policy';
import { ExplicitDeny } from './access/explicit-deny';
import { InferenceProfileGrants } from './access/inference-profile-grants';
import { allowSessionTags, checkSessionTags, sessionTagConditions } from './access/session-tags';
import { CrisMonitoring, ICrisMonitoring } from './monitoring/monitoring';
import { fail, warn, WARNING_IDS, show } from './private/errors';
import { checkShape, instanceOf, listOf, PRINCIPAL, PROFILE, ROLE, TAGS, TEXT } from './private/shape';
import { regionOf } from './private/source';
import { checkRoleTags, checkTags } from './private/tags';
import { differ, literal } from './private/tokens';
import { ApplicationInferenceProfile, ApplicationInferenceProfileSource } from './profile/application-inference-profile';
import { checkDistinct, isCalledFrom } from './profile/callable-from';
import { IInferenceProfile } from './profile/inference-profile';
import { calledAs } from './profile/names';

/**
 * Properties of a workload.
 */
export interface CrisWorkloadProps {
  /** The inference profiles that the workload calls. */
  readonly inferenceProfiles: IInferenceProfile[];

  /**
   * An existing role to use.
   *
   * @default - a new role
   */
  readonly role?: iam.IRole;

  /**
   * The principal that may assume the new role. Not together with `role`.
   *
   * @default - AWS Lambda
   */
  readonly assumedBy?: iam.IPrincipal;

  /**
   * The Regions that calls are sent to.
   *
   * The profiles are monitored if the Region of the stack is one of them, because metrics and records are in the source Region.
   *
   * @default - the Region of the stack
   */
  readonly sourceRegions?: string[];

  /**
   * The denies for the role, which win over every allow.
   *
   * @default - none
   */
  readonly explicitDeny?: ExplicitDeny;

  /**
   * ARNs of the guardrails that the account or the organization enforces on every call.
   *
   * The role may then apply them. Without that permission, calls fail with `AccessDeniedException`. Give the ARN of each guardrail in the source
   * Regions, without a version; it may be in the management account. For a guardrail with cross-Region inference of its own, give the ARN of its
   * guardrail profile too. See `InferenceProfileGrantsOptions.enforcedGuardrails`.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-enforcements.html
   */
  readonly enforcedGuardrails?: string[];

  /**
   * Tags for cost allocation, which the calls of this workload carry into the bill.
   *
   * Each system-defined profile gets an application inference profile with these tags, and the workload calls that. Grants, `environment` and
   * monitoring use it too. An application inference profile in `inferenceProfiles` keeps its own tags. A new role gets the tags as well.
   *
   * 1 to 50, with keys of 1 to 128 and values of up to 256 letters, digits, spaces and `. _ : / = + @ -`. Throws for an empty map, for an invalid
   * tag, and for source Regions other than the Region of the stack, where the application inference profiles are.
   *
   * The Responses API refuses application inference profiles; for Chat Completions, pages of AWS differ. `ExplicitDeny.outsideProfiles` cannot name
   * the profiles that are created here: for it, define each `ApplicationInferenceProfile` yourself.
   *
   * @default - the workload calls the given profiles
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/cost-mgmt-application-inference-profiles.html
   */
  readonly costTags?: { readonly [key: string]: string };

  /**
   * Tags of the new role.
   *
   * After you activate them in Billing, they are the cost allocation tags `iamPrincipal/<key>` of every call of the role. No application inference
   * profile is created for them. With `costTags` the role has both. If both have a key, the role has the value that is given here.
   *
   * 1 to 50, with keys of 1 to 128 and values of up to 256 letters, digits, spaces and `. _ : / = + @ -`. Throws for an empty map, for an invalid
   * tag, for keys that differ in case only, and together with `role`, which keeps its own tags.
   *
   * @default - the tags of `costTags`, if they are set
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/cost-mgmt-iam-principal-tracking.html
   */
  readonly roleTags?: { readonly [key: string]: string };

  /**
   * Keys of the session tags that the principal may pass when it assumes the new role.
   *
   * For example the user that a gateway calls for. They are the cost allocation tags `iamPrincipal/<key>` of the calls of that session. The trust
   * policy allows `sts:TagSession` with these keys only. A session without tags is allowed too. If you trust an account, the principal needs
   * `sts:TagSession` on the role in its own policies as well.
   *
   * For EKS Pod Identity (`pods.eks.amazonaws.com`) give the six keys that it passes: `eks-cluster-arn`, `eks-cluster-name`, `kubernetes-namespace`,
   * `kubernetes-service-account`, `kubernetes-pod-name` and `kubernetes-pod-uid`. Other services pass no session tags.
   *
   * 1 to 50, each of 1 to 128 letters, digits, spaces and `. _ : / = + @ -`. Throws for an empty or repeated list, for an invalid key, and together
   * with `role`. Throws if `assumedBy` is a service that passes no session tags, or already allows every session tag, and for keys that EKS Pod
   * Identity does not pass.
   *
   * @default - none; a session with tags is refused
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
   */
  readonly sessionTags?: string[];

  /**
   * The monitoring of the profiles.
   *
   * Give the `monitoring` of another workload of the same account, Region and stage, a `CrisMonitoring`, or `CrisMonitoring.none()`. With `costTags`,
   * the stack of a monitoring in another stack depends on this one, which has the application inference profiles. This stack must then not depend on
   * that one.
   *
   * @default - the monitoring of the stack, `CrisMonitoring.of`
   */
  readonly monitoring?: ICrisMonitoring;
}

/**
 * A role that may call Amazon Bedrock through inference profiles and do nothing else, with the monitoring of its stack.
 *
 * The workloads of a stack share one `CrisMonitoring`: a dashboard, alarms, and an audit that shows where calls were processed. An explicit deny is
 * optional.
 *
 * With one profile, a workload defines 20 resources, of which 18 are the monitoring. They cost $0 to $4 a month before any call. With `monitoring:
 * CrisMonitoring.none()` only the role and its policy remain, which are free.
 *
 * Throws for no profiles, for a profile that is given twice, and for `role` together with `assumedBy`, `roleTags` or `sessionTags`. Throws for a role
 * of another account, and for a deny that stops one of the profiles. Throws for a monitoring of another account, Region or stage, or in a stack whose
 * Region is not a source Region. Throws for everything that its parts throw for.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/cross-region-inference.html
 *
 * @example
 * const assistant = new CrisWorkload(this, 'Assistant', {
 *   inferenceProfiles: [InferenceProfile.fromInferenceProfileId('global.anthropic.claude-sonnet-4-6')],
 * });
 * // The role may call Bedrock, and nothing else until you grant it.
 * const logGroup = new logs.LogGroup(this, 'Logs');
 * logGroup.grantWrite(assistant);
 * new lambda.Function(this, 'Function', {
 *   role: assistant.role,
 *   environment: assistant.environment,
 *   logGroup: logGroup,
 *   runtime: lambda.Runtime.NODEJS_22_X,
 *   handler: 'index.handler',
 *   code: lambda.Code.fromInline('exports.handler = async () => process.env.BEDROCK_INFERENCE_PROFILE_ID;'),
 * });
 */
export class CrisWorkload extends Construct implements iam.IGrantable {
  /** The role of the workload. */
  public readonly role: iam.IRole;
  /** The principal to grant permissions to: the role. */
  public readonly grantPrincipal: iam.IPrincipal;
  /** The grants on the profiles, for further principals and further permissions. */
  public readonly grants: InferenceProfileGrants;
  /**
   * The inference profiles that the workload calls.
   *
   * With `costTags`, these are the application inference profiles that carry the tags.
   */
  public readonly inferenceProfiles: IInferenceProfile[];
  /**
   * Environment variables with the profile to call, and its Region, for your code.
   *
   * - `BEDROCK_INFERENCE_PROFILE_ID`: the first profile, as `modelId` takes it. An application inference profile is given by its ARN.
   * - `BEDROCK_INFERENCE_PROFILE_IDS`: all profiles, separated by commas.
   * - `BEDROCK_SOURCE_REGION`: the Region to send calls to.
   */
  public readonly environment: { [name: string]: string };
  /**
   * The monitoring of the profiles.
   *
   * Undefined if no profile is called in the Region of the stack.
   */
  public readonly monitoring?: ICrisMonitoring;
  /**
   * The policy with the explicit deny.
   *
   * Undefined if there is none.
   */
  public readonly denyPolicy?: CrisDenyPolicy;

  /** Defines the role and its permissions, and has the profiles monitored. */
  constructor(scope: Construct, id: string, props: CrisWorkloadProps) {
    super(scope, id);
    checkShape(this, props, {
      'inferenceProfiles': listOf(PROFILE),
      'role?': ROLE,
      'assumedBy?': PRINCIPAL,
      'sourceRegions?': listOf(TEXT),
      'explicitDeny?': instanceOf(() => ExplicitDeny),
      'enforcedGuardrails?': listOf(TEXT),
      'costTags?': TAGS,
      'roleTags?': TAGS,
      'sessionTags?': listOf(TEXT),
    });
    if (props.monitoring !== undefined) CrisMonitoring._serve(this, props.monitoring);
    const { sourceRegions, enforcedGuardrails } = props;
    const inferenceProfiles = this.profilesOf(props);
    this.inferenceProfiles = [...inferenceProfiles];
    this.grants = InferenceProfileGrants.of(this, inferenceProfiles, { sourceRegions, enforcedGuardrails });
    this.checkNewRole(props);

    // As `fn.role` of a function that is only referenced: nothing would use the new role.
    if ('role' in props && props.role === undefined) {
      warn(this, WARNING_IDS.roleUndefined, 'role: undefined was given, so a new role is made, which nothing uses unless you pass it on; a function that is only referenced has no role: give Role.fromRoleArn(…), or leave the prop out');
    }
    this.role = props.role ?? this.newRole(props);
    this.grantPrincipal = this.role.grantPrincipal;
    this.grants.invoke(this.role);
    if (props.explicitDeny) this.denyPolicy = this.denyFor(this.role, props.explicitDeny);
    // After the policy, which refuses a deny that is malformed: what such a one would deny says nothing.
    props.explicitDeny?._checkLeaves(this, inferenceProfiles, sourceRegions ?? [regionOf(this)]);

    const region = regionOf(this);
    // An application inference profile that exists may be one of another source Region.
    const here = inferenceProfiles.filter((profile) => isCalledFrom(profile, region));
    if (this.isMonitored(props) && here.length > 0) {
      this.monitoring = props.monitoring ?? CrisMonitoring.of(this);
      for (const profile of here) this.monitoring.addInferenceProfile(profile, { sourceRegions: profile.application ? undefined : sourceRegions });
    }

    const calledIn = (sourceRegions ?? [region]).filter((sourceRegion) => isCalledFrom(inferenceProfiles[0], sourceRegion));
    this.environment = {
      BEDROCK_INFERENCE_PROFILE_ID: calledAs(inferenceProfiles[0]),
      BEDROCK_INFERENCE_PROFILE_IDS: inferenceProfiles.map(calledAs).join(','),
      BEDROCK_SOURCE_REGION: calledIn.includes(region) ? region : calledIn[0],
    };
  }

  private newRole({ assumedBy = new iam.ServicePrincipal('lambda.amazonaws.com'), sessionTags, costTags, roleTags }: CrisWorkloadProps): iam.Role {
    const role = new iam.Role(this, 'Role', { assumedBy, description: 'Calls Amazon Bedrock through cross-Region inference profiles' });
    if (sessionTags) allowSessionTags(this, role, assumedBy, sessionTags);
    tag(role, { ...costTags, ...roleTags });
    return role;
  }

  // What is about a new role, and not about one that is given.
  private checkNewRole({ role, assumedBy, sessionTags, costTags, roleTags }: CrisWorkloadProps): void {
    if (roleTags) checkRoleTags(this, 'roleTags', roleTags, 'costTags', costTags);
    if (sessionTags) checkSessionTags(this, sessionTags);
    if (!role) return;
    if (assumedBy) fail('assumedBy: the prop "role" is given too, and its trust policy is its own; leave one of the two out', this);
    if (roleTags) {
      const calls = Object.entries(roleTags).map((pair) => `Tags.of(role).add(${pair.map((text) => literal(text) === undefined ? '…' : show(text)).join(', ')})`);
      fail(`roleTags: the prop "role" is given too, and that role keeps its own tags; call ${calls.join(', ')} where the role is defined, and leave roleTags out`, this);
    }
    if (sessionTags) {
      const keys = sessionTags.map((key) => literal(key) ?? '…');
      fail('sessionTags: the prop "role" is given too, and its trust policy is its own; allow "sts:TagSession" there, to the principal that assumes the role, under' +
        ` ${JSON.stringify(sessionTagConditions(keys))}, and leave sessionTags out`, this);
    }
  }

  // In the stack of the role, as the grants are: a policy here, beside grants there that name application inference profiles of here, would be a cycle.
  // Not where a stack of another account imports the role: such a role takes no policies, and is not of that account.
  private denyFor(role: iam.IRole, deny: ExplicitDeny): CrisDenyPolicy {
    const there = Stack.of(role);
    const home = there === Stack.of(this) || differ(role.env.account, there.account) ? this : role;
    return new CrisDenyPolicy(home as Construct, home === this ? 'Deny' : `Deny-${this.node.addr.slice(-8)}`, { deny, roles: [role] });
  }

  // With cost tags, the workload calls what carries them.
  private profilesOf({ inferenceProfiles, costTags, sourceRegions }: CrisWorkloadProps): IInferenceProfile[] {
    if (!costTags) return [...inferenceProfiles];
    checkDistinct(this, inferenceProfiles);
    checkTags(this, 'costTags', costTags);
    const region = regionOf(this);
    if (sourceRegions && (sourceRegions.length > 1 || sourceRegions.some((sourceRegion) => differ(sourceRegion, region)))) {
      const name = (one: string) => literal(one) ?? 'the Region of the stack';
      fail(`costTags: the application inference profiles that carry the tags are called in ${show(name(region))}, the Region of this stack, only, and sourceRegions are ${show(sourceRegions.map(name))};` +
    ' define a workload in a stack in each source Region, or leave costTags out', this);
    }
    const home = new Construct(this, 'CostProfiles');
    return inferenceProfiles.map((profile) => (profile.application
      ? profile
      : new ApplicationInferenceProfile(home, profile.inferenceProfileId, { modelSource: ApplicationInferenceProfileSource.inferenceProfile(profile), tags: costTags })));
  }

  // Metrics and records of a call are in its source Region, so a stack elsewhere has nothing to watch.
  private isMonitored({ sourceRegions, monitoring }: CrisWorkloadProps): boolean {
    const region = regionOf(this);
    if (!sourceRegions || sourceRegions.includes(region)) return true;

    const elsewhere = sourceRegions.every((sourceRegion) => differ(sourceRegion, region));
    if (elsewhere && monitoring) {
      if (!Construct.isConstruct(monitoring)) return true;
      fail(`monitoring: sourceRegions ${show(sourceRegions)} do not hold ${show(region)}, the Region of this stack, where the metrics and records would have to be;` +
        ' define the workload in a stack in a source Region, or leave monitoring out', this);
    }
    warn(this, WARNING_IDS.sourceRegionNotMonitored, elsewhere
      ? `${Stack.of(this).stackName} is in ${region}, which is not a source Region (${sourceRegions.join(', ')}), so its profiles are not monitored; define a CrisMonitoring in a stack there`
      : `${literal(region) === undefined ? 'the' : 'a source'} Region of ${Stack.of(this).stackName} is a token, so its profiles are monitored wherever it is deployed, which must be one of the source Regions (${sourceRegions.map((one) => literal(one) ?? 'a token').join(', ')})`);
    return !elsewhere;
  }
}

function tag(construct: IConstruct, tags: { readonly [key: string]: string }): void {
  for (const [key, value] of Object.entries(tags)) Tags.of(construct).add(key, value);
}
