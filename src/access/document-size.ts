import { Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { widest } from '../private/source-of';

/**
 * Characters of a policy document as it is deployed, at most: compact JSON, in which every value that is only known then has its greatest length.
 *
 * Takes the document as it is rendered, so it is exact where nothing is left open. The document cannot be changed afterwards: give a copy.
 */
export function deployedSize(scope: Construct, document: iam.PolicyDocument): number {
  return JSON.stringify(Stack.of(scope).resolve(document), (_, value: unknown) => text(value) ?? value).length;
}

/**
 * The longest value of a reference. What else than a pseudo parameter may stand in a policy is the ARN of a role, whose name has at most 64
 * characters. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
function widestReference(name?: string): string {
  const { partition, region, account } = widest({ partition: Aws.PARTITION, region: Aws.REGION, account: Aws.ACCOUNT_ID });
  switch (name) {
    case 'AWS::Partition': return partition;
    case 'AWS::Region': return region;
    case 'AWS::AccountId': return account;
    default: return `arn:${partition}:iam::${account}:role/${'x'.repeat(64)}`;
  }
}

/** The text that an intrinsic function becomes; undefined for what is no intrinsic function. */
function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [[name, argument] = ['', undefined]] = Object.entries(value) as [string, unknown][];
  if (!/^(Ref|Fn::\w+)$/.test(name)) return undefined;
  if (name === 'Fn::Join') {
    const [delimiter, parts] = argument as [string, unknown[]];
    return parts.map(text).join(delimiter);
  }
  return widestReference(name === 'Ref' ? String(argument) : undefined);
}
