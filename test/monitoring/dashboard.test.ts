import { App, Aws, CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { bandsOf, dashboardBodies, Widget, widgetsIn, widgetsOf } from './dashboard-body';
import { CrisDashboard, CrisDashboardProps, InferenceProfile } from '../../src';

const GLOBAL = 'global.anthropic.claude-sonnet-5';
const OTHER_GLOBAL = 'global.openai.gpt-6-luna';
const GEOGRAPHIC = 'eu.anthropic.claude-sonnet-4-6';
const ROUTING = { metricNamespace: 'Routing', reroutedMetricName: 'Rerouted', notReroutedMetricName: 'Stayed' };

const profile = (id: string) => InferenceProfile.fromInferenceProfileId(id);
const stackIn = (region?: string) => new Stack(new App(), 'Stack', region ? { env: { region, account: '111122223333' } } : {});
const made = (count: number) => Array.from({ length: count }, (_, index) => profile(`global.newcomer.model-${index}`));

function dashboard(ids: string[], props: Partial<CrisDashboardProps> = {}, stack = stackIn('eu-west-1')) {
  new CrisDashboard(stack, 'Dashboard', { inferenceProfiles: ids.map(profile), ...props });
  return widgetsOf(stack);
}
const headings = (widgets: Widget[]) => bandsOf(widgets).map(({ section, heading }) => [section, heading]);

describe('the bands', () => {
  test('are one for each profile, the global ones first, in the order given', () => {
    expect(headings(dashboard([GEOGRAPHIC, GLOBAL, OTHER_GLOBAL]))).toEqual([
      ['Global inference profiles', `${GLOBAL} from eu-west-1`],
      ['Global inference profiles', `${OTHER_GLOBAL} from eu-west-1`],
      ['Geographic inference profiles', `${GEOGRAPHIC} from eu-west-1`],
    ]);
  });

  test.each([[GLOBAL, 'Global inference profiles', 'Geographic'], [GEOGRAPHIC, 'Geographic inference profiles', 'Global']])(
    'of %s are in the only section', (id, section, other) => {
      const widgets = dashboard([id]);
      expect(headings(widgets)).toEqual([[section, `${id} from eu-west-1`]]);
      expect(widgets.filter(({ markdown }) => markdown?.startsWith(`## ${other}`))).toEqual([]);
    });

  test('are one for each profile and source Region, with the metrics of that Region', () => {
    const bands = bandsOf(dashboard([GLOBAL, GEOGRAPHIC], { sourceRegions: ['us-east-1', 'eu-west-1'] }));
    expect(bands.map(({ heading }) => heading)).toEqual([GLOBAL, GEOGRAPHIC].flatMap((id) => [`${id} from us-east-1`, `${id} from eu-west-1`]));
    for (const { heading, graphs } of bands) {
      const [id, region] = heading.split(' from ');
      expect(new Set(graphs.map((widget) => widget.region))).toEqual(new Set([region]));
      const metrics = graphs.flatMap(({ lines }) => lines).filter(({ metricName }) => metricName);
      expect(new Set(metrics.map(({ dimensions }) => dimensions.ModelId))).toEqual(new Set([id]));
      // A metric of another Region says so itself: an expression takes its metrics from the stack's Region otherwise.
      expect(new Set(metrics.map((metric) => metric.region ?? 'eu-west-1'))).toEqual(new Set([region]));
    }
  });

  test('in a stack without a Region are of the Region of the deployment', () => {
    const [band, ...others] = bandsOf(dashboard([GLOBAL], {}, stackIn()));
    expect(others).toEqual([]);
    expect(band.heading).toBe(`${GLOBAL} from eu-west-1`);
    expect(new Set(band.graphs.map(({ region }) => region))).toEqual(new Set(['eu-west-1']));
  });

  test('in a stack without a Region have the metrics of the source Region that they name', () => {
    const bands = bandsOf(dashboard([GLOBAL], { sourceRegions: ['us-east-1', 'ap-south-1'] }, stackIn()));
    expect(bands.map(({ graphs }) => graphs[0].region)).toEqual(['us-east-1', 'ap-south-1']);
  });
});

describe.each([['with', ROUTING], ['without', undefined]])('the body %s routing', (_what, routing) => {
  const ids = [GLOBAL, OTHER_GLOBAL, GEOGRAPHIC];
  const props = { routing, sourceRegions: ['eu-west-1', 'us-east-1'] };

  test('has no metric without a profile, and none with what is undefined', () => {
    const metrics = dashboard(ids, props).flatMap(({ lines }) => lines).filter(({ metricName }) => metricName);
    expect(metrics.filter(({ dimensions }) => !ids.includes(dimensions.ModelId))).toEqual([]);
    const stack = stackIn('eu-west-1');
    new CrisDashboard(stack, 'Dashboard', { inferenceProfiles: ids.map(profile), ...props });
    expect(dashboardBodies(stack).join().match(/undefined|null|NaN|\[object|[$#]\{Token/g)).toBeNull();
  });

  test('has widgets that fill the 24 columns and do not overlap', () => {
    const taken = new Map<string, Widget>();
    for (const widget of dashboard(ids, props)) {
      expect(widget.x + widget.width).toBeLessThanOrEqual(24);
      for (let x = widget.x; x < widget.x + widget.width; x++) {
        for (let y = widget.y; y < widget.y + widget.height; y++) {
          expect(taken.get(`${x},${y}`)).toBeUndefined();
          taken.set(`${x},${y}`, widget);
        }
      }
    }
    // Every line is full, so that graphs of one kind are below each other from band to band.
    expect(taken.size).toBe(24 * Math.max(...[...taken.values()].map(({ y, height }) => y + height)));
  });

  test('ends with a text of what cannot be seen', () => {
    const last = dashboard(ids, props).at(-1)!;
    expect(last).toMatchObject({ type: 'text', width: 24 });
    for (const fact of ['Region processed a request', 'share of your quota', 'streaming calls only', 'bedrock-mantle']) expect(last.markdown).toContain(fact);
  });
});

describe('the resource', () => {
  test.each([['left to CloudFormation', undefined, Match.absent()], ['the one given', 'Assistant-eu-west-1', 'Assistant-eu-west-1']])(
    'has a name that is %s', (_what, dashboardName, DashboardName) => {
      const stack = stackIn('eu-west-1');
      const { dashboard: created } = new CrisDashboard(stack, 'Dashboard', { inferenceProfiles: [profile(GLOBAL)], dashboardName });
      Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName });
      expect(created.node.path).toBe('Stack/Dashboard/Resource');
    });

  test('is not there where the rows go to an existing dashboard, below what it holds', () => {
    const stack = stackIn('eu-west-1');
    const existing = new cloudwatch.Dashboard(stack, 'Existing', { widgets: [[new cloudwatch.TextWidget({ markdown: 'mine', height: 3 })]] });
    const added = new CrisDashboard(stack, 'Dashboard', { inferenceProfiles: [profile(GLOBAL)], dashboard: existing });
    expect(added.dashboard).toBe(existing);
    const [first, ...rest] = widgetsOf(stack);
    expect(first).toMatchObject({ markdown: 'mine', y: 0 });
    expect(Math.min(...rest.map(({ y }) => y))).toBe(3);
    expect(headings(rest)).toEqual([['Global inference profiles', `${GLOBAL} from eu-west-1`]]);
  });

  test('may be there twice in a stack', () => {
    const stack = stackIn('eu-west-1');
    new CrisDashboard(stack, 'One', { inferenceProfiles: [profile(GLOBAL)] });
    new CrisDashboard(stack, 'Other', { inferenceProfiles: [profile(GEOGRAPHIC)] });
    expect(dashboardBodies(stack).map((body) => bandsOf(widgetsIn(body)).map(({ heading }) => heading))).toEqual([
      [`${GLOBAL} from eu-west-1`], [`${GEOGRAPHIC} from eu-west-1`],
    ]);
  });
});

describe('fails', () => {
  const existing = () => new cloudwatch.Dashboard(new Stack(), 'Existing');

  test.each<[string, Partial<CrisDashboardProps>, string]>([
    ['for no profiles', { inferenceProfiles: [] }, 'inferenceProfiles: the list is empty; give at least one'],
    ['for a profile twice', { inferenceProfiles: [profile(GLOBAL), profile(GLOBAL)] }, `inferenceProfiles: "${GLOBAL}" is given twice; leave one out`],
    ['for no source Regions', { sourceRegions: [] }, 'sourceRegions: the list is empty; leave it out to take the Region of the stack'],
    ['for a source Region twice', { sourceRegions: ['eu-west-1', 'eu-west-1'] }, 'sourceRegions: "eu-west-1" is given twice; leave one out'],
    ['for a token twice', { sourceRegions: [Aws.REGION, Aws.REGION] }, 'sourceRegions: a value that is known only at deployment is given twice; leave one out'],
    ['for what is no Region', { sourceRegions: ['Ireland'] }, 'sourceRegions: "Ireland" is not a Region; give a name like "eu-west-1"'],
    ['for a list that is a token', { sourceRegions: new CfnParameter(new Stack(), 'Regions', { type: 'CommaDelimitedList' }).valueAsList },
      'sourceRegions: the list of Regions is a token, known only at deployment; give a literal, because what is synthesized depends on it'],
    ['for a name together with a dashboard', { dashboardName: 'Mine', dashboard: existing() },
      'dashboardName: the prop "dashboard" is given too, and it has a name of its own; leave one of the two out'],
    ['for 56 profiles', { inferenceProfiles: made(56) },
      'inferenceProfiles: the dashboard needs 506 widgets, and CloudWatch allows 500; define several CrisDashboard with fewer profiles or source Regions each'],
    ['for 46 profiles with routing', { inferenceProfiles: made(46), routing: ROUTING },
      'inferenceProfiles: the dashboard needs 508 widgets, and CloudWatch allows 500; define several CrisDashboard with fewer profiles or source Regions each'],
    ['for 28 profiles in two Regions', { inferenceProfiles: made(28), sourceRegions: ['eu-west-1', 'us-east-1'] },
      'inferenceProfiles: the dashboard needs 506 widgets, and CloudWatch allows 500; define several CrisDashboard with fewer profiles or source Regions each'],
  ])('%s', (_what, props, message) => {
    expect(() => new CrisDashboard(stackIn('eu-west-1'), 'Dashboard', { inferenceProfiles: [profile(GLOBAL)], ...props }))
      .toThrow(expect.objectContaining({ message, constructPath: 'Stack/Dashboard' }));
  });

  test.each([['55 profiles', 55, undefined], ['45 profiles with routing', 45, ROUTING]])('not for %s', (_what, count, routing) => {
    const stack = stackIn('eu-west-1');
    new CrisDashboard(stack, 'Dashboard', { inferenceProfiles: made(count), routing });
    expect(widgetsOf(stack)).toHaveLength(497);
  });
});
