import { App, Aws, Environment, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CrisServiceControlPolicy, ServiceControlPolicyContent as Content } from '../../src';
import { catalog } from '../../src/bedrock/catalog';
import { WARNING_IDS } from '../../src/private/messages';
import { unknownRegions } from '../../src/profile/callable-from';

const CONTENTS: [string, (regions: string[]) => Content][] = [
  ['regions', (regions) => Content.denyOutsideRegions(regions)],
  ['sourceRegions', (regions) => Content.denyOutsideSourceRegions(regions)],
];

function stackWith(content: Content, env: Environment = { region: 'us-east-1' }, context = {}): Stack {
  const stack = new Stack(new App({ context }), 'Guardrails', { env });
  new CrisServiceControlPolicy(stack, 'Policy', { content });
  return stack;
}

function unknown(stack: Stack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map((message) => String(message.entry.data)).filter((text) => text.includes(WARNING_IDS.unknownRegion));
}

describe.each(CONTENTS)('%s', (prop, contentOf) => {
  const partitionError = (region: string, partition: string) =>
    `${prop}: "${region}" is not in "${partition}", the partition of the organization; leave it out, or define a policy of its own in the partition of "${region}"`;

  test('that the catalog does not know are warned of, each once, and stay in the policy', () => {
    const stack = stackWith(Content.all(contentOf(['eu-wast-1', 'eu-west-1']), contentOf(['us-est-1', 'eu-wast-1'])));
    expect(unknown(stack)).toEqual(['eu-wast-1', 'us-est-1'].map((region) => expect.stringContaining(`${prop}: the catalog of ${catalog().date} knows no Region ${region};`) as string));
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).toContain('eu-wast-1');
  });

  test('that the catalog knows are not warned of, nor tokens, nor those of partitions that it holds nothing of', () => {
    expect(unknown(stackWith(contentOf(['eu-west-1', Aws.REGION])))).toEqual([]);
    expect(unknown(stackWith(contentOf(['cn-north-1']), { region: 'cn-north-1' }))).toEqual([]);
    expect(unknown(stackWith(contentOf(['us-gov-west-1', 'us-gov-wast-1']), { region: 'us-gov-west-1' }))).toHaveLength(1);
  });

  test('of which none is known are refused as JSON, and one that is known stands for the others', () => {
    expect(() => contentOf(['eu-wast-1', 'us-est-1']).toJson()).toThrow(new Error(
      `${prop}: the catalog of ${catalog().date} knows none of eu-wast-1, us-est-1, and a list without a Region that exists denies all of them; check the names, ` +
      'or, where all are newer than the catalog, use CrisServiceControlPolicy or toDocument, which warn'));
    expect(() => Content.all(contentOf(['eu-west-1']), contentOf(['eu-wast-1'])).toJson()).toThrow('knows none of eu-wast-1,');
    expect(contentOf(['eu-west-1', 'eu-new-9']).toJson()).toContain('eu-new-9');
    expect(contentOf(['us-iso-east-1']).toJson('aws-iso')).toContain('us-iso-east-1');
  });

  test.each([['aws', 'us-gov-west-1'], ['aws', 'cn-north-1'], ['aws-us-gov', 'us-west-2'], ['aws-eusc', 'eu-central-1'], ['aws-iso-b', 'us-iso-east-1']])('of an organization in %s do not hold %s', (partition, region) => {
    expect(() => contentOf([region]).toJson(partition)).toThrow(new Error(partitionError(region, partition)));
  });

  test('of another partition than the stack are refused where either the partition or the Region of the stack is known', () => {
    const error = new Error(`${partitionError('us-gov-west-1', 'aws')} [at Guardrails/Policy]`);
    for (const context of [{}, { '@aws-cdk/core:enablePartitionLiterals': true }]) {
      expect(() => stackWith(contentOf(['us-east-1', 'us-gov-west-1']), { region: 'us-east-1' }, context)).toThrow(error);
      expect(() => stackWith(contentOf(['us-gov-west-1', Aws.REGION]), { region: 'us-gov-east-1' }, context)).not.toThrow();
      expect(() => stackWith(contentOf(['us-gov-west-1']), {}, context)).not.toThrow();
    }
  });
});

test('a Region that is a token is not an unknown one', () => {
  expect(unknownRegions([Aws.REGION, 'eu-wast-1', 'eu-west-1'])).toEqual(['eu-wast-1']);
});

describe('the partition of JSON', () => {
  test.each(['aws', 'aws-us-gov', 'aws-cn', 'aws-eusc', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f'])('%s is in its ARNs', (partition) => {
    expect(Content.denyGlobalInference().toJson(partition)).toContain(`"arn:${partition}:bedrock:`);
  });

  test.each(['gov', 'aws-gov', 'china', 'us-gov-west-1', ''])('%j is refused', (partition) => {
    expect(() => Content.denyMantle().toJson(partition)).toThrow(new Error(
      `partition: ${JSON.stringify(partition)} is not a partition; give one of aws, aws-us-gov, aws-cn, aws-eusc, aws-iso, aws-iso-b, aws-iso-e, aws-iso-f`));
  });

  test('a token is refused', () => {
    expect(() => Content.denyMantle().toJson(Aws.PARTITION)).toThrow(new Error(
      'partition: it is a token, known only at deployment; give a literal, because what is synthesized depends on it'));
  });
});
