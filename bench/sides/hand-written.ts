import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { handWrittenAlarms, handWrittenDashboard } from './hand-written-monitoring';
import { allowProfile, define as roles } from './hand-written-role';
import { HandWrittenTrail } from './hand-written-trail';
import type { BenchedProfile, Define } from '../side';

/** What the library is measured against: the same resources for one global profile, with aws-cdk-lib alone. */
class HandWrittenWorkload extends Construct {
  constructor(scope: Construct, id: string, profile: BenchedProfile, logGroup: logs.ILogGroup) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: 'Calls Amazon Bedrock through cross-Region inference profiles',
    });
    allowProfile(role, profile);

    const namespace = `Bedrock/${Stack.of(this).stackName}-${id}`;
    traceRouting(this, profile.inferenceProfileId, namespace, logGroup);
    handWrittenDashboard(this, profile.inferenceProfileId, namespace);
    handWrittenAlarms(this, profile.inferenceProfileId);
  }
}

function traceRouting(scope: Construct, inferenceProfileId: string, metricNamespace: string, logGroup: logs.ILogGroup): void {
  const { account, region } = Stack.of(scope);
  const call = '($.eventSource = "bedrock.amazonaws.com") && ($.eventType = "AwsApiCall") && ($.eventCategory = "Management")'
    + ' && (($.eventName = "InvokeModel*") || ($.eventName = "Converse*"))'
    + ` && ($.recipientAccountId = "${account}") && ($.awsRegion = "${region}") && ($.requestParameters.modelId = "*${inferenceProfileId}")`;
  const inferenceRegion = '$.additionalEventData.inferenceRegion';
  const rerouted = `{ ${call} && (${inferenceRegion} = "*") && (${inferenceRegion} != "${region}") }`;
  const notRerouted = `{ ${call} && ($.errorCode NOT EXISTS) && ((${inferenceRegion} NOT EXISTS) || (${inferenceRegion} = "${region}")) }`;
  const loggingChanges = `{ ($.eventSource = "bedrock.amazonaws.com") && ($.recipientAccountId = "${account}") && ($.awsRegion = "${region}")`
    + ' && (($.eventName = "PutModelInvocationLoggingConfiguration") || ($.eventName = "DeleteModelInvocationLoggingConfiguration")) }';

  const filter = (id: string, metricName: string, pattern: string, dimensions?: Record<string, string>) => new logs.MetricFilter(scope, id, {
    logGroup,
    filterPattern: logs.FilterPattern.literal(pattern),
    metricNamespace,
    metricName,
    metricValue: '1',
    dimensions,
  });
  const SourceRegion = '$.awsRegion';
  const ModelId = '$.requestParameters.modelId';
  filter('Rerouted', 'ReroutedInvocations', rerouted, { SourceRegion, ModelId });
  filter('ReroutedByRegion', 'ReroutedInvocations', rerouted, { SourceRegion, InferenceRegion: inferenceRegion, ModelId });
  filter('NotRerouted', 'NotReroutedInvocations', notRerouted, { SourceRegion, ModelId });
  filter('LoggingChanges', 'InvocationLoggingChanges', loggingChanges);

  const calls = [
    'filter eventSource = "bedrock.amazonaws.com" and eventType = "AwsApiCall" and eventCategory = "Management"',
    'filter eventName in ["InvokeModel", "InvokeModelWithResponseStream", "Converse", "ConverseStream"]',
  ];
  const query = (id: string, name: string, ...commands: string[]) => new logs.CfnQueryDefinition(scope, id, {
    name: `${metricNamespace}/${name}`,
    queryString: commands.join('\n| '),
    logGroupNames: [logGroup.logGroupName],
  });
  query('ProcessingRegions', 'Calls by processing Region',
    ...calls,
    'fields coalesce(additionalEventData.inferenceRegion, awsRegion) as processedIn',
    'stats count(*) as calls, sum(ispresent(errorCode)) as errors by requestParameters.modelId as modelId, awsRegion as sourceRegion, processedIn',
    'sort calls desc');
  query('StreamedCalls', 'Streamed calls by processing Region',
    'filter eventSource = "bedrock.amazonaws.com" and eventType = "AwsServiceEvent"',
    'filter eventName in ["InvokeModelWithResponseStream", "ConverseStream"]',
    'filter eventCategory = "Management" or not ispresent(eventCategory)',
    'fields coalesce(serviceEventDetails.AdditionalEventData.additionalEntries.inferenceRegion, awsRegion) as processedIn',
    'stats count(*) as calls by resources.0.ARN as model, awsRegion as sourceRegion, processedIn',
    'sort calls desc');
  query('FailedCalls', 'Throttled and denied calls',
    ...calls,
    'filter ispresent(errorCode)',
    'fields @timestamp, errorCode, errorMessage, requestParameters.modelId as modelId, userIdentity.arn as caller, awsRegion as sourceRegion',
    'sort @timestamp desc',
    'limit 100');
}

export const define: Define = {
  ...roles,
  workloads(stack, ids, profile) {
    const { logGroup } = new HandWrittenTrail(stack, 'Trail');
    for (const id of ids) new HandWrittenWorkload(stack, id, profile, logGroup);
  },
};
