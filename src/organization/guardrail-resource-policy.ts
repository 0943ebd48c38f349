import { CfnResourcePolicy } from 'aws-cdk-lib/aws-bedrock';
import { Construct } from 'constructs';
import { addSharing } from './guardrail-order';
import { deployedSize } from '../access/document-size';
import { GUARDRAIL_ARN, parseBedrockArn } from '../bedrock/arns';
import { fail } from '../private/errors';
import { checkForm, checkList, checkPolicyText } from '../private/inputs';
import { checkShape, listOf, TEXT } from '../private/shape';
import { checkSamePlace } from '../private/source';
import { isToken } from '../private/tokens';

/**
 * Properties of the resource policy of a guardrail.
 */
export interface GuardrailResourcePolicyProps {
  /**
   * The ARN of the guardrail, without a version, in the account and Region of the stack.
   *
   * Throws for another ARN, and for another account or Region.
   */
  readonly guardrailArn: string;

  /**
   * The ID of the organization whose accounts may apply the guardrail, for example `o-a1b2c3d4e5`.
   *
   * The account of the stack must be in it.
   */
  readonly organizationId: string;

  /**
   * IDs of organizational units (`ou-…-…`), to let only accounts in them and below them apply the guardrail.
   *
   * Throws for an empty or repeated list, and for an invalid ID.
   *
   * @default - all accounts of the organization
   */
  readonly organizationalUnitIds?: string[];
}

/**
 * A resource policy that lets the accounts of an organization apply a guardrail, as `EnforcedGuardrailPolicy` needs it.
 *
 * It allows `bedrock:ApplyGuardrail` and nothing else. Deploy it in the account of the guardrail, which is the management account for an enforced
 * guardrail, in each Region that has one. A guardrail has one resource policy: this one replaces an existing one. It is free.
 *
 * A guardrail with cross-Region inference also needs a policy on its guardrail profile, in every Region that may evaluate it. CloudFormation refuses
 * the ARNs of AWS's guardrail profiles: use the API `PutResourcePolicy` there.
 *
 * An `EnforcedGuardrailPolicy` of the same guardrail in the same stack is deployed after it.
 *
 * Throws for a document of more than 20,480 characters, and for the causes that its props name.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-resource-based-policies.html
 *
 * @example
 * new GuardrailResourcePolicy(this, 'Sharing', {
 *   guardrailArn: 'arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6',
 *   organizationId: 'o-a1b2c3d4e5',
 * });
 */
export class GuardrailResourcePolicy extends Construct {
  /** The policy, for settings that this construct has no prop for. */
  public readonly resourcePolicy: CfnResourcePolicy;
  /** @internal */
  public readonly _guardrailArns: readonly string[];

  /** Defines the policy. */
  constructor(scope: Construct, id: string, props: GuardrailResourcePolicyProps) {
    super(scope, id);
    checkShape(this, props, { 'guardrailArn': TEXT, 'organizationId': TEXT, 'organizationalUnitIds?': listOf(TEXT) });
    checkGuardrail(this, props.guardrailArn);
    checkOrganization(this, props);
    const policyDocument = documentOf(props);
    const size = deployedSize(this, policyDocument);
    if (size > POLICY_SIZE) fail(`organizationalUnitIds: the document has ${size} characters, and the resource policy of a guardrail holds ${POLICY_SIZE}; name units above these, or leave it out`, this);
    this.resourcePolicy = new CfnResourcePolicy(this, 'Resource', { resourceArn: props.guardrailArn, policyDocument });
    this._guardrailArns = [props.guardrailArn];
    addSharing(this);
  }
}

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_PutResourcePolicy.html */
const POLICY_SIZE = 20480;

// AWS takes a few forms of policies only, and this is one of them.
function documentOf({ guardrailArn, organizationId, organizationalUnitIds }: GuardrailResourcePolicyProps): object {
  const paths = organizationalUnitIds?.map((unit) => `${organizationId}/*/${unit}/*`);
  return {
    Version: '2012-10-17',
    Statement: [{
      Effect: 'Allow',
      Principal: '*',
      Action: ['bedrock:ApplyGuardrail'],
      Resource: guardrailArn,
      Condition: {
        StringEquals: { 'aws:PrincipalOrgID': organizationId },
        ...(paths && { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': paths } }),
      },
    }],
  };
}

function checkGuardrail(scope: Construct, guardrailArn: string): void {
  checkPolicyText(scope, 'guardrailArn', guardrailArn);
  checkForm(scope, 'guardrailArn', guardrailArn, GUARDRAIL_ARN, 'is not the ARN of a guardrail without a version; give one like "arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6"');
  const place = isToken(guardrailArn) ? undefined : parseBedrockArn(guardrailArn);
  if (place) checkSamePlace(scope, 'guardrailArn', place);
}

function checkOrganization(scope: Construct, { organizationId, organizationalUnitIds }: GuardrailResourcePolicyProps): void {
  checkPolicyText(scope, 'organizationId', organizationId);
  checkForm(scope, 'organizationId', organizationId, /^o-[a-z0-9]{10,32}$/, 'is not the ID of an organization; give one like "o-a1b2c3d4e5"');
  if (organizationalUnitIds === undefined) return;
  checkList(scope, 'organizationalUnitIds', organizationalUnitIds, 'leave it out to take all accounts of the organization');
  for (const unit of organizationalUnitIds) {
    checkPolicyText(scope, 'organizationalUnitIds', unit);
    checkForm(scope, 'organizationalUnitIds', unit, /^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/, 'is not the ID of an organizational unit; give one like "ou-a1b2-c3d4e5f6"');
  }
}
