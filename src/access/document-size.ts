import { Aws, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { DenyJson } from './statements/statement';
import { SHORTEST } from '../bedrock/regions';
import { Source, sourcesOf, widest } from '../private/source';
import { isToken } from '../private/tokens';

/**
 * Characters of a policy document as it is deployed, at most: compact JSON, in which every value that is only known then has its greatest length.
 *
 * Takes the document as it is rendered, so it is exact where nothing is left open. The document cannot be changed afterwards: give a copy.
 */
export function deployedSize(scope: IConstruct, document: object): number {
  const place = widest(sourcesOf(scope)[0]);
  return sizeWith(scope, document, (name, attribute) => (attribute === 'InferenceProfileArn' ? widestProfileArn(place) : widestReference(name, place)));
}

/** The same at least: with the shortest values of what is only known then. */
export function leastSize(scope: IConstruct, document: unknown): number {
  return sizeWith(scope, document, (name) => pseudoParameter(name, SHORTEST) ?? '');
}

/** The value of a reference by its name, or of an attribute of a resource. */
type Referenced = (name: string | undefined, attribute?: unknown) => string;

function sizeWith(scope: IConstruct, document: unknown, referenced: Referenced): number {
  return JSON.stringify(Stack.of(scope).resolve(document), (_, value: unknown) => text(value, referenced) ?? value).length;
}

/**
 * The same for statements that are not rendered yet: a value with a token in it counts as the longest ARN that can take its place.
 */
export function widestValues<S extends DenyJson>(statements: readonly S[], place: Source): readonly S[] {
  const json = JSON.stringify(statements);
  if (!isToken(json)) return statements;
  return JSON.parse(json, (_, value: unknown) => (isToken(value) ? widestProfileArn(place) : value)) as S[];
}

/** The longest values of a place that nothing is known of. */
export function widestPlace(): Source {
  return widest({ partition: Aws.PARTITION, region: Aws.REGION, account: Aws.ACCOUNT_ID });
}

/**
 * The longest value of a reference. What else than a pseudo parameter may be in a policy is the ARN of a role, whose name has at most 64
 * characters. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
function widestReference(name: string | undefined, { partition, region, account }: Source): string {
  return pseudoParameter(name, { partition, region, account }) ?? `arn:${partition}:iam::${account}:role/${'x'.repeat(64)}`;
}

function pseudoParameter(name: string | undefined, { partition, region, account }: Source): string | undefined {
  switch (name) {
    case 'AWS::Partition': return partition;
    case 'AWS::Region': return region;
    case 'AWS::AccountId': return account;
    default: return undefined;
  }
}

/** Or that of an application inference profile, whose ID has as many. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetInferenceProfile.html */
function widestProfileArn({ partition, region, account }: Source): string {
  return `arn:${partition}:bedrock:${region}:${account}:application-inference-profile/${'x'.repeat(64)}`;
}

/** The text that an intrinsic function becomes; undefined for what is no intrinsic function. */
function text(value: unknown, referenced: Referenced): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [[name, argument] = ['', undefined]] = Object.entries(value) as [string, unknown][];
  if (!/^(Ref|Fn::\w+)$/.test(name)) return undefined;
  if (name === 'Fn::Join') {
    const [delimiter, parts] = argument as [string, unknown[]];
    return parts.map((part) => text(part, referenced)).join(delimiter);
  }
  return name === 'Ref' ? referenced(String(argument)) : referenced(undefined, name === 'Fn::GetAtt' ? (argument as unknown[])[1] : undefined);
}
