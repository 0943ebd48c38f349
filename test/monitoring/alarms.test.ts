import { App, Aws, CfnElement, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AlarmProperties, alarmsOf, minutesInAlarm, MODELS, Published, Sample } from './alarm-evaluation';
import { ApplicationInferenceProfile, ApplicationInferenceProfileSource, AuditSource, CrisAlarms, CrisAlarmsProps, CrisTrailFilters, IInferenceProfile, InferenceProfile } from '../../src';

const GLOBAL = 'global.anthropic.claude-sonnet-5';
const ARN = `arn:aws:bedrock:eu-west-1:111122223333:inference-profile/${GLOBAL}`;
const NAMESPACE = 'Own/Audit';
const profile = (id: string) => InferenceProfile.fromInferenceProfileId(id);
const stackIn = (region?: string) => new Stack(new App(), 'Stack', region ? { env: { region, account: '111122223333' } } : {});

type Name = 'throttles' | 'serverErrors' | 'latencyP99' | 'timeToFirstTokenP99' | 'unrecordedCalls';
const NAMES: readonly Name[] = ['throttles', 'serverErrors', 'latencyP99', 'timeToFirstTokenP99', 'unrecordedCalls'];

/** The alarms of a profile by their names, as CloudFormation hands them to CloudWatch. */
function alarms(props: Partial<CrisAlarmsProps> = {}, stack = stackIn('eu-west-1')): Record<Name, AlarmProperties> {
  const trailFilters = new CrisTrailFilters(stack, 'Filters', { audit: AuditSource.logGroup(new logs.LogGroup(stack, 'Trail')), metricNamespace: NAMESPACE });
  const made = new CrisAlarms(stack, 'Alarms', { inferenceProfile: profile(GLOBAL), trailFilters, ...props });
  const all = alarmsOf(stack);
  const named = NAMES.flatMap((name) => made[name] ? [[name, all[idOf(made[name])]]] : []);
  if (named.length !== Object.keys(all).length || made.alarms.length !== named.length) throw new Error('an alarm without a name');
  return Object.fromEntries(named) as Record<Name, AlarmProperties>;
}
const idOf = (alarm: cloudwatch.Alarm) => Stack.of(alarm).getLogicalId(alarm.node.defaultChild as CfnElement);

const ofModel = (metricName: string, ModelId: string, samples: readonly Sample[]): Published => ({ namespace: 'AWS/Bedrock', metricName, dimensions: { ModelId }, samples });
const recorded = (samples: readonly Sample[]): Published => ({ namespace: NAMESPACE, metricName: 'RecordedInvocations', dimensions: { SourceRegion: 'eu-west-1' }, samples });
const every = (minutes: number, from: number, to: number): Sample[] => Array.from({ length: Math.ceil((to - from) / minutes) }, (_, index) => ({ at: from + index * minutes }));

