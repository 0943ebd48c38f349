import { holds } from '../../checks/policy/condition';
import { Request, selects, selectsAction } from '../../checks/policy/decide';
import { PolicyDocument } from '../../checks/policy/documents';
import { Statement } from '../../checks/policy/statement';
import { readable } from '../../checks/read/opaque';

/** A statement, and the policy that it is in. */
export interface Placed {
  readonly document: PolicyDocument;
  readonly statement: Statement;
}

/** The statement that comes nearest to allowing it, and what it lacks. */
export function nearestOf(placed: readonly Placed[], request: Request): { one: Placed; message: string } | undefined {
  const allows = placed.filter(({ statement }) => statement.effect === 'Allow');
  const names = ({ statement }: Placed) => selects(statement.resources, request.resource) !== 'no';
  const acts = ({ statement }: Placed) => selectsAction(statement, request.action) !== 'no';
  const conditional = allows.find((one) => names(one) && acts(one));
  if (conditional) {
    const unmet = conditional.statement.conditions.find((condition) => holds(condition, request.context) === 'no')!;
    const carried = request.context.get(unmet.key);
    return {
      one: conditional,
      message: `this statement names it, under a condition that the call does not meet: ${unmet.operator.text} ${unmet.keyText} ${unmet.values.map(readable).join(', ')}; ` +
        (carried === undefined ? 'the call has no such key there' : `it carries ${carried}`),
    };
  }
  const other = allows.find((one) => names(one) && /bedrock|\*/i.test(one.statement.actions.values.join()));
  if (other) return { one: other, message: `this statement names the resource, but not ${request.action}: it has ${other.statement.actions.values.map(readable).join(', ')}` };
  const typeAndId = request.resource.split(':').slice(5).join(':');
  const model = typeAndId.slice(typeAndId.indexOf('/') + 1).replace(/^[a-z-]+\.(?=[a-z0-9]+\.)/, '');
  const others = allows.filter(acts);
  const naming = (part: string) => others.find(({ statement }) => statement.resources.values.some((value) => value.includes(part)));
  // The same in another Region, then what belongs to it, then anything of Amazon Bedrock.
  const near = naming(`:${typeAndId}`) ?? naming(model) ?? naming(':bedrock:');
  return near && { one: near, message: `this statement allows ${request.action} on ${near.statement.resources.values.map(readable).join(', ')}, not on ${request.resource}` };
}
