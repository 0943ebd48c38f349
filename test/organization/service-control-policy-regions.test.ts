import { App, Aws, Environment, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CrisServiceControlPolicy, ExplicitDeny, ServiceControlPolicyContent as Content } from '../../src';
import { CATALOG } from '../../src/bedrock/catalog';
import { WARNING_IDS } from '../../src/private/errors';

const CONTENTS: [string, (regions: string[]) => Content][] = [
  ['regions', (regions) => Content.denyOutsideRegions(regions)],
  ['ExplicitDeny.outsideSourceRegions', (regions) => Content.deny(ExplicitDeny.outsideSourceRegions(regions))],
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
    const stack = stackWith(contentOf(['eu-wast-1', 'eu-west-1', 'us-est-1']));
    expect(unknown(stack)).toEqual(['eu-wast-1', 'us-est-1'].map((region) => expect.stringContaining(`${prop}: the catalog of ${CATALOG.date} knows no Region ${region};`) as string));
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).toContain('eu-wast-1');
  });

  test('that the catalog knows are not warned of, nor tokens, nor those of partitions that it holds nothing of', () => {
    expect(unknown(stackWith(contentOf(['eu-west-1', Aws.REGION])))).toEqual([]);
    expect(unknown(stackWith(contentOf(['cn-north-1']), { region: 'cn-north-1' }))).toEqual([]);
    expect(unknown(stackWith(contentOf(['us-gov-west-1', 'us-gov-wast-1']), { region: 'us-gov-west-1' }))).toHaveLength(1);
  });

  test('of which none is known are warned of too: where all are newer than the catalog, they are right', () => {
    expect(unknown(stackWith(contentOf(['eu-wast-1', 'us-est-1'])))).toHaveLength(2);
  });

  test.each([
    ['us-east-1', 'aws', 'us-gov-west-1'], ['us-east-1', 'aws', 'cn-north-1'], ['us-gov-west-1', 'aws-us-gov', 'us-west-2'],
    ['eusc-de-east-1', 'aws-eusc', 'eu-central-1'], ['us-isob-east-1', 'aws-iso-b', 'us-iso-east-1'],
  ])('of an organization in %s, in %s, do not hold %s', (home, partition, region) => {
    expect(() => contentOf([region]).toDocument(new Stack(new App(), 'Stack', { env: { region: home } }))).toThrow(new Error(partitionError(region, partition)));
  });

  test('of another partition than the stack are refused where either the partition or the Region of the stack is known', () => {
    const error = new Error(partitionError('us-gov-west-1', 'aws'));
    for (const context of [{}, { '@aws-cdk/core:enablePartitionLiterals': true }]) {
      expect(() => stackWith(contentOf(['us-east-1', 'us-gov-west-1']), { region: 'us-east-1' }, context)).toThrow(error);
      expect(() => stackWith(contentOf(['us-gov-west-1', Aws.REGION]), { region: 'us-gov-east-1' }, context)).not.toThrow();
      expect(() => stackWith(contentOf(['us-gov-west-1']), {}, context)).not.toThrow();
    }
  });
});

describe('the document in a stack with a literal Region', () => {
  test.each([
    ['eu-west-1', 'aws'], ['us-gov-west-1', 'aws-us-gov'], ['cn-north-1', 'aws-cn'], ['eusc-de-east-1', 'aws-eusc'], ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'], ['eu-isoe-west-1', 'aws-iso-e'], ['us-isof-south-1', 'aws-iso-f'],
  ])('%s has the partition %s in its ARNs, and no tokens', (region, partition) => {
    const text = JSON.stringify(Content.deny(ExplicitDeny.globalInference()).toDocument(new Stack(new App(), 'Stack', { env: { region } })));
    expect(text).toContain(`"arn:${partition}:bedrock:`);
    expect(Token.isUnresolved(text)).toBe(false);
  });

  test('that is a token has a token for the partition', () => {
    expect(Token.isUnresolved(JSON.stringify(Content.deny(ExplicitDeny.globalInference()).toDocument(new Stack(new App(), 'Stack'))))).toBe(true);
  });
});
