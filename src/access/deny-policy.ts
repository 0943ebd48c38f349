import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { DENY_DESCRIPTION, denyBelow } from './deny-below';
import { ExplicitDeny } from './explicit-deny';
import { attach, Identity, identityOf } from './identity';
import { show } from '../private/errors';
import { checkScope, checkShape, checkValue, instanceOf, listOf, ROLE } from '../private/shape';

/**
 * Properties of a deny policy.
 */
export interface CrisDenyPolicyProps {
  /** The denies of the policy. */
  readonly deny: ExplicitDeny;

  /**
   * The roles to attach the policy to. They may be defined elsewhere in the account.
   *
   * @default - none; attach `managedPolicy` yourself
   */
  readonly roles?: iam.IRole[];
}

/**
 * An explicit deny as a managed policy, for existing roles.
 *
 * It allows nothing, so it narrows a role that has permissions of its own. Managed policies are free.
 *
 * Throws if the policy is larger than a managed policy may be (6,144 characters), and for a role of another account. Throws for a role that has
 * another list of the same kind: what one list leaves usable, the other denies. Warns of a role whose policies are managed elsewhere, and is not
 * attached to it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
 *
 * @example
 * new CrisDenyPolicy(this, 'NoGlobalInference', {
 *   deny: ExplicitDeny.globalInference(),
 *   roles: [iam.Role.fromRoleName(this, 'Developers', 'developers')],
 * });
 * // Or for every role and user of the stack.
 * CrisDenyPolicy.applyTo(this, ExplicitDeny.outsideGeographies([Geography.EU]));
 */
export class CrisDenyPolicy extends Construct {
  /**
   * Denies for every role and user below a scope, for example a whole app.
   *
   * Each stack gets one managed policy, which is attached to its roles and users. That includes those defined later, those of nested stacks, and
   * those that the CDK creates for its own providers. These are not reached:
   *
   * - Roles that are only referenced: give them as `roles`.
   * - A role that AWS creates at deployment, for example of `AWS::Serverless::Function`.
   * - A new role for the first moment of its deployment. For a deny from the first moment, use a permissions boundary.
   *
   * Throws if a scope above or below has another list of the same kind: what one list leaves usable, the other denies. Throws for a stage that is
   * defined afterwards, or was synthesized before. A pipeline synthesizes a stage when it is added: call this between, or in the constructor of the
   * stage.
   *
   * @param scope an app, a stage, a stack or any other construct
   * @param deny the denies
   */
  public static applyTo(scope: IConstruct, deny: ExplicitDeny): void {
    checkScope(scope);
    checkValue(scope, 'deny', deny, instanceOf(() => ExplicitDeny));
    denyBelow(scope, deny);
  }

  /** The managed policy with the denies. */
  public readonly managedPolicy: iam.ManagedPolicy;

  /** Defines the policy and attaches it to the roles. */
  constructor(scope: Construct, id: string, props: CrisDenyPolicyProps) {
    super(scope, id);
    checkShape(this, props, { 'deny': instanceOf(() => ExplicitDeny), 'roles?': listOf(ROLE) });
    this.managedPolicy = new iam.ManagedPolicy(this, 'Resource', {
      description: DENY_DESCRIPTION,
      document: props.deny._managedPolicyDocument(this),
    });
    for (const role of props.roles ?? []) {
      const identity = identityOf(this, 'roles', role);
      if (!identity) continue;
      for (const other of deniesOf(identity)) props.deny._checkBeside(this, other, show(role));
      Object.defineProperty(identity, DENIES, { value: [...deniesOf(identity), props.deny], configurable: true });
      attach(this.managedPolicy, identity);
    }
  }
}

const DENIES = Symbol.for('cdk-bedrock-cris.denies');

/** The denies that policies of this app attach to an identity. */
function deniesOf(identity: Identity): readonly ExplicitDeny[] {
  return (identity as Identity & { readonly [DENIES]?: readonly ExplicitDeny[] })[DENIES] ?? [];
}
