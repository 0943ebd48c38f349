import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { deploy, increasesOf } from './quota-increase-deployment';
import { InferenceProfile, InferenceQuota, InferenceQuotaProps } from '../../src';
import { allows, AuthorizationRequest, PolicyDocumentJson } from '../support/iam-evaluator';
import { policiesOfRole } from '../support/template-policies';

const SONNET = 'global.anthropic.claude-sonnet-4-5-20250929-v1:0';
const PSEUDO = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' };

function stackWith(props: Partial<InferenceQuotaProps>, region: string | undefined = 'eu-west-1'): Stack {
  const stack = new Stack(new App(), 'Stack', region ? { env: { region, account: '111122223333' } } : {});
  new InferenceQuota(stack, 'Quota', { inferenceProfile: InferenceProfile.fromInferenceProfileId(SONNET), tokensPerMinute: 1_000_000, requestsPerMinute: 100, ...props });
  return stack;
}
const asking = (desiredTokensPerMinute: number, further: Partial<InferenceQuotaProps> = {}) => increasesOf(stackWith({ requestIncrease: { desiredTokensPerMinute }, ...further }));
const requested = (QuotaCode: string, DesiredValue: number, region = 'eu-west-1') => ({ region, input: { ServiceCode: 'bedrock', QuotaCode, DesiredValue } });

describe('what AWS is asked for', () => {
  test('is nothing by default, and there is no function', () => {
    const template = Template.fromStack(stackWith({}));
    template.resourceCountIs('AWS::Lambda::Function', 0);
    template.resourceCountIs('Custom::CrisQuotaIncrease', 0);
  });

  test('is the value, once, in the source Region', async () => {
    const [outcome, ...others] = await deploy({}, asking(4_000_000));
    expect(others).toEqual([]);
    expect(outcome).toMatchObject({ status: 'SUCCESS', physicalId: 'L-27C57EE8-4000000', calls: [requested('L-27C57EE8', 4_000_000)] });
  });

  test('is tokens and requests, each by its code', async () => {
    const outcomes = await deploy({}, increasesOf(stackWith({ requestIncrease: { desiredTokensPerMinute: 4_000_000, desiredRequestsPerMinute: 200 } })));
    expect(outcomes.flatMap(({ calls }) => calls)).toEqual([requested('L-27C57EE8', 4_000_000), requested('L-DB84CE56', 200)]);
  });

  test('goes to the Region of the quota, where that is another', async () => {
    const [{ calls }] = await deploy({}, asking(4_000_000, { quotaRegion: 'us-east-1' }));
    expect(calls).toEqual([requested('L-27C57EE8', 4_000_000, 'us-east-1')]);
  });

  test('goes to the Region of the deployment from an environment-agnostic stack', async () => {
    const [{ calls }] = await deploy({}, increasesOf(stackWith({ requestIncrease: { desiredTokensPerMinute: 4_000_000 } }, '')));
    expect(calls).toEqual([requested('L-27C57EE8', 4_000_000)]);
  });
});

