package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsbedrock"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	actions "github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	cris "github.com/cdk-bedrock-cris/cdk-bedrock-cris-go/cdkbedrockcris"
)

// NewAssistantStack is the quick start: a function that calls Claude Sonnet 4.5 through its global inference profile, with what it needs to do so.
func NewAssistantStack(scope constructs.Construct, id string, props *awscdk.StackProps) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, props)

	// Once for the account and Region, before the first workload. Whoever subscribes to the topic is notified.
	alerts := awssns.NewTopic(stack, jsii.String("Alerts"), nil)
	cris.NewCrisMonitoring(stack, jsii.String("Monitoring"), &cris.CrisMonitoringProps{
		Alarms: &cris.MonitoringAlarmsOptions{AlarmActions: &[]awscloudwatch.IAlarmAction{actions.NewSnsAction(alerts)}},
	})

	assistant := cris.NewCrisWorkload(stack, jsii.String("Assistant"), &cris.CrisWorkloadProps{
		InferenceProfiles: &[]cris.IInferenceProfile{
			cris.InferenceProfile_GlobalProfile(awsbedrock.FoundationModelIdentifier_ANTHROPIC_CLAUDE_SONNET_4_5_20250929_V1_0()),
		},
	})

	// The role is the workload's own, so the function may write to this log group and to no other.
	logGroup := awslogs.NewLogGroup(stack, jsii.String("Logs"), &awslogs.LogGroupProps{
		Retention:     awslogs.RetentionDays_ONE_MONTH,
		RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
	})
	logGroup.GrantWrite(assistant)

	awslambda.NewFunction(stack, jsii.String("Function"), &awslambda.FunctionProps{
		Description:  jsii.String("Answers a prompt with a model behind a cross-Region inference profile"),
		Code:         awslambda.Code_FromAsset(jsii.String("../function"), nil),
		Handler:      jsii.String("index.handler"),
		Runtime:      awslambda.Runtime_NODEJS_22_X(),
		Architecture: awslambda.Architecture_ARM_64(),
		MemorySize:   jsii.Number(256),
		Timeout:      awscdk.Duration_Minutes(jsii.Number(2)),
		Role:         assistant.Role(),
		Environment:  assistant.Environment(),
		LogGroup:     logGroup,
	})

	return stack
}
