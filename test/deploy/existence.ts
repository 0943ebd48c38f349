import { CloudWatchClient, DescribeAlarmsCommand, GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand, DescribeResourcePoliciesCommand, MetricFilter, paginateDescribeMetricFilters } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeEventBusCommand, DescribeRuleCommand, EventBridgeClient, ListEventBusesCommand } from '@aws-sdk/client-eventbridge';
import { GetPolicyCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetBucketPolicyCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { clientOf } from './accounts';
import { DeployedResource } from './deployed-stack';

type Config = ReturnType<typeof clientOf>;
type Look = (id: string, config: Config) => Promise<boolean>;

/** The answer of a service for what is not there. */
const ABSENT = ['NoSuchEntity', 'NoSuchEntityException', 'NotFound', 'NotFoundException', 'NoSuchBucket', 'NoSuchBucketPolicy', 'ResourceNotFound', 'ResourceNotFoundException', 'DashboardNotFoundError'];
const s3 = (config: Config) => new S3Client({ ...config, forcePathStyle: true });

/** Whether a resource of a stack is there, asked of its service and not of CloudFormation. */
const LOOKS: Readonly<Record<string, Look>> = {
  'AWS::CloudWatch::Alarm': async (id, config) => (await new CloudWatchClient(config).send(new DescribeAlarmsCommand({ AlarmNames: [id] }))).MetricAlarms?.length === 1,
  'AWS::CloudWatch::Dashboard': async (id, config) => (await new CloudWatchClient(config).send(new GetDashboardCommand({ DashboardName: id }))).DashboardBody !== undefined,
  'AWS::Events::EventBus': async (id, config) => (await new EventBridgeClient(config).send(new DescribeEventBusCommand({ Name: id }))).Name === id,
  'AWS::Events::Rule': ruleExists,
  'AWS::IAM::ManagedPolicy': async (id, config) => (await new IAMClient(config).send(new GetPolicyCommand({ PolicyArn: id }))).Policy?.Arn === id,
  'AWS::IAM::Role': async (id, config) => (await new IAMClient(config).send(new GetRoleCommand({ RoleName: id }))).Role?.RoleName === id,
  'AWS::KMS::Key': async (id, config) => (await new KMSClient(config).send(new DescribeKeyCommand({ KeyId: id }))).KeyMetadata?.KeyState === 'Enabled',
  'AWS::Logs::LogGroup': async (id, config) => (await new CloudWatchLogsClient(config).send(new DescribeLogGroupsCommand({ logGroupNamePrefix: id }))).logGroups?.some(({ logGroupName }) => logGroupName === id) === true,
  'AWS::Logs::ResourcePolicy': async (id, config) => (await new CloudWatchLogsClient(config).send(new DescribeResourcePoliciesCommand({}))).resourcePolicies?.some(({ policyName }) => policyName === id) === true,
  'AWS::Logs::MetricFilter': async (id, config) => (await metricFiltersOf(config)).some(({ filterName }) => filterName === id),
  'AWS::S3::Bucket': async (id, config) => (await s3(config).send(new HeadBucketCommand({ Bucket: id }))).$metadata.httpStatusCode === 200,
  'AWS::S3::BucketPolicy': async (id, config) => (await s3(config).send(new GetBucketPolicyCommand({ Bucket: id.replace(/-policy$/, '') }))).Policy !== undefined,
  'AWS::SNS::Topic': async (id, config) => (await new SNSClient(config).send(new GetTopicAttributesCommand({ TopicArn: id }))).Attributes?.TopicArn === id,
};

export const canBeLookedUp = ({ type }: DeployedResource) => type in LOOKS;

export async function exists({ type, physicalId }: DeployedResource, config: Config): Promise<boolean> {
  try {
    return await LOOKS[type](physicalId, config);
  } catch (error) {
    if (ABSENT.includes((error as Error).name)) return false;
    throw error;
  }
}

/** A rule is looked for on every bus: its physical id does not name the bus here, as it does on AWS. */
async function ruleExists(id: string, config: Config): Promise<boolean> {
  const client = new EventBridgeClient(config);
  const { EventBuses = [] } = await client.send(new ListEventBusesCommand({}));
  for (const { Name: EventBusName } of EventBuses) {
    const found = await client.send(new DescribeRuleCommand({ Name: id.split(/[/|]/).pop()!, EventBusName })).catch((error: Error) => {
      if (!ABSENT.includes(error.name)) throw error;
    });
    if (found?.Arn !== undefined) return true;
  }
  return false;
}

export async function metricFiltersOf(config: Config): Promise<MetricFilter[]> {
  const found: MetricFilter[] = [];
  for await (const { metricFilters = [] } of paginateDescribeMetricFilters({ client: new CloudWatchLogsClient(config) }, {})) found.push(...metricFilters);
  return found;
}
