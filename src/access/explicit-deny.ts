import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { distinct } from '../bedrock/arns';
import { denyGlobalInference, denyOutsideProfiles, denyOutsideSourceRegions } from './statements/denies';
import { StatementJson, withDistinctSids } from './statements/statement';
import { fail, messages } from '../private/messages';
import { differ, literal, Source, sourcesOf, validateRegions } from '../private/source-of';
import { unknownRegions, checkDistinct, warnOfUnknownRegions } from '../profile/callable-from';
import { IInferenceProfile } from '../profile/inference-profile';
import { calledAs, labelOf } from '../profile/names';

/**
 * What is denied explicitly, whatever else allows it.
 *
 * A deny covers `InvokeModel` and `InvokeModelWithResponseStream` on the endpoint `bedrock-runtime`; the endpoint `bedrock-mantle` has actions
 * of its own and no cross-Region inference.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export class ExplicitDeny {
  /**
   * Denies global cross-Region inference, through application inference profiles too. Geographic profiles and direct calls are left alone.
   *
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
   */
  public static globalInference(): ExplicitDeny {
    return new ExplicitDeny({
      statements: (_, source) => denyGlobalInference(source.partition),
      denies: (profile) => profile.isGlobal,
    });
  }

  /**
   * Denies calls through any profile but these. Calls to a model without a profile are left alone.
   *
   * Application inference profiles are profiles: a call through one is denied unless it is given here. Where one is given, the system-defined profile
   * that it is over stays usable as well: AWS does not document which of the two ARNs is seen in its calls.
   *
   * @param inferenceProfiles the profiles that stay usable, from any source Region; throws at use if empty or repeated
   */
  public static outsideProfiles(inferenceProfiles: IInferenceProfile[]): ExplicitDeny {
    const profiles = [...inferenceProfiles];
    const ids = profiles.map(calledAs);
    return new ExplicitDeny({
      statements: (scope, source) => {
        checkDistinct(scope, profiles, 'ExplicitDeny.outsideProfiles');
        return denyOutsideProfiles(distinct(profiles.flatMap((profile) => leftAlone(profile, source))));
      },
      denies: (profile) => !ids.includes(calledAs(profile)),
    });
  }

  /**
   * Denies calls through any profile that are sent to other Regions. Where the requests are processed is not touched.
   *
   * @param sourceRegions the Regions that requests may be sent to; throws at use if empty, repeated or not a Region
   */
  public static outsideSourceRegions(sourceRegions: string[]): ExplicitDeny {
    return new ExplicitDeny({
      statements: (scope, source) => {
        validateRegions('ExplicitDeny.outsideSourceRegions', sourceRegions, 'give the Regions that stay usable', scope);
        warnOfUnknownRegions(scope, 'ExplicitDeny.outsideSourceRegions', unknownRegions(sourceRegions));
        return denyOutsideSourceRegions(source.partition, sourceRegions);
      },
      denies: (_, sourceRegion) => sourceRegions.every((region) => differ(region, sourceRegion)),
    });
  }

  /**
   * All of several denies together. Throws if there are none.
   *
   * @param denies the denies
   */
  public static all(...denies: ExplicitDeny[]): ExplicitDeny {
    if (denies.length === 0) fail(messages.emptyList('denies', 'give at least one'));
    return new ExplicitDeny({
      statements: (scope, source) => denies.flatMap((deny) => deny.kind.statements(scope, source)),
      denies: (profile, sourceRegion) => denies.some((deny) => deny.kind.denies(profile, sourceRegion)),
    });
  }

  private constructor(private readonly kind: DenyKind) {}

  /**
   * The statements, for a policy of your own, for example a permissions boundary (which must allow something besides).
   *
   * @param scope whose stack gives the partition and account
   */
  public toPolicyStatements(scope: Construct): iam.PolicyStatement[] {
    const [source] = sourcesOf(scope);
    return this._statements(scope, source).map((statement) => iam.PolicyStatement.fromJson(statement));
  }

  /** @internal */
  public _statements(scope: Construct, source: Source): StatementJson[] {
    return withDistinctSids(this.kind.statements(scope, source));
  }

  /**
   * Throws if a profile that is there to be called is denied from a source Region.
   *
   * @internal
   */
  public _checkLeaves(scope: Construct, profiles: readonly IInferenceProfile[], sourceRegions: readonly string[]): void {
    for (const region of sourceRegions) {
      const denied = profiles.find((profile) => this.kind.denies(profile, region));
      if (denied) fail(messages.deniedProfile(labelOf(denied), literal(region) ?? 'the Region of the stack'), scope);
    }
  }
}

// The values that the key may hold in a call through a profile, from any source Region.
function leftAlone({ inferenceProfileId, application }: IInferenceProfile, { partition, account }: Source): string[] {
  const system = application ? application.systemProfileId : inferenceProfileId;
  return [
    ...(application ? [application.inferenceProfileArn] : []),
    ...(system === undefined ? [] : [`arn:${partition}:bedrock:*:${account}:inference-profile/${system}`]),
  ];
}

interface DenyKind {
  statements(scope: Construct, source: Source): StatementJson[];
  /** Whether calls through a profile from a source Region are denied; those through an application inference profile, under any of its possible ARNs. */
  denies(profile: IInferenceProfile, sourceRegion: string): boolean;
}
