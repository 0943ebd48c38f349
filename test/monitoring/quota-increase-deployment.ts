import { dirname, join } from 'path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { resolveIntrinsics } from '../support/template-intrinsics';

export interface Call { readonly region?: string; readonly input: Readonly<Record<string, unknown>> }
export interface Outcome { readonly calls: Call[]; readonly status: string; readonly physicalId: string; readonly reason: string }
export type Resources = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The increases of a stack by logical id, with the properties that CloudFormation hands to the function. */
export function increasesOf(stack: Stack): Resources {
  const template = Template.fromStack(stack);
  const pseudo = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' };
  return Object.fromEntries(Object.entries(template.findResources('Custom::CrisQuotaIncrease')).map(([id, { Properties }]) => (
    [id, resolveIntrinsics(Properties, template.toJSON(), pseudo) as Record<string, unknown>]
  )));
}

/**
 * What CloudFormation sends for a change of a stack: creations, updates of what has other properties, then deletions of what is gone. An unchanged
 * resource gets no event. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-requesttypes.html
 */
export async function deploy(before: Resources, after: Resources, failsWith?: string): Promise<Outcome[]> {
  const events = [
    ...Object.keys(after).filter((id) => !(id in before)).map((id) => ({ RequestType: 'Create', id, properties: after[id], old: undefined })),
    ...Object.keys(after).filter((id) => id in before && JSON.stringify(before[id]) !== JSON.stringify(after[id]))
      .map((id) => ({ RequestType: 'Update', id, properties: after[id], old: before[id] })),
    ...Object.keys(before).filter((id) => !(id in after)).map((id) => ({ RequestType: 'Delete', id, properties: before[id], old: undefined })),
  ];
  const outcomes: Outcome[] = [];
  for (const { RequestType, id, properties, old } of events) {
    outcomes.push(await send({ RequestType, LogicalResourceId: id, PhysicalResourceId: id, ResourceProperties: properties, OldResourceProperties: old }, failsWith));
  }
  return outcomes;
}

/** Runs the handler that CDK deploys for AwsCustomResource, with the SDK of the Lambda runtime and the answer to CloudFormation replaced. */
async function send(event: object, failsWith?: string): Promise<Outcome> {
  run = { calls: [], failsWith, answer: '' };
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  // CloudFormation hands every property over as text.
  const asText = JSON.parse(JSON.stringify(event, (_key, value: unknown) => (typeof value === 'boolean' ? String(value) : value))) as object;
  await loadHandler()({ ...asText, ResponseURL: 'https://example.com/answer', StackId: 'stack', RequestId: 'request' }, { logStreamName: 'stream' });
  log.mockRestore();
  const { Status, PhysicalResourceId, Reason } = JSON.parse(run.answer) as Record<string, string>;
  return { calls: run.calls, status: Status, physicalId: PhysicalResourceId, reason: Reason };
}

// The handler loads what is mocked when it is called, once: so the mocks look here.
let run: { readonly calls: Call[]; readonly failsWith?: string; answer: string };

class RequestServiceQuotaIncreaseCommand {
  constructor(public readonly input: Record<string, unknown>) {}
}

class ServiceQuotasClient {
  public readonly config = { apiVersion: undefined, region: () => Promise.resolve(this.options.region) };
  constructor(private readonly options: { readonly region?: string }) {}

  public send(command: RequestServiceQuotaIncreaseCommand): Promise<object> {
    run.calls.push({ region: this.options.region, input: command.input });
    if (run.failsWith) return Promise.reject(Object.assign(new Error(`${run.failsWith} from the API`), { name: run.failsWith }));
    return Promise.resolve({ $metadata: {}, RequestedQuota: { Id: 'a12345', Status: 'PENDING', Requester: 'somebody' } });
  }
}

function loadHandler(): (event: object, context: object) => Promise<void> {
  jest.doMock('@aws-sdk/client-service-quotas', () => ({ ServiceQuotasClient, RequestServiceQuotaIncreaseCommand }), { virtual: true });
  const write = (body: string) => { run.answer += body; };
  jest.doMock('https', () => ({ request: (_options: unknown, done: () => void) => ({ on: () => undefined, write, end: () => done() }) }));
  const library = dirname(require.resolve('aws-cdk-lib/package.json'));
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require(join(library, 'custom-resource-handlers/dist/custom-resources/aws-custom-resource-handler/index.js')) as { handler: ReturnType<typeof loadHandler> }).handler;
}
