import aws_cdk as cdk
from cdk_bedrock_cris import CrisChecks

from all_parts_stack import AllPartsStack

app = cdk.App()
cdk.Validations.of(app).add_plugins(CrisChecks())
AllPartsStack(app, "AllParts", env=cdk.Environment(region="eu-west-1"))
app.synth()
