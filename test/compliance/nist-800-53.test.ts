import { App, CfnResource, Stack } from 'aws-cdk-lib';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { NIST80053R5Checks } from 'cdk-nag';
import { NAMED_NIST, NamedRule } from './named-nist';
import { CrisAlarms, InferenceProfile } from '../../src';
import { CONSTRUCTS_ALONE, README_SCENARIOS } from '../scenarios/scenarios';
import { stackOf } from '../scenarios/synthesize';

const PREFIX = 'NIST.800.53.R5-';
const SCENARIOS = Object.entries({ ...README_SCENARIOS, ...Object.fromEntries(Object.entries(CONSTRUCTS_ALONE).map(([name, scenario]) => [`${name} alone`, scenario])) });

interface Finding {
  readonly rule: string;
  readonly of: string;
  readonly path: string;
}

function findings(stack: Stack): Finding[] {
  const types = new Map(stack.node.findAll().filter((each) => CfnResource.isCfnResource(each)).map((each) => [each.node.path, each.cfnResourceType]));
  return new NIST80053R5Checks().validateScope(stack).violations.flatMap(({ ruleName, violatingResources }) => (
    violatingResources.map(({ constructPath }) => ({ rule: ruleName.replace(PREFIX, ''), of: types.get(`${constructPath}`) ?? 'no resource', path: `${constructPath}` }))
  ));
}

const names = ({ rule, of, path }: NamedRule, finding: Finding) => finding.rule === rule && finding.of === of && (path?.test(finding.path) ?? true);
const unnamed = (found: readonly Finding[]) => found.filter((finding) => !NAMED_NIST.some((named) => names(named, finding)));

describe('every finding is named', () => {
  test.each(SCENARIOS)('%s', (_, scenario) => {
    expect(unnamed(findings(stackOf(scenario)))).toEqual([]);
    expect(unnamed(findings(stackOf(scenario, {})))).toEqual([]);
  });
});

describe('everything that is named is still found', () => {
  const found = SCENARIOS.flatMap(([, scenario]) => findings(stackOf(scenario)));

  test.each(NAMED_NIST)('$rule of $of: $reason', (named) => {
    expect(found.filter((finding) => names(named, finding))).not.toEqual([]);
  });
});

describe('the check fails', () => {
  const found = (define: (stack: Stack) => void) => {
    const stack = new Stack(new App(), 'Stack');
    define(stack);
    return unnamed(findings(stack)).map(({ rule, of }) => `${rule} of ${of}`);
  };

  test('for a bucket without anything', () => {
    expect(found((stack) => new s3.CfnBucket(stack, 'Bucket'))).toEqual(expect.arrayContaining(['S3BucketLoggingEnabled of AWS::S3::Bucket', 'S3DefaultEncryptionKMS of AWS::S3::Bucket']));
  });

  test('for a log group that is not one of those that are named', () => {
    expect(found((stack) => new logs.CfnLogGroup(stack, 'Logs', { retentionInDays: 365 }))).toEqual(['CloudWatchLogGroupEncrypted of AWS::Logs::LogGroup']);
  });
});

test('alarms with an action have no findings', () => {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1' } });
  const alarmActions = [new actions.SnsAction(sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:alerts'))];
  new CrisAlarms(stack, 'Alarms', { inferenceProfile: InferenceProfile.fromInferenceProfileId('global.anthropic.claude-opus-5'), alarmActions });
  expect(findings(stack)).toEqual([]);
});
