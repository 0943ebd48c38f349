import { App, Stack } from 'aws-cdk-lib';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { NIST80053R5Checks } from 'cdk-nag';
import { NAG_VERSION, nagFindings, nagFindingsOfScenarios, nagLooked } from './nag';
import { noLongerFound, report, unnamed } from './named-findings';
import { CrisAlarms, InferenceProfile } from '../../src';

const pack = new NIST80053R5Checks();

describe('the scenarios', () => {
  const findings = nagFindingsOfScenarios(pack);

  test('have no finding that is not named', () => {
    report(`cdk-nag ${NAG_VERSION}, NIST 800-53 R5`, 'NIST80053R5Checks.validateScope', nagLooked(pack), findings);
    expect(unnamed(findings)).toEqual([]);
  });

  test('have everything that is named', () => {
    expect(noLongerFound('cdk-nag', findings)).toEqual([]);
  });
});

describe('the check fails', () => {
  const found = (define: (stack: Stack) => void) => {
    const stack = new Stack(new App(), 'Stack');
    define(stack);
    return unnamed(nagFindings(pack, stack)).map((finding) => finding.replace(/ in Stack: .*/, ''));
  };

  test('for a bucket without anything', () => {
    expect(found((stack) => new s3.CfnBucket(stack, 'Bucket'))).toEqual(expect.arrayContaining([
      'NIST.800.53.R5-S3BucketLoggingEnabled of AWS::S3::Bucket Bucket', 'NIST.800.53.R5-S3DefaultEncryptionKMS of AWS::S3::Bucket Bucket',
    ]));
  });

  test('for a log group that is not one of those that are named', () => {
    expect(found((stack) => new logs.CfnLogGroup(stack, 'Logs', { retentionInDays: 365 }))).toEqual(['NIST.800.53.R5-CloudWatchLogGroupEncrypted of AWS::Logs::LogGroup Logs']);
  });
});

test('alarms with an action have no findings', () => {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1' } });
  const alarmActions = [new actions.SnsAction(sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:alerts'))];
  new CrisAlarms(stack, 'Alarms', { inferenceProfile: InferenceProfile.fromInferenceProfileId('global.anthropic.claude-opus-5'), alarmActions });
  expect(nagFindings(pack, stack)).toEqual([]);
});
