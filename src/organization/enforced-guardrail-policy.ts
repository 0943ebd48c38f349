import { Stack, Tags } from 'aws-cdk-lib';
import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import * as organizations from 'aws-cdk-lib/aws-organizations';
import { Construct, IConstruct } from 'constructs';
import { addEnforcing } from './guardrail-order';
import { addPolicy, checkPartition, checkPolicyProps, policyNameOf } from './policy';
import { GUARDRAIL_ARN, parseBedrockArn } from '../bedrock/arns';
import { isRegion, partitionOf } from '../bedrock/regions';
import { addToApp, inApp } from '../private/app';
import { fail, show } from '../private/errors';
import { checkList, failEmpty } from '../private/inputs';
import { checkScope, checkShape, checkValue, instanceOf, listOf, MODEL, oneOf, TAGS, TEXT } from '../private/shape';
import { isToken, literal } from '../private/tokens';
import { unknownRegions, warnOfUnknownRegions } from '../profile/callable-from';
import { InferenceProfile } from '../profile/inference-profile';

/**
 * The content that an enforced guardrail evaluates, if callers tag content.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_bedrock_syntax.html
 */
export enum SelectiveGuardingMode {
  /** All content, whatever the caller tags. */
  COMPREHENSIVE = 'comprehensive',
  /** Tagged content only. Without any tag, no system prompt is evaluated, and all messages are. */
  SELECTIVE = 'selective',
}

/**
 * Options of an enforced guardrail.
 */
export interface EnforcedGuardrailOptions {
  /**
   * The content of system prompts that the guardrail evaluates.
   *
   * @default - AWS evaluates all content (`SelectiveGuardingMode.COMPREHENSIVE`)
   */
  readonly systemPrompts?: SelectiveGuardingMode;

  /**
   * The content of messages that the guardrail evaluates.
   *
   * @default - AWS evaluates all content (`SelectiveGuardingMode.COMPREHENSIVE`)
   */
  readonly messages?: SelectiveGuardingMode;

  /**
   * The foundation models that the guardrail is enforced on.
   *
   * Throws for an empty or repeated list, and for IDs of inference profiles.
   *
   * @default - all models
   */
  readonly includedModels?: FoundationModelIdentifier[];

  /**
   * The foundation models that the guardrail is not enforced on, for example models that return embeddings.
   *
   * Throws for an empty or repeated list, for IDs of inference profiles, and for a model that is in `includedModels` too.
   *
   * @default - none
   */
  readonly excludedModels?: FoundationModelIdentifier[];
}

/**
 * A guardrail that AWS enforces on the Amazon Bedrock calls of an organization's accounts, for `EnforcedGuardrailPolicy`.
 *
 * It is enforced in the Region that its ARN names. It must be in the management account of the organization, and must not have an automated reasoning
 * policy.
 *
 * A wrong identifier stops every Bedrock call of the accounts. So `version` throws for a draft, a wildcard or a token. Define the guardrail and its
 * version in an earlier deployment.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_bedrock_best_practices.html
 *
 * @example
 * const ireland = EnforcedGuardrail.version('arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6', '1');
 * const frankfurt = EnforcedGuardrail.version('arn:aws:bedrock:eu-central-1:111122223333:guardrail/f6e5d4c3b2a1', '1');
 * new EnforcedGuardrailPolicy(this, 'Safeguards', {
 *   content: EnforcedGuardrail.all(ireland, frankfurt),
 * });
 */
