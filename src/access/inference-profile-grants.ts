import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { grantUnits } from './policy-placement';
import { policyUnits, singleUnit, StatementsOf } from './policy-units';
import { RequiredGuardrail } from './required-guardrail';
import * as optional from './statements/optional';
import { INVOKE_ACTIONS } from '../bedrock/arns';
import { invokeStatements } from './statements/invoke';
import { StatementJson } from './statements/statement';
import { fail, messages } from '../private/messages';
import { Source, sourcesOf } from '../private/source-of';
import { checkProfiles } from '../profile/callable-from';
import { IInferenceProfile } from '../profile/inference-profile';

/**
 * Options of the grants on inference profiles.
 */
export interface InferenceProfileGrantsOptions {
  /**
   * The Regions that requests are sent to. A role is global: it may call from several; an application inference profile is called in its own only.
   *
   * @default - the Region of the stack
   */
  readonly sourceRegions?: string[];

  /**
   * Whether responses may be streamed (`ConverseStream`, `InvokeModelWithResponseStream`).
   *
   * @default true
   */
  readonly streaming?: boolean;

  /**
   * Whether the system-defined profiles that application inference profiles are over may be called themselves too, past the tags that costs are
   * split by.
   *
   * Calls through the application inference profile do not need it: the policies that AWS publishes name that profile and the models. Should such
   * a call be refused on the system-defined profile all the same, this allows it.
   *
   * @default false
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/batch-iam-sr.html
   */
  readonly systemProfiles?: boolean;

  /**
   * The guardrail that every call has to apply. `RetrieveAndGenerate`, agents and batch inference make calls without one, and fail with it.
   *
   * Throws where a source Region is not that of the guardrail.
   *
   * @default - calls need none
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-id.html
   */
  readonly guardrail?: RequiredGuardrail;
}

