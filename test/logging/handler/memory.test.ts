import * as fc from 'fast-check';
import { configurationOf } from './stack';
import { destinationsOf, identical, LoggingConfiguration, same } from '../../../src/logging/handler/configuration';
import { memoryOf, physicalIdOf } from '../../../src/logging/handler/memory';
import { propertyRuns } from '../../support/property-runs';

const text = fc.string({ minLength: 1, maxLength: 60 });
const place = fc.record({ bucketName: text, keyPrefix: text }, { requiredKeys: ['bucketName'] });
const configuration: fc.Arbitrary<LoggingConfiguration> = fc.record({
  cloudWatchConfig: fc.record({ logGroupName: text, roleArn: text, largeDataDeliveryS3Config: place }, { requiredKeys: ['logGroupName', 'roleArn'] }),
  s3Config: place,
  textDataDeliveryEnabled: fc.boolean(),
  imageDataDeliveryEnabled: fc.boolean(),
  embeddingDataDeliveryEnabled: fc.boolean(),
  videoDataDeliveryEnabled: fc.boolean(),
  audioDataDeliveryEnabled: fc.boolean(),
}, { requiredKeys: [] });

test('a physical ID holds any configuration of a usual size, within the kilobyte that CloudFormation takes', () => {
  fc.assert(fc.property(configuration, (former) => {
    const id = physicalIdOf(former)!;
    expect(id).toMatch(/^[\w/-]{1,1024}$/);
    expect(memoryOf(id)).toEqual(former);
  }), propertyRuns());
});

// As stacks that are deployed have them.
test.each(['none', 'adopted', 'untouched'] as const)('and %s', (memory) => {
  expect(physicalIdOf(memory)).toBe(`bedrock-invocation-logging/${memory}`);
  expect(memoryOf(physicalIdOf(memory)!)).toBe(memory);
});

test.each(['', 'Stack-Logging-1A2B3C', 'bedrock-invocation-logging/', 'bedrock-invocation-logging/former', 'my-bedrock-invocation-logging/none', 'bedrock-invocation-logging/nonesuch'])('an ID that is not ours, %p, is no memory', (id) => {
  expect(memoryOf(id)).toBe('untouched');
});

test('the longest names that AWS takes fit, with prefixes of the usual length', () => {
  const name = (length: number) => Array.from({ length }, (_, index) => ((index * 7919) % 36).toString(36)).join('');
  const longest = { cloudWatchConfig: { logGroupName: name(512), roleArn: `arn:aws-us-gov:iam::111122223333:role/${name(64)}`, largeDataDeliveryS3Config: { bucketName: name(63), keyPrefix: name(60) } } };
  expect(physicalIdOf(longest)).toBeDefined();
});

describe('configurations', () => {
  const one = configurationOf('one');

  test('any is the same as itself', () => {
    fc.assert(fc.property(configuration, (any) => { expect([same(any, { ...any }), identical(any, { ...any })]).toEqual([true, true]); }), propertyRuns());
  });

  test.each<[string, Partial<LoggingConfiguration>, boolean, boolean]>([
    ['an empty prefix', { cloudWatchConfig: { ...one.cloudWatchConfig, largeDataDeliveryS3Config: { bucketName: 'one-bucket', keyPrefix: '' } } }, true, true],
    ['a switch that is not known', { audioDataDeliveryEnabled: undefined }, true, false],
    ['a switch that differs', { audioDataDeliveryEnabled: false }, false, false],
    ['another prefix', { cloudWatchConfig: { ...one.cloudWatchConfig, largeDataDeliveryS3Config: { bucketName: 'one-bucket', keyPrefix: 'x' } } }, false, false],
    ['another role', { cloudWatchConfig: { ...one.cloudWatchConfig, roleArn: 'other' } }, false, false],
    ['another destination besides', { s3Config: { bucketName: 'x' } }, false, false],
  ])('%s', (_, change, isSame, isIdentical) => {
    const other = { ...one, ...change };
    expect([same(one, other), same(other, one), identical(one, other), identical(other, one)]).toEqual([isSame, isSame, isIdentical, isIdentical]);
  });

  test('are named by their destinations', () => {
    expect(destinationsOf(one)).toBe('the log group "one-logs" and the bucket "one-bucket" for large data');
    expect(destinationsOf({ ...one, s3Config: { bucketName: 'one-bucket' } })).toBe('the log group "one-logs" and the bucket "one-bucket"');
    expect(destinationsOf({})).toBe('nothing');
  });
});
