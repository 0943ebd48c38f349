import { Annotations, Stage, StageProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ManagementBaselineStack, MemberBaselineStack } from './baseline-stacks';
import { HubStack } from './hub-stack';
import { Organization } from './organization';
import { PolicyStack } from './policy-stack';

/**
 * Everything that an organization has for cross-Region inference. The order of its stacks is one in which nothing is lost: hubs, then baselines, then
 * policies. It is removed the other way round, so links go before the sinks that they lead to.
 */
export class OrganizationStage extends Stage {
  constructor(scope: Construct, id: string, { organization, ...props }: StageProps & { organization: Organization }) {
    super(scope, id, props);
    const { managementAccount, monitoringAccount, sourceRegions, sinkArns } = organization;
    const [firstRegion] = sourceRegions;
    const hubs = sourceRegions.map((region) => new HubStack(this, `Hub-${region}`, { organization, env: { account: monitoringAccount, region } }));

    const missing = sourceRegions.filter((region) => sinkArns[region] === undefined);
    if (missing.length > 0) {
      Annotations.of(hubs[0]).addWarningV2('organization::sinkArns',
        `no baseline and no policy is defined yet: deploy the hubs, then put their outputs SinkArn into sinkArns of organization.ts (missing: ${missing.join(', ')})`);
      return;
    }
    const baselines = [
      new MemberBaselineStack(this, 'MemberBaseline', { organization, env: { account: monitoringAccount, region: firstRegion } }),
      ...sourceRegions.map((region) => new ManagementBaselineStack(this, `ManagementBaseline-${region}`, { organization, env: { account: managementAccount, region } })),
    ];
    // AWS Organizations is called in us-east-1.
    const policies = new PolicyStack(this, 'Policies', { organization, env: { account: managementAccount, region: 'us-east-1' } });
    for (const baseline of baselines) {
      for (const hub of hubs) baseline.addDependency(hub, 'a link needs the sink');
      policies.addDependency(baseline, 'what is denied is seen');
    }
  }
}
