#!/usr/bin/env python3
import aws_cdk as cdk

from assistant_stack import AssistantStack

app = cdk.App()
AssistantStack(app, "CrisQuickStart", env=cdk.Environment(region="eu-west-1"))
app.synth()
