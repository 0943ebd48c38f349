/**
 * Synthesizes one scenario after the other on the newest aws-cdk-lib, with CDK's built-in CloudFormation validation and the recommended flags,
 * under which its findings are errors. Run by validation.gate.ts in a process of its own, because the tests run on the oldest aws-cdk-lib,
 * which has no such validation. Prints a line of JSON for each: name and what was found.
 */
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { CONSTRUCTS_ALONE, README_SCENARIOS, Scenario } from '../scenarios/scenarios';
import { stackOf } from '../scenarios/synthesize';

const scenarios: Record<string, Scenario> = {
  ...CONSTRUCTS_ALONE,
  ...README_SCENARIOS,
  // Shows that the validation is on: a Sid twice in one document.
  'control: faulty': {
    define: (stack) => {
      const statement = { Sid: 'Twice', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bucket/*' };
      new CfnResource(stack, 'Policy', { type: 'AWS::IAM::ManagedPolicy', properties: { PolicyDocument: { Version: '2012-10-17', Statement: [statement, { ...statement, Action: 's3:PutObject' }] } } });
    },
  },
};

for (const [name, scenario] of Object.entries(scenarios)) {
  process.stdout.write(`${JSON.stringify({ name, found: found(stackOf(scenario)) })}\n`);
}
process.exitCode = 0;

function found(stack: Stack): string[] {
  try {
    return (stack.node.root as App).synth().getStackArtifact(stack.artifactId).messages
      .map((message) => `${message.level}: ${JSON.stringify(message.entry.data)}`)
      // What depends on the account, and is told wherever the app does not tell it.
      .filter((message) => !/::(noAlarmActions|auditNeedsTrail)\]"$/.test(message));
  } catch (error) {
    return [`error: ${(error as Error).message}`];
  }
}
