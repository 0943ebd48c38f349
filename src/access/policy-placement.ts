import { createHash } from 'crypto';
import { Aspects, CfnElement, CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, DependencyGroup, IConstruct, IDependable } from 'constructs';
import { leastSize } from './document-size';
import { attach, Identity, identityOf, inlineDocumentsOf, isDefined, limitsOf, unwrapped } from './identity';
import { MANAGED_POLICY_SIZE, StatementJson } from './statements/statement';
import { fail, show, warn, WARNING_IDS } from '../private/errors';
import { isPlaceholder } from '../private/roles';
import { checkValue, GRANTEE } from '../private/shape';
import { isToken } from '../private/tokens';

/** Statements that belong into one document, with the size that they have at most when deployed. */
export interface PolicyUnit {
  readonly statements: readonly StatementJson[];
  readonly size: number;
}

/**
 * Gives statements to a principal: in its inline policy while they are small, else in managed policies of their own, filled by exact count.
 * CDK's own splitting of large inline policies goes by an estimate that leaves out conditions, and overshoots IAM's limits.
 */
export function grantUnits(scope: IConstruct, grantee: iam.IGrantable, units: readonly PolicyUnit[]): iam.Grant {
  checkValue(scope, 'grantee', grantee, GRANTEE);
  const principal = unwrapped(grantee.grantPrincipal);
  // It would say that it took the statements, and print them.
  if (principal instanceof iam.UnknownPrincipal) return withoutPolicies(scope, grantee);
  const identity = identityOf(scope, 'grantee', principal);
  if (identity) {
    warnOfSourceRegion(scope, identity, units);
    return combined(GrantedPolicies.of(identity).grant(scope, units));
  }
  const grant = combined(units.flatMap(({ statements }) => statements.map((statement) => grantStatement(principal, statement))));
  return grant.success || isPlaceholder(principal) ? grant : withoutPolicies(scope, grantee);
}

function withoutPolicies(scope: IConstruct, grantee: iam.IGrantable): iam.Grant {
  warn(scope, WARNING_IDS.granteeWithoutPolicies,
    `grantee: ${show(grantee)} has no policies of its own, so nothing is granted; give a role, for example Role.fromRoleArn(…), or attach toDocument() by other means`);
  return iam.Grant.drop(grantee, 'a grant to what has no policies');
}

// The policy is in the stack of the identity, and a Region that is a token is the Region of the stack that it is rendered in.
function warnOfSourceRegion(scope: IConstruct, identity: Identity, units: readonly PolicyUnit[]): void {
  const [here, there] = [Stack.of(scope), Stack.of(identity)];
  if (!isToken(here.region) || isToken(there.region) || !JSON.stringify(units).includes(here.region)) return;
  warn(scope, WARNING_IDS.sourceRegionOfRole,
    `grantee: the Region of the stack ${here.node.path} is a token, so the source Region of these grants is ${there.region}, the Region of the stack ${there.node.path}, which has the policies;` +
    ` calls from another Region are denied; give sourceRegions, or the stack ${here.node.path} a Region`);
}

/**
 * What this library has granted to one identity, wherever in the app. One that is only referenced gets managed policies alone. Its inline policy
 * has the same name in every stack that references it, so the last deployment would take away what the others granted.
 *
 * The managed policies are below the identity: in its stack, whose Region may be another one, with logical ids that depend on it alone.
 *
 * No update takes a permission away for a moment. The inline policy is replaced in one call. A managed policy is never changed. Its logical ID
 * ends in a hash of its content, so another content is another policy, which is attached before the former one is deleted. While both are there
 * they count against the limit, so no more than half of it is used.
 */
class GrantedPolicies {
  public static of(identity: Identity & { readonly [GRANTED]?: GrantedPolicies }): GrantedPolicies {
    const known = identity[GRANTED] ?? new GrantedPolicies(identity);
    if (!identity[GRANTED]) Object.defineProperty(identity, GRANTED, { value: known });
    return known;
  }

  /** Characters in the inline policies of the identity, and the statements that they are of. */
  private inlineSize = 0;
  private inlineStatements = 0;
  /** Where each statement is. The same one is there once. */
  private readonly places = new Map<string, IDependable>();
  private readonly managed: { readonly policy: iam.ManagedPolicy; size: number }[] = [];

  /** What the managed policies are in, once there is one. */
  private home?: Construct;

  private constructor(private readonly identity: Identity) {
    identity.node.addValidation({ validate: () => this.overfull() });
  }

  public grant(scope: IConstruct, units: readonly PolicyUnit[]): iam.Grant[] {
    const isNew = (statement: StatementJson) => !this.places.has(JSON.stringify(statement));
    const fresh = units.filter(({ statements }) => statements.some(isNew));
    // Half of what inline policies hold stays free for the grants of others, whose size is not known here.
    const size = fresh.reduce((sum, unit) => sum + unit.size, 0);
    const isInline = isDefined(this.identity) && this.inlineSize + size <= limitsOf(this.identity).inlinePolicies / 2;
    if (isInline) this.inlineSize += size;

    return units.flatMap((unit) => {
      const policy = !isInline && fresh.includes(unit) ? this.policyFor(scope, unit) : undefined;
      return unit.statements.map((statement) => grantStatement(this.recipient((rendered) => this.place(statement, rendered, policy)), statement));
    });
  }

