import { Bedrock, BedrockSdk, Clock } from './bedrock';
import { carryOut, Outcome, ResourceEvent } from './lifecycle';
import { respond } from './respond';

/** What is used of the package @aws-sdk/client-cloudformation. */
interface CloudFormationSdk {
  readonly CloudFormationClient: new (config: object) => { readonly send: (command: object) => Promise<{ readonly Stacks?: readonly { readonly StackStatus?: string }[] }> };
  readonly DescribeStacksCommand: new (input: { readonly StackName: string }) => object;
}

/** What the function takes from its surroundings. */
export interface Surroundings {
  readonly load: (name: string) => unknown;
  readonly clock: Clock;
  readonly log: (message: string) => void;
}

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the runtime has the SDK where only require looks for it
const load = (name: string): unknown => require(name);
const clock: Clock = { now: Date.now, sleep: async (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)) };

/** Time that is kept for the answer. */
const FOR_THE_ANSWER = 30_000;

interface LambdaContext { getRemainingTimeInMillis(): number }

type Handler = (event: ResourceEvent, context: LambdaContext) => Promise<void>;

/** What carries the events of CloudFormation out, and answers them. Lambda delivers at least once, so it remembers what it has carried out. */
export function handlerWith(surroundings: Surroundings): Handler {
  const outcomes = new Map<string, Promise<Outcome>>();
  // With two parameters: a runtime may pass a third.
  return async (event, context) => {
    const deadline = surroundings.clock.now() + context.getRemainingTimeInMillis();
    const known = outcomes.get(event.RequestId);
    const outcome = known ?? carryOut(event, {
      bedrock: new Bedrock(surroundings.load('@aws-sdk/client-bedrock') as BedrockSdk, surroundings.clock, deadline - FOR_THE_ANSWER),
      rollingBack: async (stackId) => isRollingBack(stackId, surroundings),
      log: surroundings.log,
    });
    outcomes.set(event.RequestId, outcome);
    const { physicalId, reason } = await outcome;
    surroundings.log(`${event.RequestType} ${event.LogicalResourceId}${known ? ', delivered again' : ''}: ${reason ?? 'done'}, ${physicalId}`);
    await respond(event, { physicalId, reason }, surroundings.clock, deadline);
  };
}

/** The Lambda function. */
export const handler: Handler = handlerWith({ load, clock, log: console.log });

// Where it cannot be found out, the update fails as it would have.
async function isRollingBack(stackId: string, { load: loads, log }: Surroundings): Promise<boolean> {
  try {
    const { CloudFormationClient, DescribeStacksCommand } = loads('@aws-sdk/client-cloudformation') as CloudFormationSdk;
    // In a VPC without the endpoint nothing answers, and the time of the function is for the update.
    const client = new CloudFormationClient({ maxAttempts: 2, requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000, throwOnRequestTimeout: true } });
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackId }));
    return /ROLLBACK/.test(Stacks?.[0]?.StackStatus ?? '');
  } catch (error) {
    log(`The status of the stack is not known: ${(error as Error).message}`);
    return false;
  }
}
