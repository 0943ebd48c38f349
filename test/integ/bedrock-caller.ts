import { readFileSync } from 'fs';
import { join } from 'path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** What a `BedrockCaller` runs with: a `CrisWorkload` has both. */
export interface BedrockCallerProps {
  readonly role: iam.IRole;
  readonly environment: Record<string, string>;
}

/** A function with the role under test, and no other permission: whether its calls are answered is up to that role. */
export class BedrockCaller extends lambda.Function {
  constructor(scope: Construct, id: string, { role, environment }: BedrockCallerProps) {
    super(scope, id, {
      ...functionOf(scope, id, 'converse.js'),
      description: 'Calls Amazon Bedrock with the role under test',
      role,
      environment,
    });
  }
}

/** A function with a role of its own that finds in CloudTrail what another one has called. */
export class CallLookup extends lambda.Function {
  constructor(scope: Construct, id: string) {
    super(scope, id, { ...functionOf(scope, id, 'lookup-calls.js'), description: 'Finds calls in the event history of AWS CloudTrail' });
    this.addToRolePolicy(new iam.PolicyStatement({ actions: ['cloudtrail:LookupEvents'], resources: ['*'] }));
  }
}

function functionOf(scope: Construct, id: string, file: string) {
  return {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(readFileSync(join(__dirname, 'functions', file), 'utf8')),
    timeout: Duration.minutes(1),
    memorySize: 256,
    // Otherwise the function has one that stays when the stack goes.
    logGroup: new logs.LogGroup(scope, `${id}Logs`, { retention: logs.RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY }),
  };
}
