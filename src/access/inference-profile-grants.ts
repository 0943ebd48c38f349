import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { widestPlace, widestValues } from './document-size';
import { checkEnforcedGuardrails, enforcedGuardrailArns } from './enforced-guardrails';
import { grantUnits, PolicyUnit } from './policy-placement';
import { RequiredGuardrail } from './required-guardrail';
import { invokeStatements } from './statements/invoke';
import * as optional from './statements/optional';
import { documentOf, documentSize, MANAGED_POLICY_SIZE, splitBySize, StatementJson, withoutRepetition } from './statements/statement';
import { GUARDRAIL_ARN } from '../bedrock/arns';
import { invokeActions, InvocationTarget } from '../bedrock/authorizations';
import { fail, show } from '../private/errors';
import { checkForm, checkList, checkPolicyText } from '../private/inputs';
import { checkScope, checkShape, checkValue, FLAG, having, instanceOf, listOf, PROFILE, TEXT } from '../private/shape';
import { Source, sourcesOf, widest } from '../private/source';
import { checkProfiles } from '../profile/callable-from';
import { IInferenceProfile } from '../profile/inference-profile';
import { invocationTargets } from '../profile/invocation-targets';
import { labelOf } from '../profile/names';

/**
 * Options of the grants on inference profiles.
 */
export interface InferenceProfileGrantsOptions {
  /**
   * The Regions that calls are sent to.
   *
   * A role is global, so it may call from several Regions. An application inference profile is called in its own Region only.
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
   * Whether the system-defined profiles below application inference profiles may be called too.
   *
   * Such calls do not carry the tags that costs are split by. Calls through the application inference profile do not need it: the policies that AWS
   * publishes name that profile and the models. If such a call is refused on the system-defined profile all the same, this allows it.
   *
   * @default false
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/batch-iam-sr.html
   */
  readonly systemProfiles?: boolean;

  /**
   * The guardrail that every call must apply.
   *
   * `RetrieveAndGenerate`, agents and batch inference make calls without a guardrail, so they fail. Throws for a source Region that is not that of the guardrail.
   *
   * @default - calls need none
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-id.html
   */
  readonly guardrail?: RequiredGuardrail;

  /**
   * ARNs of the guardrails that the account or the organization enforces on every call.
   *
   * The principal may then apply them. Without that permission, calls fail with `AccessDeniedException`. Give guardrails of the source Regions,
   * without a version, of any account. An organization enforces guardrails of its management account, which must share them by a resource-based
   * policy.
   *
   * For a guardrail with cross-Region inference of its own, add the ARN of its guardrail profile, for example
   * `arn:aws:bedrock:us-east-1:111122223333:guardrail-profile/us.guardrail.v1:0`. The guardrail may then be applied in every Region that AWS lists
   * for the Region in the ARN. If AWS lists none, and you do not give the profile in several Regions, it may be applied in any Region, with a
   * warning.
   *
   * Throws for an empty or repeated list, for another ARN, and for a guardrail that is in none of the source Regions.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-enforcements.html
   */
  readonly enforcedGuardrails?: string[];
}

/**
 * Options of `InferenceProfileGrants.callWithBearerToken`.
 */
export interface BearerTokenOptions {
  /**
   * Whether long-term API keys work too.
   *
   * They belong to an IAM user, and are valid for as long as their creator chooses, or forever.
   *
   * @default false
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html
   */
  readonly longTermKeys?: boolean;
}

/**
 * Options of `InferenceProfileGrants.subscribeThroughBedrock`.
 */
export interface SubscriptionOptions {
  /**
   * The IDs of the AWS Marketplace products that may be subscribed to: `prod-` and letters and digits.
   *
   * AWS lists them for its models.
   *
   * @default - any
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html
   */
  readonly productIds?: string[];
}

