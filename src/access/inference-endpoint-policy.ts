import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { deployedSize } from './document-size';
import { endpointStatements } from './statements/endpoint';
import { StatementJson } from './statements/statement';
import { invokeActions } from '../bedrock/authorizations';
import { fail } from '../private/errors';
import { checkForm, checkPolicyText } from '../private/inputs';
import { checkScope, checkShape, checkValue, FLAG, having, listOf, PROFILE, TEXT } from '../private/shape';
import { checkSamePlace, sourcesOf } from '../private/source';
import { checkProfiles } from '../profile/callable-from';
import { IInferenceProfile } from '../profile/inference-profile';
import { invocationTargets } from '../profile/invocation-targets';

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
   * Whether the models may be called through the profiles only (`bedrock:InferenceProfileArn`).
   *
   * Otherwise the endpoint lets direct calls of the same models through too, and the policies of their callers decide. AWS documents the key for
   * policies of identities and organizations, not for those of endpoints. Try it before you rely on it: calls fail if the key is absent.
   *
   * @default false
   */
  readonly throughProfilesOnly?: boolean;

  /**
   * The organization whose principals may call through the endpoint (`aws:PrincipalOrgID`), for example `o-a1b2c3d4e5`.
   *
   * Not together with `anyPrincipal`.
   *
   * @default - the principals of the account of the stack only (`aws:PrincipalAccount`)
   */
  readonly organizationId?: string;

  /**
   * Whether principals of any account may call through the endpoint.
   *
   * Credentials of another account can then send prompts out of the VPC.
   *
   * @default false
   */
  readonly anyPrincipal?: boolean;
}

/**
 * The policy of a VPC endpoint for `bedrock-runtime` that lets calls of some inference profiles through.
 *
 * It names every resource that a call is authorized on, also the model without a Region. Direct calls of the same models pass too, unless
 * `throughProfilesOnly` is set. No other model, profile or action passes. For other calls through the endpoint, add statements of your own.
 *
 * AWS does not document the following, so try it before you rely on it:
 *
 * - Whether a call needs other endpoints than the one in the source Region. We assume that it does not.
 * - Whether the endpoint checks the models in processing Regions. The policy allows them.
 * - Whether `aws:SourceVpc` and `aws:SourceVpce` are present when models in other Regions are authorized. The policy of a role that requires these
 *   keys may stop calls.
 *
 * `of` throws for an empty or repeated list, and for a global profile in a GovCloud or China Region. It throws for a geographic profile that the Region
 * cannot call, and for more profiles than an endpoint policy allows (20,480 characters). It warns if the catalog does not know a profile, the Region or the
 * destinations.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/vpc-interface-endpoints.html
 *
 * @example
 * const endpoint = new ec2.InterfaceVpcEndpoint(this, 'BedrockRuntime', {
 *   vpc: new ec2.Vpc(this, 'Vpc'),
 *   service: ec2.InterfaceVpcEndpointAwsService.BEDROCK_RUNTIME,
 * });
 * InferenceEndpointPolicy.of(this, [
 *   InferenceProfile.fromInferenceProfileId('global.anthropic.claude-sonnet-4-6'),
 * ]).addTo(endpoint);
 */
export class InferenceEndpointPolicy {
  /**
   * The policy for inference profiles that are called in the Region of the stack.
   *
   * @param scope the construct whose stack provides partition, account and Region
   * @param inferenceProfiles the profiles that may be called through the endpoint
   * @param options streaming, direct calls, and which principals may call
   */
  public static of(scope: IConstruct, inferenceProfiles: IInferenceProfile[], options: InferenceEndpointPolicyOptions = {}): InferenceEndpointPolicy {
    checkScope(scope);
    checkValue(scope, 'inferenceProfiles', inferenceProfiles, listOf(PROFILE));
    checkShape(scope, options, { 'streaming?': FLAG, 'throughProfilesOnly?': FLAG, 'organizationId?': TEXT, 'anyPrincipal?': FLAG }, 'options');
    const sources = sourcesOf(scope);
    checkProfiles(scope, inferenceProfiles, sources);
    const { anyPrincipal = false, organizationId, streaming = true, throughProfilesOnly = false } = options;
    checkPolicyText(scope, 'organizationId', organizationId ?? '');
    checkForm(scope, 'organizationId', organizationId, /^o-[a-z0-9]{10,32}$/, 'is not the ID of an organization; give one like "o-a1b2c3d4e5"');
    if (anyPrincipal && organizationId !== undefined) fail('anyPrincipal: the prop "organizationId" is given too; leave one of the two out', scope);

    const [source] = sources;
    const callers = anyPrincipal ? {} : organizationId === undefined ? { account: source.account } : { organizationId };
    const targets = invocationTargets(inferenceProfiles, source);
    const policy = new InferenceEndpointPolicy(endpointStatements(targets, source, invokeActions(streaming), callers, throughProfilesOnly), scope);
    const size = deployedSize(scope, policy.toDocument());
    if (size > ENDPOINT_POLICY_SIZE) {
      fail(`inferenceProfiles: the policy has ${size} characters, and that of a VPC endpoint holds ${ENDPOINT_POLICY_SIZE}; give fewer profiles, or divide them over endpoints in several VPCs`, scope);
    }
    return policy;
  }

  private constructor(private readonly statements: readonly StatementJson[], private readonly scope: IConstruct) {}

  /**
   * Adds the policy to an endpoint that is defined with the CDK.
   *
   * Throws for an endpoint of another account or Region.
   *
   * @param endpoint the endpoint for `bedrock-runtime`
   */
  public addTo(endpoint: ec2.InterfaceVpcEndpoint): void {
    checkValue(this.scope, 'endpoint', endpoint, having('an interface endpoint', 'addToPolicy'));
    checkSamePlace(this.scope, 'endpoint', endpoint.env);
    for (const statement of this.rendered()) endpoint.addToPolicy(statement);
  }

  /** The policy document, for an endpoint that is defined in another way. */
  public toDocument(): iam.PolicyDocument {
    return new iam.PolicyDocument({ statements: this.rendered() });
  }

  private rendered(): iam.PolicyStatement[] {
    return this.statements.map((statement) => iam.PolicyStatement.fromJson({ ...statement, Principal: '*' }));
  }
}
