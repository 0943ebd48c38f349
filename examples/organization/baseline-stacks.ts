import { Stack, StackProps } from 'aws-cdk-lib';
import { Capability, DeploymentType, RegionConcurrencyType, StackSet, StackSetStack, StackSetTarget, StackSetTemplate } from 'cdk-stacksets';
import { Construct } from 'constructs';
import { globalBaseline, regionalBaseline } from './baseline';
import { Organization } from './organization';

type BaselineProps = StackProps & { readonly organization: Organization };

/** The baseline of all accounts in the organizational units, those that are added later included, by CloudFormation StackSets. */
export class MemberBaselineStack extends Stack {
  constructor(scope: Construct, id: string, { organization, ...props }: BaselineProps) {
    super(scope, id, props);
    const regional = new StackSetStack(this, 'RegionalBaseline');
    regionalBaseline(regional, organization);
    this.deploy('Regional', regional, organization, organization.sourceRegions, Capability.IAM);

    const global = new StackSetStack(this, 'GlobalBaseline');
    globalBaseline(global, organization);
    this.deploy('Global', global, organization, [organization.homeRegion], Capability.NAMED_IAM);
  }

  private deploy(id: string, template: StackSetStack, { organizationalUnitIds }: Organization, regions: string[], capability: Capability): void {
    new StackSet(this, id, {
      stackSetName: `BedrockCris${id}`,
      template: StackSetTemplate.fromStackSetStack(template),
      target: StackSetTarget.fromOrganizationalUnits({ organizationalUnits: organizationalUnitIds, regions }),
      capabilities: [capability],
      deploymentType: DeploymentType.serviceManaged({
        // Accounts that join get the baseline; accounts that leave lose it, but for their log group. A boundary in use fails that: take it off first.
        autoDeployEnabled: true,
        autoDeployRetainStacks: false,
        // The monitoring account, not the management account, deploys.
        delegatedAdmin: true,
      }),
      operationPreferences: { regionConcurrencyType: RegionConcurrencyType.PARALLEL, maxConcurrentPercentage: 10, failureTolerancePercentage: 5 },
    });
  }
}

/** The same for the management account, which service-managed StackSets never reach: a stack for each Region. */
export class ManagementBaselineStack extends Stack {
  constructor(scope: Construct, id: string, { organization, ...props }: BaselineProps) {
    super(scope, id, props);
    regionalBaseline(this, organization);
    if (this.region === organization.homeRegion) globalBaseline(this, organization);
  }
}
