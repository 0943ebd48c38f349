import { IConstruct } from 'constructs';
import { guardrailProfileArns } from './statements/guardrail';
import { distinct } from './statements/statement';
import { BedrockArn, GUARDRAIL_ARN, GUARDRAIL_PROFILE_ARN, parseBedrockArn } from '../bedrock/arns';
import { guardrailDestinations } from '../bedrock/guardrail-profiles';
import { fail, show, warn, WARNING_IDS } from '../private/errors';
import { checkList, checkPolicyText } from '../private/inputs';
import { Source } from '../private/source';
import { differ, isToken, literal } from '../private/tokens';

/**
 * What callers must be allowed to apply where an account or an organization enforces guardrails: each guardrail, and each guardrail profile in every
 * Region that it evaluates in. Their account is the one in the ARN, which is the management account's for an organization.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-enforcements.html
 */
export function enforcedGuardrailArns(scope: IConstruct, arns: readonly string[]): string[] {
  const profiles = arns.map(parseBedrockArn).filter((arn) => arn?.type === 'guardrail-profile') as BedrockArn[];
  return distinct(arns.flatMap((arn) => {
    const profile = parseBedrockArn(arn);
    return profile?.type === 'guardrail-profile' ? guardrailProfileArns(profile, profile.id, regionsOf(scope, profile, profiles)) : [arn];
  }));
}

/** Throws unless each is the ARN of a guardrail in a source Region, or of a guardrail profile. Of a token, what is written out is judged. */
export function checkEnforcedGuardrails(scope: IConstruct, arns: readonly string[], sources: readonly Source[]): void {
  checkList(scope, 'enforcedGuardrails', arns, 'give at least one, or leave it out');
  for (const arn of arns) {
    checkPolicyText(scope, 'enforcedGuardrails', arn);
    if (isToken(arn)) continue;
    if (!GUARDRAIL_ARN.test(arn) && !GUARDRAIL_PROFILE_ARN.test(arn)) {
      fail(`enforcedGuardrails: ${show(arn)} is not the ARN of a guardrail without a version, or of a guardrail profile; give one like "arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6"`, scope);
    }
    const { type, region } = parseBedrockArn(arn)!;
    if (type === 'guardrail' && sources.every((source) => differ(source.region, region))) {
      fail(`enforcedGuardrails: ${show(arn)} is in the Region ${show(region)}, and a guardrail is enforced on calls that are sent to its own Region; leave it out, or add the Region to sourceRegions`, scope);
    }
  }
}

// A profile whose Regions AWS does not list is given in each of them, or else it is allowed in any.
function regionsOf(scope: IConstruct, { id, account, region }: BedrockArn, all: readonly BedrockArn[]): readonly string[] | undefined {
  const known = isToken(id) || isToken(region) ? undefined : guardrailDestinations(id, region);
  if (known !== undefined) return known;
  if (all.some((other) => other.id === id && other.account === account && other.region !== region)) return [];
  const from = literal(region) === undefined ? ', because the source Region is a token' : ` for the source Region ${region}`;
  warn(scope, WARNING_IDS.destinationRegionsUnknown,
    `the Regions in which ${literal(id) ?? 'the guardrail profile'} may evaluate a guardrail are not known${from}, so it may be applied in any Region; give its ARN in each of these Regions in enforcedGuardrails to name them`);
  return undefined;
}
