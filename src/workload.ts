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
  /** The profiles that the workload calls. */
  readonly inferenceProfiles: IInferenceProfile[];

  /**
   * The role of the workload, if it exists.
   *
   * @default - a new role
   */
  readonly role?: iam.IRole;

  /**
   * Who may assume the new role. Not together with `role`.
   *
   * @default - AWS Lambda
   */
  readonly assumedBy?: iam.IPrincipal;

  /**
   * The Regions that requests are sent to. Metrics and records are in these, so the profiles are monitored if the Region of the stack is one of them.
   *
   * @default - the Region of the stack
   */
  readonly sourceRegions?: string[];

  /**
   * What the role is denied explicitly, whatever else allows it.
   *
   * @default - nothing
   */
  readonly explicitDeny?: ExplicitDeny;

  /**
   * ARNs of the guardrails that the account or the organization enforces on every call, which the role may then apply. Without that permission, calls
   * fail with `AccessDeniedException`. Guardrails of the source Regions, without a version, of any account, also that of the management account;
   * for one with cross-Region inference of its own, the ARN of its guardrail profile too. As `InferenceProfileGrantsOptions.enforcedGuardrails`.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-enforcements.html
   */
  readonly enforcedGuardrails?: string[];

  /**
   * Tags for cost allocation. Each system-defined profile that is given gets an application inference profile with these tags, which everything
   * here is then about: the grants, `environment` and the monitoring; a profile that is an application inference profile keeps its own.
   * A new role carries the tags too. 1 to 50, with keys of 1 to 128 and values of up to 256 letters, digits, spaces and `. _ : / = + @ -`.
   *
   * Throws for an empty map, for what is no tag, and for source Regions other than the Region of the stack, where the application inference
   * profiles are. The Responses and Chat Completions APIs refuse application inference profiles. An `ExplicitDeny.outsideProfiles` cannot name
   * those that are made here: for it, define each `ApplicationInferenceProfile` yourself.
   *
   * @default - the profiles are called themselves
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/cost-mgmt-application-inference-profiles.html
   */
  readonly costTags?: { readonly [key: string]: string };

  /**
   * Tags of the new role. They are cost allocation tags `iamPrincipal/<key>` of every call that the role makes, once they are activated in Billing.
   * No application inference profile is created for them. With `costTags` the role has both; of one key, the value here is that of the role.
   *
   * 1 to 50, with keys of 1 to 128 and values of up to 256 letters, digits, spaces and `. _ : / = + @ -`. Throws for an empty map, for what is no tag,
   * for keys that differ in case only, and together with `role`, which keeps its own tags.
   *
   * @default - the tags of `costTags`, if they are set
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/cost-mgmt-iam-principal-tracking.html
   */
  readonly roleTags?: { readonly [key: string]: string };

  /**
   * Keys of session tags that whoever assumes the new role may pass, for example the user that a gateway calls for. They are cost allocation tags
   * `iamPrincipal/<key>` of the calls of that session. The trust policy allows `sts:TagSession` with these keys only; a session without tags is allowed too.
   * A principal that is trusted by its account needs `sts:TagSession` on the role in its own policies as well.
   *
   * For EKS Pod Identity (`pods.eks.amazonaws.com`) give the six keys that it passes: `eks-cluster-arn`, `eks-cluster-name`, `kubernetes-namespace`,
   * `kubernetes-service-account`, `kubernetes-pod-name` and `kubernetes-pod-uid`. Other services pass no session tags.
   *
   * 1 to 50, each of 1 to 128 letters, digits, spaces and `. _ : / = + @ -`. Throws for an empty or repeated list, for what is no key of a tag, where
   * `assumedBy` is a service that passes none, or allows every session tag already, for keys that are not those of EKS Pod Identity, and together with `role`.
   *
   * @default - none; a session with tags is refused
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
   */
  readonly sessionTags?: string[];

  /**
   * What the profiles are monitored with: the `monitoring` of another workload of the same account, Region and stage, a `CrisMonitoring`, or
   * `CrisMonitoring.none()`.
   *
   * With `costTags`, the stack of a monitoring in another stack depends on this one, which has the application inference profiles; so this stack must not
   * depend on that one.
   *
   * @default - the monitoring of the stack, `CrisMonitoring.of`
   */
  readonly monitoring?: ICrisMonitoring;
}

