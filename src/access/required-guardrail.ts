import { Construct } from 'constructs';
import { guardrailProfileArns } from './statements/guardrail';
import { guardrailDestinations } from '../bedrock/guardrail-profiles';
import { fail, messages, warn, WARNING_IDS } from '../private/messages';
import { differ, isToken, literal, Source, validateRegions } from '../private/source-of';

/**
 * Options of a required guardrail.
 */
export interface RequiredGuardrailOptions {
  /**
   * The ID of the guardrail profile, for example `eu.guardrail.v1:0`, if the guardrail uses cross-Region inference of its own: applying it is then
   * allowed in every Region that it may be evaluated in.
   *
   * @default - the guardrail is evaluated in its own Region
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-cross-region-support.html
   */
  readonly guardrailProfileId?: string;

  /**
   * The Regions that the guardrail may be evaluated in; the source Region is always added. Only with `guardrailProfileId`.
   *
   * @default - the Regions that AWS lists for the source Region, and any Region, with a warning, where it lists none
   */
  readonly guardrailProfileRegions?: string[];
}

/**
 * A guardrail that calls have to apply, for `InferenceProfileGrantsOptions.guardrail`.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-id.html
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
    // `DRAFT` is a version too, and an ARN that ends with it matches no call.
    if (!isToken(guardrailVersion) && !/^[1-9][0-9]{0,7}$/.test(guardrailVersion)) fail(messages.guardrailVersion(guardrailVersion));
    return RequiredGuardrail.one(guardrailArn, `:${guardrailVersion}`, options);
  }

  /**
   * Any numbered version of a guardrail, and not its draft.
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
   * The draft of a guardrail, which changes whenever somebody edits it: for development.
   *
   * Throws for an ARN that is not one of a guardrail.
   *
   * @param guardrailArn the ARN of the guardrail, without a version
   * @param options cross-Region inference of the guardrail
   */
  public static draft(guardrailArn: string, options: RequiredGuardrailOptions = {}): RequiredGuardrail {
    return RequiredGuardrail.one(guardrailArn, '', options);
  }

  /**
   * One of several: a call that applies any of them is allowed. Throws if there are none.
   *
   * @param guardrails the guardrails
   */
  public static anyOf(...guardrails: RequiredGuardrail[]): RequiredGuardrail {
    if (guardrails.length === 0) fail(messages.emptyList('guardrails', 'give at least one'));
    return new RequiredGuardrail(guardrails.flatMap((guardrail) => guardrail.choices));
  }

  private static one(guardrailArn: string, version: string, options: RequiredGuardrailOptions): RequiredGuardrail {
    if (!isToken(guardrailArn) && !GUARDRAIL_ARN.test(guardrailArn)) fail(messages.guardrailArn(guardrailArn));
    const { guardrailProfileId: profileId, guardrailProfileRegions: regions } = options;
    if (profileId !== undefined && !isToken(profileId) && !/^[a-z][a-z-]*\.guardrail\.v[0-9]+:[0-9]+$/.test(profileId)) fail(messages.guardrailProfileId(profileId));
    if (regions !== undefined) {
      validateRegions('guardrailProfileRegions', regions, 'leave it out to take the Regions that AWS lists');
      if (profileId === undefined) fail(messages.needs('guardrailProfileRegions', 'guardrailProfileId'));
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
      if (this.choices.every(({ guardrailArn }) => isElsewhere(guardrailArn, region))) fail(messages.guardrailRegion(this.choices[0].guardrailArn, region), scope);
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

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateGuardrail.html */
const GUARDRAIL_ARN = /^arn:[^:]+:bedrock:[a-z0-9-]+:\d{12}:guardrail\/[a-z0-9]+$/;

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
