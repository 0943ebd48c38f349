package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	cris "github.com/cdk-bedrock-cris/cdk-bedrock-cris-go/cdkbedrockcris"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	awscdk.Validations_Of(app).AddPlugins(cris.NewCrisChecks())
	NewAllPartsStack(app, "AllParts", &awscdk.StackProps{
		Env: &awscdk.Environment{Region: jsii.String("eu-west-1")},
	})
	app.Synth(nil)
}
