import { PAGES, inStatements, Rule } from '../model/rule';
import { slipsIn } from '../policy/arn-slips';
import { INFERENCE_PROFILE_ARN } from '../policy/condition';
import { Statement } from '../policy/statement';
import { readable } from '../read/opaque';

export const malformedBedrockArn: Rule = {
  id: 'malformedBedrockArn',
  severity: 'error',
  summary: 'The ARN of an inference profile or a foundation model has a slip in its form, a colon for the slash or `bedrock-runtime` for the service, so it matches nothing',
  page: PAGES.authorization,
  check: inStatements((statement) => arnsIn(statement).flatMap((arn) => {
    const slips = slipsIn(arn);
    return slips ? [{ message: `${readable(arn)} is the ARN of nothing: ${slips.faults.join('; ')}`, remedy: `give ${readable(slips.mended)}` }] : [];
  })),
};

// In an allow, the call that a condition does not let pass is reported; a deny is only seen to deny nothing here.
function arnsIn({ effect, resources, conditions }: Statement): string[] {
  const inConditions = conditions.filter(({ key }) => effect === 'Deny' && key === INFERENCE_PROFILE_ARN).flatMap(({ values }) => values);
  return [...new Set([...resources.values, ...inConditions])];
}
