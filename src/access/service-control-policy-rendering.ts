import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { deployedSize } from './document-size';
import { ControlStatementJson, documentOf, withDistinctSids } from './statements/statement';
import { fail, messages, warn, WARNING_IDS } from '../private/messages';
import { differ, isToken, literal, partitionOf, sourcesOf } from '../private/source-of';
import { catalogDate, unknownRegions } from '../profile/catalog-facts';
import { warnOfUnknownRegions } from '../profile/source-check';

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html; the second held until 2026-05-15. */
const POLICY_SIZE = 10240;
const FORMER_POLICY_SIZE = 5120;

/** https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
const PARTITIONS: readonly string[] = ['aws', 'aws-us-gov', 'aws-cn', 'aws-eusc', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f'];

/** What a service control policy is rendered from. */
export interface RenderedContent {
  readonly statements: (partition: string) => readonly ControlStatementJson[];
  /** Every list of Regions in it that is left alone. */
  readonly regionLists: readonly RegionList[];
}

export interface RegionList {
  readonly prop: string;
  /** The Regions, each of which may be a token. */
  readonly regions: readonly string[];
}

/** The document for CloudFormation; throws and warns at the scope. */
export function controlDocument(scope: Construct, content: RenderedContent): iam.PolicyDocument {
  const [{ partition, region }] = sourcesOf(scope);
  // The partition is a token by default, even where the Region of the stack tells it.
  checkPartitions(content, literal(partition) ?? (isToken(region) ? undefined : partitionOf(region)), scope);
  for (const { prop, regions } of content.regionLists) warnOfUnknownRegions(scope, prop, unknownRegions(regions));

  const size = deployedSize(scope, documentFrom(content, partition));
  if (size > POLICY_SIZE) fail(messages.serviceControlPolicyTooLarge(size, POLICY_SIZE), scope);
  if (size > FORMER_POLICY_SIZE) {
    warn(scope, WARNING_IDS.serviceControlPolicyOverFormerLimit,
      `the service control policy has ${size} characters; AWS Organizations takes ${POLICY_SIZE} since 2026-05-15 and took ${FORMER_POLICY_SIZE} before, which older tools still check; name fewer profiles, models or actions, or divide it`);
  }
  return documentFrom(content, partition);
}

/** The document for other tools. There is no scope to warn at, so what cannot be right throws and what may be new passes. */
export function controlJson(content: RenderedContent, partition: string): string {
  if (isToken(partition)) fail(messages.tokenForLiteral('partition', 'it'));
  if (!PARTITIONS.includes(partition)) fail(messages.partition(partition, PARTITIONS));
  checkPartitions(content, partition);
  const json = JSON.stringify(documentFrom(content, partition));
  if (isToken(json)) fail(messages.tokenForLiteral('ServiceControlPolicyContent.toJson', 'a value that was given'));
  for (const { prop, regions } of content.regionLists) {
    if (unknownRegions(regions).length === regions.length) fail(messages.noKnownRegion(prop, regions, catalogDate()));
  }
  if (json.length > POLICY_SIZE) fail(messages.serviceControlPolicyTooLarge(json.length, POLICY_SIZE));
  return json;
}

// A Region of another partition is no Region of the organization: alone in a list, it leaves none.
function checkPartitions({ regionLists }: RenderedContent, partition: string | undefined, scope?: Construct): void {
  if (partition === undefined) return;
  for (const { prop, regions } of regionLists) {
    const wrong = regions.find((region) => !isToken(region) && differ(partitionOf(region), partition));
    if (wrong !== undefined) fail(messages.regionOfOtherPartition(prop, wrong, partition), scope);
  }
}

function documentFrom({ statements }: RenderedContent, partition: string): iam.PolicyDocument {
  const rendered = statements(partition).map((statement) => JSON.stringify(statement));
  // Contents that are combined may share a statement; one copy says it.
  const once = [...new Set(rendered)].map((statement) => JSON.parse(statement) as ControlStatementJson);
  return iam.PolicyDocument.fromJson(documentOf(withDistinctSids(once)));
}
