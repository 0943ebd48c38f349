import {
  BedrockClient, DeleteModelInvocationLoggingConfigurationCommand, GetModelInvocationLoggingConfigurationCommand, LoggingConfig, PutModelInvocationLoggingConfigurationCommand,
} from '@aws-sdk/client-bedrock';
import { clientOf, environmentOf, README_ACCOUNT } from './accounts';
import { synthesize } from './assembly';
import { cdk, cdkOrThrow, deployArgs } from './cdk-cli';
import { DeployedStack } from './deployed-stack';
import { count, readState } from './state';
import { InvocationLogging, InvocationLoggingOnDelete, InvocationLoggingProps } from '../../src';

// A Region in which no scenario configures logging: an account has one configuration in each.
const REGION = 'us-west-1';
const NAME = 'further-logging';
const bedrock = (region = REGION) => new BedrockClient(clientOf(README_ACCOUNT, region));
const configuration = async (region?: string): Promise<LoggingConfig | undefined> => {
  const { loggingConfig } = await bedrock(region).send(new GetModelInvocationLoggingConfigurationCommand({}));
  return loggingConfig?.s3Config || loggingConfig?.cloudWatchConfig ? loggingConfig : undefined;
};
const assembly = (folder: string, props: InvocationLoggingProps) =>
  synthesize(`${readState().folder}/${folder}`, { [NAME]: { region: REGION, define: (stack) => new InvocationLogging(stack, 'Logging', props) } }).folder;
const environment = () => ({ ...process.env, ...environmentOf(README_ACCOUNT, REGION) });

test('the function has put the configuration of the README, in its own role', async () => {
  const stack = await DeployedStack.of('invocation logging');
  expect(await configuration('eu-west-1')).toEqual({
    cloudWatchConfig: {
      logGroupName: stack.id('AWS::Logs::LogGroup', 'InvocationLoggingLogGroup'),
      roleArn: `arn:aws:iam::${README_ACCOUNT}:role/${stack.id('AWS::IAM::Role', 'DeliveryRole')}`,
      largeDataDeliveryS3Config: { bucketName: stack.id('AWS::S3::Bucket', 'InvocationLoggingBucket') },
    },
    s3Config: { bucketName: stack.id('AWS::S3::Bucket', 'InvocationLoggingBucket') },
    textDataDeliveryEnabled: true,
    imageDataDeliveryEnabled: false,
    embeddingDataDeliveryEnabled: true,
    videoDataDeliveryEnabled: true,
    audioDataDeliveryEnabled: true,
  });
  count('custom resources');
});

describe('where somebody has configured logging', () => {
  const theirs = { s3Config: { bucketName: 'somebody-elses', keyPrefix: 'logs' }, textDataDeliveryEnabled: true };

  beforeAll(async () => { await bedrock().send(new PutModelInvocationLoggingConfigurationCommand({ loggingConfig: theirs })); });
  afterAll(async () => { await bedrock().send(new DeleteModelInvocationLoggingConfigurationCommand({})); });

  test('a deployment stops, says whose it is, and leaves it as it was', async () => {
    const { status, output } = await cdk(deployArgs(assembly('stopped', {}), NAME), environment());
    expect(status).not.toBe(0);
    expect(output).toMatch(/Custom::BedrockInvocationLogging[^]*somebody-elses/);
    expect(await configuration()).toMatchObject(theirs);
    count('custom resources');
  });

  test('one that may overwrite puts its own, and on delete restores theirs', async () => {
    const folder = assembly('overwriting', { overwriteExisting: true, onDelete: InvocationLoggingOnDelete.RESTORE });
    await cdkOrThrow(['destroy', '--app', folder, NAME, '--force'], environment());
    await cdkOrThrow(deployArgs(folder, NAME), environment());
    const ours = await configuration();
    expect(ours?.cloudWatchConfig?.logGroupName).toContain(NAME);
    expect(JSON.stringify(ours)).not.toContain('somebody-elses');
    await cdkOrThrow(['destroy', '--app', folder, NAME, '--force'], environment());
    expect(await configuration()).toMatchObject(theirs);
    count('custom resources');
  });
});