/**
 * Grants on inference profiles.
 *
 * `invoke` allows what Amazon Bedrock checks for a call through a profile, and nothing else. The other methods are for what some callers need
 * besides; none of them is implied.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export class InferenceProfileGrants {
  /**
   * Grants on one or several inference profiles.
   *
   * Throws for an empty or repeated list, for a global profile in a GovCloud or China Region, for a geographic profile that the source Region
   * cannot call, and for an application inference profile or a guardrail of another Region. Warns at the scope where the catalog knows nothing of a
   * profile, a source Region or the destinations.
   *
   * @param scope whose stack gives the partition, account and Region
   * @param inferenceProfiles the profiles
   * @param options source Regions, streaming and a guardrail
   */
  public static of(scope: Construct, inferenceProfiles: IInferenceProfile[], options: InferenceProfileGrantsOptions = {}): InferenceProfileGrants {
    return new InferenceProfileGrants(scope, inferenceProfiles, options);
  }

  private readonly scope: Construct;
  private readonly profiles: IInferenceProfile[];
  private readonly sources: Source[];
  private readonly streaming: boolean;
  private readonly systemProfiles: boolean;
  private readonly guardrail?: RequiredGuardrail;
  private readonly granted = new Map<iam.IPrincipal, iam.Grant>();

  private constructor(scope: Construct, profiles: IInferenceProfile[], options: InferenceProfileGrantsOptions) {
    this.scope = scope;
    this.profiles = [...profiles];
    this.sources = sourcesOf(scope, options.sourceRegions);
    this.streaming = options.streaming ?? true;
    this.systemProfiles = options.systemProfiles ?? false;
    this.guardrail = options.guardrail;
    checkProfiles(scope, this.profiles, this.sources);
    this.guardrail?._check(scope, this.sources);
  }

  /**
   * Allows calls through the profiles: each profile in the source Region, its model there, and its model where requests are processed. With
   * `guardrail`, only calls that apply it, and applying it; calls of these models without it are denied, whatever else allows them.
   *
   * What is too large for the principal's inline policy goes into managed policies below it. Throws if even those would be more than IAM attaches
   * to one principal.
   *
   * @param grantee who may call
   */
  public invoke(grantee: iam.IGrantable): iam.Grant {
    const principal = grantee.grantPrincipal;
    const known = this.granted.get(principal);
    if (known) return known;
    const actions = this.streaming ? INVOKE_ACTIONS : INVOKE_ACTIONS.slice(0, 1);
    const guardrails = this.guardrail?._patterns();
    const calls = this.grant(grantee, (targets, source) => invokeStatements(targets, source, actions, guardrails));
    const grant = this.guardrail ? calls.combine(this.grantOnce(grantee, optional.applyGuardrail(this.guardrail._resources(this.scope, this.sources)))) : calls;
    this.granted.set(principal, grant);
    return grant;
  }

  /**
   * Allows reading the profiles (`GetInferenceProfile`), for clients that resolve a profile to its models.
   *
   * @param grantee who may read
   */
  public getInferenceProfile(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, (targets, source) => [optional.getInferenceProfile(targets, source)]);
  }

  /**
   * Allows listing the inference profiles of the account (`ListInferenceProfiles`). The action has no resource type: the resource is `*`.
   *
   * @param grantee who may list
   */
  public listInferenceProfiles(grantee: iam.IGrantable): iam.Grant {
    return this.grantOnce(grantee, optional.listInferenceProfiles());
  }

  /**
   * Allows counting the tokens of a request (`CountTokens`) on the models in the source Regions.
   *
   * @param grantee who may count
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/count-tokens.html
   */
  public countTokens(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, (targets, source) => [optional.countTokens(targets, source)]);
  }

  /**
   * Allows the AWS Marketplace subscription that the first call of a third-party model in an account makes, only through Amazon Bedrock.
   *
   * @param grantee who makes the first call
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html
   */
  public subscribeThroughBedrock(grantee: iam.IGrantable): iam.Grant {
    return this.grantOnce(grantee, optional.subscribeThroughBedrock());
  }

  /**
   * Allows calls with an Amazon Bedrock API key (`CallWithBearerToken`). The action has no resource type: the resource is `*`.
   *
   * @param grantee who calls with the key
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-permissions.html
   */
  public callWithBearerToken(grantee: iam.IGrantable): iam.Grant {
    return this.grantOnce(grantee, optional.callWithBearerToken());
  }

  /**
   * Allows calls that apply a guardrail (`ApplyGuardrail`).
   *
   * @param grantee who applies it
   * @param guardrailArn the ARN of the guardrail, without a version
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-id.html
   */
  public applyGuardrail(grantee: iam.IGrantable, guardrailArn: string): iam.Grant {
    return this.grantOnce(grantee, optional.applyGuardrail([guardrailArn]));
  }

  /**
   * Allows what the Responses API on `bedrock-runtime` needs besides `invoke`: the default project of the account in the source Regions.
   *
   * Responses are stored for 30 days unless the caller switches it off; with a global profile in the Region that served them. Throws if there are
   * application inference profiles only, which that API refuses.
   *
   * @param grantee who calls
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html
   */
  public useResponsesApi(grantee: iam.IGrantable): iam.Grant {
    if (this.profiles.every((profile) => profile.application)) fail(messages.applicationProfileResponses(), this.scope);
    return this.grant(grantee, (_, source) => [optional.responsesApi(source, this.streaming)]);
  }

  /**
   * Allows reading, cancelling and deleting the responses that the Responses API stored.
   *
   * @param grantee who manages them
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html
   */
  public manageStoredResponses(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, (_, source) => [optional.storedResponses(source)]);
  }

  /**
   * Allows submitting batch inference (`CreateModelInvocationJob`) and passing the service role to Amazon Bedrock.
   *
   * @param grantee who submits
   * @param serviceRole the role that Amazon Bedrock runs the job with; give it `invoke` and its buckets
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-permissions.html
   */
  public submitBatchInference(grantee: iam.IGrantable, serviceRole: iam.IRoleRef): iam.Grant {
    return this.grant(grantee, (targets, source) => [optional.createModelInvocationJob(targets, source)])
      .combine(this.grantOnce(grantee, optional.passRoleToBedrock(serviceRole.roleRef.roleArn)));
  }

  private grant(grantee: iam.IGrantable, statementsOf: StatementsOf): iam.Grant {
    return grantUnits(this.scope, grantee, this.sources.flatMap((source) => policyUnits(this.scope, this.profiles, source, statementsOf, this.systemProfiles)));
  }

  // What does not differ between source Regions.
  private grantOnce(grantee: iam.IGrantable, statement: StatementJson): iam.Grant {
    return grantUnits(this.scope, grantee, [singleUnit(this.scope, statement)]);
  }
}
