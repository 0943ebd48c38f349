import { LoggingConfiguration, same } from './configuration';

/** What is used of the package @aws-sdk/client-bedrock, which the runtime of the function brings along. */
export interface BedrockSdk {
  readonly BedrockClient: new (config: object) => { readonly send: (command: object) => Promise<{ readonly loggingConfig?: LoggingConfiguration }> };
  readonly GetModelInvocationLoggingConfigurationCommand: new (input: object) => object;
  readonly PutModelInvocationLoggingConfigurationCommand: new (input: object) => object;
  readonly DeleteModelInvocationLoggingConfigurationCommand: new (input: object) => object;
}

/** Waits and looks at the clock; tests have a clock of their own. */
export interface Clock {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * How long a refusal of the destinations is retried. Amazon Bedrock tries them out when they are put, and a role or policy of a few seconds ago
 * is not known everywhere yet; that takes minutes at most.
 */
const PROPAGATION = 120_000;
const LONGEST_PAUSE = 10_000;

interface SdkError { readonly name?: string; readonly message?: string; readonly $metadata?: { readonly httpStatusCode?: number } }

/** The three calls, each with as many attempts as the time until the deadline allows. */
export class Bedrock {
  private readonly client: InstanceType<BedrockSdk['BedrockClient']>;

  constructor(private readonly sdk: BedrockSdk, private readonly clock: Clock, private readonly deadline: number) {
    // One attempt a call: the attempts are counted here, against the deadline.
    this.client = new sdk.BedrockClient({ maxAttempts: 1, requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true } });
  }

  async get(): Promise<LoggingConfiguration | undefined> {
    const { loggingConfig } = await this.attempt('Get', new this.sdk.GetModelInvocationLoggingConfigurationCommand({}));
    return loggingConfig?.cloudWatchConfig || loggingConfig?.s3Config ? loggingConfig : undefined;
  }

  /** An attempt without an answer may have been carried out, so before it fails it looks. */
  async put(loggingConfig: LoggingConfiguration): Promise<void> {
    try {
      await this.attempt('Put', new this.sdk.PutModelInvocationLoggingConfigurationCommand({ loggingConfig }));
    } catch (error) {
      const existing = await this.get().catch(() => undefined);
      if (!existing || !same(existing, loggingConfig)) throw error;
    }
  }

  async delete(): Promise<void> {
    await this.attempt('Delete', new this.sdk.DeleteModelInvocationLoggingConfigurationCommand({}));
  }

  private async attempt(verb: 'Get' | 'Put' | 'Delete', command: object) {
    const start = this.clock.now();
    for (let pause = 1_000; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      try {
        return await this.client.send(command);
      } catch (error) {
        const until = Math.min(this.deadline, isTransient(error as SdkError) ? Infinity : start + patienceWith(error as SdkError, verb));
        if (this.clock.now() + pause > until) throw new Error(failureOf(error as SdkError, verb));
        await this.clock.sleep(pause);
      }
    }
  }
}

function isTransient({ name, $metadata }: SdkError): boolean {
  const status = $metadata?.httpStatusCode;
  return name === 'ThrottlingException' || status === undefined || status === 429 || status >= 500;
}

function patienceWith({ name }: SdkError, verb: string): number {
  return verb === 'Put' && name === 'ValidationException' ? PROPAGATION : 0;
}

function failureOf({ name, message, $metadata }: SdkError, verb: string): string {
  const action = `bedrock:${verb}ModelInvocationLoggingConfiguration`;
  return $metadata?.httpStatusCode === 403 ? `${action} is denied: ${message}` : `${action} failed with ${name}: ${message}`;
}
