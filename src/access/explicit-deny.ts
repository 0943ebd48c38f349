import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { denyGlobalInference, denyOutsideProfiles, denyOutsideSourceRegions } from './statements/deny';
import { StatementJson, withDistinctSids } from './statements/statement';
import { fail, messages } from '../private/messages';
import { differ, literal, Source, sourcesOf, validateRegions } from '../private/source-of';
import { IInferenceProfile } from '../profile/inference-profile';
import { checkDistinct } from '../profile/source-check';

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
   * Application inference profiles are profiles: a call through one is denied unless it is given here.
   *
   * @param inferenceProfiles the profiles that stay usable, from any source Region; throws at use if empty or repeated
   */
  public static outsideProfiles(inferenceProfiles: IInferenceProfile[]): ExplicitDeny {
    const profiles = [...inferenceProfiles];
    const ids = profiles.map((profile) => profile.inferenceProfileId);
    return new ExplicitDeny({
      statements: (scope, source) => {
        checkDistinct(scope, profiles, 'ExplicitDeny.outsideProfiles');
        return denyOutsideProfiles(source, ids);
      },
      denies: (profile) => !ids.includes(profile.inferenceProfileId),
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
      if (denied) fail(messages.deniedProfile(denied.inferenceProfileId, literal(region) ?? 'the Region of the stack'), scope);
    }
  }
}

interface DenyKind {
  statements(scope: Construct, source: Source): StatementJson[];
  /** Whether every call through a profile from a source Region is certainly denied. */
  denies(profile: IInferenceProfile, sourceRegion: string): boolean;
}
