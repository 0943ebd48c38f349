import { CfnParameter, Stack } from 'aws-cdk-lib';
import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  ApplicationInferenceProfile, ApplicationInferenceProfileSource, AuditSource, BatchInferenceRole, CrisAlarms, CrisDashboard, CrisDenyPolicy, CrisMonitoring, CrisMonitoringHub,
  CrisPermissionsBoundary, CrisServiceControlPolicy, CrisTrail, CrisTrailFilters, CrisWorkload, DataRetentionMode, EnforcedGuardrail, EnforcedGuardrailPolicy,
  ExplicitDeny, Geography, GuardrailResourcePolicy, InferenceBudget, InferenceEndpointPolicy, InferenceProfile, InferenceProfileGrants, InferenceQuota,
  InvocationLogDestination, InvocationLogging, InvocationLoggingOnDelete, RequiredGuardrail, ResidencyRule, ServiceControlPolicyContent,
} from '../../src';

/** What a test synthesizes: the Region of the stack, if any, and what is defined in it. */
export interface Scenario {
  readonly region?: string;
  readonly define: (stack: Stack) => void;
}

const SONNET = FoundationModelIdentifier.ANTHROPIC_CLAUDE_SONNET_4_5_20250929_V1_0;
const globalSonnet = () => InferenceProfile.globalProfile(SONNET);
const globalOpus = () => InferenceProfile.fromInferenceProfileId('global.anthropic.claude-opus-5');
const lambdaRole = (stack: Stack) => new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
const existingTrail = (stack: Stack) => logs.LogGroup.fromLogGroupName(stack, 'TrailLogs', 'organization-trail');
const alarmActions = (stack: Stack) => {
  const topic = new sns.Topic(stack, 'Alerts', { enforceSSL: true });
  topic.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));
  return [new SnsAction(topic)];
};

