import { CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { fail, show, warn, WARNING_IDS } from '../private/errors';
import { isImmutable, isPlaceholder } from '../private/roles';
import { differ } from '../private/tokens';

/** A principal that policies can be attached to: a role, a user or a group. */
export type Identity = iam.IPrincipal & IConstruct & {
  readonly userName?: string;
  readonly groupName?: string;
};

/** What IAM allows for one kind of identity, in characters without white space, before a quota increase. */
export interface IdentityLimits {
  readonly kind: 'role' | 'user' | 'group';
  /** All inline policies together. */
  readonly inlinePolicies: number;
  /** Managed policies attached. */
  readonly managedPolicies: number;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const LIMITS: Readonly<Record<IdentityLimits['kind'], IdentityLimits>> = {
  role: { kind: 'role', inlinePolicies: 10240, managedPolicies: 20 },
  user: { kind: 'user', inlinePolicies: 2048, managedPolicies: 10 },
  group: { kind: 'group', inlinePolicies: 5120, managedPolicies: 10 },
};

export function limitsOf({ userName, groupName }: Identity): IdentityLimits {
  if (userName !== undefined) return LIMITS.user;
  return groupName !== undefined ? LIMITS.group : LIMITS.role;
}

/**
 * The identity that takes policies of this app, or undefined where none is to be written. Never without a word: an identity of another account is an
 * error, one whose policies are managed elsewhere is a warning.
 */
export function identityOf(scope: IConstruct, prop: string, principal: iam.IPrincipal): Identity | undefined {
  // The CDK looks the role up after this pass, and synthesizes again.
  if (isPlaceholder(principal)) return undefined;
  const { account } = Stack.of(scope);
  const own = isResource(principal) ? principal.env.account : principal.principalAccount;
  if (own !== undefined && differ(own, account)) {
    fail(`${prop}: it is in the account ${show(own)}, where this stack, in ${show(account)}, cannot write policies;` +
      ' define this in a stack in that account, or give toDocument() to whoever manages the policies there', scope);
  }
  if (isIdentity(principal) && !isImmutable(principal)) return principal;
  if (isImmutable(principal)) {
    warn(scope, WARNING_IDS.policiesManagedElsewhere,
      `${prop}: ${show(principal)} takes no policy updates, so nothing is written to it, neither what is allowed nor what is denied; attach what toDocument() of the grants or of the ExplicitDeny returns by other means`);
  }
  return undefined;
}

/** The principal that gets the policies: what a condition or session tags are put around. */
export function unwrapped(principal: iam.IPrincipal): iam.IPrincipal {
  const { wrapped, principal: inner } = principal as { readonly wrapped?: iam.IPrincipal; readonly principal?: iam.IPrincipal };
  const next = wrapped ?? inner;
  return next === undefined || isIdentity(principal) ? principal : unwrapped(next);
}

/** Whether the app defines the identity, and does not only reference it. */
export function isDefined(identity: Identity): boolean {
  // A role that is made lazily is made now.
  void identity.policyFragment;
  return identity.node.findAll().some((node) => CfnResource.isCfnResource(node) && /^AWS::IAM::(Role|User|Group)$/.test(node.cfnResourceType));
}

/** The documents of the inline policies of an identity that the app defines. */
export function inlineDocumentsOf(identity: Identity): unknown[] {
  return identity.node.findAll().filter(CfnResource.isCfnResource).flatMap((resource) => {
    if (resource.cfnResourceType === 'AWS::IAM::Policy') return [(resource as iam.CfnPolicy).policyDocument as unknown];
    const { policies } = resource as Partial<iam.CfnRole>;
    const own = policies === undefined ? [] : Stack.of(resource).resolve(policies) as unknown;
    return Array.isArray(own) ? own.map(({ policyDocument }: { policyDocument?: unknown }) => policyDocument) : [];
  });
}

/** Attaches a managed policy, from its own side: so the identity does not change, and its stack does not depend on the policy's. */
export function attach(policy: iam.ManagedPolicy, identity: Identity): void {
  const { kind } = limitsOf(identity);
  if (kind === 'user') policy.attachToUser(identity as unknown as iam.IUser);
  else if (kind === 'group') policy.attachToGroup(identity as unknown as iam.IGroup);
  else policy.attachToRole(identity as unknown as iam.IRole);
}

function isIdentity(principal: iam.IPrincipal): principal is Identity {
  return 'addManagedPolicy' in principal && 'node' in principal;
}

function isResource(principal: iam.IPrincipal): principal is iam.IPrincipal & { readonly env: { readonly account: string } } {
  return 'env' in principal;
}
