import { CfnOutput, Duration, Stack, StackProps } from 'aws-cdk-lib';
import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as cris from 'cdk-bedrock-cris';
import { Construct } from 'constructs';

/** Every part of the library, in the forms that are hard to carry into other languages: the same stack is in python/, java/ and go/. */
export class AllPartsStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const sonnet = FoundationModelIdentifier.ANTHROPIC_CLAUDE_SONNET_4_5_20250929_V1_0;
    const topic = new sns.Topic(this, 'Topic');
    const trailLogs = logs.LogGroup.fromLogGroupName(this, 'TrailLogs', 'organization-trail');
    const sourceRegions = ['eu-west-1', 'eu-central-1'];

    // An enum-like class, static factories, options, lists.
    const global = cris.InferenceProfile.globalProfile(sonnet);
    const european = cris.InferenceProfile.geographicProfile(cris.Geography.EU, sonnet, { destinationRegions: ['eu-west-1', 'eu-central-1', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-3'] });
    const unheardOf = cris.InferenceProfile.fromInferenceProfileId('global.example.unheard-of-v1:0');

    // Options in options, a union-like class, interfaces of the CDK in lists; a method whose options are a struct.
    const trail = new cris.CrisTrail(this, 'Trail', { multiRegion: true, recordRetention: Duration.days(500), excludedEventSources: [] });
    const monitoring = new cris.CrisMonitoring(this, 'Monitoring', {
      audit: cris.AuditSource.trail(trail),
      alarms: {
        throttles: { threshold: 10 },
        latencyP99: { threshold: Duration.seconds(30), byArn: true },
        timeToFirstTokenP99: { enabled: false },
        alarmActions: [new SnsAction(topic)],
      },
      dashboard: { dashboardName: 'bedrock-eu-west-1' },
      allowedRegions: sourceRegions,
      residencyTargets: [new SnsTopic(topic)],
    });
    monitoring.addInferenceProfile(global, { sourceRegions, alarms: { unrecordedCalls: { period: Duration.hours(6) } } });

    // Variadic factories, an interface of the CDK as a prop.
    const assistant = new cris.CrisWorkload(this, 'Assistant', {
      inferenceProfiles: [global, european, unheardOf],
      assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
      sourceRegions,
      explicitDeny: cris.ExplicitDeny.all(
        cris.ExplicitDeny.outsideProfiles([global, european, unheardOf]),
        cris.ExplicitDeny.outsideSourceRegions(sourceRegions),
      ),
    });

    // A map; what stands for nothing behind an interface, and one behind an interface that is handed on.
    const search = new cris.CrisWorkload(this, 'Search', {
      inferenceProfiles: [global],
      costTags: { team: 'search', stage: 'test' },
      monitoring: cris.CrisMonitoring.none(),
    });
    const shared = new cris.CrisWorkload(this, 'Shared', { inferenceProfiles: [european], sourceRegions, monitoring: assistant.monitoring });
    // Attributes, and results of methods, that may be undefined.
    new CfnOutput(this, 'SwitchedOff', {
      value: `${search.monitoring!.dashboard === undefined} ${search.monitoring!.alarmsOf(global) === undefined} ${monitoring.alarmsOf(global)!.timeToFirstTokenP99 === undefined} ${shared.monitoring!.alarmsOf(european) === undefined}`,
    });

    // Two kinds of profile as one interface; grants to a principal, a role that is referenced and a construct of the library.
    const application = new cris.ApplicationInferenceProfile(this, 'Application', {
      modelSource: cris.ApplicationInferenceProfileSource.inferenceProfile(european), tags: { team: 'search' },
    });
    const guardrail = 'arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6';
    const grants = cris.InferenceProfileGrants.of(this, [application, global], {
      streaming: false,
      guardrail: cris.RequiredGuardrail.anyOf(
        cris.RequiredGuardrail.version(guardrail, '3', { guardrailProfileId: 'eu.guardrail.v1:0' }),
        cris.RequiredGuardrail.anyVersion('arn:aws:bedrock:eu-west-1:111122223333:guardrail/f6e5d4c3b2a1'),
      ),
    });
    const developers = iam.Role.fromRoleName(this, 'Developers', 'developers');
    grants.invoke(developers).assertSuccess();
    assistant.grants.countTokens(search);
    assistant.grants.applyGuardrail(assistant, guardrail);
    new cris.CrisDenyPolicy(this, 'NoGlobalInference', { deny: cris.ExplicitDeny.globalInference(), roles: [developers] });

    // Metrics, with and without options.
    cris.InferenceProfileMetrics.of(this, application).metricOutputTokenCount({ period: Duration.minutes(1) })
      .createAlarm(this, 'ManyTokens', { threshold: 1e6, evaluationPeriods: 3 });
    assistant.monitoring!.trailFilters!.metricAuditChanges().createAlarm(this, 'AuditChanged', { threshold: 1, evaluationPeriods: 1 });
    assistant.monitoring!.trailFilters!.metricRerouted(global, 'eu-central-1', { byArn: true }).createAlarm(this, 'Rerouted', { threshold: 100, evaluationPeriods: 1 });
    monitoring.alarmsOf(global)!.throttles!.addOkAction(new SnsAction(topic));

    // The parts of a monitoring, each alone.
    const filters = new cris.CrisTrailFilters(this, 'Filters', { audit: cris.AuditSource.logGroup(trailLogs, { accounts: ['*'], sourceRegions }) });
    new cris.CrisTrailFilters(this, 'Events', { audit: cris.AuditSource.eventBridge({ logRetention: logs.RetentionDays.FIVE_YEARS }), metricNamespace: 'Bedrock/Events' });
    const alarms = new cris.CrisAlarms(this, 'Alarms', { inferenceProfile: application, trailFilters: filters, serverErrors: { alarmName: 'search-errors' }, okActions: [new SnsAction(topic)] });
    const dashboard = new cris.CrisDashboard(this, 'Dashboard', { inferenceProfiles: [application], trailFilters: filters, alarms: alarms.alarms });
    dashboard.addAlarms(monitoring.auditChangesAlarm!, monitoring.residencyAlarm!);

    const quota = new cris.InferenceQuota(this, 'Quota', { inferenceProfile: global, tokensPerMinute: 2_000_000, share: 0.75, alarmActions: [new SnsAction(topic)] });
    monitoring.dashboard!.addQuota(quota);
    quota.addToDashboard(dashboard.dashboard);
    new cris.InferenceBudget(this, 'Budget', { costTags: { team: 'search', stage: 'test' }, monthlyLimit: 500, actualThresholds: [50, 100], topic });
    new cris.InvocationLogging(this, 'InvocationLogging', {
      destination: cris.InvocationLogDestination.LOG_GROUP,
      onDelete: cris.InvocationLoggingOnDelete.RESTORE,
      modalities: { image: false, video: false },
      trailLogGroup: trailLogs,
    });
    new cris.ResidencyRule(this, 'Residency', { allowedRegions: sourceRegions, targets: [new SnsTopic(topic)] });
    new cris.BatchInferenceRole(this, 'BatchRole', {
      inferenceProfiles: [european],
      inputBucket: s3.Bucket.fromBucketName(this, 'BatchData', 'batch-data'),
      inputPrefix: 'in',
      outputPrefix: 'out',
    }).grantSubmit(developers);

    // Documents and statements of the CDK, into the library and out of it.
    new cris.CrisPermissionsBoundary(this, 'Boundary', {
      inferenceProfiles: [global],
      statements: [new iam.PolicyStatement({ actions: ['logs:PutLogEvents'], resources: ['*'] })],
    });
    // A statement written by hand, for every model: what the checks find.
    new iam.ManagedPolicy(this, 'HandWritten', {
      statements: [new iam.PolicyStatement({ actions: ['bedrock:InvokeModel'], resources: ['arn:aws:bedrock:*::foundation-model/*'] })],
    });
    new ec2.CfnVPCEndpoint(this, 'Endpoint', {
      vpcId: 'vpc-0123456789abcdef0',
      serviceName: 'com.amazonaws.eu-west-1.bedrock-runtime',
      policyDocument: cris.InferenceEndpointPolicy.of(this, [global], { anyPrincipal: true }).toDocument(),
    });
    new cris.CrisServiceControlPolicy(this, 'Organization', {
      content: cris.ServiceControlPolicyContent.all(
        cris.ServiceControlPolicyContent.denyOutsideRegions(['eu-west-1', 'eu-central-1'], {
          geographies: [cris.Geography.EU],
          crossRegionInference: cris.RegionDenyExemption.PROFILE_EXEMPTION,
          exemptPrincipalArns: ['arn:aws:iam::*:role/AWSControlTowerExecution'],
        }),
        cris.ServiceControlPolicyContent.deny(cris.ExplicitDeny.mantle()),
      ),
      targetIds: ['ou-a1b2-c3d4e5f6'],
    });

    // What is read back: strings, a list, a map, JSON, and an error that says what is wrong.
    new CfnOutput(this, 'Destinations', { value: `${european.geography!.prefix}: ${european.destinationRegions('eu-west-1')!.join(' ')}` });
    new CfnOutput(this, 'Environment', { value: assistant.environment.BEDROCK_INFERENCE_PROFILE_IDS });
    new CfnOutput(this, 'Json', { value: this.toJsonString(cris.ServiceControlPolicyContent.deny(cris.ExplicitDeny.globalInference()).toDocument(this)) });
    new CfnOutput(this, 'Refused', { value: String(refusal(() => cris.Geography.of('global')).includes('InferenceProfile.global')) });
  }
}

function refusal(attempt: () => unknown): string {
  try {
    attempt();
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
}
