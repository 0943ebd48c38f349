import { ALLOW_ALL, policyOf } from './policy';
import { denyGlobalInference, denyOutsideProfiles, denyOutsideSourceRegions } from '../../../src/access/statements/denies';
import { StatementJson } from '../../../src/access/statements/statement';
import { ACCOUNT, ALL_CALLS, GLOBAL, MODEL, stopped } from '../../organization/service-control-calls';
import { evaluations } from '../../support/cris-requests';
import { decide } from '../../support/iam-evaluator';

const profileArn = (region: string, id: string) => `arn:aws:bedrock:${region}:${ACCOUNT}:inference-profile/${id}`;
const stoppedBy = (statements: readonly StatementJson[]) => stopped([ALLOW_ALL, policyOf(statements)]);

describe('a deny of global inference', () => {
  test('stops every global call, through an application profile too, and no other', () => {
    expect(stoppedBy(denyGlobalInference('aws'))).toEqual(GLOBAL);
  });

  test.each(['aws', 'aws-us-gov'])('is met on the profile too, whose ARN the error then names, in the partition %s', (partition) => {
    const [profile, model, regionless] = evaluations({ partition, account: ACCOUNT, sourceRegion: 'us-east-1', inferenceProfileId: `global.${MODEL}` });
    const decisions = [profile, model, regionless].map((request) => decide([ALLOW_ALL, policyOf(denyGlobalInference(partition))], request));
    expect(decisions).toEqual(['ExplicitDeny', 'Allowed', 'ExplicitDeny']);
  });
});

test('a deny outside of profiles stops calls through others, and neither their own calls nor direct ones', () => {
  const statements = denyOutsideProfiles([profileArn('us-east-1', `us.${MODEL}`), profileArn('eu-west-1', `eu.${MODEL}`)]);
  const throughOthers = ALL_CALLS.filter((name) => /^(global|zz$|AIP over (global|zz))|key: AIP$/.test(name));
  expect(stoppedBy(statements)).toEqual(throughOthers);
});

test.each([
  [['us-east-1'], ALL_CALLS.filter((name) => /^(global|eu|AIP over eu) elsewhere/.test(name))],
  [['eu-west-1'], ALL_CALLS.filter((name) => /^(global|us|zz|AIP over|Responses API)/.test(name) && !name.includes('elsewhere'))],
  [['us-east-1', 'eu-west-1'], []],
])('a deny outside of %j stops what is sent to other Regions through a profile, wherever it is processed', (regions, expected) => {
  expect(stoppedBy(denyOutsideSourceRegions('aws', regions))).toEqual(expected);
});
