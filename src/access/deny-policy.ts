import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { widestValues } from './document-size';
import { ExplicitDeny } from './explicit-deny';
import { attachManagedPolicy, checkAccount } from './policy-placement';
import { MANAGED_POLICY_SIZE, documentSize } from './statements/statement';
import { fail, messages } from '../private/messages';
import { sourcesOf, widest } from '../private/source-of';

/**
 * Properties of a deny policy.
 */
export interface CrisDenyPolicyProps {
  /** What is denied. */
  readonly deny: ExplicitDeny;

  /**
   * The roles that the policy is attached to. They may be defined elsewhere.
   *
   * @default - none; attach `managedPolicy` yourself
   */
  readonly roles?: iam.IRole[];
}

/**
 * An explicit deny as a managed policy, for roles that exist.
 *
 * It allows nothing, so it narrows a role that has permissions of its own. As a permissions boundary, combine its statements with an allow:
 * `ExplicitDeny.toPolicyStatements`.
 */
export class CrisDenyPolicy extends Construct {
  /** The managed policy. */
  public readonly managedPolicy: iam.ManagedPolicy;

  /**
   * Throws if the policy is larger than a managed policy may be (6,144 characters), and if a role is in another account.
   */
  constructor(scope: Construct, id: string, props: CrisDenyPolicyProps) {
    super(scope, id);
    const [source] = sourcesOf(this);
    const size = documentSize(widestValues(props.deny._statements(this, widest(source))));
    if (size > MANAGED_POLICY_SIZE) fail(messages.denyTooLarge(size, MANAGED_POLICY_SIZE), this);

    this.managedPolicy = new iam.ManagedPolicy(this, 'Resource', {
      description: 'Explicit deny for Amazon Bedrock cross-Region inference',
      statements: props.deny.toPolicyStatements(this),
    });
    for (const role of props.roles ?? []) {
      checkAccount(this, 'roles', role);
      attachManagedPolicy(this, this.managedPolicy, role);
    }
  }
}
