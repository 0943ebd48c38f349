import { App, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CONSTRUCTS_ALONE, README_SCENARIOS } from '../scenarios/scenarios';
import { stackOf } from '../scenarios/synthesize';

function findings(stack: Stack): string[] {
  return new AwsSolutionsChecks().validateScope(stack).violations.map((violation) => `${violation.ruleName}: ${violation.description}`);
}

const WILDCARD = 'The IAM entity contains wildcard permissions and does not have a cdk-nag rule suppression with evidence for those permission.';
const objects = (...arns: string[]) => arns.map((arn) => `AwsSolutions-IAM5[Resource::${arn}]: ${WILDCARD}`);

/** What is found all the same: a role that reads objects and writes objects does so by a prefix of their keys. */
const FOUND: Readonly<Record<string, { readonly withFlags: string[]; readonly withoutFlags?: string[] }>> = {
  'BatchInferenceRole': { withFlags: objects('arn:aws:s3:::batch-data/*'), withoutFlags: objects('arn:<AWS::Partition>:s3:::batch-data/*') },
  'batch inference': { withFlags: objects('arn:aws:s3:::batch-data/in/*', 'arn:aws:s3:::batch-data/out/*') },
};

test.each(Object.entries(CONSTRUCTS_ALONE))('%s alone: no findings but those that are known, nothing suppressed', (name, scenario) => {
  expect(findings(stackOf(scenario))).toEqual(FOUND[name]?.withFlags ?? []);
  expect(findings(stackOf(scenario, {}))).toEqual(FOUND[name]?.withoutFlags ?? []);
});

test.each(Object.entries(README_SCENARIOS))('%s: no findings but those that are known, nothing suppressed', (name, scenario) => {
  expect(findings(stackOf(scenario))).toEqual(FOUND[name]?.withFlags ?? []);
});

test('a bucket without anything has findings, so the check can fail', () => {
  const stack = new Stack(new App(), 'Stack');
  new s3.CfnBucket(stack, 'Bucket');
  expect(findings(stack)).not.toEqual([]);
});

test('no suppression stands in the source', () => {
  for (const scenario of Object.values(CONSTRUCTS_ALONE)) {
    const stack = stackOf(scenario);
    const acknowledged = stack.node.findAll().flatMap((construct) => construct.node.metadata).filter((entry) => /acknowledge|suppress/i.test(entry.type));
    expect(acknowledged).toEqual([]);
  }
});
