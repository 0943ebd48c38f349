import { App, Stack, StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Audit, KEY_ID, OWN_RULE, STACK_NAME } from './audited-records';
import { AuditSource, CrisTrail, CrisTrailFilters, CrisTrailFiltersProps, LogGroupAuditOptions } from '../../src';
import { ACCOUNT, CloudTrailRecord, SOURCE_REGION, toEventBridgeEvent } from '../support/cloudtrail-records';
import { matchesEventPattern, ruleReceives } from '../support/event-pattern';
import { filterDimensions, matchesFilterPattern } from '../support/filter-pattern';
import { resolveIntrinsics } from '../support/template-intrinsics';
import { TrailSelector, trailRecords } from '../support/trail-selectors';

export const ENV = { account: ACCOUNT, region: SOURCE_REGION };
export const KEY_ARN = `arn:aws:kms:${SOURCE_REGION}:${ACCOUNT}:key/${KEY_ID}`;

export interface MetricFilter {
  readonly LogGroupName: string;
  readonly FilterPattern: string;
  readonly MetricTransformations: ReadonlyArray<{
    readonly MetricName: string;
    readonly MetricNamespace: string;
    readonly MetricValue: string;
    readonly DefaultValue?: number;
    readonly Dimensions?: ReadonlyArray<{ readonly Key: string; readonly Value: string }>;
  }>;
}

export interface Rule {
  readonly State: string;
  readonly EventPattern: object;
  readonly Targets: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

/** An audit of each kind, with the key of the records where one can be given, in a stack that it may need things of. */
export const AUDIT_SOURCES: Readonly<Record<Audit, (stack: Stack, options?: LogGroupAuditOptions) => AuditSource>> = {
  // What is left out by default is another test.
  trail: (stack) => AuditSource.trail(new CrisTrail(stack, 'Trail', { excludedEventSources: [], encryptionKey: kms.Key.fromKeyArn(stack, 'Key', KEY_ARN) })),
  logGroup: (stack, options) => AuditSource.logGroup(logs.LogGroup.fromLogGroupName(stack, 'Logs', 'trail-logs'), options),
  eventBridge: (stack) => AuditSource.eventBridge({ encryptionKey: kms.Key.fromKeyArn(stack, 'Key', KEY_ARN) }),
};

/** Filters with an audit, in a stack of their own. */
export function filtersWith(audit: (stack: Stack) => AuditSource, props: Partial<CrisTrailFiltersProps> = {}, stackProps: StackProps = { env: ENV }) {
  const stack = new Stack(new App(), 'Stack', { stackName: STACK_NAME, ...stackProps });
  return { stack, filters: new CrisTrailFilters(stack, 'Filters', { audit: audit(stack), ...props }) };
}

/** The resources of a type as they are once the stack is deployed. */
export function deployed<T = Record<string, unknown>>(stack: Stack, type: string, { account, region } = ENV): T[] {
  const template = Template.fromStack(stack);
  // CloudFormation makes the name of the rule of its own.
  const [rule] = Object.keys(template.findResources('AWS::Events::Rule'));
  const named = JSON.parse(JSON.stringify(template.toJSON()).replaceAll(`{"Ref":"${rule}"}`, JSON.stringify(OWN_RULE))) as { Resources: Record<string, { Type: string; Properties: object }> };
  return Object.values(named.Resources).filter(({ Type }) => Type === type)
    .map(({ Properties }) => resolveIntrinsics(Properties, named, { partition: 'aws', region, accountId: account, stackName: STACK_NAME }) as T);
}

export const deployedFilters = (stack: Stack, env = ENV) => deployed<MetricFilter>(stack, 'AWS::Logs::MetricFilter', env);

/** The metrics that a deployed audit publishes for a record, each with its dimensions: what delivers it decides first, then the filters. */
export function publishedBy(stack: Stack, env = ENV): (record: CloudTrailRecord) => string[] {
  const filters = deployedFilters(stack, env);
  const [trail] = deployed<{ AdvancedEventSelectors: TrailSelector[] }>(stack, 'AWS::CloudTrail::Trail', env);
  const [rule] = deployed<Rule>(stack, 'AWS::Events::Rule', env);
  return (record) => {
    if (rule) {
      const event = toEventBridgeEvent(record);
      return ruleReceives(rule.State, event) && matchesEventPattern(rule.EventPattern, event) ? published(filters, event) : [];
    }
    return !trail || trailRecords(trail.AdvancedEventSelectors, record) ? published(filters, record) : [];
  };
}

/** What filters publish for a log event. A dimension that is missing there, or is no scalar, is an error: CloudWatch would drop the datapoint. */
export function published(filters: readonly MetricFilter[], event: unknown): string[] {
  return filters.filter(({ FilterPattern }) => matchesFilterPattern(FilterPattern, event)).flatMap(({ MetricTransformations }) =>
    MetricTransformations.map(({ MetricName, Dimensions = [] }) => {
      const dimensions = filterDimensions(Object.fromEntries(Dimensions.map(({ Key, Value }) => [Key, Value])), event);
      if (dimensions === undefined) throw new Error(`${MetricName}: a dimension is missing from the record, so the metric would not be published`);
      return [MetricName, ...Object.entries(dimensions).map((dimension) => dimension.join('='))].join(' ');
    }));
}
