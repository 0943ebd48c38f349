package com.example;

import io.github.cdkbedrockcris.CrisMonitoring;
import io.github.cdkbedrockcris.CrisWorkload;
import io.github.cdkbedrockcris.InferenceProfile;
import io.github.cdkbedrockcris.MonitoringAlarmsOptions;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.bedrock.FoundationModelIdentifier;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/** The quick start: a function that calls Claude Sonnet 4.5 through its global inference profile, with what it needs to do so. */
public class AssistantStack extends Stack {
    public AssistantStack(final Construct scope, final String id, final StackProps props) {
        super(scope, id, props);

        // Once for the account and Region, before the first workload. Whoever subscribes to the topic is notified.
        Topic alerts = new Topic(this, "Alerts");
        CrisMonitoring.Builder.create(this, "Monitoring")
                .alarms(MonitoringAlarmsOptions.builder().alarmActions(List.of(new SnsAction(alerts))).build())
                .build();

        CrisWorkload assistant = CrisWorkload.Builder.create(this, "Assistant")
                .inferenceProfiles(List.of(
                        InferenceProfile.globalProfile(FoundationModelIdentifier.ANTHROPIC_CLAUDE_SONNET_4_5_20250929_V1_0)))
                .build();

        // The role is the workload's own, so the function may write to this log group and to no other.
        LogGroup logGroup = LogGroup.Builder.create(this, "Logs")
                .retention(RetentionDays.ONE_MONTH)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        logGroup.grantWrite(assistant);

        Function.Builder.create(this, "Function")
                .description("Answers a prompt with a model behind a cross-Region inference profile")
                .code(Code.fromAsset("../function"))
                .handler("index.handler")
                .runtime(Runtime.NODEJS_22_X)
                .architecture(Architecture.ARM_64)
                .memorySize(256)
                .timeout(Duration.minutes(2))
                .role(assistant.getRole())
                .environment(assistant.getEnvironment())
                .logGroup(logGroup)
                .build();
    }
}
