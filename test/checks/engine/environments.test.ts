import { checkTemplates } from '../../../src/checks/check';
import { environmentsOf, withoutStandIns } from '../../../src/checks/read/environments';
import { allow, BOTH, literal, SONNET_4_5, template, through } from '../corpus/template-parts';
import { inlineRole } from '../corpus/template-resources';

const regions = (json: unknown) => environmentsOf({ path: 'x', template: json }).map(({ region }) => region).slice(1);
const role = (others: Record<string, unknown>) => template({ Role: { Type: 'AWS::IAM::Role', Properties: others }, Queue: { Type: 'AWS::SQS::Queue' } });

test('a template that tells its Region and account is deployed there', () => {
  expect(environmentsOf({ path: 'x', template: role({ Description: 'us-east-1' }), region: 'us-gov-west-1', account: '444455556666' }))
    .toEqual([{ partition: 'aws-us-gov', region: 'us-gov-west-1', account: '444455556666' }]);
});

test('a Region that the catalog does not know is one of the public partition', () => {
  expect(environmentsOf({ path: 'x', template: {}, region: 'xy-west-9' })).toEqual([expect.objectContaining({ partition: 'aws', region: 'xy-west-9' })]);
});

describe('a template that does not is deployed to each Region that it names, and to one more', () => {
  test.each<[string, unknown, string[]]>([
    ['no Region', role({}), []],
    ['two, one of them twice', role({ Description: 'eu-west-1, us-east-1', Policies: [{ A: ['arn:aws:bedrock:eu-west-1::x'] }] }), ['eu-west-1', 'us-east-1']],
    ['Regions of GovCloud', role({ Description: 'us-gov-west-1' }), ['us-gov-west-1']],
    ['a zone, a name with a Region in it', role({ Description: 'eu-west-1a, bucket-eu-central-1-logs' }), ['eu-central-1']],
    ['Regions that are none', role({ Description: 'xx-west-1 ab-cd-9 EU-WEST-1' }), []],
    ['Regions in mappings and outputs only', { ...role({}), Mappings: { M: { 'eu-west-1': {} } }, Outputs: { O: { Value: 'eu-west-1' } } }, []],
    ['a Region that a parameter may have', { ...role({}), Parameters: { P: { Default: 'eu-west-1' } } }, ['eu-west-1']],
    ['a policy file', { Statement: [{ Resource: 'arn:aws:bedrock:ap-northeast-1::x' }] }, ['ap-northeast-1']],
    ['no template', null, []],
  ])('%s', (_name, json, expected) => {
    expect(regions(json)).toEqual(expected);
  });

  test('but for roles alone that allow, and do not ask where they are', () => {
    const roles = (Effect: string, Resource: unknown) => template({ Role: inlineRole('lambda.amazonaws.com', [{ Effect, Action: BOTH, Resource }]) });
    const arn = literal.model(SONNET_4_5, 'eu-west-1');
    expect(regions(roles('Allow', arn))).toEqual([]);
    expect(regions(roles('Deny', arn))).toEqual(['eu-west-1']);
    const statement = { Effect: 'Allow', Action: BOTH, Resource: arn };
    for (const type of ['Policy', 'ManagedPolicy', 'RolePolicy', 'User', 'Group']) expect(regions(template({ It: { Type: `AWS::IAM::${type}`, Properties: { PolicyDocument: { Statement: statement } } } }))).toEqual([]);
    expect(regions(roles('Allow', [arn, { 'Fn::Sub': 'arn:aws:bedrock:${AWS::Region}::foundation-model/*' }]))).toEqual(['eu-west-1']);
  });

  test('and to each account that it names, up to a few', () => {
    const accounts = (count: number) => role({ Description: Array.from({ length: count }, (_, index) => `11112222333${index}`).join(' eu-west-1 ') });
    const environments = (json: unknown) => environmentsOf({ path: 'x', template: json }).map(({ region, account }) => `${region} ${account}`);
    const [region, account] = environments({})[0].split(' ');
    expect(environments(accounts(2))).toEqual([`${region} ${account}`, `eu-west-1 ${account}`, `${region} 111122223330`, `${region} 111122223331`]);
    expect(environmentsOf({ path: 'x', template: accounts(9) }).length).toBeLessThanOrEqual(10);
    expect(environmentsOf({ path: 'x', template: accounts(2), account: '444455556666' }).map((one) => one.account)).toEqual(['444455556666', '444455556666']);
  });

  test('the partition is the one that most ARNs name, and only its Regions are looked at', () => {
    const [china, commercial] = ['arn:aws-cn:s3:::reports', 'arn:aws:s3:::reports'];
    const places = (...texts: string[]) => environmentsOf({ path: 'x', template: role({ Policies: [...texts, 'cn-north-1', 'eu-west-1'] }) }).map(({ partition, region }) => `${partition} ${region}`).slice(1);
    expect(places(china, china)).toEqual(['aws-cn cn-north-1']);
    expect(places(commercial, commercial)).toEqual(['aws eu-west-1']);
  });

  test('the one more is in no Region that there is, and people do not read its name', () => {
    const [{ region, account }] = environmentsOf({ path: 'x', template: {} });
    expect(withoutStandIns(`a ${region} b ${account} c`)).toBe('a <source Region> b <account> c');
    expect(region).toMatch(/^[a-z]{2}-[a-z]+-\d$/);
    expect(account).toMatch(/^\d{12}$/);
  });
});

test('what is wrong in one of the Regions only is not reported, what is wrong in all is', () => {
  // us.* reaches three Regions from us-east-1; elsewhere nobody may call it.
  const partial = (region: unknown) => template({
    Role: inlineRole('lambda.amazonaws.com', [
      allow(BOTH, { 'Fn::Join': ['', ['arn:aws:bedrock:', region, `:111122223333:inference-profile/us.${SONNET_4_5}`]] }),
      allow(BOTH, { 'Fn::Join': ['', ['arn:aws:bedrock:', region, `::foundation-model/${SONNET_4_5}`]] }, through(literal.profile(`us.${SONNET_4_5}`, 'us-east-1'))),
    ]),
  });
  const rules = (json: unknown, region?: string) => [...new Set(checkTemplates([{ path: 'x', template: json, region, account: '111122223333' }]).map(({ rule }) => rule))];
  expect(rules(partial({ Ref: 'AWS::Region' }), 'us-east-1')).toContain('destinationModelMissing');
  expect(rules(partial({ Ref: 'AWS::Region' }))).not.toContain('destinationModelMissing');
  expect(rules(partial('us-east-1'))).toContain('destinationModelMissing');
});
