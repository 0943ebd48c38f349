import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { deployedSize } from './document-size';
import { checkEnforcedGuardrails, enforcedGuardrailArns } from './enforced-guardrails';
import { ExplicitDeny } from './explicit-deny';
import { boundaryOverRegions, boundaryStatements } from './statements/boundary';
import { applyGuardrail } from './statements/optional';
import { DenyJson, MANAGED_POLICY_SIZE } from './statements/statement';
import { addToApp, inApp, inOneAccount } from '../private/app';
import { fail, show } from '../private/errors';
import { checkShape, FLAG, having, instanceOf, listOf, PROFILE, TEXT } from '../private/shape';
import { Source, sourcesOf } from '../private/source';
import { acknowledgeWildcards } from '../private/wildcards';
import { checkProfiles } from '../profile/callable-from';
import { IInferenceProfile } from '../profile/inference-profile';
import { invocationTargets } from '../profile/invocation-targets';

/**
 * Properties of a permissions boundary.
 */
export interface CrisPermissionsBoundaryProps {
  /** The inference profiles that roles within the boundary may call. */
  readonly inferenceProfiles: IInferenceProfile[];

  /**
   * The Regions that calls may be sent to.
   *
   * @default - the Region of the stack
   */
  readonly sourceRegions?: string[];

  /**
   * Whether responses may be streamed (`ConverseStream`, `InvokeModelWithResponseStream`).
   *
   * @default true
   */
  readonly streaming?: boolean;

  /**
   * Whether application inference profiles that are not in the list work too, as `costTags` of a `CrisWorkload` creates them.
   *
   * Those of the account in the source Regions work, over the models of the list. Creating one over a profile of a scope (`global`, `eu`) that the list
   * does not have is denied. An existing one over a global profile is denied if the list has no global profile. An existing one over a profile of
   * another geography may work, if its model is in the list: AWS does not document whether its calls show that profile.
   *
   * @default false
   */
  readonly applicationInferenceProfiles?: boolean;

  /**
   * Denies that win over `statements`. Throws if they stop one of the profiles.
   *
   * @default - none
   */
  readonly explicitDeny?: ExplicitDeny;

  /**
   * ARNs of the guardrails that the account or the organization enforces on every call.
   *
   * Roles within the boundary may then apply them. Without that permission, their calls fail with `AccessDeniedException`. Give the ARN of each
   * guardrail in the source Regions, without a version, and of its guardrail profile. See `InferenceProfileGrantsOptions.enforcedGuardrails`.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-enforcements.html
   */
  readonly enforcedGuardrails?: string[];

  /**
   * Other permissions of roles within the boundary, for example writing logs, or everything (`*` on `*`).
   *
   * They open no more models: calls outside of the profiles are denied explicitly, and so is the endpoint `bedrock-mantle`. The statements are
   * copied.
   *
   * @default - none; the boundary allows the calls and no other action
   */
  readonly statements?: iam.PolicyStatement[];

  /**
   * The name of the managed policy.
   *
   * It is unique in an account, over all Regions: IAM is global. Throws if another boundary of the app has it in the same account.
   *
   * @default - made by CloudFormation
   */
  readonly managedPolicyName?: string;
}

/**
 * A permissions boundary for roles that developers create: such a role calls models through these inference profiles only.
 *
 * That applies whatever the policies of the role and `statements` allow. A boundary grants nothing: the role needs the permission as well, for example
 * from `InferenceProfileGrants`. Besides calls, a role within the boundary can do only what `statements` allow. The policy is free.
 *
 * A boundary binds only the roles that have it. Make sure that nobody, including the role that CloudFormation deploys with, creates roles without it.
 * In the policies or the boundary of these principals, or in a service control policy:
 *
 * - Deny `iam:CreateRole`, `PutRolePolicy`, `AttachRolePolicy`, `DeleteRolePolicy`, `DetachRolePolicy` and `PutRolePermissionsBoundary` unless
 *   `iam:PermissionsBoundary` is the ARN of this policy. Do the same for users.
 * - Deny `iam:DeleteRolePermissionsBoundary`. Do the same for users.
 * - Deny `iam:UpdateAssumeRolePolicy` and `iam:PassRole` on roles of others, for example by a path. Neither action checks the boundary of a role, so
 *   a role without a boundary, such as an administrator's, could be used.
 * - Deny `iam:CreatePolicyVersion`, `DeletePolicy`, `DeletePolicyVersion` and `SetDefaultPolicyVersion` on this policy.
 *
 * If `statements` allow IAM, apply these denies to roles within the boundary too. Code that runs under another role, for example a batch job, an
 * agent or a function, is bound by the boundary of that role.
 *
 * Each profile is named by its ARN in each source Region. Where that does not fit, the source Regions are a condition on ARNs in any Region.
 *
 * Throws for everything that `InferenceProfileGrants.of` throws for, and for a deny that stops one of the profiles. Throws for more than one managed
 * policy allows (6,144 characters), because a role has one boundary.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 *
 * @example
 * const boundary = new CrisPermissionsBoundary(this, 'Boundary', {
 *   inferenceProfiles: [InferenceProfile.fromInferenceProfileId('global.anthropic.claude-sonnet-4-6')],
 *   statements: [new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: ['*'] })],
 * });
 * const role = new iam.Role(this, 'DeveloperRole', { assumedBy: new iam.AccountRootPrincipal() });
 * iam.PermissionsBoundary.of(role).apply(boundary.managedPolicy);
 */
