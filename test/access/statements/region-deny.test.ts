import { ALLOW_ALL, policyOf } from './policy';
import { denyOutsideRegions, RegionDeny } from '../../../src/access/statements/region-deny';
import { GLOBAL_SERVICE_ACTIONS } from '../../../src/bedrock/global-services';
import { ALL_CALLS, BEDROCK, ELSEWHERE, GLOBAL, IAM, stopped } from '../../organization/service-control-calls';
import { decide } from '../../support/iam-evaluator';

const DENY: RegionDeny = {
  regions: ['us-east-1'],
  notActions: GLOBAL_SERVICE_ACTIONS,
  unspecifiedRegion: false,
  globalInference: true,
  geographies: [],
  applicationInferenceProfiles: true,
};
const documents = (options: Partial<RegionDeny>) => [ALLOW_ALL, policyOf(denyOutsideRegions('aws', { ...DENY, ...options }))];
const named = (pattern: RegExp) => ALL_CALLS.filter((name) => pattern.test(name));
const distinctSorted = (...names: string[][]) => [...new Set(names.flat())].sort();

const THROUGH_US = named(/^(us|AIP over us.*|Responses API)$/);
const THROUGH_ZZ = named(/^(zz|AIP over zz.*)$/);
const APPLICATION_KEY = named(/^AIP .*key: AIP$/);

test.each<[string, Partial<RegionDeny>, string[]]>([
  ['leaves global calls that are sent to its Regions alone', {}, distinctSorted(ELSEWHERE, THROUGH_US, THROUGH_ZZ)],
  // With a geography, application profiles are exempt wherever they are called from the list: one cannot be told from another.
  ['leaves the profiles of a geography alone, and application profiles, which may be over one', { geographies: ['us'] },
    distinctSorted(ELSEWHERE, ['zz', 'AIP over zz, key: system'])],
  ['without application profiles leaves those alone that the key names by their system-defined profile', { geographies: ['us'], applicationInferenceProfiles: false },
    distinctSorted(ELSEWHERE, THROUGH_ZZ, APPLICATION_KEY.filter((name) => /over (global|us)/.test(name)))],
  ['without application profiles and geographies leaves global calls alone', { applicationInferenceProfiles: false },
    distinctSorted(ELSEWHERE, THROUGH_US, THROUGH_ZZ, ['AIP over global, key: AIP'])],
  ['without global inference stops every global call', { globalInference: false }, distinctSorted(ELSEWHERE, GLOBAL, THROUGH_US, THROUGH_ZZ)],
  ['of a geography without global inference stops every global call', { globalInference: false, geographies: ['us'] },
    distinctSorted(ELSEWHERE, GLOBAL, ['zz', 'AIP over zz, key: system'])],
  ['that takes `unspecified` for a Region leaves global calls alone', { unspecifiedRegion: true }, distinctSorted(ELSEWHERE, THROUGH_US, THROUGH_ZZ)],
  ['that takes `unspecified` for a Region leaves no geography alone', { unspecifiedRegion: true, geographies: ['us'] }, distinctSorted(ELSEWHERE, THROUGH_US, THROUGH_ZZ)],
  ['of several Regions leaves what is sent to any of them alone', { regions: ['us-east-1', 'eu-west-1', 'us-east-2', 'us-west-2', 'mx-central-1'] }, ['eu elsewhere', ...named(/^AIP over eu elsewhere/)]],
  ['with a list of services of its own leaves those alone', { regions: ['us-west-1'], notActions: ['ec2:*', 'bedrock-mantle:*'] }, distinctSorted(BEDROCK, IAM)],
])('a deny of Regions %s', (_, options, expected) => {
  expect(stopped(documents(options)).sort()).toEqual([...expected].sort());
});

describe('beyond calls of models', () => {
  const request = (action: string, region: string) => ({ action, resource: '*', context: { 'aws:RequestedRegion': region } });

  test('services with one home for all Regions are left alone, and regional ones that AWS Control Tower leaves alone too', () => {
    const actions = ['sts:AssumeRole', 'route53:ListHostedZones', 'kms:GenerateDataKey', 's3:ListAllMyBuckets', 's3:PutObject', 'ec2:DescribeRegions', 'lambda:InvokeFunction'];
    expect(actions.filter((action) => decide(documents({}), request(action, 'eu-west-1')) !== 'Allowed')).toEqual(['s3:PutObject', 'lambda:InvokeFunction']);
    expect(actions.filter((action) => decide(documents({}), request(action, 'us-east-1')) !== 'Allowed')).toEqual([]);
  });

  test('an exemption opens nothing but calls through profiles, and `unspecified` as a Region every action that has it', () => {
    const outcomes = [{}, { unspecifiedRegion: true }].map((options) => decide(documents(options), request('ec2:RunInstances', 'unspecified')));
    expect(outcomes).toEqual(['ExplicitDeny', 'Allowed']);
  });
});

test.each([[{ unspecifiedRegion: true }], [{ globalInference: false }]])('where nothing is exempt, with %j, nothing stands there that could exempt', (options) => {
  const statements = denyOutsideRegions('aws', { ...DENY, ...options });
  expect(statements.flatMap(({ Condition }) => Object.keys(Condition ?? {})).filter((operator) => operator.startsWith('Arn'))).toEqual([]);
});

test('where Amazon Bedrock is left alone, calls elsewhere are stopped only through application profiles', () => {
  const left = stopped(documents({ notActions: ['bedrock:*'] })).filter((name) => !name.startsWith('AIP'));
  expect(left).toEqual(['RunInstances elsewhere']);
});