export class EnforcedGuardrail {
  /**
   * One numbered version of a guardrail.
   *
   * Throws for an ARN that is not one of a guardrail in its Region and partition, for a version that is not a number, and for tokens.
   *
   * @param guardrailArn the ARN of the guardrail, without a version
   * @param guardrailVersion the number of the version, for example `1`
   * @param options the content and the models that it applies to
   */
  public static version(guardrailArn: string, guardrailVersion: string, options: EnforcedGuardrailOptions = {}): EnforcedGuardrail {
    checkShape(undefined, options, {
      'systemPrompts?': GUARDING, 'messages?': GUARDING, 'includedModels?': listOf(MODEL), 'excludedModels?': listOf(MODEL),
    }, 'options');
    checkValue(undefined, 'guardrailArn', guardrailArn, TEXT);
    checkValue(undefined, 'guardrailVersion', guardrailVersion, TEXT);
    checkLiteral('guardrailArn', guardrailArn);
    checkLiteral('guardrailVersion', guardrailVersion);
    const arn = GUARDRAIL_ARN.test(guardrailArn) ? parseBedrockArn(guardrailArn) : undefined;
    if (!arn || !isRegion(arn.region)) fail(`guardrailArn: ${show(guardrailArn)} is not the ARN of a guardrail without a version; give one like "arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6"`);
    const partition = partitionOf(arn.region);
    if (arn.partition !== partition) fail(`guardrailArn: ${show(guardrailArn)} names the partition ${show(arn.partition)}, and ${show(arn.region)} is in ${show(partition)}; give the ARN as AWS returns it`);
    if (!/^[1-9][0-9]{0,7}$/.test(guardrailVersion)) fail(`guardrailVersion: ${show(guardrailVersion)} is not the number of a version, and only one is enforced; give one like "1"`);

    const includedModels = modelIds('includedModels', options.includedModels, 'leave it out to enforce the guardrail on all models');
    const excludedModels = modelIds('excludedModels', options.excludedModels, 'leave it out to exclude none');
    const inBoth = excludedModels?.find((id) => includedModels?.includes(id));
    if (inBoth !== undefined) fail(`excludedModels: ${show(inBoth)} is in includedModels too, and is then excluded; leave it out of one of the two`);
    const { systemPrompts, messages } = options;
    return new EnforcedGuardrail([{ region: arn.region, account: arn.account, guardrailArn, version: guardrailVersion, systemPrompts, messages, includedModels, excludedModels }]);
  }

  /**
   * The guardrails of several Regions.
   *
   * Throws if there are none, for two in one Region, and for guardrails of different accounts.
   *
   * @param guardrails the guardrails, one for each Region
   */
  public static all(...guardrails: EnforcedGuardrail[]): EnforcedGuardrail {
    if (guardrails.length === 0) failEmpty(undefined, 'guardrails', 'give at least one');
    checkValue(undefined, 'guardrails', guardrails, listOf(instanceOf(() => EnforcedGuardrail)));
    const parts = guardrails.flatMap((guardrail) => guardrail.parts);
    const regions = parts.map(({ region }) => region);
    const repeated = regions.find((region, index) => regions.indexOf(region) !== index);
    if (repeated !== undefined) fail(`guardrails: two are in ${show(repeated)}, and a policy enforces one in each Region; leave one out`);
    const other = parts.find(({ account }) => account !== parts[0].account);
    if (other) fail(`guardrails: they are in the accounts ${show(parts[0].account)} and ${show(other.account)}, and all have to be in the management account of the organization; give guardrails of that`);
    return new EnforcedGuardrail(parts);
  }

  private constructor(private readonly parts: readonly Part[]) {}

  /**
   * The document of the policy as JSON without tokens, for other tools such as Terraform.
   *
   * Throws if the document is larger than a Bedrock policy may be (10,000 characters), and for a Region that is not in the partition of the stack.
   * Warns of Regions that the catalog does not know.
   *
   * @param scope the construct whose stack provides the partition
   * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
   */
  public toDocument(scope: IConstruct): string {
    checkScope(scope);
    const regions = this._regions();
    const { partition, region } = Stack.of(scope);
    checkPartition(scope, 'guardrailArn', regions, literal(partition) ?? (isToken(region) ? undefined : partitionOf(region)));
    warnOfUnknownRegions(scope, 'guardrailArn', unknownRegions(regions));
    const document = JSON.stringify({ bedrock: { guardrail_inference: Object.fromEntries(this.parts.map((part) => [part.region, { config_1: configuration(part) }])) } });
    if (document.length > POLICY_SIZE) {
      fail(`content: the document has ${document.length} characters, and an Amazon Bedrock policy holds ${POLICY_SIZE}; name fewer models, or give the guardrails of some Regions to another EnforcedGuardrailPolicy`, scope);
    }
    return document;
  }

