import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ExplicitDeny } from './access/explicit-deny';
import { ICrisTrail } from './audit/trail-interface';
import { CrisAlarmsOptions } from './monitoring/alarms';
import { IInferenceProfile } from './profile/inference-profile';

/**
 * Properties of a workload.
 */
export interface CrisWorkloadProps {
  /** The profiles that the workload calls. */
  readonly inferenceProfiles: IInferenceProfile[];

  /**
   * The role of the workload, if it exists.
   *
   * @default - a new role
   */
  readonly role?: iam.IRole;

  /**
   * Who may assume the new role. Not together with `role`.
   *
   * @default - AWS Lambda
   */
  readonly assumedBy?: iam.IPrincipal;

  /**
   * The Regions that requests are sent to. Alarms and trail filters are defined if the Region of the stack is one of them, for that Region.
   *
   * @default - the Region of the stack
   */
  readonly sourceRegions?: string[];

  /**
   * What the role is denied explicitly, whatever else allows it.
   *
   * @default - nothing
   */
  readonly explicitDeny?: ExplicitDeny;

  /**
   * Tags for cost allocation. Each system-defined profile that is given gets an application inference profile with these tags, which everything
   * here is then about: the grants, `environment`, dashboard, alarms and filters; a profile that is an application inference profile keeps its own.
   * A new role carries the tags too. 1 to 50, with keys of 1 to 128 and values of up to 256 letters, digits, spaces and `. _ : / = + @ -`.
   *
   * Throws for an empty map, for what is no tag, and for source Regions other than the Region of the stack, where the application inference
   * profiles are. The Responses and Chat Completions APIs refuse application inference profiles. An `ExplicitDeny.outsideProfiles` cannot name
   * those that are made here: for it, define each `ApplicationInferenceProfile` yourself.
   *
   * @default - the profiles are called themselves
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/cost-mgmt-application-inference-profiles.html
   */
  readonly costTags?: { readonly [key: string]: string };

  /**
   * The dashboard.
   *
   * @default - a new dashboard with a band for each profile and source Region
   */
  readonly dashboard?: WorkloadDashboardOptions;

  /**
   * The alarms.
   *
   * @default - alarms on throttles, server errors, latency and time to first token of each profile, without actions
   */
  readonly alarms?: WorkloadAlarmsOptions;

  /**
   * The trail that shows where requests were processed: `CrisTrail.fromLogGroup` for one that exists, `CrisTrail.none()` for none.
   *
   * @default - the trail of the stack, `CrisTrail.shared`
   */
  readonly trail?: ICrisTrail;
}

/**
 * The dashboard of a workload.
 */
export interface WorkloadDashboardOptions {
  /**
   * Whether there is a dashboard.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * A dashboard that exists in the app: the rows are added to it.
   *
   * @default - a new one
   */
  readonly dashboard?: cloudwatch.Dashboard;

  /**
   * The name of a new dashboard. Names are account-wide, so include the Region.
   *
   * @default - chosen by CloudFormation
   */
  readonly dashboardName?: string;
}

/**
 * The alarms of a workload.
 */
export interface WorkloadAlarmsOptions extends CrisAlarmsOptions {
  /**
   * Whether there are alarms.
   *
   * @default true
   */
  readonly enabled?: boolean;
}
