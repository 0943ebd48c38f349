from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_cloudwatch_actions as cloudwatch_actions, aws_ec2 as ec2, aws_events_targets as targets
from aws_cdk import aws_iam as iam, aws_logs as logs, aws_s3 as s3, aws_sns as sns
from aws_cdk.aws_bedrock import FoundationModelIdentifier
import cdk_bedrock_cris as cris
from constructs import Construct


class AllPartsStack(Stack):
    """Every part of the library, as in typescript/all-parts-stack.ts."""

    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)
        sonnet = FoundationModelIdentifier.ANTHROPIC_CLAUDE_SONNET_4_5_20250929_V1_0
        topic = sns.Topic(self, "Topic")
        trail_logs = logs.LogGroup.from_log_group_name(self, "TrailLogs", "organization-trail")
        source_regions = ["eu-west-1", "eu-central-1"]

        global_profile = cris.InferenceProfile.global_profile(sonnet)
        european = cris.InferenceProfile.geographic_profile(
            cris.Geography.EU,
            sonnet,
            destination_regions=["eu-west-1", "eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-3"],
        )
        unheard_of = cris.InferenceProfile.from_inference_profile_id("global.example.unheard-of-v1:0")

        trail = cris.CrisTrail(self, "Trail", multi_region=True, record_retention=Duration.days(500), excluded_event_sources=[])
        monitoring = cris.CrisMonitoring(
            self,
            "Monitoring",
            audit=cris.AuditSource.trail(trail),
            alarms=cris.MonitoringAlarmsOptions(
                throttles=cris.CrisCountAlarmOptions(threshold=10),
                latency_p99=cris.CrisDurationAlarmOptions(threshold=Duration.seconds(30), by_arn=True),
                time_to_first_token_p99=cris.CrisDurationAlarmOptions(enabled=False),
                alarm_actions=[cloudwatch_actions.SnsAction(topic)],
            ),
            dashboard=cris.MonitoringDashboardOptions(dashboard_name="bedrock-eu-west-1"),
            allowed_regions=source_regions,
            residency_targets=[targets.SnsTopic(topic)],
        )
        monitoring.add_inference_profile(
            global_profile,
            source_regions=source_regions,
            alarms=cris.CrisAlarmsOptions(unrecorded_calls=cris.CrisAlarmOptions(period=Duration.hours(6))),
        )

        assistant = cris.CrisWorkload(
            self,
            "Assistant",
            inference_profiles=[global_profile, european, unheard_of],
            assumed_by=iam.ServicePrincipal("ecs-tasks.amazonaws.com"),
            source_regions=source_regions,
            explicit_deny=cris.ExplicitDeny.all(
                cris.ExplicitDeny.outside_profiles([global_profile, european, unheard_of]),
                cris.ExplicitDeny.outside_source_regions(source_regions),
            ),
        )

        search = cris.CrisWorkload(
            self,
            "Search",
            inference_profiles=[global_profile],
            cost_tags={"team": "search", "stage": "test"},
            monitoring=cris.CrisMonitoring.none(),
        )
        shared = cris.CrisWorkload(
            self, "Shared", inference_profiles=[european], source_regions=source_regions, monitoring=assistant.monitoring
        )
        switched_off = [
            search.monitoring.dashboard is None,
            search.monitoring.alarms_of(global_profile) is None,
            monitoring.alarms_of(global_profile).time_to_first_token_p99 is None,
            shared.monitoring.alarms_of(european) is None,
        ]
        CfnOutput(self, "SwitchedOff", value=" ".join(str(each).lower() for each in switched_off))

        application = cris.ApplicationInferenceProfile(self, "Application", model_source=cris.ApplicationInferenceProfileSource.inference_profile(european), tags={"team": "search"})
        guardrail = "arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6"
        grants = cris.InferenceProfileGrants.of(
            self,
            [application, global_profile],
            streaming=False,
            guardrail=cris.RequiredGuardrail.any_of(
                cris.RequiredGuardrail.version(guardrail, "3", guardrail_profile_id="eu.guardrail.v1:0"),
                cris.RequiredGuardrail.any_version("arn:aws:bedrock:eu-west-1:111122223333:guardrail/f6e5d4c3b2a1"),
            ),
        )
        developers = iam.Role.from_role_name(self, "Developers", "developers")
        grants.invoke(developers).assert_success()
        assistant.grants.count_tokens(search)
        assistant.grants.apply_guardrail(assistant, guardrail)
        cris.CrisDenyPolicy(self, "NoGlobalInference", deny=cris.ExplicitDeny.global_inference(), roles=[developers])

        tokens = cris.InferenceProfileMetrics.of(self, application).metric_output_token_count(period=Duration.minutes(1))
        tokens.create_alarm(self, "ManyTokens", threshold=1e6, evaluation_periods=3)
        trail_filters = assistant.monitoring.trail_filters
        trail_filters.metric_audit_changes().create_alarm(self, "AuditChanged", threshold=1, evaluation_periods=1)
        rerouted = trail_filters.metric_rerouted(global_profile, "eu-central-1", by_arn=True)
        rerouted.create_alarm(self, "Rerouted", threshold=100, evaluation_periods=1)
        monitoring.alarms_of(global_profile).throttles.add_ok_action(cloudwatch_actions.SnsAction(topic))

        filters = cris.CrisTrailFilters(
            self, "Filters", audit=cris.AuditSource.log_group(trail_logs, accounts=["*"], source_regions=source_regions)
        )
        cris.CrisTrailFilters(
            self,
            "Events",
            audit=cris.AuditSource.event_bridge(log_retention=logs.RetentionDays.FIVE_YEARS),
            metric_namespace="Bedrock/Events",
        )
        alarms = cris.CrisAlarms(
            self,
            "Alarms",
            inference_profile=application,
            trail_filters=filters,
            server_errors=cris.CrisCountAlarmOptions(alarm_name="search-errors"),
            ok_actions=[cloudwatch_actions.SnsAction(topic)],
        )
        dashboard = cris.CrisDashboard(
            self, "Dashboard", inference_profiles=[application], trail_filters=filters, alarms=alarms.alarms
        )
        dashboard.add_alarms(monitoring.audit_changes_alarm, monitoring.residency_alarm)

        quota = cris.InferenceQuota(
            self,
            "Quota",
            inference_profile=global_profile,
            tokens_per_minute=2_000_000,
            share=0.75,
            alarm_actions=[cloudwatch_actions.SnsAction(topic)],
        )
        monitoring.dashboard.add_quota(quota)
        quota.add_to_dashboard(dashboard.dashboard)
        cris.InferenceBudget(self, "Budget", cost_tags={"team": "search", "stage": "test"}, monthly_limit=500, actual_thresholds=[50, 100], topic=topic)
        cris.InvocationLogging(
            self,
            "InvocationLogging",
            destination=cris.InvocationLogDestination.LOG_GROUP,
            on_delete=cris.InvocationLoggingOnDelete.RESTORE,
            modalities=cris.InvocationLogModalities(image=False, video=False),
            trail_log_group=trail_logs,
        )
        cris.ResidencyRule(self, "Residency", allowed_regions=source_regions, targets=[targets.SnsTopic(topic)])
        cris.BatchInferenceRole(
            self,
            "BatchRole",
            inference_profiles=[european],
            input_bucket=s3.Bucket.from_bucket_name(self, "BatchData", "batch-data"),
            input_prefix="in",
            output_prefix="out",
        ).grant_submit(developers)

        cris.CrisPermissionsBoundary(
            self,
            "Boundary",
            inference_profiles=[global_profile],
            statements=[iam.PolicyStatement(actions=["logs:PutLogEvents"], resources=["*"])],
        )
        # A statement written by hand, for every model: what the checks find.
        iam.ManagedPolicy(
            self,
            "HandWritten",
            statements=[
                iam.PolicyStatement(
                    actions=["bedrock:InvokeModel"],
                    resources=["arn:aws:bedrock:*::foundation-model/*"],
                )
            ],
        )
        ec2.CfnVPCEndpoint(
            self,
            "Endpoint",
            vpc_id="vpc-0123456789abcdef0",
            service_name="com.amazonaws.eu-west-1.bedrock-runtime",
            policy_document=cris.InferenceEndpointPolicy.of(self, [global_profile], any_principal=True).to_document(),
        )
        cris.CrisServiceControlPolicy(
            self,
            "Organization",
            content=cris.ServiceControlPolicyContent.all(
                cris.ServiceControlPolicyContent.deny_outside_regions(
                    ["eu-west-1", "eu-central-1"],
                    geographies=[cris.Geography.EU],
                    cross_region_inference=cris.RegionDenyExemption.PROFILE_EXEMPTION,
                    exempt_principal_arns=["arn:aws:iam::*:role/AWSControlTowerExecution"],
                ),
                cris.ServiceControlPolicyContent.deny(cris.ExplicitDeny.mantle()),
            ),
            target_ids=["ou-a1b2-c3d4e5f6"],
        )

        destinations = " ".join(european.destination_regions("eu-west-1"))
        CfnOutput(self, "Destinations", value=f"{european.geography.prefix}: {destinations}")
        CfnOutput(self, "Environment", value=assistant.environment["BEDROCK_INFERENCE_PROFILE_IDS"])
        CfnOutput(self, "Json", value=self.to_json_string(cris.ServiceControlPolicyContent.deny(cris.ExplicitDeny.global_inference()).to_document(self)))
        CfnOutput(self, "Refused", value=str("InferenceProfile.global" in refusal(lambda: cris.Geography.of("global"))).lower())


def refusal(attempt) -> str:
    try:
        attempt()
        return "none"
    except RuntimeError as error:
        return str(error)
