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
    const { managementAccount, monitoringAccount, homeRegion, sourceRegions, sinkArns } = organization;
    const hubs = sourceRegions.map((region) => new HubStack(this, `Hub-${region}`, { organization, env: { account: monitoringAccount, region } }));

    // A Region whose sink is not known yet has a hub, and no baseline. The others keep theirs.
    const missing = sourceRegions.filter((region) => sinkArns[region] === undefined);
    if (missing.length > 0) {
      Annotations.of(hubs[0]).addWarningV2('organization::sinkArns',
        `no baseline in ${missing.join(', ')}: deploy the hubs there, then put their outputs SinkArn into sinkArns of organization.ts`);
    }
    if (missing.includes(homeRegion)) return;
    const connected: Organization = { ...organization, sourceRegions: sourceRegions.filter((region) => !missing.includes(region)) };
    const baselines = [
      new MemberBaselineStack(this, 'MemberBaseline', { organization: connected, env: { account: monitoringAccount, region: homeRegion } }),
      ...connected.sourceRegions.map((region) => (
        new ManagementBaselineStack(this, `ManagementBaseline-${region}`, { organization: connected, env: { account: managementAccount, region } }))),
    ];
    // AWS Organizations is called in us-east-1. Its policy leaves all source Regions usable, the new ones too.
    const policies = new PolicyStack(this, 'Policies', { organization, env: { account: managementAccount, region: 'us-east-1' } });
    for (const baseline of baselines) {
      for (const hub of hubs) baseline.addDependency(hub, 'a link needs the sink');
      policies.addDependency(baseline, 'what is allowed is there before the rest is denied');
    }
  }
}
