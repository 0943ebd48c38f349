import * as sdk from '@aws-sdk/client-bedrock';
import { Answer, BedrockServer } from './bedrock-server';
import { handlerWith, Surroundings } from '../../../src/logging/handler';
import { LoggingConfiguration } from '../../../src/logging/handler/configuration';
import { ResourceEvent } from '../../../src/logging/handler/lifecycle';

/** What the resource is given. */
export interface Properties {
  readonly configuration: LoggingConfiguration;
  readonly overwriteExisting?: boolean;
  readonly onDelete?: 'LEAVE' | 'RESTORE';
}

export const TIMEOUT = 300_000;

/** How long an SDK waits. */
interface Waiting { readonly maxAttempts?: number; readonly requestHandler?: { readonly requestTimeout: number; readonly throwOnRequestTimeout?: boolean } }

let lastRequest = 0;

/** The custom resource in a stack, as CloudFormation treats it: what failed is rolled back. */
export class ResourceInStack {
  physicalId?: string;
  properties?: Properties;
  status = 'CREATE_COMPLETE';
  /** Milliseconds that the handler slept, of its own clock. */
  slept = 0;
  readonly log: string[] = [];
  /** How often each event is delivered. */
  deliveries = 1;
  /** The SDK of CloudFormation cannot tell the status: it refuses, or nothing answers it. */
  noStatus?: 'denied' | 'no answer';
  /** The SDKs wait a hundredth of the time that they are told to wait for an answer. */
  impatient = false;
  /** A function instance of its own, which remembers what it has carried out. */
  private readonly handle = handlerWith(this.surroundings());

  constructor(private readonly server: BedrockServer) {}

  /** A create or an update; returns why it failed, if it did. */
  async deploy(properties: Properties): Promise<string | undefined> {
    return this.physicalId === undefined ? this.create(properties) : this.update(properties);
  }

  private async create(properties: Properties): Promise<string | undefined> {
    this.status = 'CREATE_IN_PROGRESS';
    const answered = await this.send('Create', properties);
    if (answered?.Status === 'SUCCESS') {
      Object.assign(this, { physicalId: answered.PhysicalResourceId, properties, status: 'CREATE_COMPLETE' });
      return undefined;
    }
    this.status = 'ROLLBACK_IN_PROGRESS';
    // CloudFormation makes an ID up where it got none.
    this.physicalId = answered?.PhysicalResourceId ?? 'Stack-Logging-1A2B3C';
    const undone = await this.send('Delete', properties);
    this.physicalId = undefined;
    return `${answered?.Reason ?? 'no answer'}${undone?.Status === 'SUCCESS' ? '' : `; ROLLBACK_FAILED: ${undone?.Reason}`}`;
  }

  private async update(properties: Properties): Promise<string | undefined> {
    const former = this.properties!;
    this.status = 'UPDATE_IN_PROGRESS';
    const answered = await this.send('Update', properties, former);
    if (answered?.Status === 'SUCCESS') {
      if (answered.PhysicalResourceId !== this.physicalId) throw new Error('CloudFormation would replace the resource');
      Object.assign(this, { properties, status: 'UPDATE_COMPLETE' });
      return undefined;
    }
    return `${answered?.Reason}${await this.rollBack(former, properties)}`;
  }

  /** What happens to a resource whose update succeeded when another one's fails. */
  async rollBack(former: Properties, attempted: Properties): Promise<string> {
    this.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    const undone = await this.send('Update', former, attempted);
    Object.assign(this, { properties: former, status: 'UPDATE_ROLLBACK_COMPLETE' });
    return undone?.Status === 'SUCCESS' ? '' : `; ROLLBACK_FAILED: ${undone?.Reason}`;
  }

