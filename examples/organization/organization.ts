import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** What the app knows of an organization. Change it to yours. */
export interface Organization {
  readonly organizationId: string;
  /** Service-managed StackSets never reach it, and no service control policy binds it. */
  readonly managementAccount: string;
  /** The hub's, which is also the delegated administrator of StackSets. */
  readonly monitoringAccount: string;
  /** The organizational units whose accounts call Amazon Bedrock. */
  readonly organizationalUnitIds: string[];
  /** Has the dashboard and the StackSets. Do not change it later: its StackSets would be made again elsewhere, beside the former ones. */
  readonly homeRegion: string;
  /** The Regions that calls are sent from, the home Region among them. */
  readonly sourceRegions: string[];
  /** The Regions that may process calls; a call processed elsewhere becomes an event at the hub. */
  readonly allowedRegions: string[];
  /** The IDs of the inference profiles that workloads may call from each source Region. */
  readonly inferenceProfileIds: string[];
  /** Actions that roles with the permissions boundary may take besides calls; everything else is denied to them. */
  readonly otherActions: string[];
  /** ARNs of roles that the service control policy does not bind, for emergencies. */
  readonly exemptPrincipalArns: string[];
  /** Who is notified of alarms. */
  readonly email: string;
  /** How long each account keeps its audit records. */
  readonly logRetention: RetentionDays;
  /** The output SinkArn of each hub, by source Region. A baseline needs them; before the first deployment there are none. */
  readonly sinkArns: Readonly<Record<string, string>>;
}

export const ORGANIZATION: Organization = {
  organizationId: 'o-a1b2c3d4e5',
  managementAccount: '999988887777',
  monitoringAccount: '111122223333',
  organizationalUnitIds: ['ou-a1b2-c3d4e5f6'],
  homeRegion: 'eu-west-1',
  sourceRegions: ['eu-west-1', 'us-east-1'],
  allowedRegions: ['eu-central-1', 'eu-north-1', 'eu-west-1', 'us-east-1', 'us-east-2', 'us-west-2'],
  inferenceProfileIds: ['global.anthropic.claude-sonnet-4-6', 'global.anthropic.claude-haiku-4-5-20251001-v1:0'],
  otherActions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  exemptPrincipalArns: ['arn:aws:iam::*:role/EmergencyAccess'],
  email: 'platform@example.com',
  logRetention: RetentionDays.ONE_YEAR,
  sinkArns: {},
};
