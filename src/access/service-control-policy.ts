import { Names, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as organizations from 'aws-cdk-lib/aws-organizations';
import { Construct } from 'constructs';
import { checkValues } from './service-control-policy-checks';
import { ServiceControlPolicyContent } from './service-control-policy-content';
import { fail, messages } from '../private/messages';
import { isToken } from '../private/source-of';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html */
const NAME_LENGTH = 128;
const DESCRIPTION_LENGTH = 512;

/**
 * Properties of a service control policy.
 */
export interface CrisServiceControlPolicyProps {
  /** What is denied. */
  readonly content: ServiceControlPolicyContent;

  /**
   * The name of the policy, at most 128 characters. It is unique among the policies of the organization.
   *
   * @default - made from the path of the construct
   */
  readonly policyName?: string;

  /**
   * What the policy is for, at most 512 characters.
   *
   * @default 'Guardrail for Amazon Bedrock cross-Region inference'
   */
  readonly description?: string;

  /**
   * What the policy is attached to: IDs of the root (`r-…`), of organizational units (`ou-…-…`) and of accounts (12 digits).
   *
   * @default - none; the policy is made and attached to nothing
   */
  readonly targetIds?: string[];

  /**
   * Tags of the policy. `Tags.of` works on the construct as well.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}

/**
 * A service control policy of AWS Organizations that governs cross-Region inference.
 *
 * Deploy it in the management account of the organization, or in the account that policies are delegated to; service control policies have to be
 * enabled there. They bind neither the management account nor service-linked roles.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */
export class CrisServiceControlPolicy extends Construct {
  /** The policy, for what this construct has no prop for. */
  public readonly policy: organizations.CfnPolicy;
  /** The ID of the policy, `p-…`. */
  public readonly policyId: string;
  /** The document of the policy. What is added to it is not measured. */
  public readonly document: iam.PolicyDocument;

  /**
   * Throws for a document that is larger than a service control policy may be (10,240 characters), for Regions of another partition, for a name or
   * description that is too long, and for targets that are empty, repeated or no IDs of targets; warns for a document of more than 5,120 characters
   * and of Regions that the catalog does not know.
   */
  constructor(scope: Construct, id: string, props: CrisServiceControlPolicyProps) {
    super(scope, id);
    const { content, description = 'Guardrail for Amazon Bedrock cross-Region inference', targetIds } = props;
    const name = props.policyName ?? Names.uniqueResourceName(this, { maxLength: NAME_LENGTH });
    checkLength(this, 'policyName', name, NAME_LENGTH);
    checkLength(this, 'description', description, DESCRIPTION_LENGTH);
    if (targetIds !== undefined && !isToken(targetIds)) checkTargets(this, targetIds);

    this.document = content.toDocument(this);
    this.policy = new organizations.CfnPolicy(this, 'Resource', { type: 'SERVICE_CONTROL_POLICY', name, description, content: this.document, targetIds });
    this.policyId = this.policy.attrId;
    for (const [key, value] of Object.entries(props.tags ?? {})) Tags.of(this).add(key, value);
  }
}

function checkLength(scope: Construct, prop: string, value: string, limit: number): void {
  if (!isToken(value) && (value.length === 0 || value.length > limit)) fail(messages.textLength(prop, value.length, limit), scope);
}

/** The shapes of https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html */
function checkTargets(scope: Construct, targetIds: readonly string[]): void {
  checkValues('targetIds', targetIds, 'leave it out to attach the policy to nothing', scope);
  const wrong = targetIds.find((id) => !isToken(id) && !/^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|\d{12})$/.test(id));
  if (wrong !== undefined) fail(messages.targetId(wrong), scope);
}
