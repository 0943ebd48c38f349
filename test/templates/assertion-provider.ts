// The assertions of integ-tests run in AWS Lambda, whose runtime has this client; what they make of an answer takes none.
jest.mock('@aws-sdk/client-sfn', () => ({}), { virtual: true });

interface AssertionHandler {
  readonly timeout: NodeJS.Timeout;
  processEvent(request: { actual: unknown; expected: string }): Promise<{ failed?: boolean }>;
}
type HandlerClass = new (event: object, context: object) => AssertionHandler;

const PROVIDER = '@aws-cdk/integ-tests-alpha/lib/assertions/providers/lambda-handler/assertion';

/** Whether an assertion passes: decided by the code that integ-tests deploys for it. */
export async function passes(expected: string, actual: unknown): Promise<boolean> {
  const { AssertionHandler: Handler } = jest.requireActual<{ AssertionHandler: HandlerClass }>(PROVIDER);
  const handler = new Handler({ RequestType: 'Create' }, { getRemainingTimeInMillis: () => 60_000 });
  clearTimeout(handler.timeout);
  const log = jest.spyOn(console, 'log').mockImplementation();
  try {
    return !(await handler.processEvent({ actual, expected })).failed;
  } finally {
    log.mockRestore();
  }
}

/** What invoking a function of the integration tests answers. */
export async function invoked(file: string, payload: unknown): Promise<object> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const { handler } = jest.requireActual<{ handler: (event: unknown) => Promise<object> }>(`../integ/functions/${file}`);
  return { StatusCode: 200, Payload: JSON.stringify(await handler(payload)) };
}