/**
 * Grants on inference profiles.
 *
 * `invoke` allows what Amazon Bedrock checks for a call through a profile, and nothing else. The other methods are for what some callers need
 * besides. None of them is implied. Policies are free.
 *
 * `of` throws for an empty or repeated list, and for a global profile in a GovCloud or China Region. It throws for a geographic profile that a source
 * Region cannot call, and for an application inference profile or a guardrail of another Region. It warns at the scope if the catalog does not know a profile, a
 * source Region or the destinations.
 *
 * Each grant throws for a principal of another account, and for more than IAM allows. It warns if nothing can be written to the policies of the
 * principal.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 *
 * @example
 * const grants = InferenceProfileGrants.of(this, [
 *   InferenceProfile.fromInferenceProfileId('global.anthropic.claude-sonnet-4-6'),
 *   InferenceProfile.fromInferenceProfileId('eu.anthropic.claude-sonnet-4-6'),
 * ]);
 * const role = iam.Role.fromRoleName(this, 'TaskRole', 'existing-task-role');
 * grants.invoke(role);
 * grants.countTokens(role);
 */
export class InferenceProfileGrants {
  /**
   * Grants on one or several inference profiles.
   *
   * @param scope the construct whose stack provides partition, account and Region
   * @param inferenceProfiles the profiles that are granted
   * @param options source Regions, streaming and guardrails
   */
  public static of(scope: IConstruct, inferenceProfiles: IInferenceProfile[], options: InferenceProfileGrantsOptions = {}): InferenceProfileGrants {
    checkScope(scope);
    checkValue(scope, 'inferenceProfiles', inferenceProfiles, listOf(PROFILE));
    checkShape(scope, options, { 'sourceRegions?': listOf(TEXT), 'streaming?': FLAG, 'systemProfiles?': FLAG, 'guardrail?': instanceOf(() => RequiredGuardrail), 'enforcedGuardrails?': listOf(TEXT) }, 'options');
    return new InferenceProfileGrants(scope, inferenceProfiles, options);
  }

  private readonly scope: IConstruct;
  private readonly profiles: IInferenceProfile[];
  private readonly sources: Source[];
  private readonly streaming: boolean;
  private readonly systemProfiles: boolean;
  private readonly guardrail?: RequiredGuardrail;
  private readonly enforcedGuardrails: readonly string[];

  private constructor(scope: IConstruct, profiles: IInferenceProfile[], options: InferenceProfileGrantsOptions) {
    this.scope = scope;
    this.profiles = [...profiles];
    this.sources = sourcesOf(scope, options.sourceRegions);
    this.streaming = options.streaming ?? true;
    this.systemProfiles = options.systemProfiles ?? false;
    this.guardrail = options.guardrail;
    checkProfiles(scope, this.profiles, this.sources);
    this.guardrail?._check(scope, this.sources);
    if (options.enforcedGuardrails) checkEnforcedGuardrails(scope, options.enforcedGuardrails, this.sources);
    this.enforcedGuardrails = [...options.enforcedGuardrails ?? []];
  }

  /**
   * Allows calls through the profiles, and nothing else.
   *
   * That is each profile in the source Region, its model there, and its model where calls are processed. With `guardrail`, only calls that apply it
   * are allowed, and so is applying it; calls of these models without it are denied, whatever else allows them. With `enforcedGuardrails`, applying
   * these is allowed.
   *
   * A policy that is too large for the principal's inline policy becomes one or more managed policies. Throws if these are more than IAM attaches to
   * one principal.
   *
   * @param grantee the principal that calls
   */
  public invoke(grantee: iam.IGrantable): iam.Grant {
    return grantUnits(this.scope, grantee, this.invokeUnits());
  }

  /**
   * The statements of `invoke` as a document, for a role whose policies are managed elsewhere.
   *
   * For example by another team, by another tool, or in another account. The statements are for the partition, the account and the source Regions of
   * these grants. One managed policy has at most 6,144 characters.
   */
  public toDocument(): iam.PolicyDocument {
    return iam.PolicyDocument.fromJson(documentOf(withoutRepetition(this.invokeUnits().flatMap(({ statements }) => statements))));
  }

