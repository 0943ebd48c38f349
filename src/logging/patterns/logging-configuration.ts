/** What is delivered where; the texts may be tokens. */
export interface Delivery {
  readonly logGroup?: { readonly name: string; readonly roleArn: string };
  readonly bucket?: { readonly name: string; readonly prefix?: string };
  /** Whether records go to the bucket; if not, only what is too large for the log group does. */
  readonly recordsToBucket: boolean;
  readonly modalities: Readonly<Record<'text' | 'image' | 'embedding' | 'video' | 'audio', boolean>>;
}

/**
 * The configuration as the API takes it. Every switch is given: what an absent one means is not documented.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_LoggingConfig.html
 */
export function loggingConfiguration({ logGroup, bucket, recordsToBucket, modalities }: Delivery): object {
  const place = bucket && { bucketName: bucket.name, ...(bucket.prefix !== undefined && { keyPrefix: bucket.prefix }) };
  return {
    ...(logGroup && { cloudWatchConfig: { logGroupName: logGroup.name, roleArn: logGroup.roleArn, ...(place && { largeDataDeliveryS3Config: place }) } }),
    ...(place && recordsToBucket && { s3Config: place }),
    textDataDeliveryEnabled: modalities.text,
    imageDataDeliveryEnabled: modalities.image,
    embeddingDataDeliveryEnabled: modalities.embedding,
    videoDataDeliveryEnabled: modalities.video,
    audioDataDeliveryEnabled: modalities.audio,
  };
}

/** The keys that Amazon Bedrock writes, records and large data alike. https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html */
export function deliveredKeys(account: string, prefix?: string): string {
  return `${prefix === undefined ? '' : `${prefix}/`}AWSLogs/${account}/BedrockModelInvocationLogs/*`;
}

/** The one log stream that Amazon Bedrock writes, same page. */
export const LOG_STREAM = 'aws/bedrock/modelinvocations';
