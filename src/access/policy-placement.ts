import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { PolicyUnit } from './policy-units';
import { IAM_LIMITS } from './statements/split';
import { StatementJson } from './statements/statement';
import { fail, messages } from '../private/messages';

/**
 * Half of what a role's inline policies may hold: the other half stays free for the grants of others, whose size is not known here.
 */
const INLINE_BUDGET = IAM_LIMITS.inlinePolicies / 2;

/** Characters that this library has put into the inline policies of a principal so far. */
const inlineUsed = new WeakMap<iam.IPrincipal, number>();

/**
 * Gives statements to a principal: in its inline policy while they are small, else in managed policies of their own, filled by exact count.
 * CDK's own splitting of large inline policies goes by an estimate that leaves out conditions, and overshoots IAM's limits.
 */
export function grantUnits(scope: Construct, grantee: iam.IGrantable, units: readonly PolicyUnit[], profileCount: number): iam.Grant {
  const principal = grantee.grantPrincipal;
  const size = units.reduce((sum, unit) => sum + unit.size, 0);
  const used = inlineUsed.get(principal) ?? 0;
  if (used + size <= INLINE_BUDGET || !isIdentity(principal)) {
    inlineUsed.set(principal, used + size);
    return combined(units.flatMap((unit) => unit.statements.map((statement) => grantStatement(grantee, statement))));
  }

  const documents = packed(units);
  if (documents.length > IAM_LIMITS.managedPoliciesPerRole) {
    fail(messages.tooManyPolicies(profileCount, documents.length, IAM_LIMITS.managedPoliciesPerRole), scope);
  }
  return combined(documents.flatMap((document) => {
    const target = new ManagedPolicyPrincipal(scope, principal);
    return document.map((statement) => grantStatement(target, statement));
  }));
}

/** Grants one statement, with its Sid. */
export function grantStatement(grantee: iam.IGrantable, statement: StatementJson): iam.Grant {
  const grant = iam.Grant.addToPrincipal({
    grantee,
    actions: [...statement.Action],
    resourceArns: [...statement.Resource],
    conditions: statement.Condition,
  });
  for (const granted of grant.principalStatements) granted.sid = statement.Sid;
  return grant;
}

function packed(units: readonly PolicyUnit[]): StatementJson[][] {
  const documents: { size: number; statements: StatementJson[] }[] = [];
  for (const unit of units) {
    const last = documents[documents.length - 1];
    if (last && last.size + unit.size <= IAM_LIMITS.managedPolicy) {
      last.size += unit.size;
      last.statements.push(...unit.statements);
    } else {
      documents.push({ size: unit.size, statements: [...unit.statements] });
    }
  }
  return documents.map((document) => document.statements);
}

type Identity = iam.IPrincipal & IConstruct & { userName?: string; addManagedPolicy(policy: iam.IManagedPolicy): void };

function isIdentity(principal: iam.IPrincipal): principal is Identity {
  return 'addManagedPolicy' in principal && 'node' in principal;
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
    const home = (scope.node.tryFindChild('InferenceProfileGrants') as Construct | undefined) ?? new Construct(scope, 'InferenceProfileGrants');
    let number = 1;
    while (home.node.tryFindChild(`${identity.node.id}Policy${number}`)) number++;
    this.policy = new iam.ManagedPolicy(home, `${identity.node.id}Policy${number}`, {
      description: 'Calls to Amazon Bedrock through cross-Region inference profiles',
    });
    // A user that is only referenced takes no managed policy; the policy can still name it.
    if (identity.userName !== undefined) this.policy.attachToUser(identity as unknown as iam.IUser);
    else identity.addManagedPolicy(this.policy);
  }

  public addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    this.policy.addStatements(statement);
    return { statementAdded: true, policyDependable: this.policy };
  }
}

function combined(grants: readonly iam.Grant[]): iam.Grant {
  return grants.reduce((all, grant) => all.combine(grant));
}
