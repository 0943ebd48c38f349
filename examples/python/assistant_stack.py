from pathlib import Path

from aws_cdk import Duration, RemovalPolicy, Stack, aws_lambda as lambda_, aws_logs as logs
from aws_cdk.aws_bedrock import FoundationModelIdentifier
from cdk_bedrock_cris import CrisWorkload, InferenceProfile
from constructs import Construct

FUNCTION = Path(__file__).resolve().parent.parent / "function"


class AssistantStack(Stack):
    """The quick start: a function that calls Claude Sonnet 4.5 through its global inference profile, with what it needs to do so."""

    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)

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