/** The sections of the README that define something, by their names. */
export const README_SCENARIOS: Record<string, Scenario> = {
  'quick start': { region: 'eu-west-1', define: (stack) => new CrisWorkload(stack, 'Assistant', { inferenceProfiles: [globalSonnet()] }) },
  'own role': { region: 'eu-west-1', define: (stack) => InferenceProfileGrants.of(stack, [globalSonnet()]).invoke(lambdaRole(stack)) },
  'several profiles': {
    region: 'eu-west-1',
    define: (stack) => InferenceProfileGrants.of(stack, [globalSonnet(), globalOpus(), InferenceProfile.geographicProfile(Geography.EU, SONNET)]).invoke(lambdaRole(stack)),
  },
  'geographic': { region: 'us-west-1', define: (stack) => InferenceProfileGrants.of(stack, [InferenceProfile.geographicProfile(Geography.US, SONNET)]).invoke(lambdaRole(stack)) },
  'deny': {
    region: 'eu-west-1',
    define: (stack) => new CrisDenyPolicy(stack, 'Deny', {
      deny: ExplicitDeny.all(ExplicitDeny.globalInference(), ExplicitDeny.outsideSourceRegions(['eu-west-1', 'eu-central-1'])), roles: [lambdaRole(stack)],
    }),
  },
  'deny below a stack': {
    region: 'eu-west-1',
    define: (stack) => {
      lambdaRole(stack);
      CrisDenyPolicy.applyTo(stack, ExplicitDeny.outsideGeographies([Geography.EU]));
    },
  },
  'organization': {
    region: 'us-east-1',
    define: (stack) => new CrisServiceControlPolicy(stack, 'Guardrail', {
      content: ServiceControlPolicyContent.all(
        ServiceControlPolicyContent.denyOutsideRegions(['eu-west-1', 'eu-central-1'], { geographies: [Geography.EU], globalInference: false }),
        ServiceControlPolicyContent.deny(ExplicitDeny.outsideGeographies([Geography.EU])),
      ),
      targetIds: ['ou-a1b2-c3d4e5f6'],
    }),
  },
  'organization, beside calls': {
    region: 'us-east-1',
    define: (stack) => new CrisServiceControlPolicy(stack, 'Guardrail', {
      content: ServiceControlPolicyContent.deny(ExplicitDeny.all(
        ExplicitDeny.longTermApiKeys(), ExplicitDeny.outsideDataRetentionModes([DataRetentionMode.NONE]), ExplicitDeny.promptRouters(),
      )),
      targetIds: ['ou-a1b2-c3d4e5f6'],
    }),
  },
  'enforced guardrail': {
    region: 'eu-west-1',
    define: (stack) => {
      const guardrailArn = 'arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6';
      new GuardrailResourcePolicy(stack, 'Sharing', { guardrailArn, organizationId: 'o-a1b2c3d4e5' });
      new EnforcedGuardrailPolicy(stack, 'Safeguards', { content: EnforcedGuardrail.version(guardrailArn, '1'), targetIds: ['ou-a1b2-c3d4e5f6'] });
    },
  },
  'hub': {
    region: 'eu-west-1',
    define: (stack) => new CrisMonitoringHub(stack, 'Hub', {
      organizationId: 'o-a1b2c3d4e5',
      inferenceProfiles: [globalSonnet(), globalOpus()],
      alarms: { alarmActions: alarmActions(stack) },
      dashboard: { sourceRegions: ['eu-west-1', 'us-east-1'] },
      targets: [new targets.SnsTopic(new sns.Topic(stack, 'AlertsOfAccounts', { enforceSSL: true }))],
    }),
  },
  'baseline of an account': {
    define: (stack) => {
      const sinkArn = new CfnParameter(stack, 'SinkArn', { default: 'arn:aws:oam:eu-west-1:111122223333:sink/a1b2c3d4-5678-90ab-cdef-EXAMPLE11111' });
      new CrisMonitoring(stack, 'Monitoring', {
        hub: CrisMonitoringHub.fromCrisMonitoringHubAttributes(stack, { account: '111122223333', sinkArn: sinkArn.valueAsString }),
        inferenceProfiles: [globalSonnet()],
        allowedRegions: ['eu-west-1', 'eu-central-1', 'eu-north-1'],
      });
    },
  },
  'endpoint': {
    region: 'eu-west-1',
    define: (stack) => {
      const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
        vpcId: 'vpc-0a1b2c3d4e5f60718',
        vpcCidrBlock: '10.0.0.0/16',
        availabilityZones: ['eu-west-1a'],
        privateSubnetIds: ['subnet-0a1b2c3d4e5f60718'],
        privateSubnetRouteTableIds: ['rtb-0a1b2c3d4e5f60718'],
      });
      const endpoint = new ec2.InterfaceVpcEndpoint(stack, 'Endpoint', { vpc, service: ec2.InterfaceVpcEndpointAwsService.BEDROCK_RUNTIME });
      InferenceEndpointPolicy.of(stack, [globalSonnet()]).addTo(endpoint);
    },
  },
  'permissions boundary': {
    region: 'eu-west-1',
    define: (stack) => {
      const { managedPolicy } = new CrisPermissionsBoundary(stack, 'Boundary', { inferenceProfiles: [globalSonnet(), globalOpus()], sourceRegions: ['eu-west-1', 'eu-central-1'] });
      iam.PermissionsBoundary.of(lambdaRole(stack)).apply(managedPolicy);
    },
  },
  'existing trail': {
    region: 'eu-west-1',
    define: (stack) => {
      new CrisMonitoring(stack, 'Monitoring', { audit: AuditSource.logGroup(existingTrail(stack)), alarms: { alarmActions: alarmActions(stack) } });
      new CrisWorkload(stack, 'Assistant', { inferenceProfiles: [globalSonnet()] });
    },
  },
  'own trail': {
    region: 'eu-west-1',
    define: (stack) => {
      new CrisMonitoring(stack, 'Monitoring', { audit: AuditSource.trail(new CrisTrail(stack, 'Trail')), alarms: { alarmActions: alarmActions(stack) } });
      new CrisWorkload(stack, 'Assistant', { inferenceProfiles: [globalSonnet(), globalOpus()] });
    },
  },
  'residency': {
    region: 'eu-west-1',
    define: (stack) => new CrisMonitoring(stack, 'Monitoring', {
      inferenceProfiles: [InferenceProfile.geographicProfile(Geography.EU, SONNET)],
      allowedRegions: ['eu-west-1', 'eu-central-1', 'eu-north-1'],
      alarms: { alarmActions: alarmActions(stack) },
    }),
  },
  'encrypted audit': {
    region: 'eu-west-1',
    define: (stack) => new CrisMonitoring(stack, 'Monitoring', {
      inferenceProfiles: [globalSonnet()],
      audit: AuditSource.eventBridge({ encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }) }),
      alarms: { alarmActions: alarmActions(stack) },
    }),
  },
  'residency rule': {
    region: 'eu-west-1',
    define: (stack) => new ResidencyRule(stack, 'Residency', {
      allowedRegions: ['eu-west-1', 'eu-central-1', 'eu-north-1'],
      targets: [new targets.SnsTopic(new sns.Topic(stack, 'Alerts', { enforceSSL: true }))],
    }),
  },
  'quota': {
    region: 'eu-west-1',
    define: (stack) => {
      const inferenceProfile = globalSonnet();
      const quota = new InferenceQuota(stack, 'Quota', {
        inferenceProfile, tokensPerMinute: 2_000_000, requestsPerMinute: 500, requestIncrease: { desiredTokensPerMinute: 4_000_000 },
      });
      new CrisMonitoring(stack, 'Monitoring', { inferenceProfiles: [inferenceProfile], dashboard: { quotas: [quota] } });
    },
  },
  'budget': {
    region: 'eu-west-1',
    define: (stack) => new InferenceBudget(stack, 'Budget', {
      costTags: { team: 'search' }, monthlyLimit: 500, emailAddresses: ['finance@example.com'], topic: new sns.Topic(stack, 'Alerts', { enforceSSL: true }),
    }),
  },
  'invocation logging': {
    region: 'eu-west-1',
    define: (stack) => new InvocationLogging(stack, 'InvocationLogging', {
      destination: InvocationLogDestination.LOG_GROUP_AND_BUCKET,
      onDelete: InvocationLoggingOnDelete.RESTORE,
      modalities: { image: false },
      trailLogGroup: logs.LogGroup.fromLogGroupName(stack, 'TrailLogs', 'organization-trail'),
    }),
  },
  'batch inference': {
    region: 'eu-west-1',
    define: (stack) => new BatchInferenceRole(stack, 'BatchRole', {
      inferenceProfiles: [globalSonnet()], inputBucket: s3.Bucket.fromBucketName(stack, 'Data', 'batch-data'), inputPrefix: 'in', outputPrefix: 'out',
    }),
  },
  'application inference profile': {
    region: 'eu-west-1',
    define: (stack) => {
      const search = new ApplicationInferenceProfile(stack, 'Search', { modelSource: ApplicationInferenceProfileSource.inferenceProfile(globalSonnet()), tags: { team: 'search' } });
      InferenceProfileGrants.of(stack, [search]).invoke(lambdaRole(stack));
    },
  },
  'cost tags': {
    region: 'eu-west-1',
    define: (stack) => new CrisWorkload(stack, 'Assistant', { inferenceProfiles: [globalSonnet()], costTags: { team: 'search' } }),
  },
  'required guardrail': {
    region: 'eu-west-1',
    define: (stack) => {
      const guardrail = RequiredGuardrail.version('arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6', '1', { guardrailProfileId: 'eu.guardrail.v1:0' });
      InferenceProfileGrants.of(stack, [globalSonnet()], { guardrail }).invoke(lambdaRole(stack));
    },
  },
  'environment-agnostic stack': { define: (stack) => new CrisWorkload(stack, 'Assistant', { inferenceProfiles: [globalSonnet()] }) },
  'several source Regions': {
    region: 'eu-west-1',
    define: (stack) => new CrisWorkload(stack, 'Assistant', { inferenceProfiles: [globalSonnet()], sourceRegions: ['eu-west-1', 'eu-central-1'] }),
  },
  'streaming off': { region: 'eu-west-1', define: (stack) => InferenceProfileGrants.of(stack, [globalSonnet()], { streaming: false }).invoke(lambdaRole(stack)) },
};

