import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { deployedSize } from './document-size';
import { ExplicitDeny } from './explicit-deny';
import { boundaryDenies } from './statements/boundary';
import { invokeStatements } from './statements/invoke';
import { MANAGED_POLICY_SIZE } from './statements/statement';
import { invokeActions } from '../bedrock/authorizations';
import { fail } from '../private/errors';
import { checkShape, FLAG, having, instanceOf, listOf, PROFILE, TEXT } from '../private/shape';
import { Source, sourcesOf } from '../private/source';
import { checkProfiles } from '../profile/callable-from';
import { IInferenceProfile } from '../profile/inference-profile';
import { invocationTargets } from '../profile/invocation-targets';

/**
 * Properties of a permissions boundary.
 */
export interface CrisPermissionsBoundaryProps {
  /** The profiles that roles within the boundary may call. */
  readonly inferenceProfiles: IInferenceProfile[];

  /**
   * The Regions that requests may be sent to.
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
   * An explicit deny, which holds whatever `statements` allow. Throws if it stops one of the profiles.
   *
   * @default - none
   */
  readonly explicitDeny?: ExplicitDeny;

  /**
   * What else roles within the boundary may do, for example write logs, or everything (`*` on `*`). They are copied.
   *
   * No more models are called by them: calls outside of the profiles are denied explicitly, and so is the endpoint `bedrock-mantle`.
   *
   * @default - nothing: the boundary allows the calls and no other action
   */
  readonly statements?: iam.PolicyStatement[];

  /**
   * The name of the managed policy.
   *
   * @default - made by CloudFormation
   */
  readonly managedPolicyName?: string;
}

/**
 * A permissions boundary for roles that developers make themselves: whatever policies such a role has, and whatever `statements` allow, the models
 * that it calls itself are called through these profiles only; besides, it can do nothing but what `statements` allow.
 *
 * A boundary grants nothing: the role needs the permission as well, for example from `InferenceProfileGrants`. Attach it with
 * `iam.PermissionsBoundary.of(scope).apply(boundary.managedPolicy)`.
 *
 * It binds the roles that have it, so whoever makes roles, the role that CloudFormation deploys with included, has to be kept from making them
 * without it. In their own policies or boundary, or in a service control policy:
 *
 * - Deny `iam:CreateRole`, `PutRolePolicy`, `AttachRolePolicy`, `DeleteRolePolicy`, `DetachRolePolicy` and `PutRolePermissionsBoundary` unless
 *   `iam:PermissionsBoundary` is the ARN of this policy; the same of users.
 * - Deny `iam:DeleteRolePermissionsBoundary`; the same of users.
 * - Deny `iam:UpdateAssumeRolePolicy` and `iam:PassRole` on roles that are not theirs, by a path for example: neither action knows the boundary of a
 *   role, and one without it, such as an administrator's, would be theirs to use.
 * - Deny `iam:CreatePolicyVersion`, `DeletePolicy`, `DeletePolicyVersion` and `SetDefaultPolicyVersion` on this policy.
 *
 * Where `statements` allow IAM, roles within the boundary are among those to be kept from it. What runs under another role that is passed on or
 * assumed, a batch job, an agent or a function for example, is bound by the boundary of that role.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export class CrisPermissionsBoundary extends Construct {
  /** The managed policy that is the boundary. */
  public readonly managedPolicy: iam.ManagedPolicy;

  /**
   * Throws for what `InferenceProfileGrants.of` throws for, for a deny that stops one of the profiles, and for more than fits into one managed policy
   * (6,144 characters), because a role has one boundary.
   */
  constructor(scope: Construct, id: string, props: CrisPermissionsBoundaryProps) {
    super(scope, id);
    checkShape(this, props, {
      'inferenceProfiles': listOf(PROFILE),
      'sourceRegions?': listOf(TEXT),
      'streaming?': FLAG,
      'explicitDeny?': instanceOf(ExplicitDeny),
      'statements?': listOf(having('a PolicyStatement', 'toStatementJson')),
      'managedPolicyName?': TEXT,
    });
    const profiles = [...props.inferenceProfiles];
    const sources = sourcesOf(this, props.sourceRegions);
    checkProfiles(this, profiles, sources);
    const statements = this.statementsOf(profiles, sources, props);
    props.explicitDeny?._checkLeaves(this, profiles, sources.map((source) => source.region));

    const sizeOf = (first: number) => deployedSize(this, new iam.PolicyDocument({ statements: this.statementsOf(profiles.slice(0, first), sources, props) }));
    const size = sizeOf(profiles.length);
    if (size > MANAGED_POLICY_SIZE) {
      let fit = profiles.length - 1;
      while (fit > 0 && sizeOf(fit) > MANAGED_POLICY_SIZE) fit--;
      fail(`inferenceProfiles: the permissions boundary has ${size} characters, and a managed policy holds ${MANAGED_POLICY_SIZE}; ` + (fit > 0
        ? `${profiles.length - fit} of the ${profiles.length} profiles are too many: give at most the first ${fit}, give fewer sourceRegions, or divide the roles over several boundaries`
        : 'not even one profile fits: give fewer sourceRegions, statements or denies'), this);
    }

    this.managedPolicy = new iam.ManagedPolicy(this, 'Resource', {
      description: 'Permissions boundary for callers of Amazon Bedrock cross-Region inference',
      managedPolicyName: props.managedPolicyName,
      statements,
    });
  }

  private statementsOf(profiles: readonly IInferenceProfile[], sources: readonly Source[], props: CrisPermissionsBoundaryProps): iam.PolicyStatement[] {
    const streaming = props.streaming ?? true;
    const calls = sources.map((source) => ({ source, targets: invocationTargets(profiles, source) }));
    const invoke = calls.flatMap(({ source, targets }) => invokeStatements(targets, source, invokeActions(streaming)));
    const denies = [...boundaryDenies(calls, streaming), ...props.explicitDeny?._statements(this, sources[0]) ?? []];
    return [
      ...[...invoke, ...denies].map((statement) => iam.PolicyStatement.fromJson(statement)),
      // Measuring renders a statement, after which it cannot be changed: not one of the user's.
      ...(props.statements ?? []).map((statement) => statement.copy()),
    ];
  }
}
