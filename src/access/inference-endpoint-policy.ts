import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { deployedSize } from './document-size';
import { invocationTargets, withUniqueSid } from './policy-units';
import { INVOKE_ACTIONS } from '../bedrock/arns';
import { endpointStatements } from './statements/endpoint';
import { fail, messages } from '../private/messages';
import { isToken, sourcesOf } from '../private/source-of';
import { checkProfiles } from '../profile/callable-from';
import { IInferenceProfile } from '../profile/inference-profile';

/** White space counts, and there is none. https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html */
const ENDPOINT_POLICY_SIZE = 20480;

/**
 * Options of an endpoint policy.
 */
export interface InferenceEndpointPolicyOptions {
  /**
   * Whether responses may be streamed (`ConverseStream`, `InvokeModelWithResponseStream`).
   *
   * @default true
   */
  readonly streaming?: boolean;

  /**
   * Whether the models pass only if they are called through the profiles (`bedrock:InferenceProfileArn`). Otherwise direct calls of the same models
   * pass too, and the policies of their callers decide.
   *
   * AWS documents the key for policies of identities and organizations, not for those of endpoints: try it before you rely on it, because calls
   * fail where it is absent.
   *
   * @default false
   */
  readonly throughProfilesOnly?: boolean;

  /**
   * Whether only principals of the account of the stack may call through the endpoint (`aws:PrincipalAccount`).
   *
   * @default false
   */
  readonly restrictToAccount?: boolean;

  /**
   * The organization whose principals may call through the endpoint (`aws:PrincipalOrgID`), for example `o-a1b2c3d4e5`. Throws for what is no ID
   * of an organization.
   *
   * @default - any principal that its own policies allow
   */
  readonly organizationId?: string;
}

/**
 * What a VPC endpoint for `bedrock-runtime` lets through: calls through some profiles and, unless `throughProfilesOnly` is set, direct calls of their
 * models; no other model, profile or action. What else goes through the endpoint needs statements of its own.
 *
 * It holds every resource that a call is authorized on, the model without a Region included. We take an endpoint in the source Region to be all
 * that a call needs, because that is where it is sent; AWS does not say so of cross-Region inference.
 *
 * AWS documents endpoint policies for Amazon Bedrock with the resource `*` only. Whether the models where requests are processed are checked at
 * the endpoint is not documented, so they are allowed; whether `aws:SourceVpc` and `aws:SourceVpce` are present on their evaluations is not
 * either, so a policy of a role that requires them may stop calls.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/vpc-interface-endpoints.html
 */
export class InferenceEndpointPolicy {
  /**
   * The policy for one or several inference profiles, called in the Region of the stack.
   *
   * Throws for an empty or repeated list, for a global profile in a GovCloud or China Region, for a geographic profile that the Region cannot
   * call, and for more profiles than an endpoint policy holds (20,480 characters). Warns at the scope where the catalog knows nothing of a profile,
   * the Region or the destinations.
   *
   * @param scope whose stack gives the partition, account and Region
   * @param inferenceProfiles the profiles
   * @param options streaming, direct calls, and who may call
   */
  public static of(scope: Construct, inferenceProfiles: IInferenceProfile[], options: InferenceEndpointPolicyOptions = {}): InferenceEndpointPolicy {
    const sources = sourcesOf(scope);
    checkProfiles(scope, inferenceProfiles, sources);
    const { organizationId, restrictToAccount, streaming = true, throughProfilesOnly = false } = options;
    if (organizationId !== undefined && !isToken(organizationId) && !/^o-[a-z0-9]{10,32}$/.test(organizationId)) fail(messages.organizationId(organizationId), scope);

    const [source] = sources;
    const rendered = endpointStatements(
      invocationTargets(inferenceProfiles, source), source, streaming ? INVOKE_ACTIONS : INVOKE_ACTIONS.slice(0, 1),
      { organizationId, ...(restrictToAccount && { account: source.account }) }, throughProfilesOnly,
    ).map((statement) => withUniqueSid(scope, statement));
    const statements = () => rendered.map((statement) => iam.PolicyStatement.fromJson({ ...statement, Principal: '*' }));
    const size = deployedSize(scope, new iam.PolicyDocument({ statements: statements() }));
    if (size > ENDPOINT_POLICY_SIZE) fail(messages.endpointPolicyTooLarge(size, ENDPOINT_POLICY_SIZE), scope);
    return new InferenceEndpointPolicy(statements(), new iam.PolicyDocument({ statements: statements() }));
  }

  /** The statements, for `InterfaceVpcEndpoint.addToPolicy`. */
  public readonly statements: iam.PolicyStatement[];
  /** The whole policy, for an endpoint that is not defined with the CDK's construct. */
  public readonly document: iam.PolicyDocument;

  private constructor(statements: iam.PolicyStatement[], document: iam.PolicyDocument) {
    this.statements = statements;
    this.document = document;
  }
}
