import { createServer, IncomingMessage, Server, ServerResponse } from 'http';
import { AddressInfo } from 'net';
import { BedrockClientConfig } from '@aws-sdk/client-bedrock';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { environmentClient } from '../../scripts/catalog/scan';
import { ProfilePage, ProfileSummary } from '../../src/command/profiles/listing';

// Else the SDK warns of an older Node.js in each test file.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export const ACCOUNT = '111122223333';

/** What the server answers to one request: a page, or anything else that HTTP can carry. */
export type Answer = ProfilePage | { readonly status: number; readonly type?: string; readonly headers?: Record<string, string>; readonly body?: string } | 'no answer';

/** The answers of each Region, one after the other; the last one is given again. */
export type Answers = Record<string, readonly Answer[]>;

export interface Asked { readonly region: string; readonly query: Record<string, string> }

/**
 * Amazon Bedrock's control plane on loopback, one for all Regions: which Region is asked is in the signature of the request.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListInferenceProfiles.html
 */
export class BedrockServer {
  static async start(answers: Answers = {}): Promise<BedrockServer> {
    const server = new BedrockServer(answers);
    await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  readonly asked: Asked[] = [];
  private readonly http: Server = createServer((request, response) => this.answer(request, response));
  private answers: Answers;

  private constructor(answers: Answers) {
    this.answers = answers;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  /** Forgets what was asked, and answers anew. */
  reset(answers: Answers): void {
    this.answers = answers;
    this.asked.length = 0;
  }

  readonly clientOf = (region: string, config: BedrockClientConfig = {}) => environmentClient(region, {
    endpoint: this.url,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
    retryStrategy: new ConfiguredRetryStrategy(3, 1),
    ...config,
  });

  async stop(): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')![1];
    const url = new URL(request.url!, this.url);
    const turn = this.asked.filter((one) => one.region === region).length;
    this.asked.push({ region, query: Object.fromEntries(url.searchParams) });
    if (request.method !== 'GET' || url.pathname !== '/inference-profiles') return void response.writeHead(404).end();

    const given = this.answers[region] ?? [{ status: 403, type: 'UnrecognizedClientException' }];
    const next = given[Math.min(turn, given.length - 1)];
    if (next === 'no answer') return;
    if (!('status' in next)) return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(next));
    response.writeHead(next.status, { 'content-type': 'application/json', ...next.type && { 'x-amzn-errortype': next.type }, ...next.headers });
    response.end(next.body ?? JSON.stringify({ message: `User: arn:aws:sts::${ACCOUNT}:assumed-role/r is refused` }));
  }
}

/** A profile as the API describes it: a global one if no destinations are given. */
export function summary(region: string, id: string, destinations?: readonly string[], partition = 'aws'): ProfileSummary {
  const modelId = id.split('.').slice(1).join('.');
  return {
    inferenceProfileName: 'GLOBAL A Model 1.0',
    description: 'Routes requests to a model.',
    createdAt: '2026-02-03T19:06:46.193626+00:00',
    updatedAt: '2026-03-05T22:14:18.607230+00:00',
    inferenceProfileArn: `arn:${partition}:bedrock:${region}:${ACCOUNT}:inference-profile/${id}`,
    models: (destinations ?? ['', region]).map((name) => ({ modelArn: `arn:${partition}:bedrock:${name}::foundation-model/${modelId}` })),
    inferenceProfileId: id,
    status: 'ACTIVE',
    type: 'SYSTEM_DEFINED',
  } as ProfileSummary;
}
