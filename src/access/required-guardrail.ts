import { Construct } from 'constructs';
import { guardrailProfileArns } from './statements/guardrail';
import { GUARDRAIL_ARN } from '../bedrock/arns';
import { guardrailDestinations } from '../bedrock/guardrail-profiles';
import { fail, warn, WARNING_IDS, show } from '../private/errors';
import { checkPolicyText, failEmpty } from '../private/inputs';
import { TEXT, checkShape, checkValue, instanceOf, listOf } from '../private/shape';
import { Source, validateRegions } from '../private/source';
import { differ, isToken, literal } from '../private/tokens';

/**
 * Options of a required guardrail.
 */
export interface RequiredGuardrailOptions {
  /**
   * The ID of the guardrail profile, for example `eu.guardrail.v1:0`, if the guardrail uses cross-Region inference of its own.
   *
   * Applying the guardrail is then allowed in every Region that may evaluate it.
   *
   * @default - the guardrail is evaluated in its own Region
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-cross-region-support.html
   */
  readonly guardrailProfileId?: string;

  /**
   * The Regions that may evaluate the guardrail, together with `guardrailProfileId`.
   *
   * The source Region is always added.
   *
   * @default - the Regions that AWS lists for the source Region, and any Region, with a warning, where it lists none
   */
  readonly guardrailProfileRegions?: string[];
}

/**
 * A guardrail that every call must apply, for `InferenceProfileGrantsOptions.guardrail`.
 *
 * It applies to `InvokeModel`, `InvokeModelWithResponseStream` and `Converse` calls of the profiles' foundation models. Calls that are authorized on
 * another resource pass without it, if something else allows them: the endpoint `bedrock-mantle`, Provisioned Throughput, custom and imported models.
 * A call must apply the guardrail, but with input tags the caller chooses which content it evaluates.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-id.html
 *
 * @example
 * const grants = InferenceProfileGrants.of(
 *   this,
 *   [InferenceProfile.fromInferenceProfileId('global.anthropic.claude-sonnet-4-6')],
 *   { guardrail: RequiredGuardrail.version('arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6', '3') },
 * );
 * grants.invoke(iam.Role.fromRoleName(this, 'TaskRole', 'existing-task-role'));
 */
export class RequiredGuardrail {
  /**
   * One numbered version of a guardrail.
   *
   * Throws for an ARN that is not one of a guardrail, and for a version that is not a number.
   *
   * @param guardrailArn the ARN of the guardrail, without a version
   * @param guardrailVersion the number of the version, for example `1`
   * @param options cross-Region inference of the guardrail
   */
  public static version(guardrailArn: string, guardrailVersion: string, options: RequiredGuardrailOptions = {}): RequiredGuardrail {
    checkValue(undefined, 'guardrailVersion', guardrailVersion, TEXT);
    // `DRAFT` is a version too, and an ARN that ends with it matches no call.
    if (!isToken(guardrailVersion) && !/^[1-9][0-9]{0,7}$/.test(guardrailVersion)) fail(`guardrailVersion: ${show(guardrailVersion)} is not the number of a version; give one like "1", or use RequiredGuardrail.draft or RequiredGuardrail.anyVersion`);
    checkPolicyText(undefined, 'guardrailVersion', guardrailVersion);
    return RequiredGuardrail.one(guardrailArn, `:${guardrailVersion}`, options);
  }

  /**
   * Any numbered version of a guardrail, but not its draft.
   *
   * Throws for an ARN that is not one of a guardrail.
   *
   * @param guardrailArn the ARN of the guardrail, without a version
   * @param options cross-Region inference of the guardrail
   */
  public static anyVersion(guardrailArn: string, options: RequiredGuardrailOptions = {}): RequiredGuardrail {
    return RequiredGuardrail.one(guardrailArn, ':*', options);
  }

  /**
   * The draft of a guardrail, for development.
   *
   * The draft changes whenever somebody edits it. Throws for an ARN that is not one of a guardrail.
   *
   * @param guardrailArn the ARN of the guardrail, without a version
   * @param options cross-Region inference of the guardrail
   */
  public static draft(guardrailArn: string, options: RequiredGuardrailOptions = {}): RequiredGuardrail {
    return RequiredGuardrail.one(guardrailArn, '', options);
  }

