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
        trail = cris.CrisTrail.from_log_group(self, "Trail", trail_logs)

        global_profile = cris.InferenceProfile.global_profile(sonnet)
        european = cris.InferenceProfile.geographic_profile(
            cris.Geography.EU, sonnet, destination_regions=["eu-west-1", "eu-central-1", "eu-north-1"]
        )
        unheard_of = cris.InferenceProfile.from_inference_profile_id("global.example.unheard-of-v1:0")

        assistant = cris.CrisWorkload(
            self,
            "Assistant",
            inference_profiles=[global_profile, european, unheard_of],
            assumed_by=iam.ServicePrincipal("ecs-tasks.amazonaws.com"),
            source_regions=["eu-west-1", "eu-central-1"],
            explicit_deny=cris.ExplicitDeny.all(
                cris.ExplicitDeny.outside_profiles([global_profile, european, unheard_of]),
                cris.ExplicitDeny.outside_source_regions(["eu-west-1", "eu-central-1"]),
            ),
            alarms=cris.WorkloadAlarmsOptions(
                throttles=10, latency_p99=Duration.seconds(30), alarm_actions=[cloudwatch_actions.SnsAction(topic)]
            ),
            dashboard=cris.WorkloadDashboardOptions(dashboard_name="assistant-eu-west-1"),
            trail=trail,
        )

        search = cris.CrisWorkload(
            self,
            "Search",
            inference_profiles=[global_profile],
            cost_tags={"team": "search", "stage": "test"},
            trail=cris.CrisTrail.none(),
            dashboard=cris.WorkloadDashboardOptions(enabled=False),
            alarms=cris.WorkloadAlarmsOptions(enabled=False),
        )
        switched_off = [search.trail is None, search.dashboard is None, search.alarms is None]
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
        assistant.trail_filters.metric_logging_changes().create_alarm(self, "LoggingChanged", threshold=1, evaluation_periods=1)
        assistant.trail_filters.metric_rerouted(global_profile).create_alarm(self, "Rerouted", threshold=100, evaluation_periods=1)

        quota = cris.InferenceQuota(
            self,
            "Quota",
            inference_profile=global_profile,
            tokens_per_minute=2_000_000,
            share=0.75,
            alarm_actions=[cloudwatch_actions.SnsAction(topic)],
        )
        quota.add_to_dashboard(assistant.dashboard.dashboard)
        cris.InferenceBudget(self, "Budget", cost_tags={"team": "search", "stage": "test"}, monthly_limit=500, actual_thresholds=[50, 100], topic=topic)
        cris.InvocationLogging(
            self,
            "InvocationLogging",
            destination=cris.InvocationLogDestination.LOG_GROUP,
            on_delete=cris.InvocationLoggingOnDelete.RESTORE,
            modalities=cris.InvocationLogModalities(image=False, video=False),
            trail_log_group=trail_logs,
        )
        cris.ResidencyRule(self, "Residency", allowed_regions=["eu-west-1", "eu-central-1"], targets=[targets.SnsTopic(topic)])
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
