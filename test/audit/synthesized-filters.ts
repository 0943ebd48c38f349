import { App, Stack, StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { CrisTrail } from '../../src/audit/trail';
import { CrisTrailFilters, CrisTrailFiltersProps } from '../../src/audit/trail-filters';
import { InferenceProfile } from '../../src/profile/inference-profile';
import { SOURCE_REGION } from '../support/cloudtrail-records';
import { filterDimensions, matchesFilterPattern } from '../support/filter-pattern';
import { resolveIntrinsics } from '../support/template-intrinsics';

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

/** Filters for some profiles on the log group `trail-logs` in a stack in eu-west-1. */
export function filtersFor(profileIds: readonly string[], props: Partial<CrisTrailFiltersProps> = {}, stackProps: StackProps = { env: { region: SOURCE_REGION } }) {
  const stack = new Stack(new App(), 'Stack', stackProps);
  const trail = CrisTrail.fromLogGroup(stack, 'Trail', logs.LogGroup.fromLogGroupName(stack, 'Logs', 'trail-logs'));
  const inferenceProfiles = profileIds.map((id) => InferenceProfile.fromInferenceProfileId(id));
  return { stack, filters: new CrisTrailFilters(stack, 'Filters', { trail, inferenceProfiles, ...props }) };
}

/** The metric filters of a stack as they are once it is deployed to a Region. */
export function deployedFilters(stack: Stack, region = SOURCE_REGION): MetricFilter[] {
  const template = Template.fromStack(stack);
  const deployment = { partition: 'aws', region, accountId: '111122223333' };
  return Object.values(template.findResources('AWS::Logs::MetricFilter'))
    .map(({ Properties }) => resolveIntrinsics(Properties, template.toJSON(), deployment) as MetricFilter);
}

/** What the filters publish for a record: each metric as its name and its dimensions. */
export function published(filters: readonly MetricFilter[], record: unknown): string[] {
  return filters.filter(({ FilterPattern }) => matchesFilterPattern(FilterPattern, record)).flatMap(({ MetricTransformations }) =>
    MetricTransformations.map(({ MetricName, Dimensions = [] }) => {
      const dimensions = filterDimensions(Object.fromEntries(Dimensions.map(({ Key, Value }) => [Key, Value])), record);
      if (dimensions === undefined) throw new Error(`${MetricName}: a dimension is missing from the record, so the metric would not be published`);
      return [MetricName, ...Object.entries(dimensions).map((dimension) => dimension.join('='))].join(' ');
    }));
}