export class CrisPermissionsBoundary extends Construct {
  /** The managed policy that is the boundary. */
  public readonly managedPolicy: iam.ManagedPolicy;
  /** As IAM compares names. */
  private readonly name?: string;

  /** Defines the managed policy. */
  constructor(scope: Construct, id: string, props: CrisPermissionsBoundaryProps) {
    super(scope, id);
    checkShape(this, props, {
      'inferenceProfiles': listOf(PROFILE),
      'sourceRegions?': listOf(TEXT),
      'streaming?': FLAG,
      'applicationInferenceProfiles?': FLAG,
      'explicitDeny?': instanceOf(() => ExplicitDeny),
      'enforcedGuardrails?': listOf(TEXT),
      'statements?': listOf(having('a PolicyStatement', 'toStatementJson')),
      'managedPolicyName?': TEXT,
    });
    const profiles = [...props.inferenceProfiles];
    const sources = sourcesOf(this, props.sourceRegions);
    checkProfiles(this, profiles, sources);
    if (props.enforcedGuardrails) checkEnforcedGuardrails(this, props.enforcedGuardrails, sources);
    props.explicitDeny?._checkLeaves(this, profiles, sources.map((source) => source.region));

    const measured = (first: number) => {
      const sizeOf = (form: Form) => deployedSize(this, new iam.PolicyDocument({ statements: this.statementsOf(form, profiles.slice(0, first), sources, props) }));
      const inArns = { form: boundaryStatements, size: sizeOf(boundaryStatements) };
      if (inArns.size <= MANAGED_POLICY_SIZE) return inArns;
      const inCondition = { form: boundaryOverRegions, size: sizeOf(boundaryOverRegions) };
      return inCondition.size < inArns.size ? inCondition : inArns;
    };
    const { form, size } = measured(profiles.length);
    if (size > MANAGED_POLICY_SIZE) {
      let fit = profiles.length - 1;
      while (fit > 0 && measured(fit).size > MANAGED_POLICY_SIZE) fit--;
      const several = sources.length > 1;
      fail(`inferenceProfiles: the permissions boundary has ${size} characters, and a managed policy holds ${MANAGED_POLICY_SIZE}; ` + (fit > 0
        ? `${profiles.length - fit} of the ${profiles.length} profiles are too many: give at most the first ${fit}, ${several ? 'give fewer sourceRegions, ' : ''}or divide the roles over several boundaries`
        : `not even one profile fits: give fewer ${several ? 'sourceRegions, ' : ''}statements, denies or enforced guardrails`), this);
    }

    this.name = props.managedPolicyName?.toLowerCase();
    const twin = inApp<CrisPermissionsBoundary>(this, BOUNDARIES).find((other) => this.name !== undefined && other.name === this.name && inOneAccount(other, this));
    if (twin) {
      fail(`managedPolicyName: ${show(props.managedPolicyName)} is the name of ${twin.node.path} already, and IAM has one policy of a name in an account, for all Regions;` +
        ' give another name, or leave it out, or give one boundary several sourceRegions', this);
    }
    addToApp(this, BOUNDARIES);

    const statements = this.statementsOf(form, profiles, sources, props);
    this.managedPolicy = new iam.ManagedPolicy(this, 'Resource', {
      description: 'Permissions boundary for callers of Amazon Bedrock cross-Region inference',
      managedPolicyName: props.managedPolicyName,
      statements,
    });
    if (form === boundaryStatements && !props.applicationInferenceProfiles) return;
    const reasons = [
      ...form === boundaryStatements ? [] : ['The source Regions are named by the condition aws:RequestedRegion, because a managed policy does not hold an ARN for each profile in each of them'],
      ...props.applicationInferenceProfiles ? ['The IDs of application inference profiles are not known beforehand, and their calls are processed where these are'] : [],
    ];
    acknowledgeWildcards(this.managedPolicy, this.callsOf(form, profiles, sources, props).filter(({ Effect }) => Effect === 'Allow').flatMap(({ Resource = [] }) => Resource), reasons.join('. '));
  }

  private callsOf(form: Form, profiles: readonly IInferenceProfile[], sources: readonly Source[], props: CrisPermissionsBoundaryProps): DenyJson[] {
    return form(sources.map((source) => ({ source, targets: invocationTargets(profiles, source) })), props.streaming ?? true, props.applicationInferenceProfiles);
  }

  private statementsOf(form: Form, profiles: readonly IInferenceProfile[], sources: readonly Source[], props: CrisPermissionsBoundaryProps): iam.PolicyStatement[] {
    const { explicitDeny, enforcedGuardrails, statements: others = [] } = props;
    const own = [
      ...this.callsOf(form, profiles, sources, props),
      ...enforcedGuardrails ? [applyGuardrail(enforcedGuardrailArns(this, enforcedGuardrails))] : [],
      ...explicitDeny?._statements(this, sources[0]) ?? [],
    ];
    return [
      ...own.map((statement) => iam.PolicyStatement.fromJson(statement)),
      // Measuring renders a statement, after which it cannot be changed: not one of the user's.
      ...others.map((statement) => statement.copy()),
    ];
  }
}

const BOUNDARIES = Symbol.for('cdk-bedrock-cris.permissionsBoundaries');

/** How source Regions are named: in each ARN, or by a condition. */
type Form = typeof boundaryStatements;
