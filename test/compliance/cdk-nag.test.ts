import { App, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CONSTRUCTS_ALONE, README_SCENARIOS } from '../scenarios/scenarios';
import { stackOf } from '../scenarios/synthesize';

function findings(stack: Stack): string[] {
  return new AwsSolutionsChecks().validateScope(stack).violations.map((violation) => `${violation.ruleName}: ${violation.description}`);
}

test.each(Object.entries(CONSTRUCTS_ALONE))('%s alone: no findings, nothing suppressed', (_, scenario) => {
  expect(findings(stackOf(scenario))).toEqual([]);
  expect(findings(stackOf(scenario, {}))).toEqual([]);
});

test.each(Object.entries(README_SCENARIOS))('%s: no findings, nothing suppressed', (_, scenario) => {
  expect(findings(stackOf(scenario))).toEqual([]);
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
