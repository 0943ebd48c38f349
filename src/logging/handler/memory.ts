import { deflateRawSync, inflateRawSync } from 'zlib';
import { LoggingConfiguration } from './configuration';

/**
 * What was there before the resource. CloudFormation hands a resource its physical ID back with every event, so it is kept in that:
 * - `none`: no configuration
 * - `adopted`: the same configuration, put by others or by an attempt whose answer was lost
 * - `untouched`: nothing was put; the resource failed before that
 * - another configuration
 */
export type Memory = 'none' | 'adopted' | 'untouched' | LoggingConfiguration;

const PREFIX = 'bedrock-invocation-logging/';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
const MAX_PHYSICAL_ID = 1024;

/** The physical ID that contains a memory, or undefined where the configuration is too long for one. */
export function physicalIdOf(memory: Memory): string | undefined {
  if (typeof memory === 'string') return PREFIX + memory;
  const id = `${PREFIX}former/${deflateRawSync(JSON.stringify(memory)).toString('base64url')}`;
  return id.length <= MAX_PHYSICAL_ID ? id : undefined;
}

/** The memory in a physical ID. One that is not ours, as CloudFormation invents where no answer came, says that nothing is known. */
export function memoryOf(physicalId: string): Memory {
  const [, kind, former] = /^bedrock-invocation-logging\/(none|adopted|former)(?:\/(.+))?$/.exec(physicalId) ?? [];
  if (kind === 'none' || kind === 'adopted') return kind;
  if (!former) return 'untouched';
  return JSON.parse(inflateRawSync(Buffer.from(former, 'base64url')).toString()) as LoggingConfiguration;
}
