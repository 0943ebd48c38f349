import { createServer, IncomingMessage, Server, ServerResponse } from 'http';
import { AddressInfo } from 'net';
import { LoggingConfiguration } from '../../../src/logging/handler/configuration';

// Else the SDK warns of an older Node.js in each test file.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export type Method = 'GET' | 'PUT' | 'DELETE';

const STATUS = { ThrottlingException: 429, TooManyRequestsException: 429, InternalServerException: 500, AccessDeniedException: 403, ValidationException: 400 };

/** What goes wrong with one request: an error of the API, or a connection that ends or stays without an answer, before or after the request was carried out. */
export interface Fault {
  readonly on: Method;
  readonly error: keyof typeof STATUS | 'dropped' | 'answer lost' | 'no answer';
  /** @default that of the error */
  readonly status?: number;
  /** @default 1 */
  readonly times?: number;
  /** Requests that go well before. @default 0 */
  readonly after?: number;
}

/** A change that a request made. */
export interface Change { readonly method: Method; readonly before?: LoggingConfiguration; readonly after?: LoggingConfiguration }

export interface Answer { readonly Status: 'SUCCESS' | 'FAILED'; readonly Reason?: string; readonly PhysicalResourceId: string; readonly RequestId: string }

/**
 * The logging configuration of an account in a Region, and the place where CloudFormation waits for answers, on loopback.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_PutModelInvocationLoggingConfiguration.html
 */
export class BedrockServer {
  static async start(): Promise<BedrockServer> {
    const server = new BedrockServer();
    await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  configuration?: LoggingConfiguration;
  faults: Fault[] = [];
  /** Each of the next answers to CloudFormation is taken and then not acknowledged. */
  answersRefused = 0;
  /** Switches that this Region does not know. */
  unknownSwitches: string[] = [];
  readonly requests: Method[] = [];
  readonly changes: Change[] = [];
  readonly answers: Answer[] = [];
  readonly answerHeaders: IncomingMessage['headers'][] = [];
  private readonly http: Server = createServer((request, response) => { void this.serve(request, response); });

  get url(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  get answerUrl(): string {
    return `${this.url}/answer`;
  }

  reset(configuration?: LoggingConfiguration): void {
    this.configuration = configuration;
    this.faults = [];
    this.answersRefused = 0;
    this.unknownSwitches = [];
    for (const list of [this.requests, this.changes, this.answers, this.answerHeaders]) list.length = 0;
  }

  async stop(): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    if (request.url === '/answer') return this.takeAnswer(request, body, response);

    const method = request.method as Method;
    this.requests.push(method);
    if (request.url !== '/logging/modelinvocations') return void response.writeHead(404).end();
    const fault = this.nextFault(method);
    if (fault?.error === 'no answer') return;
    if (fault && fault.error !== 'answer lost') return this.fail(fault.error, response, fault.status);
    const result = this.carryOut(method, body);
    if (fault) return void response.destroy();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
  }

  private nextFault(method: Method): Fault | undefined {
    const index = this.faults.findIndex((fault) => fault.on === method);
    if (index === -1) return undefined;
    const { after = 0, times = 1, ...fault } = this.faults[index];
    const rest = { ...fault, after: Math.max(0, after - 1), times: after > 0 ? times : times - 1 };
    this.faults.splice(index, 1, ...rest.times > 0 ? [rest] : []);
    return after > 0 ? undefined : fault;
  }

  private carryOut(method: Method, body: string): object {
    if (method === 'GET') return { loggingConfig: this.configuration };
    const before = this.configuration;
    const put = method === 'PUT' ? (JSON.parse(body) as { loggingConfig: LoggingConfiguration }).loggingConfig : undefined;
    this.configuration = put && Object.fromEntries(Object.entries(put).filter(([name]) => !this.unknownSwitches.includes(name)));
    this.changes.push({ method, before, after: this.configuration });
    return {};
  }

  private fail(error: Exclude<Fault['error'], 'answer lost' | 'no answer'>, response: ServerResponse, status?: number): void {
    if (error === 'dropped') return void response.destroy();
    response.writeHead(status ?? STATUS[error], { 'content-type': 'application/json', 'x-amzn-errortype': error }).end(JSON.stringify({ message: `${error} on purpose` }));
  }

  private takeAnswer(request: IncomingMessage, body: string, response: ServerResponse): void {
    if (this.answersRefused > 0) {
      this.answersRefused--;
      return void response.writeHead(503).end();
    }
    this.answers.push(JSON.parse(body) as Answer);
    this.answerHeaders.push(request.headers);
    response.writeHead(200).end();
  }
}
