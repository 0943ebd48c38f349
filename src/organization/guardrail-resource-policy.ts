import { Stack } from 'aws-cdk-lib';
import { CfnResourcePolicy } from 'aws-cdk-lib/aws-bedrock';
import { Construct } from 'constructs';
import { accountResourceArn, GUARDRAIL_ARN, parseBedrockArn } from '../bedrock/arns';
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
   * The ARN of the guardrail, without a version, in the account and Region of the stack. Throws for what is no such ARN, and for another account or
   * Region.
   *
   * @default - no guardrail; give `guardrailProfileId`
   */
  readonly guardrailArn?: string;

  /**
   * The ID of the guardrail profile, for example `eu.guardrail.v1:0`, if the guardrail uses cross-Region inference of its own. The policy is for the
   * profile in the Region of the stack.
   *
   * @default - no guardrail profile
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-cross-region-support.html
   */
  readonly guardrailProfileId?: string;

  /** The ID of the organization whose accounts may apply the guardrail, for example `o-a1b2c3d4e5`. The account of the stack must be in it. */
  readonly organizationId: string;

  /**
   * IDs of organizational units (`ou-…-…`): only accounts in them, and in units below them, may apply the guardrail. Throws for an empty or repeated
   * list, and for what is no such ID.
   *
   * @default - all accounts of the organization
   */
  readonly organizationalUnitIds?: string[];
}

/**
 * Lets the accounts of an organization apply a guardrail, which an `EnforcedGuardrailPolicy` needs. It allows `bedrock:ApplyGuardrail` and nothing else.
 *
 * Deploy it in the account of the guardrail, which is the management account for an enforced one, in each Region that has one.
 *
 * A guardrail with cross-Region inference also needs a policy on its guardrail profile in every Region that it may be evaluated in: give
 * `guardrailProfileId`, without a guardrail in Regions that have none. A resource has one such policy: what was there before is replaced.
 *
 * Throws if neither a guardrail nor a guardrail profile is given, and for the causes that its props name.
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
  /** The policy of the guardrail, if one is given. */
  public readonly guardrailPolicy?: CfnResourcePolicy;
  /** The policy of the guardrail profile, if one is given. */
  public readonly guardrailProfilePolicy?: CfnResourcePolicy;

  /** Defines a policy for each of the two that is given. */
  constructor(scope: Construct, id: string, props: GuardrailResourcePolicyProps) {
    super(scope, id);
    checkShape(this, props, { 'guardrailArn?': TEXT, 'guardrailProfileId?': TEXT, 'organizationId': TEXT, 'organizationalUnitIds?': listOf(TEXT) });
    const { guardrailArn, guardrailProfileId } = props;
    checkResources(this, props);
    checkOrganization(this, props);

    const { partition, region, account } = Stack.of(this);
    if (guardrailArn !== undefined) this.guardrailPolicy = this.share('Guardrail', guardrailArn, props);
    if (guardrailProfileId !== undefined) {
      this.guardrailProfilePolicy = this.share('GuardrailProfile', accountResourceArn({ partition, region, account }, `guardrail-profile/${guardrailProfileId}`), props);
    }
  }

  // AWS takes a few forms of policies only, and this is one of them.
  private share(id: string, resourceArn: string, { organizationId, organizationalUnitIds }: GuardrailResourcePolicyProps): CfnResourcePolicy {
    const paths = organizationalUnitIds?.map((unit) => `${organizationId}/*/${unit}/*`);
    const statement = {
      Effect: 'Allow',
      Principal: '*',
      Action: ['bedrock:ApplyGuardrail'],
      Resource: resourceArn,
      Condition: {
        StringEquals: { 'aws:PrincipalOrgID': organizationId },
        ...(paths && { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': paths } }),
      },
    };
    return new CfnResourcePolicy(this, id, { resourceArn, policyDocument: { Version: '2012-10-17', Statement: [statement] } });
  }
}

function checkResources(scope: Construct, { guardrailArn, guardrailProfileId }: GuardrailResourcePolicyProps): void {
  if (guardrailArn === undefined && guardrailProfileId === undefined) fail('guardrailArn: it is not given, and "guardrailProfileId" neither; give at least one of the two', scope);
  checkPolicyText(scope, 'guardrailArn', guardrailArn ?? '');
  checkForm(scope, 'guardrailArn', guardrailArn, GUARDRAIL_ARN, 'is not the ARN of a guardrail without a version; give one like "arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6"');
  const place = guardrailArn === undefined || isToken(guardrailArn) ? undefined : parseBedrockArn(guardrailArn);
  if (place) checkSamePlace(scope, 'guardrailArn', place);
  checkPolicyText(scope, 'guardrailProfileId', guardrailProfileId ?? '');
  checkForm(scope, 'guardrailProfileId', guardrailProfileId, /^[a-z][a-z-]*\.guardrail\.v[0-9]+:[0-9]+$/, 'is not the ID of a guardrail profile; give one like "eu.guardrail.v1:0"');
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
