import { destinationsOf, identical, LoggingConfiguration, same } from './configuration';
import { Memory, memoryOf, physicalIdOf } from './memory';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html */
export interface ResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly RequestId: string;
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: ResourceProperties;
  readonly OldResourceProperties?: ResourceProperties;
}

/** CloudFormation turns all values into text, so the configuration is one text, of JSON. */
export interface ResourceProperties {
  readonly LoggingConfiguration: string;
  readonly OverwriteExisting: string;
  readonly OnDelete: string;
}

/** How an event ended: a reason is there where it failed. */
export interface Outcome {
  readonly physicalId: string;
  readonly reason?: string;
}

/** What an event is carried out with. */
interface Tools {
  readonly bedrock: {
    get(): Promise<LoggingConfiguration | undefined>;
    put(configuration: LoggingConfiguration): Promise<void>;
    delete(): Promise<void>;
  };
  /** Whether CloudFormation is rolling the stack back. */
  readonly rollingBack: (stackId: string) => Promise<boolean>;
  readonly log: (message: string) => void;
}

/** Carries an event out. Never overwrites or deletes what is not this resource's own, unless told; never throws. */
export async function carryOut(event: ResourceEvent, tools: Tools): Promise<Outcome> {
  const progress = { physicalId: event.PhysicalResourceId ?? physicalIdOf('untouched')! };
  try {
    if (event.RequestType === 'Create') await create(event.ResourceProperties, tools, progress);
    else if (event.RequestType === 'Update') await update(event, tools);
    else await remove(event, tools);
    return progress;
  } catch (error) {
    return { ...progress, reason: (error as Error).message };
  }
}

async function create(properties: ResourceProperties, { bedrock, log }: Tools, progress: { physicalId: string }): Promise<void> {
  const wanted = configurationOf(properties);
  const existing = await bedrock.get();
  const foreign = existing && !same(existing, wanted);
  if (foreign && properties.OverwriteExisting !== 'true') throw refusal(existing);
  const memory: Memory = foreign ? existing : existing ? 'adopted' : 'none';
  const physicalId = physicalIdOf(memory);
  if (!physicalId) throw new Error(`The configuration that delivers to ${destinationsOf(existing!)} is too long to be remembered; delete it first`);

  if (foreign) log(`Overwrites ${JSON.stringify(existing)}`);
  // Before it is put: what fails afterwards may have been carried out, and is rolled back by this ID.
  progress.physicalId = physicalId;
  if (!existing || !identical(existing, wanted)) await bedrock.put(wanted);
}

// The physical ID stays: another one would make CloudFormation delete the resource with the former one, after the new configuration was put.
async function update({ ResourceProperties, OldResourceProperties, StackId }: ResourceEvent, { bedrock, rollingBack, log }: Tools): Promise<void> {
  const wanted = configurationOf(ResourceProperties);
  const existing = await bedrock.get();
  if (existing && identical(existing, wanted)) return;
  const foreign = existing && ![wanted, configurationOf(OldResourceProperties!)].some((own) => same(existing, own));
  if (foreign) {
    // An update that was refused comes back with the former properties: a stack that cannot roll back is stuck, and a refusal is no leave to overwrite.
    if (await rollingBack(StackId)) return log(`Rolling back: leaves ${JSON.stringify(existing)}`);
    if (ResourceProperties.OverwriteExisting !== 'true') throw refusal(existing);
    log(`Overwrites ${JSON.stringify(existing)}`);
  }
  await bedrock.put(wanted);
}

async function remove({ ResourceProperties, PhysicalResourceId }: ResourceEvent, { bedrock, log }: Tools): Promise<void> {
  const memory = memoryOf(PhysicalResourceId!);
  if (ResourceProperties.OnDelete !== 'RESTORE' || memory === 'untouched' || memory === 'adopted') return;
  const existing = await bedrock.get();
  if (!existing) return;
  if (!same(existing, configurationOf(ResourceProperties))) {
    log(`Somebody else's: leaves ${JSON.stringify(existing)}`);
    return;
  }
  if (memory === 'none') await bedrock.delete();
  else await bedrock.put(memory).catch((error: Error) => { throw new Error(`The former configuration, to ${destinationsOf(memory)}, cannot be put back: ${error.message}`); });
}

function configurationOf({ LoggingConfiguration: json }: ResourceProperties): LoggingConfiguration {
  return JSON.parse(json) as LoggingConfiguration;
}

function refusal(existing: LoggingConfiguration): Error {
  return new Error(`The logging of model invocations is configured already, by somebody else: it delivers to ${destinationsOf(existing)}. ` +
    'There is one configuration for the account in each Region. Delete it, or set overwriteExisting to replace it');
}