describe.each(MODELS)('of an evaluation with %j, unrecordedCalls', (model) => {
  const HOUR = 60;
  const DAY = 24 * HOUR;
  const LATE = 20;
  // What shows late counts at the time of the call, or at that of its delivery.
  const deliveries: [string, (calls: readonly Sample[]) => Sample[]][] = [
    ['that count at the time of their call', (calls) => calls.map(({ at, ...rest }) => ({ ...rest, at, visible: at + LATE }))],
    ['that count at the time of their delivery', (calls) => calls.map(({ at, ...rest }) => ({ ...rest, at: at + LATE }))],
  ];
  const usual: [string, Sample[], number][] = [
    ['no call', [], DAY],
    ['a first call', [{ at: 7 * HOUR + 3 }], DAY],
    ['a first call and no other, at the end of an hour', [{ at: 8 * HOUR - 1 }], DAY],
    ['calls every minute', every(1, 5 * HOUR, DAY), DAY],
    ['calls every 25 minutes', every(25, 0, DAY), DAY],
    ['a burst once a day', [1, 2].flatMap((day) => every(1, day * DAY - 5, day * DAY + 2)), 3 * DAY],
    ['a job every hour at minute 58', every(HOUR, 58, DAY), DAY],
    ['a job every hour on the hour', every(HOUR, HOUR, DAY), DAY],
    ['a job of an hour every four hours', every(4 * HOUR, 2 * HOUR, DAY).flatMap(({ at }) => every(1, at, at + HOUR)), DAY],
    ['a job every 70 minutes', every(70, 0, 2 * DAY), 2 * DAY],
  ];
  const alarm = alarms().unrecordedCalls;
  const inAlarm = (calls: readonly Sample[], records: readonly Sample[], last: number, id = GLOBAL) => minutesInAlarm(alarm, [ofModel('Invocations', id, calls), recorded(records)], last, model);

  test.each(deliveries.flatMap(([what, deliver]) => usual.map(([which, calls, last]) => [which, what, calls, deliver, last] as const)))(
    'is quiet for %s, with records %s', (_which, _what, calls, deliver, last) => {
      expect(inAlarm(calls, deliver(calls), last)).toEqual([]);
    });

  test.each(deliveries)('goes off while a trail is stopped, and no longer, with records %s', (_what, deliver) => {
    const [stopped, resumed, last] = [10 * HOUR, 18 * HOUR, DAY];
    const calls = every(1, 0, last);
    const found = inAlarm(calls, deliver(calls.filter(({ at }) => at < stopped || at >= resumed)), last);
    const within = (minute: number) => minute - stopped <= 4 * HOUR + LATE;
    expect(found[0]).toBeGreaterThan(stopped + 2 * HOUR);
    expect(within(found[0])).toBe(true);
    // Without a gap, until there is a record again.
    expect(found).toEqual(Array.from({ length: found.length }, (_, index) => found[0] + index));
    expect(found.at(-1)).toBeGreaterThanOrEqual(resumed - 1);
    expect(found.at(-1)).toBeLessThan(resumed + HOUR + LATE);
  });

  test.each([['by ID', GLOBAL], ['by ARN', ARN]])('goes off where there has never been a record, for calls %s', (_what, id) => {
    const found = inAlarm(every(1, 0, DAY), [], DAY, id);
    expect(found[0]).toBeLessThanOrEqual(4 * HOUR);
    expect(found.at(-1)).toBe(DAY);
    expect(found).toHaveLength(DAY - found[0] + 1);
  });

  test.each(deliveries)('is quiet where calls are older than the audit, with records %s', (_what, deliver) => {
    const deployed = 12 * HOUR + 17;
    for (const calls of [every(1, 0, DAY), every(25, 0, DAY), every(1, 0, deployed)]) {
      const published = [ofModel('Invocations', GLOBAL, calls), recorded(deliver(calls.filter(({ at }) => at >= deployed)))];
      expect(minutesInAlarm(alarm, published, DAY, model, deployed)).toEqual([]);
    }
  });

  test('goes off once it is warm where nothing is recorded', () => {
    const deployed = 12 * HOUR + 17;
    const [first] = minutesInAlarm(alarm, [ofModel('Invocations', GLOBAL, every(1, 0, DAY))], DAY, model, deployed);
    expect(first).toBe(deployed + 3 * HOUR);
  });

  test('does not judge calls that are rarer than its periods, unless they are longer', () => {
    const calls = every(5 * HOUR, 0, 3 * DAY);
    expect(inAlarm(calls, [], 3 * DAY)).toEqual([]);
    const longer = alarms({ unrecordedCalls: { period: Duration.hours(6) } }).unrecordedCalls;
    expect(minutesInAlarm(longer, [ofModel('Invocations', GLOBAL, calls)], 3 * DAY, model).length).toBeGreaterThan(0);
  });

  test('hears records of whatever is called: one of another profile proves the audit too', () => {
    expect(inAlarm(every(1, 0, DAY), every(30, 0, DAY), DAY)).toEqual([]);
  });
});