/**
 * What a workload needs in its source Region to call Amazon Bedrock through cross-Region inference: a role that may call through the profiles
 * and nothing else, an optional explicit deny, and the monitoring of the stack, which it shares with other workloads: a dashboard, alarms, and filters on
 * CloudTrail that show where requests were processed.
 *
 * It throws for contradictory input: no profiles, a profile given twice, `role` together with `assumedBy`, `roleTags` or `sessionTags`, a role of another
 * account, a deny that stops what the profiles are there to allow, `costTags` or `roleTags` that are none or cannot be carried, `sessionTags` that nobody
 * passes, or a monitoring of another account, Region or stage, or in a stack whose Region is not a source Region; and for what its parts throw for.
 *
 * @example
 * new CrisWorkload(this, 'Assistant', {
 *   inferenceProfiles: [InferenceProfile.fromInferenceProfileId('global.anthropic.claude-sonnet-4-6')],
 *   // A gateway assumes the role once for each user, and passes the user as a session tag.
 *   assumedBy: new iam.ArnPrincipal('arn:aws:iam::111122223333:role/gateway'),
 *   roleTags: { team: 'search' },
 *   sessionTags: ['user'],
 * });
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/cross-region-inference.html
 */
export class CrisWorkload extends Construct implements iam.IGrantable {
  /** The role of the workload. */
  public readonly role: iam.IRole;
  /** The principal to grant permissions to: the role. */
  public readonly grantPrincipal: iam.IPrincipal;
  /** Grants on the profiles, for further principals. */
  public readonly grants: InferenceProfileGrants;
  /** The profiles that the workload calls: with `costTags`, the application inference profiles that carry the tags. */
  public readonly inferenceProfiles: IInferenceProfile[];
  /**
   * Environment variables for the code that calls Bedrock, so that it calls what is granted: `BEDROCK_INFERENCE_PROFILE_ID` (the first profile, as
   * `modelId` takes it: an application inference profile by its ARN), `BEDROCK_INFERENCE_PROFILE_IDS` (all, separated by commas) and
   * `BEDROCK_SOURCE_REGION` (the Region to send requests to).
   */
  public readonly environment: { [name: string]: string };
  /** What the profiles are monitored with; undefined if no profile is called in the Region of the stack. */
  public readonly monitoring?: ICrisMonitoring;
  /** The explicit deny; undefined if there is none. */
  public readonly denyPolicy?: CrisDenyPolicy;

  /** Creates the role and what belongs to it. The class says what throws. */
  constructor(scope: Construct, id: string, props: CrisWorkloadProps) {
    super(scope, id);
    checkShape(this, props, {
      'inferenceProfiles': listOf(PROFILE),
      'role?': ROLE,
      'assumedBy?': PRINCIPAL,
      'sourceRegions?': listOf(TEXT),
      'explicitDeny?': instanceOf(ExplicitDeny),
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
  // Not where a stack of another account imports the role: such a role takes no policies, and is none of that account.
  private denyFor(role: iam.IRole, deny: ExplicitDeny): CrisDenyPolicy {
    const [here, there] = [Stack.of(this), Stack.of(role)];
    const home = here === there || differ(here.account, there.account) ? this : role;
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
      : `the Region of ${Stack.of(this).stackName} is a token, so its profiles are monitored wherever it is deployed, which must be one of the source Regions (${sourceRegions.join(', ')})`);
    return !elsewhere;
  }
}

function tag(construct: IConstruct, tags: { readonly [key: string]: string }): void {
  for (const [key, value] of Object.entries(tags)) Tags.of(construct).add(key, value);
}
