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
  /** What is denied. */
  readonly deny: ExplicitDeny;

  /**
   * The roles that the policy is attached to. They may be defined elsewhere in the account.
   *
   * @default - none; attach `managedPolicy` yourself
   */
  readonly roles?: iam.IRole[];
}

/**
 * An explicit deny as a managed policy, for existing roles.
 *
 * It allows nothing, so it narrows a role that has permissions of its own.
 *
 * Throws if the policy is larger than a managed policy may be (6,144 characters), for a role of another account, and for one that has another list of
 * the same kind: what the one leaves usable, the other denies. Warns of a role whose policies are managed elsewhere, which it is not attached to.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
 */
export class CrisDenyPolicy extends Construct {
  /**
   * Denies for every role and user below a scope, an app for example: those defined later, those that the CDK makes for its own providers, and those
   * of nested stacks too. Each stack gets one managed policy, which is attached to them.
   *
   * Roles that are only referenced are not below the scope: give them to `roles`. A new role has the deny a moment after it is there, within
   * the same deployment. For a deny from the first moment, use it in a permissions boundary. Throws if a scope above or below has a list of the same
   * kind (what the one leaves usable, the other denies), and for a stage that is defined afterwards or
   * was synthesized before, as a pipeline does when the stage is added: call it between, or in the constructor of the stage. A role that AWS makes at
   * deployment, of `AWS::Serverless::Function` for example, is not reached.
   *
   * @param scope an app, a stage, a stack or any other construct
   * @param deny what is denied
   *
   * @example
   * CrisDenyPolicy.applyTo(this, ExplicitDeny.outsideGeographies([Geography.EU]));
   */
  public static applyTo(scope: IConstruct, deny: ExplicitDeny): void {
    checkScope(scope);
    checkValue(scope, 'deny', deny, instanceOf(ExplicitDeny));
    denyBelow(scope, deny);
  }

  /** The managed policy. */
  public readonly managedPolicy: iam.ManagedPolicy;

  /** Defines the policy and attaches it to the roles. */
  constructor(scope: Construct, id: string, props: CrisDenyPolicyProps) {
    super(scope, id);
    checkShape(this, props, { 'deny': instanceOf(ExplicitDeny), 'roles?': listOf(ROLE) });
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
