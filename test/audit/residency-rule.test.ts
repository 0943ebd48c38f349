import { App, Fn, Lazy, Stack, StackProps } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ResidencyRule, ResidencyRuleProps } from '../../src/audit/residency-rule';
import { CATALOG } from '../../src/bedrock/catalog';
import { InferenceProfile } from '../../src/profile/inference-profile';
import { warningsOf } from '../profile/stack-warnings';
import {
  ACCOUNT, CLOUDTRAIL_RECORDS, CloudTrailRecord, GLOBAL_PROFILE, OTHER_GLOBAL_PROFILE, recordsWhere, SOURCE_REGION, toEventBridgeEvent,
} from '../support/cloudtrail-records';
import { matchesEventPattern, ruleReceives } from '../support/event-pattern';
import { resolveIntrinsics } from '../support/template-intrinsics';

const RULE = 'AWS::Events::Rule';

interface Rule { readonly State: string; readonly EventPattern: object; readonly Targets?: unknown[] }

const profiles = (ids: Iterable<string>) => [...ids].map((id) => InferenceProfile.fromInferenceProfileId(id));

function ruleFor(props: ResidencyRuleProps, stackProps?: StackProps): Stack {
  const stack = new Stack(new App(), 'Stack', stackProps);
  new ResidencyRule(stack, 'Rule', props);
  return stack;
}

/** The rule as it is once its stack is deployed to a Region. */
function deployed(stack: Stack, region = SOURCE_REGION): Rule {
  const template = Template.fromStack(stack);
  const [{ Properties }] = Object.values(template.findResources(RULE));
  return resolveIntrinsics(Properties, template.toJSON(), { partition: 'aws', region, accountId: ACCOUNT }) as Rule;
}

function alerts(rule: Rule, record: CloudTrailRecord): boolean {
  const event = toEventBridgeEvent(record);
  return ruleReceives(rule.State, event) && matchesEventPattern(rule.EventPattern, event);
}

// A stream is reported by its own record and by that of its completion, which names the model and not the profile.
const COMPLETED = ['converseStreamCompleted', 'converseStreamCompletedUncategorized', 'responseStreamCompleted'];
const THROUGH_GLOBAL_PROFILE = [
  'invokeModelRerouted', 'invokeModelByProfileArn', 'converseRerouted', 'converseStreamRerouted', 'responseStreamRerouted', 'invokeModelOtherSourceRegion',
];

describe('the rule', () => {
  const alerted = (rule: Rule) => recordsWhere((record) => alerts(rule, record)).sort();

  test('alerts on each call that was processed outside of the allowed Regions, and on each completed stream', () => {
    const rule = deployed(ruleFor({ allowedRegions: [SOURCE_REGION, 'eu-central-1'] }));
    expect(alerted(rule)).toEqual([
      ...THROUGH_GLOBAL_PROFILE, ...COMPLETED,
      'invokeModelApplicationProfile', 'invokeModelOtherModelRerouted',
    ].sort());
  });

  test('alerts on calls through its profiles only, if there are some, and on completed streams of their models', () => {
    const rule = deployed(ruleFor({ allowedRegions: [SOURCE_REGION, 'eu-central-1'], inferenceProfiles: profiles([GLOBAL_PROFILE]) }));
    expect(alerted(rule)).toEqual([...THROUGH_GLOBAL_PROFILE, ...COMPLETED].sort());
    const other = deployed(ruleFor({ allowedRegions: [SOURCE_REGION, 'eu-central-1'], inferenceProfiles: profiles([OTHER_GLOBAL_PROFILE]) }));
    expect(alerted(other)).toEqual(['invokeModelOtherModelRerouted']);
  });

  test('takes a profile whose ID is known at deployment only, as that of an application profile is', () => {
    const [profile] = profiles([GLOBAL_PROFILE]);
    const inferenceProfiles = [{ ...profile, inferenceProfileId: Lazy.string({ produce: () => 'k3x9q7v2m1ab' }), destinationRegions: () => undefined }];
    const rule = deployed(ruleFor({ allowedRegions: [SOURCE_REGION], inferenceProfiles }));
    expect(alerted(rule)).toEqual([...COMPLETED, 'invokeModelApplicationProfile'].sort());
  });

  test('alerts on a call that was sent to a Region that is not allowed and not re-routed', () => {
    const rule = deployed(ruleFor({ allowedRegions: ['eu-central-1'] }));
    expect(alerts(rule, CLOUDTRAIL_RECORDS.invokeModelNotRerouted)).toBe(true);
    expect(alerts(rule, CLOUDTRAIL_RECORDS.invokeModelAccessDenied)).toBe(false);
  });

  test('does not alert on any call if every Region is allowed', () => {
    const rule = deployed(ruleFor({ allowedRegions: [...CATALOG.regions.keys()] }));
    expect(alerted(rule)).toEqual([]);
  });

  test('is in the state that sees read-only management events', () => {
    expect(deployed(ruleFor({ allowedRegions: [SOURCE_REGION] })).State).toBe('ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS');
  });
});

