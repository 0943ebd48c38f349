import { Stack, StackProps } from 'aws-cdk-lib';
import { CrisServiceControlPolicy, ExplicitDeny, ServiceControlPolicyContent } from 'cdk-bedrock-cris';
import { Construct } from 'constructs';
import { Organization } from './organization';

/**
 * What no account of the organizational units may do. Calls of models without a profile, in other Regions, are not denied here: your deny of Regions does
 * that. If you have one, replace it by `ServiceControlPolicyContent.denyOutsideRegions`, or it stops global calls. Switch
 * that of AWS Control Tower off only after yours is attached: docs/governance.md.
 */
export class PolicyStack extends Stack {
  constructor(scope: Construct, id: string, { organization, ...props }: StackProps & { organization: Organization }) {
    super(scope, id, props);
    const { sourceRegions, exemptPrincipalArns, organizationalUnitIds } = organization;
    new CrisServiceControlPolicy(this, 'BedrockPolicy', {
      content: ServiceControlPolicyContent.deny(ExplicitDeny.all(
        ExplicitDeny.outsideSourceRegions(sourceRegions),
        ExplicitDeny.mantle(),
        ExplicitDeny.longTermApiKeys(),
      ), { exemptPrincipalArns }),
      targetIds: organizationalUnitIds,
    });
  }
}