/** Every construct alone, with as few props as it takes. */
export const CONSTRUCTS_ALONE: Record<string, Scenario> = {
  ApplicationInferenceProfile: { region: 'eu-west-1', define: (stack) => new ApplicationInferenceProfile(stack, 'X', { modelSource: ApplicationInferenceProfileSource.inferenceProfile(globalSonnet()) }) },
  BatchInferenceRole: {
    region: 'eu-west-1',
    define: (stack) => new BatchInferenceRole(stack, 'X', { inferenceProfiles: [globalSonnet()], inputBucket: s3.Bucket.fromBucketName(stack, 'Data', 'batch-data') }),
  },
  CrisAlarms: { region: 'eu-west-1', define: (stack) => new CrisAlarms(stack, 'X', { inferenceProfile: globalSonnet() }) },
  CrisDashboard: { region: 'eu-west-1', define: (stack) => new CrisDashboard(stack, 'X', { inferenceProfiles: [globalSonnet()] }) },
  CrisDenyPolicy: { region: 'eu-west-1', define: (stack) => new CrisDenyPolicy(stack, 'X', { deny: ExplicitDeny.globalInference() }) },
  CrisMonitoring: { region: 'eu-west-1', define: (stack) => new CrisMonitoring(stack, 'X', { inferenceProfiles: [globalSonnet()] }) },
  CrisPermissionsBoundary: { region: 'eu-west-1', define: (stack) => new CrisPermissionsBoundary(stack, 'X', { inferenceProfiles: [globalSonnet()] }) },
  CrisServiceControlPolicy: {
    region: 'us-east-1',
    define: (stack) => new CrisServiceControlPolicy(stack, 'X', { content: ServiceControlPolicyContent.deny(ExplicitDeny.globalInference()) }),
  },
  CrisTrail: { region: 'eu-west-1', define: (stack) => new CrisTrail(stack, 'X') },
  CrisTrailFilters: { region: 'eu-west-1', define: (stack) => new CrisTrailFilters(stack, 'X', { audit: AuditSource.logGroup(existingTrail(stack)) }) },
  CrisWorkload: { region: 'eu-west-1', define: (stack) => new CrisWorkload(stack, 'X', { inferenceProfiles: [globalSonnet()] }) },
  EnforcedGuardrailPolicy: {
    region: 'us-east-1',
    define: (stack) => new EnforcedGuardrailPolicy(stack, 'X', { content: EnforcedGuardrail.version('arn:aws:bedrock:us-east-1:111122223333:guardrail/a1b2c3d4e5f6', '1') }),
  },
  GuardrailResourcePolicy: {
    region: 'eu-west-1',
    define: (stack) => new GuardrailResourcePolicy(stack, 'X', {
      guardrailArn: 'arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6', organizationId: 'o-a1b2c3d4e5',
    }),
  },
  InferenceBudget: {
    region: 'eu-west-1', define: (stack) => new InferenceBudget(stack, 'X', { costTags: { team: 'search' }, monthlyLimit: 500, emailAddresses: ['finance@example.com'] }),
  },
  InferenceQuota: { region: 'eu-west-1', define: (stack) => new InferenceQuota(stack, 'X', { inferenceProfile: globalSonnet(), tokensPerMinute: 2_000_000 }) },
  InvocationLogging: { region: 'eu-west-1', define: (stack) => new InvocationLogging(stack, 'X') },
  ResidencyRule: { region: 'eu-west-1', define: (stack) => new ResidencyRule(stack, 'X', { allowedRegions: ['eu-west-1'] }) },
};

/** Both, the second by names that the first do not have. */
export const ALL_SCENARIOS: Record<string, Scenario> = {
  ...README_SCENARIOS,
  ...Object.fromEntries(Object.entries(CONSTRUCTS_ALONE).map(([name, scenario]) => [`${name} alone`, scenario])),
};
