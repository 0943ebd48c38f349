import { Stack, StackProps } from 'aws-cdk-lib';
import { CrisServiceControlPolicy, ExplicitDeny, ServiceControlPolicyContent } from 'cdk-bedrock-cris';
import { Construct } from 'constructs';
import { Organization } from './organization';

/** What no account of the organizational units may do, in the management account. */
export class PolicyStack extends Stack {
  constructor(scope: Construct, id: string, { organization, ...props }: StackProps & { organization: Organization }) {
    super(scope, id, props);
    new CrisServiceControlPolicy(this, 'BedrockPolicy', {
      content: ServiceControlPolicyContent.deny(ExplicitDeny.all(
        ExplicitDeny.outsideSourceRegions(organization.sourceRegions),
        ExplicitDeny.mantle(),
        ExplicitDeny.longTermApiKeys(),
      )),
      targetIds: organization.organizationalUnitIds,
    });
  }
}
