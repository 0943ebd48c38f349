package com.example;

import io.github.cdkbedrockcris.*;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.bedrock.FoundationModelIdentifier;
import software.amazon.awscdk.services.cloudwatch.CreateAlarmOptions;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.ec2.CfnVPCEndpoint;
import software.amazon.awscdk.services.events.targets.SnsTopic;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/** Every part of the library, as in typescript/all-parts-stack.ts. */
public class AllPartsStack extends Stack {
    public AllPartsStack(final Construct scope, final String id, final StackProps props) {
        super(scope, id, props);
        FoundationModelIdentifier sonnet = FoundationModelIdentifier.ANTHROPIC_CLAUDE_SONNET_4_5_20250929_V1_0;
        Topic topic = new Topic(this, "Topic");
        ILogGroup trailLogs = LogGroup.fromLogGroupName(this, "TrailLogs", "organization-trail");
        List<String> sourceRegions = List.of("eu-west-1", "eu-central-1");

        InferenceProfile global = InferenceProfile.globalProfile(sonnet);
        InferenceProfile european = InferenceProfile.geographicProfile(Geography.EU, sonnet, InferenceProfileOptions.builder()
                .destinationRegions(List.of("eu-west-1", "eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-3"))
                .build());
        InferenceProfile unheardOf = InferenceProfile.fromInferenceProfileId("global.example.unheard-of-v1:0");

        CrisTrail trail = CrisTrail.Builder.create(this, "Trail")
                .multiRegion(true)
                .recordRetention(Duration.days(500))
                .excludedEventSources(List.of())
                .build();
        CrisMonitoring monitoring = CrisMonitoring.Builder.create(this, "Monitoring")
                .audit(AuditSource.trail(trail))
                .alarms(MonitoringAlarmsOptions.builder()
                        .throttles(CrisCountAlarmOptions.builder().threshold(10).build())
                        .latencyP99(CrisDurationAlarmOptions.builder().threshold(Duration.seconds(30)).byArn(true).build())
                        .timeToFirstTokenP99(CrisDurationAlarmOptions.builder().enabled(false).build())
                        .alarmActions(List.of(new SnsAction(topic)))
                        .build())
                .dashboard(MonitoringDashboardOptions.builder().dashboardName("bedrock-eu-west-1").build())
                .allowedRegions(sourceRegions)
                .residencyTargets(List.of(new SnsTopic(topic)))
                .build();
        monitoring.addInferenceProfile(global, MonitoredProfileOptions.builder()
                .sourceRegions(sourceRegions)
                .alarms(CrisAlarmsOptions.builder().unrecordedCalls(CrisAlarmOptions.builder().period(Duration.hours(6)).build()).build())
                .build());

        CrisWorkload assistant = CrisWorkload.Builder.create(this, "Assistant")
                .inferenceProfiles(List.of(global, european, unheardOf))
                .assumedBy(new ServicePrincipal("ecs-tasks.amazonaws.com"))
                .sourceRegions(sourceRegions)
                .explicitDeny(ExplicitDeny.all(
                        ExplicitDeny.outsideProfiles(List.of(global, european, unheardOf)),
                        ExplicitDeny.outsideSourceRegions(sourceRegions)))
                .build();

        CrisWorkload search = CrisWorkload.Builder.create(this, "Search")
                .inferenceProfiles(List.of(global))
                .costTags(Map.of("team", "search", "stage", "test"))
                .monitoring(CrisMonitoring.none())
                .build();
        CrisWorkload shared = CrisWorkload.Builder.create(this, "Shared")
                .inferenceProfiles(List.of(european))
                .sourceRegions(sourceRegions)
                .monitoring(assistant.getMonitoring())
                .build();
        output("SwitchedOff", (search.getMonitoring().getDashboard() == null) + " " + (search.getMonitoring().alarmsOf(global) == null)
                + " " + (monitoring.alarmsOf(global).getTimeToFirstTokenP99() == null) + " " + (shared.getMonitoring().alarmsOf(european) == null));

        ApplicationInferenceProfile application = ApplicationInferenceProfile.Builder.create(this, "Application")
                .modelSource(ApplicationInferenceProfileSource.inferenceProfile(european))
                .tags(Map.of("team", "search"))
                .build();
        String guardrail = "arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6";
        InferenceProfileGrants grants = InferenceProfileGrants.of(this, List.of(application, global), InferenceProfileGrantsOptions.builder()
                .streaming(false)
                .guardrail(RequiredGuardrail.anyOf(
                        RequiredGuardrail.version(guardrail, "3", RequiredGuardrailOptions.builder().guardrailProfileId("eu.guardrail.v1:0").build()),
                        RequiredGuardrail.anyVersion("arn:aws:bedrock:eu-west-1:111122223333:guardrail/f6e5d4c3b2a1")))
                .build());
        IRole developers = Role.fromRoleName(this, "Developers", "developers");
        grants.invoke(developers).assertSuccess();
        assistant.getGrants().countTokens(search);
        assistant.getGrants().applyGuardrail(assistant, guardrail);
        CrisDenyPolicy.Builder.create(this, "NoGlobalInference").deny(ExplicitDeny.globalInference()).roles(List.of(developers)).build();

        InferenceProfileMetrics.of(this, application)
                .metricOutputTokenCount(MetricOptions.builder().period(Duration.minutes(1)).build())
                .createAlarm(this, "ManyTokens", CreateAlarmOptions.builder().threshold(1e6).evaluationPeriods(3).build());
        assistant.getMonitoring().getTrailFilters().metricAuditChanges()
                .createAlarm(this, "AuditChanged", CreateAlarmOptions.builder().threshold(1).evaluationPeriods(1).build());
        assistant.getMonitoring().getTrailFilters().metricRerouted(global, "eu-central-1", RecordMetricOptions.builder().byArn(true).build())
                .createAlarm(this, "Rerouted", CreateAlarmOptions.builder().threshold(100).evaluationPeriods(1).build());

        monitoring.alarmsOf(global).getThrottles().addOkAction(new SnsAction(topic));

        CrisTrailFilters filters = CrisTrailFilters.Builder.create(this, "Filters")
                .audit(AuditSource.logGroup(trailLogs, LogGroupAuditOptions.builder().accounts(List.of("*")).sourceRegions(sourceRegions).build()))
                .build();
        CrisTrailFilters.Builder.create(this, "Events")
                .audit(AuditSource.eventBridge(EventBridgeAuditOptions.builder().logRetention(RetentionDays.FIVE_YEARS).build()))
                .metricNamespace("Bedrock/Events")
                .build();
        CrisAlarms alarms = CrisAlarms.Builder.create(this, "Alarms")
                .inferenceProfile(application)
                .trailFilters(filters)
                .serverErrors(CrisCountAlarmOptions.builder().alarmName("search-errors").build())
                .okActions(List.of(new SnsAction(topic)))
                .build();
        CrisDashboard dashboard = CrisDashboard.Builder.create(this, "Dashboard")
                .inferenceProfiles(List.of(application))
                .trailFilters(filters)
                .alarms(alarms.getAlarms())
                .build();
        dashboard.addAlarms(monitoring.getAuditChangesAlarm(), monitoring.getResidencyAlarm());

        InferenceQuota quota = InferenceQuota.Builder.create(this, "Quota")
                .inferenceProfile(global)
                .tokensPerMinute(2_000_000)
                .share(0.75)
                .alarmActions(List.of(new SnsAction(topic)))
                .build();
        monitoring.getDashboard().addQuota(quota);
        quota.addToDashboard(dashboard.getDashboard());
        InferenceBudget.Builder.create(this, "Budget")
                .costTags(Map.of("team", "search", "stage", "test"))
                .monthlyLimit(500)
                .actualThresholds(List.of(50, 100))
                .topic(topic)
                .build();
        InvocationLogging.Builder.create(this, "InvocationLogging")
                .destination(InvocationLogDestination.LOG_GROUP)
                .onDelete(InvocationLoggingOnDelete.RESTORE)
                .modalities(InvocationLogModalities.builder().image(false).video(false).build())
                .trailLogGroup(trailLogs)
                .build();
        ResidencyRule.Builder.create(this, "Residency")
                .allowedRegions(List.of("eu-west-1", "eu-central-1"))
                .targets(List.of(new SnsTopic(topic)))
                .build();
        BatchInferenceRole.Builder.create(this, "BatchRole")
                .inferenceProfiles(List.of(european))
                .inputBucket(Bucket.fromBucketName(this, "BatchData", "batch-data"))
                .inputPrefix("in")
                .outputPrefix("out")
                .build()
                .grantSubmit(developers);

        CrisPermissionsBoundary.Builder.create(this, "Boundary")
                .inferenceProfiles(List.of(global))
                .statements(List.of(PolicyStatement.Builder.create().actions(List.of("logs:PutLogEvents")).resources(List.of("*")).build()))
                .build();
        // A statement written by hand, for every model: what the checks find.
        ManagedPolicy.Builder.create(this, "HandWritten")
                .statements(List.of(PolicyStatement.Builder.create()
                        .actions(List.of("bedrock:InvokeModel"))
                        .resources(List.of("arn:aws:bedrock:*::foundation-model/*"))
                        .build()))
                .build();
        CfnVPCEndpoint.Builder.create(this, "Endpoint")
                .vpcId("vpc-0123456789abcdef0")
                .serviceName("com.amazonaws.eu-west-1.bedrock-runtime")
                .policyDocument(InferenceEndpointPolicy.of(this, List.of(global), InferenceEndpointPolicyOptions.builder()
                        .anyPrincipal(true)
                        .build()).toDocument())
                .build();
        CrisServiceControlPolicy.Builder.create(this, "Organization")
                .content(ServiceControlPolicyContent.all(
                        ServiceControlPolicyContent.denyOutsideRegions(List.of("eu-west-1", "eu-central-1"), RegionDenyOptions.builder()
                                .geographies(List.of(Geography.EU))
                                .crossRegionInference(RegionDenyExemption.PROFILE_EXEMPTION)
                                .exemptPrincipalArns(List.of("arn:aws:iam::*:role/AWSControlTowerExecution"))
                                .build()),
                        ServiceControlPolicyContent.deny(ExplicitDeny.mantle())))
                .targetIds(List.of("ou-a1b2-c3d4e5f6"))
                .build();

        output("Destinations", european.getGeography().getPrefix() + ": " + String.join(" ", european.destinationRegions("eu-west-1")));
        output("Environment", assistant.getEnvironment().get("BEDROCK_INFERENCE_PROFILE_IDS"));
        output("Json", toJsonString(ServiceControlPolicyContent.deny(ExplicitDeny.globalInference()).toDocument(this)));
        output("Refused", String.valueOf(refusal(() -> Geography.of("global")).contains("InferenceProfile.global")));
    }

    private void output(final String id, final String value) {
        CfnOutput.Builder.create(this, id).value(value).build();
    }

    private static String refusal(final Runnable attempt) {
        try {
            attempt.run();
            return "none";
        } catch (RuntimeException error) {
            return error.getMessage();
        }
    }
}