describe('an update of the stack', () => {
  test('that changes something else sends no event', async () => {
    expect(await deploy(asking(4_000_000), asking(4_000_000, { tokensPerMinute: 2_000_000, share: 0.5, requestsPerMinute: 7 }))).toEqual([]);
  });

  test.each([
    ['another value', asking(6_000_000), requested('L-27C57EE8', 6_000_000)],
    ['another code', asking(4_000_000, { quotaCode: 'L-4B26E44A' }), requested('L-4B26E44A', 4_000_000)],
    ['another Region', asking(4_000_000, { quotaRegion: 'us-east-1' }), requested('L-27C57EE8', 4_000_000, 'us-east-1')],
  ])('with %s asks for that, and takes nothing back', async (_what, after, call) => {
    const outcomes = await deploy(asking(4_000_000), after);
    expect(outcomes.map(({ calls, status }) => [calls, status])).toEqual([[[call], 'SUCCESS'], [[], 'SUCCESS']]);
  });

  test('with another Region asks there too, in an environment-agnostic stack', async () => {
    const inRegion = (quotaRegion?: string) => increasesOf(stackWith({ requestIncrease: { desiredTokensPerMinute: 4_000_000 }, quotaRegion }, ''));
    const outcomes = await deploy(inRegion(), inRegion('us-east-1'));
    expect(outcomes.map(({ calls }) => calls)).toEqual([[requested('L-27C57EE8', 4_000_000, 'us-east-1')], []]);
  });

  test('that is rolled back asks for nothing: the former value is still there, the new one is deleted', async () => {
    const outcomes = await deploy({ ...asking(4_000_000), ...asking(6_000_000) }, asking(4_000_000));
    expect(outcomes.map(({ calls, status }) => [calls, status])).toEqual([[[], 'SUCCESS']]);
  });

  test('that only changes how the call is written, as a newer CDK may, asks for nothing', async () => {
    const before = asking(4_000_000);
    const after = Object.fromEntries(Object.entries(before).map(([id, properties]) => [id, { ...properties, Create: String(properties.Create).replace('{', '{"new":1,') }]));
    const outcomes = await deploy(before, after);
    expect(outcomes.map(({ calls, status }) => [calls, status])).toEqual([[[], 'SUCCESS']]);
  });

  test.each([['without the request', {}], ['of deletion', undefined]])('%s calls nothing', async (_what, after) => {
    const outcomes = await deploy(asking(4_000_000), after ? increasesOf(stackWith({})) : {});
    expect(outcomes.map(({ calls, status }) => [calls, status])).toEqual([[[], 'SUCCESS']]);
  });
});

// https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_RequestServiceQuotaIncrease.html
test.each([
  ['ResourceAlreadyExistsException', 'SUCCESS'],
  ['IllegalArgumentException', 'SUCCESS'],
  ['AccessDeniedException', 'FAILED'],
  ['DependencyAccessDeniedException', 'FAILED'],
  ['NoSuchResourceException', 'FAILED'],
  ['QuotaExceededException', 'FAILED'],
  ['TooManyRequestsException', 'FAILED'],
  ['InvalidResourceStateException', 'FAILED'],
])('where the API answers %s the deployment is a %s', async (error, status) => {
  const [outcome] = await deploy({}, asking(4_000_000), error);
  expect(outcome.status).toBe(status);
  if (status === 'FAILED') expect(outcome.reason).toContain(error);
});

