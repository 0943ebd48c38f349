import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { IDENTITY_LIMITS, IdentityLimits } from './statements/split';
import { fail, messages } from '../private/messages';
import { differ } from '../private/source-of';

/** A principal that managed policies can be attached to: a role, a user or a group. */
export type Identity = iam.IPrincipal & IConstruct & {
  readonly userName?: string;
  readonly groupName?: string;
  addManagedPolicy(policy: iam.IManagedPolicy): void;
};

export function isIdentity(principal: iam.IPrincipal): principal is Identity {
  return 'addManagedPolicy' in principal && 'node' in principal && !isImmutable(principal);
}

export function limitsOf(identity: Identity): IdentityLimits {
  if (identity.userName !== undefined) return IDENTITY_LIMITS.user;
  return identity.groupName !== undefined ? IDENTITY_LIMITS.group : IDENTITY_LIMITS.role;
}

/** Managed policies that this library has attached to an identity so far. */
const attachedPolicies = new WeakMap<Identity, number>();

/**
 * Attaches a managed policy. From the side of the policy where the other side would make the identity's stack depend on this one, or where
 * an identity that is only referenced takes none.
 */
export function attachManagedPolicy(scope: Construct, policy: iam.ManagedPolicy, identity: Identity): void {
  const limits = limitsOf(identity);
  const attached = (attachedPolicies.get(identity) ?? 0) + 1;
  if (attached > limits.managedPolicies) fail(messages.tooManyPolicies(limits.kind, limits.managedPolicies), scope);
  attachedPolicies.set(identity, attached);

  if (limits.kind === 'user') policy.attachToUser(identity as unknown as iam.IUser);
  else if (limits.kind === 'group') policy.attachToGroup(identity as unknown as iam.IGroup);
  else if (iam.Role.isRole(identity) && Stack.of(identity) === Stack.of(policy)) identity.addManagedPolicy(policy);
  else policy.attachToRole(identity as unknown as iam.IRole);
}

/** Throws where a policy of this stack cannot reach an identity, because that is in another account. */
export function checkAccount(scope: Construct, prop: string, role: iam.IRole): void {
  const { account } = Stack.of(scope);
  if (differ(role.env.account, account)) fail(messages.otherAccount(prop, role.env.account, account), scope);
}

// A role that takes no policy updates (Role.withoutPolicyUpdates) takes a policy without a word; only its class tells.
function isImmutable(principal: iam.IPrincipal): boolean {
  return (principal.constructor as { PROPERTY_INJECTION_ID?: string }).PROPERTY_INJECTION_ID === 'aws-cdk-lib.aws-iam.ImmutableRole';
}
