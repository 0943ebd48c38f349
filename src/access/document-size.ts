import { Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { StatementJson } from './statements/statement';
import { isToken, Source, widest } from '../private/source-of';

/**
 * Characters of a policy document as it is deployed, at most: compact JSON, in which every value that is only known then has its greatest length.
 *
 * Takes the document as it is rendered, so it is exact where nothing is left open. The document cannot be changed afterwards: give a copy.
 */
export function deployedSize(scope: Construct, document: iam.PolicyDocument): number {
  return JSON.stringify(Stack.of(scope).resolve(document), (_, value: unknown) => text(value) ?? value).length;
}

/**
 * The same for statements that are not rendered yet: a value with a token in it stands for the longest ARN that can take its place.
 */
export function widestValues(statements: readonly StatementJson[]): readonly StatementJson[] {
  const json = JSON.stringify(statements);
  if (!isToken(json)) return statements;
  return JSON.parse(json, (_, value: unknown) => (isToken(value) ? widestProfileArn() : value)) as StatementJson[];
}

// Not a constant: tokens that are made while a module loads make it load slowly.
function widestSource(): Source {
  return widest({ partition: Aws.PARTITION, region: Aws.REGION, account: Aws.ACCOUNT_ID });
}

/**
 * The longest value of a reference. What else than a pseudo parameter may stand in a policy is the ARN of a role, whose name has at most 64
 * characters. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
function widestReference(name?: string): string {
  const { partition, region, account } = widestSource();
  switch (name) {
    case 'AWS::Partition': return partition;
    case 'AWS::Region': return region;
    case 'AWS::AccountId': return account;
    default: return `arn:${partition}:iam::${account}:role/${'x'.repeat(64)}`;
  }
}

/** Or that of an application inference profile, whose ID has as many. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetInferenceProfile.html */
function widestProfileArn(): string {
  const { partition, region, account } = widestSource();
  return `arn:${partition}:bedrock:${region}:${account}:application-inference-profile/${'x'.repeat(64)}`;
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
  if (name === 'Fn::GetAtt' && (argument as unknown[])[1] === 'InferenceProfileArn') return widestProfileArn();
  return widestReference(name === 'Ref' ? String(argument) : undefined);
}
