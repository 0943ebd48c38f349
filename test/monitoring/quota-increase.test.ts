import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { Call, deploy, handlerWith, increasesOf } from './quota-increase-deployment';
import { InferenceProfile, InferenceQuota, InferenceQuotaProps } from '../../src';
import { HANDLER_CODE } from '../../src/monitoring/quota-increase-code';
import { warningsOf } from '../profile/stack-warnings';
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

  test('that only changes the function, as another version may, asks for nothing', async () => {
    const before = asking(4_000_000);
    const after = Object.fromEntries(Object.entries(before).map(([id, properties]) => [id, { ...properties, ServiceToken: 'another' }]));
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

describe('the answer to CloudFormation', () => {
  const create = { RequestType: 'Create', ResponseURL: 'https://example.com/answer', LogicalResourceId: 'X', ResourceProperties: { RequestName: 'L-1-2', QuotaCode: 'L-1', DesiredValue: '2' } };

  test('is sent again where it is not taken, without another request', async () => {
    const calls: Call[] = [];
    const statuses = [500, 503, 200];
    await handlerWith({ calls }, async () => Promise.resolve({ status: statuses.shift()! }))(create);
    expect([statuses, calls.length]).toEqual([[], 1]);
  });

  test('that is never taken fails the function, so that Lambda delivers the event again; the request is then open already', async () => {
    const calls: Call[] = [];
    await expect(handlerWith({ calls }, async () => Promise.reject(new Error('no connection')))(create)).rejects.toThrow('CloudFormation does not take the answer: no connection');
    const answers: string[] = [];
    await handlerWith({ calls, failsWith: 'ResourceAlreadyExistsException' }, async (_url, { body }) => Promise.resolve({ status: answers.push(String(body)) && 200 }))(create);
    expect(answers.map((answer) => (JSON.parse(answer) as { Status: string }).Status)).toEqual(['SUCCESS']);
  });

  test('has no content type, which its URL is not signed for, and a reason in ASCII', async () => {
    const requests: { body: Buffer; headers: object }[] = [];
    await handlerWith({ calls: [], failsWith: 'ÄccessDenied' }, async (_url, request) => Promise.resolve({ status: requests.push(request) && 200 }))(create);
    expect(requests.map(({ body, headers }) => [headers, (JSON.parse(String(body)) as { Reason: string }).Reason])).toEqual([[{ 'content-type': '' }, ' ccessDenied:  ccessDenied from the API']]);
  });
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

  test('runs this code', () => {
    Template.fromStack(stackWith(all)).hasResourceProperties('AWS::Lambda::Function', { Handler: 'index.handler', Runtime: 'nodejs24.x', Code: { ZipFile: HANDLER_CODE } });
  });

  test('is one for each nested stack, and may do what its quotas need before they ask', () => {
    const stack = stackWith(all);
    const nested = new NestedStack(stack, 'Nested');
    new InferenceQuota(nested, 'Quota', { inferenceProfile: InferenceProfile.fromInferenceProfileId(SONNET), tokensPerMinute: 5, requestIncrease: { desiredTokensPerMinute: 10 } });
    for (const template of [Template.fromStack(stack), Template.fromStack(nested)]) {
      template.resourceCountIs('AWS::Lambda::Function', 1);
      const [policy] = Object.keys(template.findResources('AWS::IAM::Policy'));
      for (const { DependsOn } of Object.values(template.findResources('Custom::CrisQuotaIncrease'))) expect(DependsOn).toContain(policy);
    }
  });

  // All AwsCustomResource of a stack share one function, which the first of them makes.
  describe.each(['before', 'after'])('does not change the custom resource of a user that comes %s it', (when) => {
    const stackOf = (withQuota: boolean) => {
      const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
      const custom = () => new AwsCustomResource(stack, 'Custom', {
        onCreate: { service: 'ssm', action: 'GetParameter', physicalResourceId: PhysicalResourceId.of('id') },
        installLatestAwsSdk: false,
        policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }),
      });
      if (when === 'before') custom();
      if (withQuota) new InferenceQuota(stack, 'Quota', { inferenceProfile: InferenceProfile.fromInferenceProfileId(SONNET), tokensPerMinute: 5, requestIncrease: { desiredTokensPerMinute: 10 } });
      if (when === 'after') custom();
      return (Template.fromStack(stack).toJSON() as { Resources: Record<string, object> }).Resources;
    };

    test('in any resource', () => {
      const [alone, beside] = [stackOf(false), stackOf(true)];
      expect(Object.keys(alone)).toHaveLength(4);
      expect(JSON.stringify(Object.fromEntries(Object.entries(beside).filter(([id]) => id in alone)))).toBe(JSON.stringify(alone));
      expect(Object.keys(beside).filter((id) => !(id in alone)).every((id) => /^(CrisQuotaIncrease|Quota)/.test(id))).toBe(true);
    });
  });

  describe('its log group', () => {
    const withKeys = (...keysOf: ((stack: Stack) => kms.IKey | undefined)[]) => {
      const stack = stackWith({});
      keysOf.forEach((keyOf, index) => new InferenceQuota(stack, `Quota${index}`, {
        inferenceProfile: InferenceProfile.fromInferenceProfileId(SONNET),
        tokensPerMinute: 5,
        requestIncrease: { desiredTokensPerMinute: 10 + index, logEncryptionKey: keyOf(stack) },
      }));
      return stack;
    };
    const own = (stack: Stack) => stack.node.tryFindChild('Key') as kms.Key | undefined ?? new kms.Key(stack, 'Key');
    const arn = (region = 'eu-west-1') => `arn:aws:kms:${region}:111122223333:key/1`;

    test('has no key of its own by default', () => {
      Template.fromStack(stackWith(all)).hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: Match.absent(), RetentionInDays: 365 });
    });

    test.each([['first', [own, () => undefined]], ['second', [() => undefined, own]], ['each', [own, own]]])('has the key that the %s of two quotas is given', (_which, keys) => {
      const template = Template.fromStack(withKeys(...keys));
      template.hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } });
      const [{ Properties }] = Object.values(template.findResources('AWS::KMS::Key'));
      expect(JSON.stringify(Properties.KeyPolicy).match(/logs\.eu-west-1\.amazonaws\.com/g)).toHaveLength(1);
    });

    test('has a key that is only referenced with a warning', () => {
      const stack = withKeys((scope) => kms.Key.fromKeyArn(scope, 'Key', arn()));
      Template.fromStack(stack).hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: arn() });
      expect(warningsOf(stack)).toEqual([{
        path: '/Stack/Quota0', id: 'cdk-bedrock-cris::keyPolicyNotAdded', message: expect.stringMatching(/^requestIncrease.logEncryptionKey: the key is defined elsewhere, /),
      }]);
    });

    test('has one key, of the Region of the stack', () => {
      expect(() => withKeys(own, (stack) => new kms.Key(stack, 'Other')))
        .toThrow(/^requestIncrease.logEncryptionKey: the construct Stack\/Other is another key than the construct Stack\/Key, /);
      expect(() => withKeys((stack) => kms.Key.fromKeyArn(stack, 'Key', arn('us-east-1')))).toThrow(/^requestIncrease.logEncryptionKey: it is in the Region "us-east-1"/);
    });
  });
});