describe('targets', () => {
  test('none are needed', () => {
    expect(deployed(ruleFor({ allowedRegions: [SOURCE_REGION] }))).not.toHaveProperty('Targets');
  });

  test('may be a topic and a function, given or added, and the rule may call them', () => {
    const stack = new Stack(new App(), 'Stack');
    const topic = new sns.Topic(stack, 'Topic');
    const handler = new lambda.Function(stack, 'Function', {
      code: lambda.Code.fromInline('exports.handler = async () => {};'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X,
    });
    const { rule } = new ResidencyRule(stack, 'Rule', { allowedRegions: [SOURCE_REGION], targets: [new targets.SnsTopic(topic)] });
    rule.addTarget(new targets.LambdaFunction(handler));

    const template = Template.fromStack(stack);
    const topicArn = stack.resolve(topic.topicArn) as unknown;
    const ruleArn = stack.resolve(rule.ruleArn) as unknown;
    template.hasResourceProperties(RULE, {
      Targets: [Match.objectLike({ Arn: topicArn }), Match.objectLike({ Arn: stack.resolve(handler.functionArn) as unknown })],
      State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
    });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Allow', Action: 'sns:Publish', Principal: { Service: 'events.amazonaws.com' }, Resource: topicArn })] },
    });
    template.hasResourceProperties('AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com', SourceArn: ruleArn });
  });
});

describe('a stack without env', () => {
  test('allows the Region that it is deployed to, which is a token until then', () => {
    const stack = new Stack(new App(), 'Stack');
    new ResidencyRule(stack, 'Rule', { allowedRegions: [stack.region, 'eu-north-1'] });
    expect(JSON.stringify(Template.fromStack(stack).findResources(RULE))).toContain('{"Ref":"AWS::Region"}');
    expect(alerts(deployed(stack), CLOUDTRAIL_RECORDS.invokeModelNotRerouted)).toBe(false);
    expect(alerts(deployed(stack, 'us-east-1'), CLOUDTRAIL_RECORDS.invokeModelNotRerouted)).toBe(true);
    expect(alerts(deployed(stack, 'us-east-1'), CLOUDTRAIL_RECORDS.invokeModelRerouted)).toBe(false);
  });
});

