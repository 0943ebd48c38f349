import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { widestValues } from './document-size';
import { ExplicitDeny } from './explicit-deny';
import { attach, identityOf } from './identity';
import { documentSize, MANAGED_POLICY_SIZE } from './statements/statement';
import { fail } from '../private/errors';
import { GRANTEE, checkShape, instanceOf, listOf } from '../private/shape';
import { sourcesOf, widest } from '../private/source';

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
 * It allows nothing, so it narrows a role that has permissions of its own. Throws if the policy is larger than a managed policy may be (6,144
 * characters), and for a role of another account. Warns of a role whose policies are managed elsewhere, which it is not attached to.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
 */
export class CrisDenyPolicy extends Construct {
  /** The managed policy. */
  public readonly managedPolicy: iam.ManagedPolicy;

  /** Defines the policy and attaches it to the roles. */
  constructor(scope: Construct, id: string, props: CrisDenyPolicyProps) {
    super(scope, id);
    checkShape(this, props, { 'deny': instanceOf(ExplicitDeny), 'roles?': listOf(GRANTEE) });
    const place = widest(sourcesOf(this)[0]);
    const size = documentSize(widestValues(props.deny._statements(this, place), place));
    if (size > MANAGED_POLICY_SIZE) {
      fail(`deny: the policy has ${size} characters, and a managed policy holds ${MANAGED_POLICY_SIZE}; name fewer profiles, models or Regions, or put denies of` +
        ' different kinds into a CrisDenyPolicy each. One list cannot be divided: what one part leaves usable, the other denies', this);
    }
    this.managedPolicy = new iam.ManagedPolicy(this, 'Resource', {
      description: 'Explicit deny for Amazon Bedrock cross-Region inference',
      document: props.deny.toDocument(this),
    });
    for (const role of props.roles ?? []) {
      const identity = identityOf(this, 'roles', role);
      if (identity) attach(this.managedPolicy, identity);
    }
  }
}
