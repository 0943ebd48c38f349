import * as fc from 'fast-check';
import { INVOKE_ACTIONS } from '../../../src/bedrock/authorizations';
import { evaluationsOf, withSystemProfile } from '../../../src/checks/policy/authorizations';
import { decide } from '../../../src/checks/policy/decide';
import { DecisionTable } from '../../../src/checks/policy/decision-table';
import { parseDocument } from '../../../src/checks/policy/statement';
import { opaque } from '../../../src/checks/read/opaque';
import { propertyRuns } from '../../support/property-runs';
import { CALLS, policies, SOURCE_REGION } from '../corpus/generated-policies';
import { ACCOUNT_ID, allow, BOTH, deny } from '../corpus/template-parts';

const SOURCE = { partition: 'aws', region: SOURCE_REGION, account: ACCOUNT_ID };
// Known to CloudFormation only, as a resource and as a part of one.
const OPEN = [allow(BOTH, opaque('Arn')), allow(BOTH, `arn:aws:bedrock:${opaque('Region')}::foundation-model/*`), deny(BOTH, `arn:aws:bedrock:*::foundation-model/${opaque('Model')}`)];

test('a table decides as the statements do, one after the other', () => {
  const calls = CALLS.flatMap(({ inferenceProfileId }) => INVOKE_ACTIONS.flatMap((action) => [undefined, `arn:aws:bedrock:us-east-1:${ACCOUNT_ID}:application-inference-profile/x`]
    .map((applicationArn) => ({ inferenceProfileId, source: SOURCE, action, ...(applicationArn && { applicationArn }) }))));
  const decisions = new Set<string>();
  fc.assert(fc.property(policies, fc.subarray(OPEN), fc.boolean(), (statements, open, complete) => {
    const parsed = parseDocument({ Statement: [...statements, ...open] }).statements;
    const table = new DecisionTable(parsed, complete);
    for (const request of calls.flatMap((call) => evaluationsOf(call).flatMap((evaluation) => [evaluation, withSystemProfile(evaluation, call)]))) {
      const decision = decide(parsed, complete, request);
      decisions.add(decision);
      // Asked twice, it remembers.
      expect([table.decide(request), table.decide(request)]).toEqual([decision, decision]);
    }
  }), propertyRuns());
  expect([...decisions].sort()).toEqual(['allowed', 'denied', 'not-allowed', 'unknown']);
});