  private place(statement: StatementJson, rendered: iam.PolicyStatement, policy: iam.ManagedPolicy | undefined): iam.AddToPrincipalPolicyResult {
    const key = JSON.stringify(statement);
    const place = this.places.get(key);
    if (place) return { statementAdded: true, policyDependable: place };
    if (policy) policy.addStatements(rendered);
    else this.inlineStatements += 1;
    const result = policy ? { statementAdded: true, policyDependable: policy } : this.identity.addToPrincipalPolicy(rendered);
    this.places.set(key, result.policyDependable ?? new DependencyGroup());
    return result;
  }

  /** The managed policy with room for a unit, the last one or a new one. */
  private policyFor(scope: IConstruct, { size }: PolicyUnit): iam.ManagedPolicy {
    const last = this.managed[this.managed.length - 1];
    if (last && last.size + size <= MANAGED_POLICY_SIZE) {
      last.size += size;
      return last.policy;
    }
    const { kind, managedPolicies } = limitsOf(this.identity);
    if (this.managed.length + 1 > managedPolicies / 2) {
      fail(`inferenceProfiles: the profiles and source Regions that are granted to one ${kind} need more than ${managedPolicies / 2} managed policies;` +
        ` IAM attaches ${managedPolicies} to a ${kind}, and an update holds the former and the new ones; grant several profiles in one call, which takes less room, or spread them over several ${kind}s`, scope);
    }
    const home = this.home ??= this.attachedBeforeInlineChanges();
    const policy = new iam.ManagedPolicy(home, `Policy${this.managed.length + 1}`, { description: 'Calls to Amazon Bedrock through cross-Region inference profiles' });
    attach(policy, this.identity);
    nameByContent(policy);
    this.managed.push({ policy, size });
    return policy;
  }

  // What moves out of the inline policy is attached before it is taken out of there. The inline policy may be made after this, so at the end.
  private attachedBeforeInlineChanges(): Construct {
    const home = new Construct(this.identity, 'InferenceProfileGrants');
    Aspects.of(home).add({
      visit: (node) => {
        if (node !== home) return;
        // A role that is made lazily has its policy one level below.
        const inline = this.identity.node.findAll().filter((child) => CfnResource.isCfnResource(child) && child.cfnResourceType === 'AWS::IAM::Policy');
        for (const policy of inline) policy.node.addDependency(home);
      },
    });
    return home;
  }

  // What else is in the inline policies is known at the end only, and IAM would refuse them.
  private overfull(): string[] {
    if (this.inlineSize === 0) return [];
    const documents = inlineDocumentsOf(this.identity);
    // Nothing else is in most, and to measure takes time.
    if (documents.reduce<number>((sum, document) => sum + (document instanceof iam.PolicyDocument ? document.statementCount : Infinity), 0) <= this.inlineStatements) return [];
    const { kind, inlinePolicies } = limitsOf(this.identity);
    const size = documents.reduce<number>((sum, document) => sum + leastSize(this.identity, document), 0);
    return size <= inlinePolicies ? [] : [`grantee: the inline policies of this ${kind} have ${size} characters or more, and IAM takes ${inlinePolicies}; give statements of yours to a ManagedPolicy, and attach it`];
  }

  private recipient(add: (statement: iam.PolicyStatement) => iam.AddToPrincipalPolicyResult): iam.IPrincipal {
    const { assumeRoleAction, policyFragment, principalAccount } = this.identity;
    const recipient: iam.IPrincipal = {
      assumeRoleAction, policyFragment, principalAccount, addToPrincipalPolicy: add, get grantPrincipal() { return recipient; },
    };
    return recipient;
  }
}

const GRANTED = Symbol.for('cdk-bedrock-cris.grants');

function nameByContent(policy: iam.ManagedPolicy): void {
  const resource = policy.node.defaultChild as CfnElement | undefined;
  // None where the app only reports what its roles need (iam.Role.customizeRoles).
  if (!resource) return;
  const stack = Stack.of(policy);
  const logicalId = stack.getLogicalId(resource);
  resource.overrideLogicalId(Lazy.uncachedString({
    produce: () => logicalId + createHash('sha256').update(JSON.stringify(stack.resolve(policy.document))).digest('hex').slice(0, 8).toUpperCase(),
  }));
}

function grantStatement(principal: iam.IPrincipal, statement: StatementJson): iam.Grant {
  if (statement.Effect === 'Deny') {
    // A Grant allows. A deny that belongs to it goes where its allows go, and leaves no statement in it.
    principal.addToPrincipalPolicy(iam.PolicyStatement.fromJson(statement));
    return iam.Grant.drop(principal, 'the deny of a grant');
  }
  return iam.Grant.addToPrincipal({
    grantee: principal, actions: [...statement.Action], resourceArns: [...statement.Resource], conditions: statement.Condition,
  });
}

function combined(grants: readonly iam.Grant[]): iam.Grant {
  return grants.reduce((all, grant) => all.combine(grant));
}
