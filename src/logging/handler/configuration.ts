/** A place in a bucket, as the API has it. */
interface S3Destination {
  readonly bucketName?: string;
  readonly keyPrefix?: string;
}

/**
 * The logging of model invocations, of which an account has one in each Region.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_LoggingConfig.html
 */
export interface LoggingConfiguration {
  readonly cloudWatchConfig?: { readonly logGroupName?: string; readonly roleArn?: string; readonly largeDataDeliveryS3Config?: S3Destination };
  readonly s3Config?: S3Destination;
  readonly textDataDeliveryEnabled?: boolean;
  readonly imageDataDeliveryEnabled?: boolean;
  readonly embeddingDataDeliveryEnabled?: boolean;
  readonly videoDataDeliveryEnabled?: boolean;
  readonly audioDataDeliveryEnabled?: boolean;
}

/** Whether two configurations cannot be told apart. */
export function identical(one: LoggingConfiguration, other: LoggingConfiguration): boolean {
  return sameDestinations(one, other) && switches(one).every((value, index) => value === switches(other)[index]);
}

/**
 * Whether one configuration is what is left of the other. A Region, or an SDK, that does not know a modality yet leaves its switch out, so only
 * switches that both have are compared.
 */
export function same(one: LoggingConfiguration, other: LoggingConfiguration): boolean {
  return sameDestinations(one, other) && switches(one).every((value, index) => [value, undefined].includes(switches(other)[index]) || value === undefined);
}

/** Where a configuration delivers to, for people. */
export function destinationsOf({ cloudWatchConfig, s3Config }: LoggingConfiguration): string {
  const large = cloudWatchConfig?.largeDataDeliveryS3Config?.bucketName;
  const parts = [
    ...cloudWatchConfig?.logGroupName ? [`the log group "${cloudWatchConfig.logGroupName}"`] : [],
    ...s3Config?.bucketName ? [`the bucket "${s3Config.bucketName}"`] : [],
    ...large && large !== s3Config?.bucketName ? [`the bucket "${large}" for large data`] : [],
  ];
  return parts.length > 0 ? parts.join(' and ') : 'nothing';
}

function sameDestinations(one: LoggingConfiguration, other: LoggingConfiguration): boolean {
  const places = destinationFields(other);
  return destinationFields(one).every((value, index) => value === places[index]);
}

// The API may answer an absent text as an empty one.
function destinationFields({ cloudWatchConfig, s3Config }: LoggingConfiguration): string[] {
  const large = cloudWatchConfig?.largeDataDeliveryS3Config;
  return [cloudWatchConfig?.logGroupName, cloudWatchConfig?.roleArn, large?.bucketName, large?.keyPrefix, s3Config?.bucketName, s3Config?.keyPrefix]
    .map((value) => value ?? '');
}

function switches(configuration: LoggingConfiguration): (boolean | undefined)[] {
  return [
    configuration.textDataDeliveryEnabled, configuration.imageDataDeliveryEnabled, configuration.embeddingDataDeliveryEnabled,
    configuration.videoDataDeliveryEnabled, configuration.audioDataDeliveryEnabled,
  ];
}
