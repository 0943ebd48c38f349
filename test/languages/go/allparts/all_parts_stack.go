package main

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsbedrock"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	actions "github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	targets "github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	cris "github.com/cdk-bedrock-cris/cdk-bedrock-cris-go/cdkbedrockcris"
)

// NewAllPartsStack holds every part of the library, as typescript/all-parts-stack.ts does.
func NewAllPartsStack(scope constructs.Construct, id string, props *awscdk.StackProps) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, props)
	sonnet := awsbedrock.FoundationModelIdentifier_ANTHROPIC_CLAUDE_SONNET_4_5_20250929_V1_0()
	topic := awssns.NewTopic(stack, jsii.String("Topic"), nil)
	trailLogs := awslogs.LogGroup_FromLogGroupName(stack, jsii.String("TrailLogs"), jsii.String("organization-trail"))
	sourceRegions := jsii.Strings("eu-west-1", "eu-central-1")
	alarmActions := &[]awscloudwatch.IAlarmAction{actions.NewSnsAction(topic)}

	global := cris.InferenceProfile_GlobalProfile(sonnet)
	european := cris.InferenceProfile_GeographicProfile(cris.Geography_EU(), sonnet, &cris.InferenceProfileOptions{
		DestinationRegions: jsii.Strings("eu-west-1", "eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-3"),
	})
	unheardOf := cris.InferenceProfile_FromInferenceProfileId(jsii.String("global.example.unheard-of-v1:0"), nil)
	profiles := &[]cris.IInferenceProfile{global, european, unheardOf}

	trail := cris.NewCrisTrail(stack, jsii.String("Trail"), &cris.CrisTrailProps{
		MultiRegion:          jsii.Bool(true),
		RecordRetention:      awscdk.Duration_Days(jsii.Number(500)),
		ExcludedEventSources: &[]*string{},
	})
	monitoring := cris.NewCrisMonitoring(stack, jsii.String("Monitoring"), &cris.CrisMonitoringProps{
		Audit: cris.AuditSource_Trail(trail),
		Alarms: &cris.MonitoringAlarmsOptions{
			Throttles:           &cris.CrisCountAlarmOptions{Threshold: jsii.Number(10)},
			LatencyP99:          &cris.CrisDurationAlarmOptions{Threshold: awscdk.Duration_Seconds(jsii.Number(30)), ByArn: jsii.Bool(true)},
			TimeToFirstTokenP99: &cris.CrisDurationAlarmOptions{Enabled: jsii.Bool(false)},
			AlarmActions:        alarmActions,
		},
		Dashboard:        &cris.MonitoringDashboardOptions{DashboardName: jsii.String("bedrock-eu-west-1")},
		AllowedRegions:   sourceRegions,
		ResidencyTargets: &[]awsevents.IRuleTarget{targets.NewSnsTopic(topic, nil)},
	})
	monitoring.AddInferenceProfile(global, &cris.MonitoredProfileOptions{
		SourceRegions: sourceRegions,
		Alarms:        &cris.CrisAlarmsOptions{UnrecordedCalls: &cris.CrisAlarmOptions{Period: awscdk.Duration_Hours(jsii.Number(6))}},
	})

	assistant := cris.NewCrisWorkload(stack, jsii.String("Assistant"), &cris.CrisWorkloadProps{
		InferenceProfiles: profiles,
		AssumedBy:         awsiam.NewServicePrincipal(jsii.String("ecs-tasks.amazonaws.com"), nil),
		SourceRegions:     sourceRegions,
		ExplicitDeny:      cris.ExplicitDeny_All(cris.ExplicitDeny_OutsideProfiles(profiles, nil), cris.ExplicitDeny_OutsideSourceRegions(sourceRegions)),
	})

	search := cris.NewCrisWorkload(stack, jsii.String("Search"), &cris.CrisWorkloadProps{
		InferenceProfiles: &[]cris.IInferenceProfile{global},
		CostTags:          &map[string]*string{"team": jsii.String("search"), "stage": jsii.String("test")},
		Monitoring:        cris.CrisMonitoring_None(),
	})
	shared := cris.NewCrisWorkload(stack, jsii.String("Shared"), &cris.CrisWorkloadProps{
		InferenceProfiles: &[]cris.IInferenceProfile{european},
		SourceRegions:     sourceRegions,
		Monitoring:        assistant.Monitoring(),
	})
	output(stack, "SwitchedOff", fmt.Sprint(
		search.Monitoring().Dashboard() == nil, " ", search.Monitoring().AlarmsOf(global) == nil, " ",
		monitoring.AlarmsOf(global).TimeToFirstTokenP99() == nil, " ", shared.Monitoring().AlarmsOf(european) == nil,
	))

	application := cris.NewApplicationInferenceProfile(stack, jsii.String("Application"), &cris.ApplicationInferenceProfileProps{
		ModelSource: cris.ApplicationInferenceProfileSource_InferenceProfile(european),
		Tags:        &map[string]*string{"team": jsii.String("search")},
	})
	guardrail := jsii.String("arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6")
	grants := cris.InferenceProfileGrants_Of(stack, &[]cris.IInferenceProfile{application, global}, &cris.InferenceProfileGrantsOptions{
		Streaming: jsii.Bool(false),
		Guardrail: cris.RequiredGuardrail_AnyOf(
			cris.RequiredGuardrail_Version(guardrail, jsii.String("3"), &cris.RequiredGuardrailOptions{GuardrailProfileId: jsii.String("eu.guardrail.v1:0")}),
			cris.RequiredGuardrail_AnyVersion(jsii.String("arn:aws:bedrock:eu-west-1:111122223333:guardrail/f6e5d4c3b2a1"), nil),
		),
	})
	developers := awsiam.Role_FromRoleName(stack, jsii.String("Developers"), jsii.String("developers"), nil)
	grants.Invoke(developers).AssertSuccess()
	assistant.Grants().CountTokens(search)
	assistant.Grants().ApplyGuardrail(assistant, guardrail)
	cris.NewCrisDenyPolicy(stack, jsii.String("NoGlobalInference"), &cris.CrisDenyPolicyProps{
		Deny:  cris.ExplicitDeny_GlobalInference(),
		Roles: &[]awsiam.IRole{developers},
	})

	cris.InferenceProfileMetrics_Of(stack, application, nil).
		MetricOutputTokenCount(&awscloudwatch.MetricOptions{Period: awscdk.Duration_Minutes(jsii.Number(1))}).
		CreateAlarm(stack, jsii.String("ManyTokens"), alarm(1e6, 3))
	assistant.Monitoring().TrailFilters().MetricAuditChanges(nil).CreateAlarm(stack, jsii.String("AuditChanged"), alarm(1, 1))
	assistant.Monitoring().TrailFilters().
		MetricRerouted(global, jsii.String("eu-central-1"), &cris.RecordMetricOptions{ByArn: jsii.Bool(true)}).
		CreateAlarm(stack, jsii.String("Rerouted"), alarm(100, 1))
	monitoring.AlarmsOf(global).Throttles().AddOkAction(actions.NewSnsAction(topic))

	filters := cris.NewCrisTrailFilters(stack, jsii.String("Filters"), &cris.CrisTrailFiltersProps{
		Audit: cris.AuditSource_LogGroup(trailLogs, &cris.LogGroupAuditOptions{Accounts: jsii.Strings("*"), SourceRegions: sourceRegions}),
	})
	cris.NewCrisTrailFilters(stack, jsii.String("Events"), &cris.CrisTrailFiltersProps{
		Audit:           cris.AuditSource_EventBridge(&cris.EventBridgeAuditOptions{LogRetention: awslogs.RetentionDays_FIVE_YEARS}),
		MetricNamespace: jsii.String("Bedrock/Events"),
	})
	alarms := cris.NewCrisAlarms(stack, jsii.String("Alarms"), &cris.CrisAlarmsProps{
		InferenceProfile: application,
		TrailFilters:     filters,
		ServerErrors:     &cris.CrisCountAlarmOptions{AlarmName: jsii.String("search-errors")},
		OkActions:        alarmActions,
	})
	alarmsShown := []awscloudwatch.IAlarm{}
	for _, each := range *alarms.Alarms() {
		alarmsShown = append(alarmsShown, each)
	}
	dashboard := cris.NewCrisDashboard(stack, jsii.String("Dashboard"), &cris.CrisDashboardProps{
		InferenceProfiles: &[]cris.IInferenceProfile{application},
		TrailFilters:      filters,
		Alarms:            &alarmsShown,
	})
	dashboard.AddAlarms(monitoring.AuditChangesAlarm(), monitoring.ResidencyAlarm())

	quota := cris.NewInferenceQuota(stack, jsii.String("Quota"), &cris.InferenceQuotaProps{
		InferenceProfile: global,
		TokensPerMinute:  jsii.Number(2_000_000),
		Share:            jsii.Number(0.75),
		AlarmActions:     alarmActions,
	})
	monitoring.Dashboard().AddQuota(quota)
	quota.AddToDashboard(dashboard.Dashboard())
	cris.NewInferenceBudget(stack, jsii.String("Budget"), &cris.InferenceBudgetProps{
		CostTags:         &map[string]*string{"team": jsii.String("search"), "stage": jsii.String("test")},
		MonthlyLimit:     jsii.Number(500),
		ActualThresholds: &[]*float64{jsii.Number(50), jsii.Number(100)},
		Topic:            topic,
	})
	cris.NewInvocationLogging(stack, jsii.String("InvocationLogging"), &cris.InvocationLoggingProps{
		Destination:   cris.InvocationLogDestination_LOG_GROUP,
		OnDelete:      cris.InvocationLoggingOnDelete_RESTORE,
		Modalities:    &cris.InvocationLogModalities{Image: jsii.Bool(false), Video: jsii.Bool(false)},
		TrailLogGroup: trailLogs,
	})
	cris.NewResidencyRule(stack, jsii.String("Residency"), &cris.ResidencyRuleProps{
		AllowedRegions: sourceRegions,
		Targets:        &[]awsevents.IRuleTarget{targets.NewSnsTopic(topic, nil)},
	})
	cris.NewBatchInferenceRole(stack, jsii.String("BatchRole"), &cris.BatchInferenceRoleProps{
		InferenceProfiles: &[]cris.IInferenceProfile{european},
		InputBucket:       awss3.Bucket_FromBucketName(stack, jsii.String("BatchData"), jsii.String("batch-data")),
		InputPrefix:       jsii.String("in"),
		OutputPrefix:      jsii.String("out"),
	}).GrantSubmit(developers)

	cris.NewCrisPermissionsBoundary(stack, jsii.String("Boundary"), &cris.CrisPermissionsBoundaryProps{
		InferenceProfiles: &[]cris.IInferenceProfile{global},
		Statements: &[]awsiam.PolicyStatement{
			awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{Actions: jsii.Strings("logs:PutLogEvents"), Resources: jsii.Strings("*")}),
		},
	})
	// A statement written by hand, for every model: what the checks find.
	awsiam.NewManagedPolicy(stack, jsii.String("HandWritten"), &awsiam.ManagedPolicyProps{
		Statements: &[]awsiam.PolicyStatement{
			awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions:   jsii.Strings("bedrock:InvokeModel"),
				Resources: jsii.Strings("arn:aws:bedrock:*::foundation-model/*"),
			}),
		},
	})
	awsec2.NewCfnVPCEndpoint(stack, jsii.String("Endpoint"), &awsec2.CfnVPCEndpointProps{
		VpcId:       jsii.String("vpc-0123456789abcdef0"),
		ServiceName: jsii.String("com.amazonaws.eu-west-1.bedrock-runtime"),
		PolicyDocument: cris.InferenceEndpointPolicy_Of(stack, &[]cris.IInferenceProfile{global}, &cris.InferenceEndpointPolicyOptions{
			AnyPrincipal: jsii.Bool(true),
		}).ToDocument(),
	})
	cris.NewCrisServiceControlPolicy(stack, jsii.String("Organization"), &cris.CrisServiceControlPolicyProps{
		Content: cris.ServiceControlPolicyContent_All(
			cris.ServiceControlPolicyContent_DenyOutsideRegions(sourceRegions, &cris.RegionDenyOptions{
				Geographies:          &[]cris.Geography{cris.Geography_EU()},
				CrossRegionInference: cris.RegionDenyExemption_PROFILE_EXEMPTION,
				ExemptPrincipalArns:  jsii.Strings("arn:aws:iam::*:role/AWSControlTowerExecution"),
			}),
			cris.ServiceControlPolicyContent_Deny(cris.ExplicitDeny_Mantle(), nil),
		),
		TargetIds: jsii.Strings("ou-a1b2-c3d4e5f6"),
	})

	destinations := []string{}
	for _, region := range *european.DestinationRegions(jsii.String("eu-west-1")) {
		destinations = append(destinations, *region)
	}
	output(stack, "Destinations", *european.Geography().Prefix()+": "+strings.Join(destinations, " "))
	output(stack, "Environment", *(*assistant.Environment())["BEDROCK_INFERENCE_PROFILE_IDS"])
	output(stack, "Json", *stack.ToJsonString(cris.ServiceControlPolicyContent_Deny(cris.ExplicitDeny_GlobalInference(), nil).ToDocument(stack), nil))
	refused := refusal(func() { cris.Geography_Of(jsii.String("global")) })
	output(stack, "Refused", fmt.Sprint(strings.Contains(refused, "InferenceProfile.global")))
	return stack
}

func alarm(threshold float64, evaluationPeriods float64) *awscloudwatch.CreateAlarmOptions {
	return &awscloudwatch.CreateAlarmOptions{Threshold: &threshold, EvaluationPeriods: &evaluationPeriods}
}

func output(stack awscdk.Stack, id string, value string) {
	awscdk.NewCfnOutput(stack, &id, &awscdk.CfnOutputProps{Value: &value})
}

func refusal(attempt func()) (message string) {
	defer func() {
		if reason := recover(); reason != nil {
			message = fmt.Sprint(reason)
		}
	}()
	attempt()
	return "none"
}
