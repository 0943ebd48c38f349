import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { denyGlobalInference, denyOutsideProfiles, denyOutsideSourceRegions } from './statements/deny';
import { StatementJson } from './statements/statement';
import { fail, messages } from '../private/messages';
import { validateRegions } from '../private/source-of';
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
    return new ExplicitDeny((scope) => denyGlobalInference(Stack.of(scope).partition));
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
    return new ExplicitDeny((scope) => {
      checkDistinct(scope, profiles);
      return denyOutsideProfiles(Stack.of(scope), profiles.map((profile) => profile.inferenceProfileId));
    });
  }

  /**
   * Denies calls through any profile that are sent to other Regions. Where the requests are processed is not touched.
   *
   * @param sourceRegions the Regions that requests may be sent to; throws at use if empty, repeated or not a Region
   */
  public static outsideSourceRegions(sourceRegions: string[]): ExplicitDeny {
    return new ExplicitDeny((scope) => {
      validateRegions('outsideSourceRegions', sourceRegions, 'give the Regions that stay usable', scope);
      return denyOutsideSourceRegions(Stack.of(scope).partition, sourceRegions);
    });
  }

  /**
   * All of several denies together. Throws if there are none.
   *
   * @param denies the denies
   */
  public static all(...denies: ExplicitDeny[]): ExplicitDeny {
    if (denies.length === 0) fail(messages.emptyList('denies', 'give at least one'));
    return new ExplicitDeny((scope) => denies.flatMap((deny) => deny.statementsIn(scope)));
  }

  private constructor(private readonly statementsIn: (scope: Construct) => StatementJson[]) {}

  /**
   * The statements, for a policy of your own, for example a permissions boundary (which must allow something besides).
   *
   * @param scope whose stack gives the partition and account
   */
  public toPolicyStatements(scope: Construct): iam.PolicyStatement[] {
    return this._statements(scope).map((statement) => iam.PolicyStatement.fromJson(statement));
  }

  /** @internal */
  public _statements(scope: Construct): StatementJson[] {
    const statements = this.statementsIn(scope);
    // The same kind of deny may be combined twice, and a Sid is unique in its document.
    return statements.map((statement, index) => {
      const before = statements.slice(0, index).filter((other) => other.Sid === statement.Sid).length;
      return before === 0 ? statement : { ...statement, Sid: `${statement.Sid}${before + 1}` };
    });
  }
}