describe('the function', () => {
  const all = { requestIncrease: { desiredTokensPerMinute: 4_000_000, desiredRequestsPerMinute: 200 } };
  const roleOf = (stack: Stack): PolicyDocumentJson[] => {
    const template = Template.fromStack(stack);
    const [{ Properties }] = Object.values(template.findResources('AWS::Lambda::Function'));
    const { inline, managed, external } = policiesOfRole(template.toJSON(), (Properties.Role as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0], PSEUDO);
    expect([managed, external]).toEqual([[], []]);
    return inline;
  };
  const request = (action: string, resource: string, context: AuthorizationRequest['context'] = {}) => ({ action, resource, context });
  const quota = (code: string, region = 'eu-west-1', account = '111122223333', service = 'bedrock') => `arn:aws:servicequotas:${region}:${account}:${service}/${code}`;
  const linked = (service: string, name: string) => `arn:aws:iam::111122223333:role/aws-service-role/${service}.amazonaws.com/${name}`;

  test('may ask for these quotas and have the role of Service Quotas made, which a support case needs', () => {
    const documents = roleOf(stackWith(all));
    expect(allows(documents, request('servicequotas:RequestServiceQuotaIncrease', quota('L-27C57EE8')))).toBe(true);
    expect(allows(documents, request('servicequotas:RequestServiceQuotaIncrease', quota('L-DB84CE56')))).toBe(true);
    expect(allows(documents, request('iam:CreateServiceLinkedRole', linked('servicequotas', 'AWSServiceRoleForServiceQuotas'), { 'iam:AWSServiceName': 'servicequotas.amazonaws.com' }))).toBe(true);
  });

  test.each([
    ['another quota', request('servicequotas:RequestServiceQuotaIncrease', quota('L-34152C1D'))],
    ['another Region', request('servicequotas:RequestServiceQuotaIncrease', quota('L-27C57EE8', 'us-east-1'))],
    ['another account', request('servicequotas:RequestServiceQuotaIncrease', quota('L-27C57EE8', 'eu-west-1', '999988887777'))],
    ['another service', request('servicequotas:RequestServiceQuotaIncrease', quota('L-27C57EE8', 'eu-west-1', '111122223333', 'ec2'))],
    ['reading', request('servicequotas:GetServiceQuota', quota('L-27C57EE8'))],
    ['templates', request('servicequotas:PutServiceQuotaIncreaseRequestIntoTemplate', quota('L-27C57EE8'))],
    ['another role', request('iam:CreateServiceLinkedRole', linked('support', 'AWSServiceRoleForSupport'), { 'iam:AWSServiceName': 'support.amazonaws.com' })],
    ['another service with its role', request('iam:CreateServiceLinkedRole', linked('servicequotas', 'AWSServiceRoleForServiceQuotas'), { 'iam:AWSServiceName': 'support.amazonaws.com' })],
    ['any role', request('iam:CreateRole', 'arn:aws:iam::111122223333:role/any')],
    ['log groups', request('logs:CreateLogGroup', 'arn:aws:logs:eu-west-1:111122223333:log-group:any')],
    ['other logs', request('logs:PutLogEvents', 'arn:aws:logs:eu-west-1:111122223333:log-group:any:*')],
    ['calling models', request('bedrock:InvokeModel', 'arn:aws:bedrock:eu-west-1::foundation-model/any')],
  ])('may do nothing else: %s', (_what, denied) => {
    expect(allows(roleOf(stackWith(all)), denied)).toBe(false);
  });

  test('is one for all quotas of a stack', () => {
    const stack = stackWith(all);
    new InferenceQuota(stack, 'Other', { inferenceProfile: InferenceProfile.fromInferenceProfileId('global.anthropic.claude-opus-5'), tokensPerMinute: 5, requestIncrease: { desiredTokensPerMinute: 10 } });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.resourceCountIs('AWS::IAM::Role', 1);
    template.resourceCountIs('AWS::Logs::LogGroup', 1);
    expect(allows(roleOf(stack), request('servicequotas:RequestServiceQuotaIncrease', quota('L-D73B1244')))).toBe(true);
  });

  test('is left as it is where the stack has it already, and its role gets the permissions', () => {
    const stackOf = (define: (stack: Stack) => void) => {
      const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
      const role = new iam.Role(stack, 'Mine', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      const onCreate = { service: 'ssm', action: 'GetParameter', physicalResourceId: PhysicalResourceId.of('id') };
      new AwsCustomResource(stack, 'Custom', { onCreate, role, installLatestAwsSdk: false, policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }) });
      define(stack);
      return stack;
    };
    const stack = stackOf((scope) => new InferenceQuota(scope, 'Quota', {
      inferenceProfile: InferenceProfile.fromInferenceProfileId(SONNET), tokensPerMinute: 5, requestIncrease: { desiredTokensPerMinute: 10 },
    }));
    const functions = (scope: Stack) => Template.fromStack(scope).findResources('AWS::Lambda::Function');
    expect(functions(stack)).toEqual(functions(stackOf(() => undefined)));
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', 1);
    expect(allows(roleOf(stack), request('servicequotas:RequestServiceQuotaIncrease', quota('L-27C57EE8')))).toBe(true);
  });
});
