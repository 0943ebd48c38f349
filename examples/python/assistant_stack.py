from pathlib import Path

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch_actions as cloudwatch_actions, aws_lambda as lambda_, aws_logs as logs, aws_sns as sns
from aws_cdk.aws_bedrock import FoundationModelIdentifier
from cdk_bedrock_cris import CrisMonitoring, CrisWorkload, InferenceProfile, MonitoringAlarmsOptions
from constructs import Construct

FUNCTION = Path(__file__).resolve().parent.parent / "function"


class AssistantStack(Stack):
    """The quick start: a function that calls Claude Sonnet 4.5 through its global inference profile, with what it needs to do so."""

    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)

        # Once for the account and Region, before the first workload. Whoever subscribes to the topic is notified.
        alerts = sns.Topic(self, "Alerts")
        CrisMonitoring(self, "Monitoring", alarms=MonitoringAlarmsOptions(alarm_actions=[cloudwatch_actions.SnsAction(alerts)]))

        assistant = CrisWorkload(
            self,
            "Assistant",
            inference_profiles=[
                InferenceProfile.global_profile(FoundationModelIdentifier.ANTHROPIC_CLAUDE_SONNET_4_5_20250929_V1_0),
            ],
        )

        # The role is the workload's own, so the function may write to this log group and to no other.
        log_group = logs.LogGroup(self, "Logs", retention=logs.RetentionDays.ONE_MONTH, removal_policy=RemovalPolicy.DESTROY)
        log_group.grant_write(assistant)

        lambda_.Function(
            self,
            "Function",
            description="Answers a prompt with a model behind a cross-Region inference profile",
            code=lambda_.Code.from_asset(str(FUNCTION)),
            handler="index.handler",
            runtime=lambda_.Runtime.NODEJS_22_X,
            architecture=lambda_.Architecture.ARM_64,
            memory_size=256,
            timeout=Duration.minutes(2),
            role=assistant.role,
            environment=assistant.environment,
            log_group=log_group,
        )