describe.each(MODELS)('of an evaluation with %j', (model) => {
  const OVER = { throttles: 1, serverErrors: 1, latencyP99: 60_001, timeToFirstTokenP99: 10_001 };
  const METRICS = { throttles: 'InvocationThrottles', serverErrors: 'InvocationServerErrors', latencyP99: 'InvocationLatency', timeToFirstTokenP99: 'TimeToFirstToken' };
  const all = alarms();
  const names = Object.keys(OVER) as (keyof typeof OVER)[];
  // Each period of 5 minutes has the value that is given for it, after an hour without any.
  const periods = (values: readonly (number | undefined)[]) => values.flatMap((value, index) => value === undefined ? [] : [{ at: 60 + index * 5 + 2, value }]);
  const goesOff = (name: keyof typeof OVER, values: readonly (number | undefined)[], id = GLOBAL, alarm = all[name]) => (
    minutesInAlarm(alarm, [ofModel(METRICS[name], id, periods(values))], 180, model).length > 0
  );

  describe.each(names)('%s', (name) => {
    const [bad, good] = [OVER[name], OVER[name] - 1];

    test.each<[string, (number | undefined)[], boolean]>([
      ['no data', [], false],
      ['a first datapoint that is good', [good], false],
      ['a first datapoint that is bad', [bad], false],
      ['one bad period of three', [good, bad, good, good], false],
      ['bad periods that are rare', [bad, good, good, good, good, good, bad], false],
      ['two of three bad', [good, bad, good, bad, good], true],
      ['two bad ones and nothing else', [bad, bad], true],
      ['the threshold itself, always', [good, good, good, good], false],
    ])('with %s', (_what, values, expected) => {
      expect(goesOff(name, values)).toBe(expected);
    });

    test('is not about another profile', () => {
      expect(goesOff(name, [bad, bad, bad], 'global.anthropic.claude-haiku-5')).toBe(false);
    });
  });

  describe.each(['throttles', 'serverErrors'] as const)('%s', (name) => {
    test('by ARN only', () => {
      expect(goesOff(name, [1, 1], ARN)).toBe(true);
    });

    test('by ID and by ARN together', () => {
      const published = [GLOBAL, ARN].map((id) => ofModel(METRICS[name], id, periods([3, 3, 3])));
      const above = (threshold: number) => minutesInAlarm(alarms({ [name]: { threshold } })[name], published, 180, model).length > 0;
      expect([above(5), above(6)]).toEqual([true, false]);
    });
  });

  describe.each(['latencyP99', 'timeToFirstTokenP99'] as const)('%s', (name) => {
    // A percentile of two series cannot be computed from theirs.
    test('is about calls by ID, or those by ARN where these are wanted', () => {
      const byArn = alarms({ [name]: { byArn: true } })[name];
      const values = [OVER[name], OVER[name]];
      expect([goesOff(name, values, ARN), goesOff(name, values, ARN, byArn), goesOff(name, values, GLOBAL, byArn)]).toEqual([false, true, false]);
    });

    test('is about the slowest calls, not about a single one among many', () => {
      const calls = (slow: number) => [62, 67, 72].flatMap((at) => Array.from({ length: 200 }, (_, index) => ({ at, value: index < slow ? 120_000 : 100 })));
      const found = (slow: number) => minutesInAlarm(all[name], [ofModel(METRICS[name], GLOBAL, calls(slow))], 180, model).length > 0;
      expect([found(1), found(3)]).toEqual([false, true]);
    });
  });

  test.each<[string, Partial<CrisAlarmsProps>, keyof typeof OVER, number]>([
    ['a count', { throttles: { threshold: 25 } }, 'throttles', 25],
    ['another count', { serverErrors: { threshold: 2 } }, 'serverErrors', 2],
    ['a duration', { latencyP99: { threshold: Duration.minutes(3) } }, 'latencyP99', 180_000],
    ['a duration below a second', { timeToFirstTokenP99: { threshold: Duration.millis(500) } }, 'timeToFirstTokenP99', 500],
  ])('%s is the threshold of its alarm and of no other', (_what, props, name, threshold) => {
    const changed = alarms(props);
    expect([threshold, threshold + 1].map((value) => goesOff(name, [value, value], GLOBAL, changed[name]))).toEqual([false, true]);
    for (const other of names.filter((one) => one !== name)) expect(changed[other]).toEqual(all[other]);
  });

  test.each<[string, object, (number | undefined)[], boolean]>([
    ['3 of 5: two are too few', { evaluationPeriods: 5, datapointsToAlarm: 3 }, [1, 0, 1, 0, 0, 0], false],
    ['3 of 5: three are enough', { evaluationPeriods: 5, datapointsToAlarm: 3 }, [1, 0, 1, 0, 1, 0], true],
    ['5 periods alone are 2 of 5', { evaluationPeriods: 5 }, [1, 0, 0, 0, 1, 0], true],
    ['1 period alone is 1 of 1', { evaluationPeriods: 1 }, [0, 1, 0], true],
    ['3 datapoints alone are 3 of 3', { datapointsToAlarm: 3 }, [1, 1, 0, 1, 1], false],
  ])('%s', (_what, evaluation, values, expected) => {
    const changed = alarms({ throttles: evaluation });
    expect(goesOff('throttles', values, GLOBAL, changed.throttles)).toBe(expected);
    expect(changed.serverErrors).toEqual(all.serverErrors);
  });

  test('a period of a minute is judged by the minute', () => {
    const { throttles } = alarms({ throttles: { period: Duration.minutes(1) } });
    expect(minutesInAlarm(throttles, [ofModel('InvocationThrottles', GLOBAL, [{ at: 100 }, { at: 101 }])], 180, model).length).toBeGreaterThan(0);
    expect(minutesInAlarm(all.throttles, [ofModel('InvocationThrottles', GLOBAL, [{ at: 101 }, { at: 102 }])], 180, { ...model, sliding: false })).toEqual([]);
  });
});

