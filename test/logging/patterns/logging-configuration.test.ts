import { deliveredKeys, Delivery, LOG_STREAM, loggingConfiguration } from '../../../src/logging/patterns/logging-configuration';

const logGroup = { name: 'records', roleArn: 'arn:aws:iam::111122223333:role/delivery' };
const modalities = { text: true, image: false, embedding: true, video: false, audio: true };
const SWITCHES = {
  textDataDeliveryEnabled: true, imageDataDeliveryEnabled: false, embeddingDataDeliveryEnabled: true, videoDataDeliveryEnabled: false, audioDataDeliveryEnabled: true,
};
const cloudWatchConfig = { logGroupName: 'records', roleArn: logGroup.roleArn };

test.each<[string, Pick<Delivery, 'logGroup' | 'bucket' | 'recordsToBucket'>, object]>([
  ['the log group alone', { logGroup, recordsToBucket: false }, { cloudWatchConfig }],
  ['the log group, and large data to the bucket', { logGroup, bucket: { name: 'data' }, recordsToBucket: false },
    { cloudWatchConfig: { ...cloudWatchConfig, largeDataDeliveryS3Config: { bucketName: 'data' } } }],
  ['the bucket alone, below a prefix', { bucket: { name: 'data', prefix: 'bedrock' }, recordsToBucket: true }, { s3Config: { bucketName: 'data', keyPrefix: 'bedrock' } }],
  ['both', { logGroup, bucket: { name: 'data' }, recordsToBucket: true },
    { cloudWatchConfig: { ...cloudWatchConfig, largeDataDeliveryS3Config: { bucketName: 'data' } }, s3Config: { bucketName: 'data' } }],
  // The switch is about a bucket.
  ['the log group without a bucket', { logGroup, recordsToBucket: true }, { cloudWatchConfig }],
])('records are delivered to %s, and each switch is given', (_, delivery, expected) => {
  expect(loggingConfiguration({ ...delivery, modalities })).toEqual({ ...expected, ...SWITCHES });
  const opposite = Object.fromEntries(Object.entries(modalities).map(([name, on]) => [name, !on])) as unknown as Delivery['modalities'];
  expect(loggingConfiguration({ ...delivery, modalities: opposite })).toEqual({ ...expected, ...Object.fromEntries(Object.entries(SWITCHES).map(([name, on]) => [name, !on])) });
});

// As AWS's page writes them: https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html
test('what Amazon Bedrock writes is named as it names it', () => {
  expect(deliveredKeys('111122223333')).toBe('AWSLogs/111122223333/BedrockModelInvocationLogs/*');
  expect(deliveredKeys('111122223333', 'bedrock')).toBe('bedrock/AWSLogs/111122223333/BedrockModelInvocationLogs/*');
  expect(LOG_STREAM).toBe('aws/bedrock/modelinvocations');
});
