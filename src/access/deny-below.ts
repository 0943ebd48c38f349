import { AspectPriority, Aspects, Aws, CfnResource, Fn, IAspect, Lazy, Stack, Stage, Token } from 'aws-cdk-lib';
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { ExplicitDeny } from './explicit-deny';
import { fail, show } from '../private/errors';
import { instanceOf } from '../private/shape';

export const DENY_DESCRIPTION = 'Explicit deny for Amazon Bedrock cross-Region inference';

/**
 * Attaches a deny to every role and user below a scope.
 *
 * From the policy's side, so that nothing of the roles changes: a boundary would take the place of one that they have, and each has only one.
 */
export function denyBelow(scope: IConstruct, deny: ExplicitDeny): void {
  for (const at of new Set([...scope.node.scopes, ...scope.node.findAll()])) {
    for (const other of deniesAt(at)) deny._checkBeside(scope, other.deny, show(at));
  }
  const number = deniesAt(scope).length + 1;
  const policyId = `CrisDeny${scope.node.addr.slice(-8)}${number === 1 ? '' : number}`;
  // An Aspect does not reach the stages below, which are synthesized before.
  for (const reached of [scope, ...stagesBelow(scope)]) Aspects.of(reached).add(new DenyBelow(reached, deny, policyId), { priority: AspectPriority.MUTATING });
}

class DenyBelow implements IAspect {
  private isVisited = false;

  public constructor(private readonly scope: IConstruct, public readonly deny: ExplicitDeny, private readonly policyId: string) {}

  public visit(node: IConstruct): void {
    this.isVisited = true;
    if (node === this.scope) this.checkStages();
    const isInStack = node === this.scope && !Stage.isStage(node);
    if (!Stack.isStack(node) && !isInStack) return;
    const stack = Stack.of(node);
    if (!stack.node.tryFindChild(this.policyId)) new PolicyOfStack(stack, this.policyId, this.scope, this.deny);
  }

  private checkStages(): void {
    const missed = stagesBelow(this.scope).find((stage) => !deniesAt(stage).some(({ policyId, isVisited }) => policyId === this.policyId && isVisited));
    if (missed) fail(`scope: the stage ${show(missed.node.path)} was defined after CrisDenyPolicy.applyTo, or synthesized before it (a pipeline does that when the stage is added), so its roles have no deny; call it between, or in the constructor of the stage`, missed);
  }
}

/** The deny of one stack. It is left out of the template of a stack that has none to attach it to. */
class PolicyOfStack extends CfnManagedPolicy {
  public constructor(stack: Stack, id: string, private readonly denied: IConstruct, deny: ExplicitDeny) {
    super(stack, id, {
      description: DENY_DESCRIPTION,
      policyDocument: deny._managedPolicyDocument(stack),
      // When the template is made: references between Regions have providers with roles, which are made after the last Aspect.
      // Uncached: resolved once before already, to find references.
      roles: Lazy.uncachedList({ produce: () => this.namesOf('AWS::IAM::Role') }, { omitEmpty: true }),
      users: Lazy.uncachedList({ produce: () => this.namesOf('AWS::IAM::User') }, { omitEmpty: true }),
    });
  }

  protected shouldSynthesize(): boolean {
    return this.namesOf('AWS::IAM::Role').length + this.namesOf('AWS::IAM::User').length > 0;
  }

  private namesOf(type: string): string[] {
    const within: IConstruct = this.stack.node.scopes.includes(this.denied) ? this.stack : this.denied;
    return within.node.findAll()
      .filter((node): node is CfnResource => CfnResource.isCfnResource(node) && node.cfnResourceType === type && node.stack === this.stack)
      .map((resource) => (resource.cfnOptions.condition ? Token.asString(Fn.conditionIf(resource.cfnOptions.condition.logicalId, resource.ref, Aws.NO_VALUE)) : resource.ref));
  }
}

function stagesBelow(scope: IConstruct): IConstruct[] {
  return scope.node.findAll().filter((node) => node !== scope && Stage.isStage(node));
}

function deniesAt(scope: IConstruct): DenyBelow[] {
  return Aspects.of(scope).all.filter((aspect): aspect is DenyBelow => instanceOf(() => DenyBelow).is(aspect));
}
