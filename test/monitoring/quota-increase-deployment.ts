import { runInNewContext } from 'vm';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HANDLER_CODE } from '../../src/monitoring/quota-increase-code';
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
    outcomes.push(await send({ RequestType, LogicalResourceId: id, PhysicalResourceId: RequestType === 'Create' ? undefined : id, ResourceProperties: properties, OldResourceProperties: old }, failsWith));
  }
  return outcomes;
}

/** Runs the code of the function, with the SDK of the Lambda runtime and the answer to CloudFormation replaced. */
async function send(event: object, failsWith?: string): Promise<Outcome> {
  const calls: Call[] = [];
  const answers: string[] = [];
  // CloudFormation hands every property over as text.
  const asText = JSON.parse(JSON.stringify(event, (_key, value: unknown) => (typeof value === 'boolean' || typeof value === 'number' ? String(value) : value))) as object;
  await handlerWith({ calls, failsWith }, async (_url, { body }) => Promise.resolve({ status: answers.push(String(body)) && 200 }))(
    { ...asText, ResponseURL: 'https://example.com/answer', StackId: 'stack', RequestId: 'request' },
  );
  const [answer, ...others] = answers.map((text) => JSON.parse(text) as Record<string, string>);
  expect(others).toEqual([]);
  return { calls, status: answer.Status, physicalId: answer.PhysicalResourceId, reason: answer.Reason };
}

/** What takes the answer to CloudFormation. */
export type Fetch = (url: string, request: { readonly body: Buffer; readonly headers: object }) => Promise<{ readonly status: number }>;

/** The handler with a service that notes its calls. Its clock is fast. */
export function handlerWith({ calls, failsWith }: { readonly calls: Call[]; readonly failsWith?: string }, fetch: Fetch): (event: object) => Promise<void> {
  class RequestServiceQuotaIncreaseCommand {
    constructor(public readonly input: Record<string, unknown>) {}
  }
  class ServiceQuotasClient {
    constructor(private readonly options: { readonly region?: string }) {}

    public async send({ input }: RequestServiceQuotaIncreaseCommand): Promise<object> {
      calls.push({ region: this.options.region, input });
      if (failsWith) return Promise.reject(Object.assign(new Error(`${failsWith} from the API`), { name: failsWith }));
      return Promise.resolve({ $metadata: {}, RequestedQuota: { Id: 'a12345', Status: 'PENDING', Requester: 'somebody' } });
    }
  }
  const packages: Record<string, object> = { '@aws-sdk/client-service-quotas': { ServiceQuotasClient, RequestServiceQuotaIncreaseCommand } };
  const exports: { handler?: (event: object) => Promise<void> } = {};
  runInNewContext(HANDLER_CODE, {
    exports, require: (name: string) => packages[name], fetch, Buffer, AbortSignal, console: { log: () => undefined }, setTimeout: (done: () => void) => setTimeout(done, 0),
  });
  return exports.handler!;
}
