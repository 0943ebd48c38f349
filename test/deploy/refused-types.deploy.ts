import { CloudFormationClient, CreateStackCommand, DescribeStackEventsCommand, ValidateTemplateCommand } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient, CreateTrailCommand, GetTrailCommand } from '@aws-sdk/client-cloudtrail';
import { GetBucketEncryptionCommand, S3Client } from '@aws-sdk/client-s3';
import { clientOf } from './accounts';
import { synthesize } from './assembly';
import { cdk, deployArgs } from './cdk-cli';
import { DeployedStack } from './deployed-stack';
import { DROPPED_PROPERTIES, REFUSED_EXPRESSION, REFUSED_TYPES } from './refused-types';
import { roleOf } from './role-policies';
import { count, readState } from './state';
import { README_SCENARIOS } from '../scenarios/scenarios';

const { folder, stacks } = readState();
const types = Object.keys(REFUSED_TYPES);

test.each(types.filter((type) => type.startsWith('AWS::')).map((type) => [type, REFUSED_TYPES[type]!.reason]))('%s is refused: %s', async (type) => {
  const TemplateBody = JSON.stringify({ Resources: { Resource: { Type: type, Properties: {} } } });
  const answer = await new CloudFormationClient(clientOf()).send(new ValidateTemplateCommand({ TemplateBody })).then(() => 'accepted', (error: Error) => error.message);
  expect(answer).toMatch(REFUSED_TYPES[type]!.refusal);
  count('types refused');
});

test('Custom::CrisQuotaIncrease reaches its function, and fails there', async () => {
  const type = 'Custom::CrisQuotaIncrease';
  const { quota } = README_SCENARIOS;
  const assembly = synthesize(`${folder}/refused`, { 'uncut-quota': quota }, types.filter((other) => other !== type));
  const { status, output } = await cdk(deployArgs(assembly.folder, '--all'));
  expect(status).not.toBe(0);
  expect(output).toMatch(REFUSED_TYPES[type]!.refusal);
  count('types refused');
});

test('an alarm on an expression is refused', async () => {
  const client = new CloudFormationClient(clientOf());
  const StackName = 'expression';
  const Metrics = [
    { Id: 'm', MetricStat: { Metric: { Namespace: 'AWS/Bedrock', MetricName: 'Invocations' }, Period: 300, Stat: 'Sum' }, ReturnData: false },
    { Id: 'e', Expression: 'm*2' },
  ];
  const Properties = { ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, Threshold: 0, Metrics };
  await client.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify({ Resources: { Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties } } }) })).catch((error: Error) => error);
  const reasons = async () => (await client.send(new DescribeStackEventsCommand({ StackName }))).StackEvents?.map(({ ResourceStatusReason }) => ResourceStatusReason ?? '').join('\n') ?? '';
  for (const start = Date.now(); Date.now() - start < 10_000 && !REFUSED_EXPRESSION.test(await reasons());) await new Promise((wake) => setTimeout(wake, 100));
  expect(await reasons()).toMatch(REFUSED_EXPRESSION);
});

test('each refused type is one that the scenarios have', () => {
  const removed = new Set(stacks.flatMap((stack) => Object.values(stack.removed).map(({ Type }) => Type)));
  expect(types.filter((type) => !removed.has(type))).toEqual([]);
});

// Each says what is missing; once it comes back the entry goes, and the property is read back where the rest is.
const DROPPED: Record<typeof DROPPED_PROPERTIES[number][0], () => Promise<void>> = {
  'AWS::CloudTrail::Trail': async () => {
    const client = new CloudTrailClient(clientOf());
    const group = 'arn:aws:logs:eu-west-1:111122223333:log-group:organization-trail:*';
    await client.send(new CreateTrailCommand({ Name: 'dropped', S3BucketName: 'bucket', CloudWatchLogsLogGroupArn: group, CloudWatchLogsRoleArn: 'arn:aws:iam::111122223333:role/role' }));
    expect((await client.send(new GetTrailCommand({ Name: 'dropped' }))).Trail!.CloudWatchLogsLogGroupArn).toBeUndefined();
  },
  'AWS::IAM::Role': async () => {
    const stack = await DeployedStack.of('permissions boundary');
    expect(Object.values(stack.state.template.Resources).filter(({ Properties }) => Properties && 'PermissionsBoundary' in Properties)).toHaveLength(1);
    expect((await roleOf(stack.id('AWS::IAM::Role'))).boundary).toBeUndefined();
  },
  'AWS::S3::Bucket': async () => {
    const stack = await DeployedStack.of('own trail');
    const answer = await new S3Client({ ...stack.client, forcePathStyle: true }).send(new GetBucketEncryptionCommand({ Bucket: stack.ids('AWS::S3::Bucket')[0] }));
    expect(JSON.stringify(answer.ServerSideEncryptionConfiguration)).not.toContain('aws:kms');
  },
};

test.each(DROPPED_PROPERTIES)('of %s the emulator drops %s', async (type) => {
  await DROPPED[type]();
  count('properties dropped');
});
