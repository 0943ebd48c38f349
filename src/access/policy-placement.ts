import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { PolicyUnit } from './policy-units';
import { IDENTITY_LIMITS, IdentityLimits, MANAGED_POLICY_SIZE, StatementJson } from './statements/statement';
import { fail, messages } from '../private/messages';
import { differ } from '../private/source-of';

/** Characters that this library has put into the inline policies of a principal so far. */
const inlineUsed = new WeakMap<iam.IPrincipal, number>();

/**
 * Gives statements to a principal: in its inline policy while they are small, else in managed policies of their own, filled by exact count.
 * CDK's own splitting of large inline policies goes by an estimate that leaves out conditions, and overshoots IAM's limits.
 */
export function grantUnits(scope: Construct, grantee: iam.IGrantable, units: readonly PolicyUnit[]): iam.Grant {
  const principal = grantee.grantPrincipal;
  if (!isIdentity(principal)) return combined(units.flatMap((unit) => unit.statements.map((statement) => grantStatement(grantee, statement))));

  // Half of what inline policies hold stays free for the grants of others, whose size is not known here.
  const size = units.reduce((sum, unit) => sum + unit.size, 0);
  const used = (inlineUsed.get(principal) ?? 0) + size;
  if (used <= limitsOf(principal).inlinePolicies / 2) {
    inlineUsed.set(principal, used);
    return combined(units.flatMap((unit) => unit.statements.map((statement) => grantStatement(grantee, statement))));
  }
  return combined(packed(units).flatMap((statements) => {
    const target = new ManagedPolicyPrincipal(scope, principal);
    return statements.map((statement) => grantStatement(target, statement));
  }));
}

function grantStatement(grantee: iam.IGrantable, statement: StatementJson): iam.Grant {
  if (statement.Effect === 'Deny') return denyStatement(grantee, statement);
  const grant = iam.Grant.addToPrincipal({
    grantee,
    actions: [...statement.Action],
    resourceArns: [...statement.Resource],
    conditions: statement.Condition,
  });
  for (const granted of grant.principalStatements) granted.sid = statement.Sid;
  return grant;
}

// A Grant allows; a deny that belongs to it goes where its allows go, and leaves no statement in it.
function denyStatement(grantee: iam.IGrantable, statement: StatementJson): iam.Grant {
  grantee.grantPrincipal.addToPrincipalPolicy(iam.PolicyStatement.fromJson(statement));
  return iam.Grant.drop(grantee, `deny of ${statement.Sid}`);
}

function packed(units: readonly PolicyUnit[]): StatementJson[][] {
  const documents: { size: number; statements: StatementJson[] }[] = [];
  for (const unit of units) {
    const last = documents[documents.length - 1];
    if (last && last.size + unit.size <= MANAGED_POLICY_SIZE) {
      last.size += unit.size;
      last.statements.push(...unit.statements);
    } else {
      documents.push({ size: unit.size, statements: [...unit.statements] });
    }
  }
  return documents.map((document) => document.statements);
}

/** Collects statements in a managed policy that is attached to an identity, so that a grant on it is a grant like any other. */
class ManagedPolicyPrincipal implements iam.IPrincipal {
  public readonly grantPrincipal = this;
  public readonly assumeRoleAction: string;
  public readonly policyFragment: iam.PrincipalPolicyFragment;
  private readonly policy: iam.ManagedPolicy;

  constructor(scope: Construct, identity: Identity) {
    this.assumeRoleAction = identity.assumeRoleAction;
    this.policyFragment = identity.policyFragment;
    // Below the identity, as its default policy is: in its stack, whose Region may be another one, and with IDs that depend on it alone.
    const home = (identity.node.tryFindChild('InferenceProfileGrants') as Construct | undefined) ?? new Construct(identity, 'InferenceProfileGrants');
    this.policy = new iam.ManagedPolicy(home, `Policy${home.node.children.length + 1}`, {
      description: 'Calls to Amazon Bedrock through cross-Region inference profiles',
    });
    attachManagedPolicy(scope, this.policy, identity);
  }

  public addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    this.policy.addStatements(statement);
    return { statementAdded: true, policyDependable: this.policy };
  }
}

function combined(grants: readonly iam.Grant[]): iam.Grant {
  return grants.reduce((all, grant) => all.combine(grant));
}

/** A principal that managed policies can be attached to: a role, a user or a group. */
export type Identity = iam.IPrincipal & IConstruct & {
  readonly userName?: string;
  readonly groupName?: string;
  addManagedPolicy(policy: iam.IManagedPolicy): void;
};

function isIdentity(principal: iam.IPrincipal): principal is Identity {
  return 'addManagedPolicy' in principal && 'node' in principal && !isImmutable(principal);
}

function limitsOf(identity: Identity): IdentityLimits {
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
