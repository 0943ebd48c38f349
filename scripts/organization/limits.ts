import { OrganizationMeasured, Size } from './measure';

/** What AWS limits, how much of it an organization takes, and where the limit is stated. */
export interface Limit {
  readonly what: string;
  readonly count: number;
  readonly limit: number;
  readonly page: string;
}

/** How accounts use Amazon Bedrock: what neither a template nor a limit says. */
export interface Use {
  /** Profiles that an account calls in a source Region, and source Regions that it calls from. */
  readonly profilesPerAccount: number;
  readonly regionsPerAccount: number;
  /** Forwarded events of an account in a source Region, for each second: calls that were processed outside of the allowed Regions. */
  readonly eventsPerSecond: number;
}

/** Every limit of AWS that an organization comes near to as it grows, at a size. */
export function limits({ accounts, sourceRegions, inferenceProfileIds }: Size, measured: OrganizationMeasured, use: Use): Limit[] {
  const { hub, regional, global, policies } = measured;
  const regions = sourceRegions.length;
  // Accounts that call one profile from one source Region, if they choose evenly.
  const callers = Math.ceil(accounts * share(use.profilesPerAccount, inferenceProfileIds.length) * share(use.regionsPerAccount, regions));
  const entry = (what: string, count: number, limit: number, page: string): Limit => ({ what, count, limit, page });
  return [
    entry('hub: accounts that are linked to the sink', accounts, 100_000, OAM),
    entry('hub: alarms on queries in a Region', hub.queryAlarms, 200, INSIGHTS),
    entry('hub: metrics that a query analyzes (accounts that call the profile)', callers, 10_000, INSIGHTS),
    entry('hub: accounts that go off at once in one alarm', callers, 500, INSIGHTS),
    entry('hub: widgets of the dashboard', hub.dashboard.widgets, 500, CLOUDWATCH),
    entry('hub: characters of the bus policy', hub.busPolicy, 10_240, EVENTBRIDGE),
    entry('hub: events a second to its targets, in the Region with the least', accounts * share(use.regionsPerAccount, regions) * use.eventsPerSecond, 750, EVENTBRIDGE),
    entry('hub: resources of its stack', hub.resources, 500, CLOUDFORMATION),
    entry('hub: bytes of its template', hub.bytes, 1_000_000, CLOUDFORMATION),
    entry('baseline: stack instances of a StackSet', accounts * regions, 100_000, CLOUDFORMATION),
    entry('baseline: bytes of the template of each Region', regional.bytes, 51_200, CLOUDFORMATION),
    entry('baseline: bytes of the template for IAM', global.bytes, 51_200, CLOUDFORMATION),
    entry('baseline: characters of the permissions boundary', global.managedPolicy, 6_144, IAM),
    entry('baseline: Regions in the mapping of sinks', regions, 200, CLOUDFORMATION),
    entry('account: roles, over all Regions', regional.types['AWS::IAM::Role'] * regions, 1_000, IAM),
    entry('account: alarms in a Region', regional.types['AWS::CloudWatch::Alarm'], 5_000, CLOUDWATCH),
    entry('account: metric filters of the log group', regional.types['AWS::Logs::MetricFilter'], 100, LOGS),
    entry('account: log resource policies in a Region', regional.types['AWS::Logs::ResourcePolicy'], 10, LOGS),
    entry('account: rules of the default bus', regional.types['AWS::Events::Rule'], 300, EVENTBRIDGE),
    entry('account: characters of the filter of its link', regional.linkFilter, 2_000, OAM),
    entry('account: monitoring accounts that it is linked to', regional.types['AWS::Oam::Link'], 5, OAM),
    entry('policies: characters of the service control policy', policies.organizationPolicy, 10_240, ORGANIZATIONS),
  ];
}

/** US dollars a month, at the list prices of us-east-1 in November 2026, without the free tier. */
export interface Cost {
  readonly what: string;
  readonly amount: number;
}

export function costs({ accounts, sourceRegions, inferenceProfileIds }: Size, { hub, regional }: OrganizationMeasured, use: Use): Cost[] {
  const regions = sourceRegions.length;
  const signals = inferenceProfileIds.length === 0 ? 0 : hub.queryAlarms / inferenceProfileIds.length;
  const regionsUsed = Math.min(use.regionsPerAccount, regions);
  const profilesUsed = Math.min(use.profilesPerAccount, inferenceProfileIds.length);
  const month = 30 * 24 * 3600;
  return [
    { what: `hub: alarms on queries: ${signals} signals x ${accounts} accounts x ${profilesUsed} profiles x ${regionsUsed} Regions that each calls`, amount: signals * accounts * profilesUsed * regionsUsed * METRIC_OF_ALARM },
    { what: 'hub: dashboard', amount: DASHBOARD },
    { what: 'hub: forwarded events', amount: accounts * regionsUsed * use.eventsPerSecond * month * EVENT },
    // As docs/cost.md counts them, with ten processing Regions and streams: eleven for each profile, and thirteen besides.
    { what: `baseline: custom metrics, if called in every hour: ${13 + 11 * profilesUsed} in each account and Region that it calls`, amount: (13 + 11 * profilesUsed) * accounts * regionsUsed * CUSTOM_METRIC },
    { what: `baseline: alarms on the audit: ${regional.watchedMetrics} in each account and Region`, amount: regional.watchedMetrics * accounts * regions * METRIC_OF_ALARM },
  ];
}

function share(used: number, all: number): number {
  return Math.min(1, used / Math.max(1, all));
}

// https://aws.amazon.com/cloudwatch/pricing/, https://aws.amazon.com/eventbridge/pricing/
const METRIC_OF_ALARM = 0.10;
const CUSTOM_METRIC = 0.30;
const DASHBOARD = 3;
const EVENT = 1 / 1_000_000;

const OAM = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Unified-Cross-Account.html';
const INSIGHTS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-limits.html';
const CLOUDWATCH = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html';
const LOGS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html';
const EVENTBRIDGE = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html';
const CLOUDFORMATION = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html';
const IAM = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html';
const ORGANIZATIONS = 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html';
