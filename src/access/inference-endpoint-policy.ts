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
   * The organization whose principals may call through the endpoint (`aws:PrincipalOrgID`), for example `o-a1b2c3d4e5`. Not together with
   * `anyPrincipal`.
   *
   * @default - the principals of the account of the stack only (`aws:PrincipalAccount`)
   */
  readonly organizationId?: string;

  /**
   * Whether principals of any account may call through the endpoint. Whoever holds credentials of another account inside the VPC can then send
   * prompts out of it.
   *
   * @default false
   */
  readonly anyPrincipal?: boolean;
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
   * Adds the policy to an endpoint that is defined with the CDK. Throws for one of another account or Region.
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