  /**
   * The Regions that a guardrail is enforced in.
   *
   * @internal
   */
  public _regions(): string[] {
    return this.parts.map(({ region }) => region);
  }

  /**
   * The ARNs of the guardrails, without versions.
   *
   * @internal
   */
  public _guardrailArns(): string[] {
    return this.parts.map(({ guardrailArn }) => guardrailArn);
  }
}

interface Part {
  readonly region: string;
  readonly account: string;
  readonly guardrailArn: string;
  readonly version: string;
  readonly systemPrompts?: string;
  readonly messages?: string;
  readonly includedModels?: readonly string[];
  readonly excludedModels?: readonly string[];
}

const GUARDING = oneOf(Object.values(SelectiveGuardingMode));

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html, declarative policies; so are Bedrock policies. */
const POLICY_SIZE = 10000;
const POLICIES_OF_TARGET = 10;

// A value of the deployment cannot be checked, and what it would break is every call.
function checkLiteral(prop: string, value: string): void {
  if (isToken(value)) fail(`${prop}: it is a token, known only at deployment, and a wrong one stops every call of the organization; give a literal`);
}

function modelIds(prop: string, models: readonly FoundationModelIdentifier[] | undefined, remedy: string): string[] | undefined {
  if (models === undefined) return undefined;
  if (!isToken(models)) for (const { modelId } of models) checkLiteral(prop, modelId);
  checkList(undefined, prop, models.map(({ modelId }) => modelId), remedy);
  // Reuses the check of a model ID.
  return models.map((model) => InferenceProfile.globalProfile(model).foundationModelId);
}

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_bedrock_syntax.html */
function configuration({ guardrailArn, version, systemPrompts, messages, includedModels, excludedModels }: Part): object {
  const guarding = { ...(systemPrompts !== undefined && { system: assign(systemPrompts) }), ...(messages !== undefined && { messages: assign(messages) }) };
  // Both lists are required. AWS takes an empty list of included models for all, and has a word that says so.
  const models = { included_models: assign(includedModels ?? ['ALL']), excluded_models: assign(excludedModels ?? []) };
  return {
    identifier: assign(`${guardrailArn}:${version}`),
    ...(Object.keys(guarding).length > 0 && { selective_content_guarding: guarding }),
    ...((includedModels ?? excludedModels) !== undefined && { model_enforcement: models }),
  };
}

function assign(value: string | readonly string[]): object {
  return { '@@assign': value };
}

/**
 * Properties of a policy that enforces guardrails.
 */
export interface EnforcedGuardrailPolicyProps {
  /** The guardrail that is enforced. `EnforcedGuardrail.all` combines one for each Region. */
  readonly content: EnforcedGuardrail;

  /**
   * The name of the policy, at most 128 characters, unique in the organization.
   *
   * @default - made from the path of the construct
   */
  readonly policyName?: string;

  /**
   * The description of the policy, at most 512 characters.
   *
   * @default 'Guardrail enforced on Amazon Bedrock calls'
   */
  readonly description?: string;

  /**
   * The targets of the policy: IDs of the root (`r-…`), of organizational units (`ou-…-…`) and of accounts (12 digits).
   *
   * Attach it to a few accounts first.
   *
   * @default - none; the policy is created and attached to nothing
   */
  readonly targetIds?: string[];

