import { slipsIn } from './arn-slips';
import { Condition } from './condition';
import { unknownKeyOf } from './keys';
import { isWildcard } from './literals';
import { arnsOf, hasForeignAccount, isMisplacedUnspecified, isModel, isProfile, isProfileKeyOnProfile, isRegionList, keepsModelsOut, literalWildcards, noRegions, prefixInModelId, unknownActionOf } from './misplaced';
import { Statement } from './statement';
import { Subject } from './subjects';
import { BedrockArn, parseBedrockArn } from '../../bedrock/arns';
import { Environment } from '../read/template';

/**
 * The statement with what other rules report set right, so that one fault is one finding: a call that only fails because of a fault that has a
 * rule of its own is not reported for its consequence too.
 */
export function mended(statement: Statement, environment: Environment): Statement {
  return {
    ...statement,
    ...(statement.effect === 'Allow' && !statement.actions.negated && { actions: { negated: false, values: statement.actions.values.flatMap((action) => unknownActionOf(action)?.meant ?? [action]) } }),
    resources: { ...statement.resources, values: statement.resources.values.map((pattern) => mendedPattern(pattern, environment)) },
    conditions: statement.conditions.filter((condition) => !isFaulty(statement, condition)),
  };
}

/** All statements of a subject, set right; once for subjects whose policies say the same. */
export function mendedOnce(policies: ReadonlyMap<Subject, string>, environment: Environment): (subject: Subject) => readonly Statement[] {
  const known = new Map<string, readonly Statement[]>();
  return (subject) => {
    const text = policies.get(subject)!;
    const its = known.get(text) ?? subject.documents.flatMap(({ statements }) => statements).map((statement) => mended(statement, environment));
    known.set(text, its);
    return its;
  };
}

function isFaulty(statement: Statement, condition: Condition): boolean {
  return (statement.effect === 'Allow' && isRegionList(condition) && condition.values.length > 0 && noRegions(condition).length === condition.values.length)
    || (statement.effect === 'Allow' && literalWildcards(condition).length > 0) || (statement.effect === 'Allow' && keepsModelsOut(statement, condition))
    || (isMisplacedUnspecified(statement, condition) && !reachesAnyRegion(statement)) || isProfileKeyOnProfile(statement, condition) || unknownKeyOf(condition.key) !== undefined;
}

// Such a model is meant without a Region: the condition is right there, and keeps all others out.
function reachesAnyRegion(statement: Statement): boolean {
  return arnsOf(statement).some((arn) => isModel(arn) && isWildcard(arn.region));
}

/** A resource without its slips. */
export function mendedPattern(pattern: string, environment: Environment): string {
  // What a slip leaves open may be anything.
  const written = slipsIn(pattern)?.mended.replace(/<[^>]*>/g, '*') ?? pattern;
  const arn = parseBedrockArn(written);
  if (!arn) return written;
  const prefix = arn.type === 'foundation-model' ? prefixInModelId(arn) : undefined;
  return textOf({
    ...arn,
    account: hasForeignAccount(arn) ? '' : isProfile(arn) && arn.account === '' ? environment.account : arn.account,
    id: prefix ? arn.id.slice(prefix.length + 1) : arn.id,
  });
}

function textOf({ partition, region, account, type, id }: BedrockArn): string {
  return `arn:${partition}:bedrock:${region}:${account}:${type}/${id}`;
}
