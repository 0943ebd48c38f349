import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { InvocationLogDestination, InvocationLoggingOnDelete, InvocationLoggingProps } from './invocation-logging-options';
import { fail, messages } from '../private/messages';
import { differ, isToken } from '../private/source-of';

/** What is delivered where. */
export interface Destinations {
  readonly toLogGroup: boolean;
  readonly toBucket: boolean;
  /** Whether the bucket takes records, not only large data. */
  readonly recordsToBucket: boolean;
}

// The characters that are safe in keys: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
const KEY_PREFIX = /^[\w!.'()-]+(\/[\w!.'()-]+)*$/;

/** Throws for props that contradict each other, and tells what is delivered where. */
export function checkProps(scope: Construct, props: InvocationLoggingProps): Destinations {
  const { destination = InvocationLogDestination.LOG_GROUP, bucket, logGroup, bucketPrefix } = props;
  const toLogGroup = destination !== InvocationLogDestination.BUCKET;
  const recordsToBucket = destination !== InvocationLogDestination.LOG_GROUP;
  const toBucket = recordsToBucket || (props.largePayloads ?? true);

  if (logGroup && !toLogGroup) fail(messages.notDeliveredTo('logGroup', 'destination', 'BUCKET'), scope);
  if (!recordsToBucket && !toBucket) {
    if (bucket) fail(messages.notDeliveredTo('bucket', 'largePayloads', 'false'), scope);
    if (bucketPrefix !== undefined) fail(messages.notDeliveredTo('bucketPrefix', 'largePayloads', 'false'), scope);
  }
  if (destination === InvocationLogDestination.BUCKET && props.largePayloads === false) fail(messages.largePayloadsToBucket(), scope);
  if (props.trailLogGroup && !toLogGroup) fail(messages.settingOfGiven('trailLogGroup', 'log group'), scope);
  for (const [prop, place] of Object.entries({ logGroup, bucket, trailLogGroup: props.trailLogGroup })) {
    const { account, region } = Stack.of(scope);
    if (place && differ(place.env.account, account)) fail(messages.elsewhere(prop, 'account', place.env.account, account), scope);
    if (place && differ(place.env.region, region)) fail(messages.elsewhere(prop, 'Region', place.env.region, region), scope);
  }
  // Amazon Bedrock puts a slash after the prefix, and the bucket policy names it.
  if (bucketPrefix !== undefined && !isToken(bucketPrefix) && !KEY_PREFIX.test(bucketPrefix)) fail(messages.keyPrefix('bucketPrefix', bucketPrefix), scope);
  checkSettings(scope, props, toLogGroup && !logGroup, toBucket && !bucket);
  checkDeletion(scope, props, toLogGroup);
  return { toLogGroup, toBucket, recordsToBucket };
}

/** Settings of what is made here, where it is given instead. */
function checkSettings(scope: Construct, props: InvocationLoggingProps, newLogGroup: boolean, newBucket: boolean): void {
  if (props.dataProtectionPolicy && !newLogGroup) fail(messages.settingOfGiven('dataProtectionPolicy', 'log group'), scope);
  if (newLogGroup || newBucket) return;
  if (props.encryptionKey) fail(messages.settingOfGiven('encryptionKey', 'log group and no bucket'), scope);
  if (props.retention !== undefined) fail(messages.settingOfGiven('retention', 'log group and no bucket'), scope);
}

function checkDeletion(scope: Construct, props: InvocationLoggingProps, toLogGroup: boolean): void {
  const restores = props.onDelete === InvocationLoggingOnDelete.RESTORE;
  if (props.removalPolicy === RemovalPolicy.DESTROY && !restores) fail(messages.leftWithoutDestination(), scope);
  // The role is in the configuration, and a new bucket is, and each belongs to this construct alone; a bucket that is given may be in another's too.
  if (restores && !toLogGroup && props.bucket) fail(messages.restoreNotRecognised(), scope);
}
