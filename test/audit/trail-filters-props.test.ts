import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { deployedFilters, filtersFor } from './synthesized-filters';
import { failedCallsQuery, processingRegionsQuery, streamedCallsQuery } from '../../src/audit/patterns/queries';
import { CrisTrail } from '../../src/audit/trail';
import { CrisTrailFilters } from '../../src/audit/trail-filters';
import { InferenceProfile } from '../../src/profile/inference-profile';
import { GLOBAL_PROFILE } from '../support/cloudtrail-records';

interface SavedQuery { readonly Name: string; readonly QueryString: string }

const QUERY = 'AWS::Logs::QueryDefinition';
const inferenceProfiles = [InferenceProfile.fromInferenceProfileId(GLOBAL_PROFILE)];

/** Filters with the same ID in two scopes of one stack, and in a stack of another name. */
function threeFilters(): CrisTrailFilters[] {
  const app = new App();
  const stacks = [new Stack(app, 'One'), new Stack(app, 'Two')];
  return [new Construct(stacks[0], 'A'), new Construct(stacks[0], 'B'), new Construct(stacks[1], 'A')]
    .map((scope) => new CrisTrailFilters(scope, 'Filters', { trail: CrisTrail.shared(scope), inferenceProfiles }));
}

describe('the namespace', () => {
  const namespacesOf = (stack: Stack) => new Set(deployedFilters(stack).flatMap((filter) => filter.MetricTransformations.map((metric) => metric.MetricNamespace)));

  test('is one of its own for every construct, because two filters with one namespace count a call twice', () => {
    const namespaces = threeFilters().map((filters) => filters.metricNamespace);
    expect(new Set(namespaces).size).toBe(3);
    namespaces.forEach((namespace) => expect(namespace).toMatch(/^BedrockCris\/[A-Za-z0-9-]+$/));
  });

  test('is in the range of CloudWatch however long the path of the construct is', () => {
    const scope = new Construct(new Stack(new App(), 'S'.repeat(120)), 'x'.repeat(300));
    const filters = new CrisTrailFilters(scope, 'Filters', { trail: CrisTrail.shared(scope), inferenceProfiles });
    expect(filters.metricNamespace.length).toBeLessThanOrEqual(255);
  });

  test.each(['MyTeam/Bedrock', 'a', 'a:b#c_d-e.f/g', 'AWSomeTeam', 'x'.repeat(255)])('can be given, and all metrics are in it: %s', (metricNamespace) => {
    const { stack, filters } = filtersFor([GLOBAL_PROFILE], { metricNamespace });
    expect(filters.metricNamespace).toBe(metricNamespace);
    expect(namespacesOf(stack)).toEqual(new Set([metricNamespace]));
  });

  test('can be known at deployment only', () => {
    const stack = new Stack(new App(), 'Stack');
    const metricNamespace = new CfnParameter(stack, 'Namespace').valueAsString;
    new CrisTrailFilters(stack, 'Filters', { trail: CrisTrail.shared(stack), inferenceProfiles, metricNamespace });
    Template.fromStack(stack).allResourcesProperties('AWS::Logs::MetricFilter', {
      MetricTransformations: [Match.objectLike({ MetricNamespace: { Ref: 'Namespace' } })],
    });
  });

  test.each(['', 'AWS/Bedrock', ':team', 'my team', 'équipe', 'x'.repeat(256)])('fails where CloudWatch does not take it: "%s"', (metricNamespace) => {
    expect(() => filtersFor([GLOBAL_PROFILE], { metricNamespace })).toThrow(new Error(
      `metricNamespace: "${metricNamespace}" is not a metric namespace; give 1 to 255 letters, digits and . - _ / # : that do not start with "AWS/" or ":"`));
  });
});

describe('fails', () => {
  test.each<[string, () => unknown, string]>([
    ['without profiles', () => filtersFor([]), 'inferenceProfiles: the list is empty; give at least one'],
    ['with a profile that is given twice', () => filtersFor([GLOBAL_PROFILE, GLOBAL_PROFILE]),
      `inferenceProfiles: "${GLOBAL_PROFILE}" is given twice; leave one out`],
    ['with a source Region that is none', () => filtersFor([GLOBAL_PROFILE], { sourceRegion: 'Ireland' }),
      'sourceRegion: "Ireland" is not a Region; give a name like "eu-west-1"'],
    ['without a trail', () => filtersFor([GLOBAL_PROFILE], { trail: CrisTrail.none() }),
      'trail: CrisTrail.none() has no log group to filter; give a CrisTrail or CrisTrail.fromLogGroup'],
  ])('%s', (_, define, message) => {
    expect(define).toThrow(new Error(message));
  });
});

describe('saved queries', () => {
  const queries = (stack: Stack) => Object.values(Template.fromStack(stack).findResources(QUERY)).map(({ Properties }) => Properties as SavedQuery);

  test('are those that show where calls and streams were processed and which calls failed', () => {
    const { stack } = filtersFor([GLOBAL_PROFILE]);
    const saved = [processingRegionsQuery(), streamedCallsQuery(), failedCallsQuery()];
    expect(queries(stack).map(({ QueryString }) => QueryString).sort()).toEqual(saved.map(({ query }) => query).sort());
  });

  test('are for the log group of the trail', () => {
    const { stack } = filtersFor([GLOBAL_PROFILE]);
    Template.fromStack(stack).resourceCountIs(QUERY, 3);
    Template.fromStack(stack).allResourcesProperties(QUERY, { LogGroupNames: ['trail-logs'] });
  });

  test('have names of their own for every construct, because names are unique in a Region', () => {
    const [one, , two] = threeFilters().map((filters) => Stack.of(filters));
    const names = [one, two].flatMap((stack) => queries(stack).map((query) => query.Name));
    expect(names).toHaveLength(9);
    expect(new Set(names).size).toBe(9);
    expect(names.filter((name) => name.endsWith('/Streamed calls by processing Region'))).toHaveLength(3);
  });
});