  async destroy(): Promise<string | undefined> {
    if (this.physicalId === undefined) return undefined;
    this.status = 'DELETE_IN_PROGRESS';
    const answered = await this.send('Delete', this.properties!);
    if (answered?.Status !== 'SUCCESS') return answered?.Reason ?? 'no answer';
    this.physicalId = undefined;
    return undefined;
  }

  private async send(type: ResourceEvent['RequestType'], properties: Properties, former?: Properties): Promise<Answer | undefined> {
    const event: ResourceEvent = {
      RequestType: type,
      RequestId: `request-${++lastRequest}`,
      ResponseURL: this.server.answerUrl,
      StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Stack/1',
      LogicalResourceId: 'Logging',
      ...(type !== 'Create' && { PhysicalResourceId: this.physicalId }),
      ResourceProperties: rendered(properties),
      ...(former && { OldResourceProperties: rendered(former) }),
    };
    for (let delivery = 0; delivery < this.deliveries; delivery++) {
      // Lambda delivers an event again whose function failed.
      await this.deliver(event).catch(async () => this.deliver(event)).catch(() => undefined);
    }
    // The first answer counts.
    return this.server.answers.find(({ RequestId }) => RequestId === event.RequestId);
  }

  private async deliver(event: ResourceEvent): Promise<void> {
    await this.handle(event, { getRemainingTimeInMillis: () => TIMEOUT });
  }

  private surroundings(): Surroundings {
    return {
      load: (name) => (name === '@aws-sdk/client-bedrock' ? this.bedrockSdk() : this.cloudFormationSdk()),
      clock: { now: () => Date.now() + this.slept, sleep: async (milliseconds) => { this.slept += milliseconds; } },
      log: (message) => void this.log.push(message),
    };
  }

  private bedrockSdk(): object {
    const { url } = this.server;
    const shortened = (waiting: Waiting['requestHandler']) => ({ ...waiting, ...(this.impatient && waiting && { requestTimeout: waiting.requestTimeout / 100 }) });
    const BedrockClient = class extends sdk.BedrockClient {
      constructor({ requestHandler, ...config }: Waiting) {
        super({ ...config, requestHandler: shortened(requestHandler), region: 'eu-west-1', endpoint: url, credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' } });
      }
    };
    return { ...sdk, BedrockClient };
  }

  // A stand-in: the package is no development dependency.
  private cloudFormationSdk(): object {
    const status = async ({ maxAttempts = 3, requestHandler }: Waiting) => {
      if (this.noStatus === 'denied') throw new Error('AccessDenied');
      if (this.noStatus === 'no answer') {
        this.slept += requestHandler?.throwOnRequestTimeout ? maxAttempts * requestHandler.requestTimeout : TIMEOUT;
        throw new Error('TimeoutError');
      }
      return this.status;
    };
    return {
      CloudFormationClient: class {
        constructor(private readonly config: Waiting) {}
        async send() { return { Stacks: [{ StackStatus: await status(this.config) }] }; }
      },
      DescribeStacksCommand: class {},
    };
  }
}

function rendered({ configuration, overwriteExisting = false, onDelete = 'LEAVE' }: Properties): ResourceEvent['ResourceProperties'] {
  return { LoggingConfiguration: JSON.stringify(configuration), OverwriteExisting: String(overwriteExisting), OnDelete: onDelete };
}

const SWITCHES = {
  textDataDeliveryEnabled: true, imageDataDeliveryEnabled: true, embeddingDataDeliveryEnabled: true, videoDataDeliveryEnabled: true, audioDataDeliveryEnabled: true,
};

/** A configuration that delivers to a log group and a bucket of this name. */
export function configurationOf(name: string, switches: Partial<typeof SWITCHES> = {}): LoggingConfiguration {
  return {
    cloudWatchConfig: {
      logGroupName: `${name}-logs`, roleArn: `arn:aws:iam::111122223333:role/${name}`, largeDataDeliveryS3Config: { bucketName: `${name}-bucket` },
    },
    ...SWITCHES,
    ...switches,
  };
}