test.each(NAMES)('%s is switched off alone', (name) => {
  expect(Object.keys(alarms({ [name]: { enabled: false } }))).toEqual(NAMES.filter((other) => other !== name));
});

test('all are switched off', () => {
  expect(alarms(Object.fromEntries(NAMES.map((name) => [name, { enabled: false }])))).toEqual({});
});

test('without filters there is no alarm on unrecorded calls', () => {
  expect(Object.keys(alarms({ trailFilters: undefined }))).toEqual(NAMES.filter((name) => name !== 'unrecordedCalls'));
});

test.each(NAMES)('%s is named as it is given, and no other is', (name) => {
  const all = alarms({ [name]: { alarmName: 'Mine' } });
  expect(Object.entries(all).filter(([, { AlarmName }]) => AlarmName !== undefined).map(([one, { AlarmName }]) => [one, AlarmName])).toEqual([[name, 'Mine']]);
});

test('each says which calls it is about, and what about them', () => {
  const says: Record<Name, string> = {
    throttles: 'throttled', serverErrors: 'on the side of AWS', latencyP99: 'slow to finish', timeToFirstTokenP99: 'slow to start', unrecordedCalls: 'no record',
  };
  const all = alarms();
  for (const name of NAMES) expect(all[name].AlarmDescription).toMatch(new RegExp(`^Calls through ${GLOBAL} .*${says[name]}`));
});

test('actions are those of each alarm and of its end', () => {
  const stack = stackIn('eu-west-1');
  const [bad, worse, good] = ['Bad', 'Worse', 'Good'].map((name) => new SnsAction(new sns.Topic(stack, name)));
  for (const { AlarmActions, OKActions } of Object.values(alarms({ alarmActions: [bad, worse], okActions: [good] }, stack))) {
    expect([AlarmActions, OKActions].map((arns) => arns!.map((arn) => arn.slice(0, 4)))).toEqual([['Bad8', 'Wors'], ['Good']].map((names) => names.map((name) => expect.stringMatching(`^${name.slice(0, 3)}`))));
  }
});

