import { BedrockClient, CreateInferenceProfileCommand } from '@aws-sdk/client-bedrock';
import { CloudTrailClient, CreateTrailCommand, PutEventSelectorsCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { clientOf } from './accounts';
import { Resource } from './cut-template';
import { resolveIntrinsics } from '../support/template-intrinsics';

interface Place { readonly account: string; readonly region: string }

interface ProfileProperties {
  readonly InferenceProfileName: string;
  readonly Description?: string;
  readonly ModelSource: { readonly CopyFrom: string };
  readonly Tags?: { readonly Key: string; readonly Value: string }[];
}

/** Makes an application inference profile as its resource would be; the ARN is then what references to it get. */
export async function makeProfile({ Properties }: Resource, { account, region }: Place): Promise<string> {
  const { InferenceProfileName, Description, ModelSource, Tags } = resolveIntrinsics(Properties, {}, { partition: 'aws', region, accountId: account }) as ProfileProperties;
  const { inferenceProfileArn } = await new BedrockClient(clientOf(account, region)).send(new CreateInferenceProfileCommand({
    inferenceProfileName: InferenceProfileName,
    description: Description,
    modelSource: { copyFrom: ModelSource.CopyFrom },
    tags: Tags?.map(({ Key, Value }) => ({ key: Key, value: Value })),
  }));
  return inferenceProfileArn!;
}

interface TrailProperties {
  readonly TrailName: string;
  readonly S3BucketName: string;
  readonly CloudWatchLogsLogGroupArn: string;
  readonly CloudWatchLogsRoleArn: string;
  readonly KMSKeyId: string;
  readonly EnableLogFileValidation: boolean;
  readonly IncludeGlobalServiceEvents: boolean;
  readonly IsMultiRegionTrail: boolean;
  readonly AdvancedEventSelectors: { readonly Name: string; readonly FieldSelectors: { readonly Field: string }[] }[];
}

/** Makes a trail as its resource would be, from what its stack deployed. */
export async function makeTrail(properties: TrailProperties, { account, region }: Place): Promise<string> {
  const client = new CloudTrailClient(clientOf(account, region));
  const { TrailName, S3BucketName, KMSKeyId, AdvancedEventSelectors, EnableLogFileValidation, ...rest } = properties;
  const { TrailARN } = await client.send(new CreateTrailCommand({
    Name: TrailName,
    S3BucketName,
    KmsKeyId: KMSKeyId,
    EnableLogFileValidation,
    CloudWatchLogsLogGroupArn: rest.CloudWatchLogsLogGroupArn,
    CloudWatchLogsRoleArn: rest.CloudWatchLogsRoleArn,
    IncludeGlobalServiceEvents: rest.IncludeGlobalServiceEvents,
    IsMultiRegionTrail: rest.IsMultiRegionTrail,
  }));
  await client.send(new PutEventSelectorsCommand({ TrailName, AdvancedEventSelectors: [...AdvancedEventSelectors] }));
  await client.send(new StartLoggingCommand({ Name: TrailName }));
  return TrailARN!;
}