  /**
   * Tags of the policy, in addition to those of `Tags.of`.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}

/**
 * An Amazon Bedrock policy of AWS Organizations, with which AWS applies a guardrail to every call of the accounts.
 *
 * It applies in each Region that the policy names. Deploy it in the management account of the organization, or in the account that policies are
 * delegated to. Before you attach it:
 *
 * - Enable the policy type. CloudFormation cannot: `aws organizations enable-policy-type --policy-type BEDROCK_POLICY --root-id r-…`.
 * - Let the organization apply the guardrail, with a `GuardrailResourcePolicy` in each Region. One in the same stack is deployed first.
 * - Give every role that calls Bedrock `bedrock:ApplyGuardrail` on the guardrail. A caller without it gets AccessDenied. For a `CrisWorkload`, that
 *   is its prop `enforcedGuardrails`.
 *
 * An account has one effective policy. For a Region, a policy nearer to the account replaces what it names, and inherits the rest. For example, a
 * guardrail of a unit keeps the excluded models of the root's policy, unless it names its own. `DescribeEffectivePolicy` shows the result.
 *
 * The policy is free; AWS bills the evaluation of guardrails.
 *
 * Throws for a document of more than 10,000 characters, for Regions of another partition, and for a name or description that is too long. Throws for
 * targets that are empty, repeated or invalid. Throws if the app attaches more than 10 of these policies to a target, or enforces two guardrails of
 * one Region on it. Throws for two of these policies of one name in an account. Warns of Regions that the catalog does not know.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-enforcements.html
 *
 * @example
 * new EnforcedGuardrailPolicy(this, 'Safeguards', {
 *   content: EnforcedGuardrail.version('arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6', '1'),
 *   targetIds: ['ou-a1b2-c3d4e5f6'],
 * });
 */
export class EnforcedGuardrailPolicy extends Construct {
  /** The policy, for settings that this construct has no prop for. */
  public readonly policy: organizations.CfnPolicy;
  /** The ID of the policy, `p-…`. */
  public readonly policyId: string;
  /** @internal */
  public readonly _guardrailArns: readonly string[];
  private readonly targetIds: readonly string[];
  private readonly regions: readonly string[];

  /** Defines the policy and attaches it to the targets. */
  constructor(scope: Construct, id: string, props: EnforcedGuardrailPolicyProps) {
    super(scope, id);
    checkShape(this, props, {
      'content': instanceOf(() => EnforcedGuardrail), 'policyName?': TEXT, 'description?': TEXT, 'targetIds?': listOf(TEXT), 'tags?': TAGS,
    });
    checkPolicyProps(this, props);
    const { content, policyName, description = 'Guardrail enforced on Amazon Bedrock calls', targetIds } = props;
    this.targetIds = targetIds === undefined || isToken(targetIds) ? [] : targetIds.filter((target) => !isToken(target));
    this.regions = content._regions();
    this.checkBeside();

    this.policy = new organizations.CfnPolicy(this, 'Resource', {
      type: 'BEDROCK_POLICY', name: policyName ?? policyNameOf(this), description, content: JSON.parse(content.toDocument(this)) as object, targetIds,
    });
    this.policyId = this.policy.attrId;
    addPolicy(this);
    for (const [key, value] of Object.entries(props.tags ?? {})) Tags.of(this).add(key, value);
    addToApp(this, POLICIES);
    this._guardrailArns = content._guardrailArns();
    addEnforcing(this);
  }

  // In the whole app, stages too: the ID of a target is that of one organization.
  private checkBeside(): void {
    const policies = inApp<EnforcedGuardrailPolicy>(this, POLICIES);
    for (const target of this.targetIds) {
      const beside = policies.filter((policy) => policy.targetIds.includes(target));
      for (const policy of beside) {
        const region = policy.regions.find((one) => this.regions.includes(one));
        if (region !== undefined) fail(`content: ${policy.node.path} enforces a guardrail in ${show(region)} on the target ${show(target)} already, and one guardrail of a Region is in effect; leave one out`, this);
      }
      if (beside.length >= POLICIES_OF_TARGET) {
        fail(`targetIds: ${show(target)} has ${POLICIES_OF_TARGET} Amazon Bedrock policies already, which is all that a target takes; put the guardrails of several Regions into one policy with EnforcedGuardrail.all`, this);
      }
    }
  }
}

const POLICIES = Symbol.for('cdk-bedrock-cris.enforcedGuardrailPolicies');