describe('an application inference profile', () => {
  const over = { modelSource: ApplicationInferenceProfileSource.inferenceProfile(profile(GLOBAL)) };
  const imported = (stack: Stack, region: string, name = 'k7m2p9q4r1s8') => ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, name, {
    inferenceProfileArn: `arn:aws:bedrock:${region}:111122223333:application-inference-profile/${name}`, ...over,
  });

  test('is watched under its ID, which its calls by ARN have too', () => {
    const stack = stackIn('eu-west-1');
    const all = alarms({ inferenceProfile: imported(stack, 'eu-west-1') }, stack);
    const samples = every(1, 0, 300).map((one) => ({ ...one, value: 99_000 }));
    const goesOff = (name: Name, metricName: string, id: string) => minutesInAlarm(all[name], [ofModel(metricName, id, samples)], 300, MODELS[0]).length > 0;
    for (const [name, metricName] of [['throttles', 'InvocationThrottles'], ['serverErrors', 'InvocationServerErrors'], ['latencyP99', 'InvocationLatency'], ['unrecordedCalls', 'Invocations']] as const) {
      expect([goesOff(name, metricName, 'k7m2p9q4r1s8'), goesOff(name, metricName, GLOBAL)]).toEqual([true, false]);
    }
    expect(JSON.stringify(all)).not.toContain(':application-inference-profile/');
  });

  test('of another Region is refused', () => {
    const stack = stackIn('eu-west-1');
    expect(() => alarms({ inferenceProfile: imported(stack, 'us-east-1') }, stack)).toThrow(expect.objectContaining({
      message: 'inferenceProfile: "k7m2p9q4r1s8" is called in its own Region only, us-east-1, which is not among the source Regions (eu-west-1);'
        + ' define an application inference profile in each source Region, or call this one from its own',
      constructPath: 'Stack/Alarms',
    }));
  });

  test('of the stack keeps the logical ids of its alarms when it is described otherwise', () => {
    const ids = (description: string) => {
      const stack = stackIn('eu-west-1');
      const inferenceProfile: IInferenceProfile = new ApplicationInferenceProfile(stack, 'Team', { ...over, description });
      new CrisAlarms(stack, 'Alarms', { inferenceProfile });
      return Object.keys(alarmsOf(stack));
    };
    expect(ids('One')).toEqual(ids('Another'));
  });
});

test('in a stack without a Region the ARN is that of the deployment', () => {
  const { throttles } = alarms({}, stackIn());
  expect(minutesInAlarm(throttles, [ofModel('InvocationThrottles', ARN, every(1, 0, 60))], 60, MODELS[0]).length).toBeGreaterThan(0);
});

test.each([['a partition of its own', 'cn-north-1', 'arn:aws-cn:'], ['a commercial one', 'us-west-2', 'arn:aws:']])('the ARN is that of the stack: %s', (_what, region, beginning) => {
  const stack = stackIn(region);
  new CrisAlarms(stack, 'Alarms', { inferenceProfile: profile('apac.anthropic.claude-sonnet-4-6') });
  const ids = JSON.stringify(Object.values(Template.fromStack(stack).toJSON().Resources as object)).match(/arn:[^"]*inference-profile[^"]*/g)!;
  expect(ids.length).toBe(2);
  for (const id of ids) expect(id.startsWith(`${beginning}bedrock:${region}:`)).toBe(true);
});

test('two constructs may be in a stack', () => {
  const stack = stackIn();
  new CrisAlarms(stack, 'One', { inferenceProfile: profile(GLOBAL) });
  new CrisAlarms(stack, 'Other', { inferenceProfile: profile(GLOBAL) });
  expect(Object.keys(alarmsOf(stack))).toHaveLength(8);
});

/** What plain JavaScript gives: anything. */
const anything = (value: unknown) => value as Partial<CrisAlarmsProps>;