  /**
   * Allows reading the profiles (`GetInferenceProfile`), for clients that resolve a profile to its models.
   *
   * @param grantee the principal that reads
   */
  public getInferenceProfile(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, (targets, source) => [optional.getInferenceProfile(targets, source)]);
  }

  /**
   * Allows listing the inference profiles of the account (`ListInferenceProfiles`).
   *
   * The action has no resource type, so the resource is `*`.
   *
   * @param grantee the principal that lists
   */
  public listInferenceProfiles(grantee: iam.IGrantable): iam.Grant {
    return this.grantOnce(grantee, optional.listInferenceProfiles());
  }

  /**
   * Allows counting the tokens of a prompt (`CountTokens`) on the models in the source Regions.
   *
   * @param grantee the principal that counts
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/count-tokens.html
   */
  public countTokens(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, (targets, source) => [optional.countTokens(targets, source)]);
  }

  /**
   * Allows the AWS Marketplace subscription of the first call of a third-party model in an account.
   *
   * Only Amazon Bedrock may make it for the principal.
   *
   * @param grantee the principal of the first call
   * @param options the products that may be subscribed to
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html
   */
  public subscribeThroughBedrock(grantee: iam.IGrantable, options: SubscriptionOptions = {}): iam.Grant {
    checkShape(this.scope, options, { 'productIds?': listOf(TEXT) }, 'options');
    const { productIds } = options;
    if (productIds !== undefined) checkList(this.scope, 'productIds', productIds, 'leave it out to allow any product');
    for (const productId of productIds ?? []) checkPolicyText(this.scope, 'productIds', productId);
    return this.grantOnce(grantee, ...optional.subscribeThroughBedrock(productIds));
  }

  /**
   * Allows calls with a short-term Amazon Bedrock API key (`CallWithBearerToken`).
   *
   * Such a key is created from a session of the principal, and has its permissions. The action has no resource type, so the resource is `*`.
   *
   * @param grantee the principal that calls with the key
   * @param options whether long-term keys work too
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-permissions.html
   */
  public callWithBearerToken(grantee: iam.IGrantable, options: BearerTokenOptions = {}): iam.Grant {
    checkShape(this.scope, options, { 'longTermKeys?': FLAG }, 'options');
    return this.grantOnce(grantee, optional.callWithBearerToken(options.longTermKeys ?? false));
  }

  /**
   * Allows calls that apply a guardrail (`ApplyGuardrail`).
   *
   * @param grantee the principal that calls
   * @param guardrailArn the ARN of the guardrail, without a version
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-id.html
   */
  public applyGuardrail(grantee: iam.IGrantable, guardrailArn: string): iam.Grant {
    checkValue(this.scope, 'guardrailArn', guardrailArn, TEXT);
    checkPolicyText(this.scope, 'guardrailArn', guardrailArn);
    checkForm(this.scope, 'guardrailArn', guardrailArn, GUARDRAIL_ARN, 'is not the ARN of a guardrail without a version; give one like "arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6"');
    return this.grantOnce(grantee, optional.applyGuardrail([guardrailArn]));
  }

  /**
   * Allows the Responses API on `bedrock-runtime` together with `invoke`.
   *
   * It adds the default project of the account in the source Regions. Responses are stored for 30 days unless the caller switches that off, with a
   * global profile in the Region that processed them. Throws if all profiles are application inference profiles, which that API refuses.
   *
   * @param grantee the principal that calls
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html
   */
  public useResponsesApi(grantee: iam.IGrantable): iam.Grant {
    if (this.profiles.every((profile) => profile.application)) fail('inferenceProfiles: the Responses API refuses application inference profiles, and there are no others; give grants on the system-defined profile', this.scope);
    return this.grant(grantee, (_, source) => [optional.responsesApi(source)]);
  }

  /**
   * Allows reading, canceling and deleting the responses that the Responses API stored.
   *
   * @param grantee the principal that manages them
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html
   */
  public manageStoredResponses(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, (_, source) => [optional.storedResponses(source)]);
  }

  /**
   * Allows submitting batch inference (`CreateModelInvocationJob`) and passing the service role to Amazon Bedrock.
   *
   * @param grantee the principal that submits jobs
   * @param serviceRole the role that Amazon Bedrock runs the job with, which needs `invoke` and its buckets
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-permissions.html
   */
  public submitBatchInference(grantee: iam.IGrantable, serviceRole: iam.IRoleRef): iam.Grant {
    checkValue(this.scope, 'serviceRole', serviceRole, having('a role', 'roleRef'));
    checkPolicyText(this.scope, 'serviceRole', serviceRole.roleRef.roleArn);
    return this.grant(grantee, (targets, source) => [optional.createModelInvocationJob(targets, source)])
      .combine(this.grantOnce(grantee, optional.passRoleToBedrock(serviceRole.roleRef.roleArn)));
  }

  private invokeUnits(): PolicyUnit[] {
    const guardrails = this.guardrail?._patterns();
    const calls = this.units((targets, source) => invokeStatements(targets, source, invokeActions(this.streaming), guardrails));
    const required = this.guardrail ? [unitOf(optional.applyGuardrail(this.guardrail._resources(this.scope, this.sources)))] : [];
    return [...calls, ...required, ...this.enforcedGuardrails.length > 0 ? this.enforcedUnits() : []];
  }

  private enforcedUnits(): PolicyUnit[] {
    const statementsOf = (arns: readonly string[]) => [optional.applyGuardrail(arns)];
    const arns = enforcedGuardrailArns(this.scope, this.enforcedGuardrails);
    return splitBySize(arns, MANAGED_POLICY_SIZE, (some) => widestValues(statementsOf(some), widestPlace())).flatMap((some) => statementsOf(some).map(unitOf));
  }

  private grant(grantee: iam.IGrantable, statementsOf: StatementsOf): iam.Grant {
    return grantUnits(this.scope, grantee, this.units(statementsOf));
  }

  // What does not differ between source Regions.
  private grantOnce(grantee: iam.IGrantable, ...statements: StatementJson[]): iam.Grant {
    return grantUnits(this.scope, grantee, statements.map(unitOf));
  }

  /** The statements of the profiles from each source Region, divided so that each unit fits into a managed policy. */
  private units(statementsOf: StatementsOf): PolicyUnit[] {
    return this.sources.flatMap((source) => {
      const place = widest(source);
      const sizeOf = (targets: readonly InvocationTarget[]) => widestValues(statementsOf(targets, place), place);
      return splitBySize(invocationTargets(this.profiles, source, this.systemProfiles), MANAGED_POLICY_SIZE, sizeOf).map((targets) => {
        const size = documentSize(sizeOf(targets));
        if (size > MANAGED_POLICY_SIZE) this.failSize(targets[0], size);
        return { size, statements: statementsOf(targets, source) };
      });
    });
  }

  private failSize({ inferenceProfileId }: InvocationTarget, size: number): never {
    const profile = this.profiles.find((one) => one.inferenceProfileId === inferenceProfileId)!;
    return fail(`inferenceProfiles: the policy of ${show(labelOf(profile))} has ${size} characters, and a managed policy holds ${MANAGED_POLICY_SIZE}; give fewer destinationRegions`, this.scope);
  }
}

/** What a grant says of some profiles, called from a source Region. */
type StatementsOf = (targets: readonly InvocationTarget[], source: Source) => readonly StatementJson[];

function unitOf(statement: StatementJson): PolicyUnit {
  return { size: documentSize(widestValues([statement], widestPlace())), statements: [statement] };
}