  /**
   * One of several guardrails: a call that applies any of them is allowed.
   *
   * Throws if there are none.
   *
   * @param guardrails the guardrails that are accepted
   */
  public static anyOf(...guardrails: RequiredGuardrail[]): RequiredGuardrail {
    if (guardrails.length === 0) failEmpty(undefined, 'guardrails', 'give at least one');
    checkValue(undefined, 'guardrails', guardrails, listOf(instanceOf(() => RequiredGuardrail)));
    return new RequiredGuardrail(guardrails.flatMap((guardrail) => guardrail.choices));
  }

  private static one(guardrailArn: string, version: string, options: RequiredGuardrailOptions): RequiredGuardrail {
    checkValue(undefined, 'guardrailArn', guardrailArn, TEXT);
    checkPolicyText(undefined, 'guardrailArn', guardrailArn);
    checkShape(undefined, options, { 'guardrailProfileId?': TEXT, 'guardrailProfileRegions?': listOf(TEXT) }, 'options');
    if (!isToken(guardrailArn) && !GUARDRAIL_ARN.test(guardrailArn)) fail(`guardrailArn: ${show(guardrailArn)} is not the ARN of a guardrail without a version; give one like "arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6"`);
    const { guardrailProfileId: profileId, guardrailProfileRegions: regions } = options;
    checkPolicyText(undefined, 'guardrailProfileId', profileId ?? '');
    if (profileId !== undefined && !isToken(profileId) && !/^[a-z][a-z-]*\.guardrail\.v[0-9]+:[0-9]+$/.test(profileId)) fail(`guardrailProfileId: ${show(profileId)} is not the ID of a guardrail profile; give one like "eu.guardrail.v1:0"`);
    if (regions !== undefined) {
      validateRegions('guardrailProfileRegions', regions, 'leave it out to take the Regions that AWS lists');
      if (profileId === undefined) fail('guardrailProfileRegions: it is given without "guardrailProfileId", which it belongs to; give both, or leave it out');
    }
    return new RequiredGuardrail([{ guardrailArn, version, profileId, regions: regions && [...regions] }]);
  }

  private constructor(private readonly choices: readonly Choice[]) {}

  /**
   * The values of `bedrock:GuardrailIdentifier` that calls may have, as ARN patterns.
   *
   * @internal
   */
  public _patterns(): string[] {
    return this.choices.map(({ guardrailArn, version }) => `${guardrailArn}${version}`);
  }

  /**
   * What has to be allowed to be applied; the guardrail of the account that its ARN names, or of the caller's.
   *
   * @internal
   */
  public _resources(scope: Construct, sources: readonly Source[]): string[] {
    return this.choices.flatMap(({ guardrailArn, profileId, regions }) => [
      guardrailArn,
      ...(profileId === undefined ? [] : sources.filter(({ region }) => !isElsewhere(guardrailArn, region)).flatMap((source) => {
        const owner = isToken(guardrailArn) ? source.account : guardrailArn.split(':')[4];
        return guardrailProfileArns({ ...source, account: owner }, profileId, regions ?? destinations(scope, profileId, source.region));
      })),
    ]);
  }

  /**
   * Throws for a source Region that the guardrail is certainly not in.
   *
   * @internal
   */
  public _check(scope: Construct, sources: readonly Source[]): void {
    for (const { region } of sources) {
      if (this.choices.every(({ guardrailArn }) => isElsewhere(guardrailArn, region))) fail(`guardrail: ${show(this.choices[0].guardrailArn)} cannot be applied to calls from the source Region ${show(region)}; give a guardrail of that Region, or leave the Region out of sourceRegions and grant it with one of its own`, scope);
    }
  }
}

interface Choice {
  readonly guardrailArn: string;
  /** What follows the ARN in the value of the key. */
  readonly version: string;
  readonly profileId?: string;
  readonly regions?: readonly string[];
}

function isElsewhere(guardrailArn: string, region: string): boolean {
  return !isToken(guardrailArn) && differ(guardrailArn.split(':')[3], region);
}

function destinations(scope: Construct, profileId: string, sourceRegion: string): readonly string[] | undefined {
  const known = isToken(profileId) ? undefined : guardrailDestinations(profileId, sourceRegion);
  if (known === undefined) {
    const from = literal(sourceRegion) === undefined ? ', because the source Region is a token' : ` for the source Region ${sourceRegion}`;
    warn(scope, WARNING_IDS.destinationRegionsUnknown,
      `the Regions in which ${literal(profileId) ?? 'the guardrail profile'} may evaluate a guardrail are not known${from}, so it may be applied in any Region; set guardrailProfileRegions to name them`);
  }
  return known;
}