describe('fails for', () => {
  const count = (prop: string, threshold: number) => [`${prop} ${threshold}`, { [prop]: { threshold } }, `${prop}.threshold: ${threshold} is out of range; give a count of 0 or more`] as const;
  const duration = (prop: string) => [`${prop} of no time`, { [prop]: { threshold: Duration.seconds(0) } }, `${prop}.threshold: 0 is out of range; give a duration of more than 0`] as const;
  const evaluation = (prop: Name, datapointsToAlarm: number | undefined, evaluationPeriods: number | undefined, shown: string) => [
    `${datapointsToAlarm} of ${evaluationPeriods} periods`, { [prop]: { datapointsToAlarm, evaluationPeriods } },
    `datapointsToAlarm: ${shown} evaluationPeriods; give whole numbers, at least 1, with no more datapoints than periods`,
  ] as const;

  test.each<readonly [string, Partial<CrisAlarmsProps>, string]>([
    ...[-1, -0.5, NaN, Infinity, -Infinity].flatMap((value) => [count('throttles', value), count('serverErrors', value)]),
    duration('latencyP99'),
    duration('timeToFirstTokenP99'),
    evaluation('throttles', undefined, 0, '0 of 0'),
    evaluation('serverErrors', undefined, 1.5, '1.5 of 1.5'),
    evaluation('latencyP99', undefined, NaN, 'NaN of NaN'),
    evaluation('timeToFirstTokenP99', undefined, -1, '-1 of -1'),
    evaluation('throttles', 0, undefined, '0 of 3'),
    evaluation('throttles', 4, undefined, '4 of 3'),
    evaluation('unrecordedCalls', 3, 2, '3 of 2'),
    ['no profile', anything({ inferenceProfile: undefined }),
      'inferenceProfile: it is not given; give an inference profile, like InferenceProfile.fromInferenceProfileId("global.anthropic.claude-sonnet-4-6")'],
    ['the former list of profiles', anything({ inferenceProfile: [profile(GLOBAL)] }), expect.stringMatching(/^inferenceProfile: .* is not an inference profile/) as unknown as string],
    ['a number for an alarm', anything({ throttles: 5 }), 'throttles: 5 is not a set of options, like { … }; give one, or leave it out'],
    ['false for an alarm', anything({ serverErrors: false }), 'serverErrors: false is not a set of options, like { … }; give one, or leave it out'],
    ['null for an alarm', anything({ unrecordedCalls: null }), 'unrecordedCalls: null is not a set of options, like { … }; give one, or leave it out'],
    ['a text for whether it is there', anything({ throttles: { enabled: 'false' } }), 'throttles.enabled: "false" is not true or false; give one, or leave it out'],
    ['seconds for a duration', anything({ latencyP99: { threshold: 30 } }), 'latencyP99.threshold: 30 is not a Duration; give one, or leave it out'],
    ['seconds for a period', anything({ unrecordedCalls: { period: 3600 } }), 'unrecordedCalls.period: 3600 is not a Duration; give one, or leave it out'],
    ['a text for a count', anything({ throttles: { threshold: '5' } }), 'throttles.threshold: "5" is not a number; give one, or leave it out'],
    ['a text for byArn', anything({ latencyP99: { byArn: 'yes' } }), 'latencyP99.byArn: "yes" is not true or false; give one, or leave it out'],
    ['an action that is none', anything({ alarmActions: ['arn:aws:sns:eu-west-1:111122223333:topic'] }),
      expect.stringMatching(/^alarmActions: .* is not a list, each of which is an alarm action, like new SnsAction\(topic\)/) as unknown as string],
    ['filters that are none', anything({ trailFilters: {} }), 'trailFilters: {} is not of the class CrisTrailFilters; give one, or leave it out'],
  ])('%s', (_what, props, message) => {
    expect(() => alarms(props)).toThrow(expect.objectContaining({ message, constructPath: 'Stack/Alarms' }));
  });

  test.each<[string, Duration]>([['90 seconds', Duration.seconds(90)], ['15 seconds', Duration.seconds(15)]])('a period of %s', (_what, period) => {
    expect(() => alarms({ throttles: { period } })).toThrow(/period.*must be|multiple of 60/i);
  });

  test('nothing where 0 is given for a count', () => {
    expect(alarms({ throttles: { threshold: 0 }, serverErrors: { threshold: 0 } })).toEqual(alarms());
  });

  test('nothing for a Region that is a token', () => {
    expect(Object.keys(alarms({}, new Stack(new App(), 'Stack', { env: { region: Aws.REGION } })))).toHaveLength(5);
  });
});
