import { Names } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-organizations';
import { Construct, IConstruct } from 'constructs';
import { partitionOf } from '../bedrock/regions';
import { addToApp, inApp, inOneAccount } from '../private/app';
import { fail, show } from '../private/errors';
import { checkForm, checkLength, checkList } from '../private/inputs';
import { differ, isToken } from '../private/tokens';

/** What a policy of AWS Organizations has besides its content. */
export interface PolicyProps {
  readonly policyName?: string;
  readonly description?: string;
  readonly targetIds?: string[];
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html */
const NAME_LENGTH = 128;
const DESCRIPTION_LENGTH = 512;

/** A name that no other policy of the app has. */
export function policyNameOf(policy: Construct): string {
  return Names.uniqueResourceName(policy, { maxLength: NAME_LENGTH });
}

/** Throws for a name or a description that is too long or empty, and for what is no list of targets. */
export function checkPolicyProps(scope: Construct, { policyName, description, targetIds }: PolicyProps): void {
  if (policyName !== undefined) checkLength(scope, 'policyName', policyName, NAME_LENGTH);
  if (description !== undefined) checkLength(scope, 'description', description, DESCRIPTION_LENGTH);
  if (targetIds !== undefined && !isToken(targetIds)) checkTargets(scope, targetIds);
}

const POLICIES = Symbol.for('cdk-bedrock-cris.organizationPolicies');

interface OrganizationPolicy extends Construct {
  readonly policy: CfnPolicy;
}

/** Throws if the app has a policy of this type and name in the account already. Other accounts may be those of other organizations. */
export function addPolicy(added: OrganizationPolicy): void {
  const { name, type } = added.policy;
  const other = inApp<OrganizationPolicy>(added, POLICIES).find(({ policy }) => policy.type === type && policy.name === name && inOneAccount(policy, added));
  if (other) fail(`policyName: ${show(name)} is the name of ${other.node.path} already, and the names of an organization's policies are unique; give another name, or leave it out`, added);
  addToApp(added, POLICIES);
}

/** The shapes of https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html */
function checkTargets(scope: Construct, targetIds: readonly string[]): void {
  checkList(scope, 'targetIds', targetIds, 'leave it out to attach the policy to nothing');
  for (const id of targetIds) {
    checkForm(scope, 'targetIds', id, /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|\d{12})$/,
      'is not the ID of a root, an organizational unit or an account; give one like "r-a1b2", "ou-a1b2-c3d4e5f6" or "111122223333"');
  }
}

/** Throws for a Region of another partition: it is no Region of the organization, and alone in a list, it leaves none. */
export function checkPartition(scope: IConstruct, prop: string, regions: readonly string[], partition: string | undefined): void {
  const wrong = partition && regions.find((region) => !isToken(region) && differ(partitionOf(region), partition));
  if (!wrong) return;
  fail(`${prop}: ${show(wrong)} is not in ${show(partition)}, the partition of the organization; leave it out, or define a policy of its own in the partition of ${show(wrong)}`, scope);
}