describe('fails', () => {
  const allowedRegions = [SOURCE_REGION];

  test.each<[string, ResidencyRuleProps, string]>([
    ['without allowed Regions', { allowedRegions: [] }, 'allowedRegions: the list is empty; give the Regions that requests may be processed in'],
    ['with a Region that is given twice', { allowedRegions: ['eu-west-1', 'eu-north-1', 'eu-west-1'] }, 'allowedRegions: "eu-west-1" is given twice; leave one out'],
    ['with something that is not a Region', { allowedRegions: ['eu-west-1', 'EU'] }, 'allowedRegions: "EU" is not a Region; give a name like "eu-west-1"'],
    ['with an Availability Zone', { allowedRegions: ['eu-west-1a'] }, 'allowedRegions: "eu-west-1a" is not a Region; give a name like "eu-west-1"'],
    ['with a list that is a token', { allowedRegions: Fn.split(',', Fn.importValue('Regions')) },
      'allowedRegions: the list of Regions is a token, known only at deployment; give a literal, because what is synthesized depends on it'],
    ['with an empty list of profiles', { allowedRegions, inferenceProfiles: [] }, 'inferenceProfiles: the list is empty; give at least one'],
    ['with a profile that is given twice', { allowedRegions, inferenceProfiles: profiles([GLOBAL_PROFILE, GLOBAL_PROFILE]) },
      `inferenceProfiles: "${GLOBAL_PROFILE}" is given twice; leave one out`],
  ])('%s', (_, props, message) => {
    expect(() => ruleFor(props)).toThrow(expect.objectContaining({ message, constructPath: 'Stack/Rule' }));
  });
});

describe('the length of the pattern', () => {
  const TOO_LONG = /^inferenceProfiles: the event pattern has (\d+) characters, and a rule holds (\d+); give fewer profiles or allowedRegions, or define several ResidencyRule$/;
  const ruleWith = (idLengths: number[], region = SOURCE_REGION) => () => ruleFor({
    allowedRegions: [region],
    inferenceProfiles: profiles(idLengths.map((length, index) => `global.provider.m${index}`.padEnd(length, 'x'))),
  });
  const isAccepted = (define: () => unknown) => {
    try { define(); } catch { return false; }
    return true;
  };

  /** As many profiles as are accepted, the first with as long an ID as is accepted. */
  function longestAccepted(): number[] {
    const rest: number[] = [];
    while (rest.length < 200 && isAccepted(ruleWith([26, ...rest, 26]))) rest.push(26);
    let longest = 26;
    while (longest < 64 && isAccepted(ruleWith([longest + 1, ...rest]))) longest += 1;
    return [longest, ...rest];
  }
  const [first, ...rest] = longestAccepted();
  const lengthOf = (stack: Stack) => JSON.stringify(deployed(stack).EventPattern).length;

  test('fails with more profiles than a rule holds, and says how many characters there are and may be', () => {
    expect(() => ruleFor({ allowedRegions: [SOURCE_REGION], inferenceProfiles: profiles(CATALOG.profiles.keys()) })).toThrow(TOO_LONG);
    expect(ruleWith([first + 1, ...rest])).toThrow(TOO_LONG);
    expect(rest.length).toBeGreaterThan(12);
  });

  test('what is accepted is, as deployed, not longer than the limit that the message names', () => {
    let message = '';
    try { ruleWith([first + 1, ...rest])(); } catch (error) { message = String((error as Error).message); }
    expect(lengthOf(ruleWith([first, ...rest])())).toBeLessThanOrEqual(Number(TOO_LONG.exec(message)?.[2]));
  });

  // "Event pattern size: 2,048", adjustable: PutRule refuses more in an account that has not asked for it, whatever the API reference says.
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
  test('what an account holds by default decides on a warning', () => {
    const few = (longest: number) => ruleWith([longest, ...Array.from({ length: 3 }, () => 26)])();
    const lengths = Array.from({ length: 39 }, (_, index) => 26 + index);
    const over = lengths.find((longest) => lengthOf(few(longest)) > 2048)!;
    expect(over).toBeGreaterThan(26);
    expect(warningsOf(few(over - 1))).toEqual([]);
    expect(warningsOf(few(over)).map(({ path, id }) => `${path} ${id}`)).toEqual(['/Stack/Rule cdk-bedrock-cris::eventPatternOverQuota']);
  });
});

test('an allowed Region that the catalog has not heard of is warned of', () => {
  expect(warningsOf(ruleFor({ allowedRegions: ['eu-west-1', 'eu-wst-1'] })).map(({ id }) => id)).toEqual(['cdk-bedrock-cris::unknownRegion']);
});
