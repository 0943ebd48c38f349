import { createHash } from 'crypto';
import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { widestValues } from './document-size';
import { InvocationTarget } from './statements/invoke';
import { MANAGED_POLICY_SIZE, splitBySize, documentSize, StatementJson } from './statements/statement';
import { fail, messages } from '../private/messages';
import { Source, widest } from '../private/source-of';
import { isCalledFrom } from '../profile/callable-from';
import { IInferenceProfile } from '../profile/inference-profile';
import { labelOf } from '../profile/names';

/** Statements that belong into one document, with the size that they have at most when deployed. */
export interface PolicyUnit {
  readonly statements: readonly StatementJson[];
  readonly size: number;
}

/** What a grant says of some profiles, called from a source Region. */
export type StatementsOf = (targets: readonly InvocationTarget[], source: Source) => readonly StatementJson[];

/** The statements of the profiles from one source Region, divided so that each unit fits into a managed policy. */
export function policyUnits(
  scope: Construct, profiles: readonly IInferenceProfile[], source: Source, statementsOf: StatementsOf, systemProfiles = false,
): PolicyUnit[] {
  const measured = (targets: readonly InvocationTarget[]) => widestValues(statementsOf(targets, widest(source))).map(withSidOfFullLength);

  return splitBySize(invocationTargets(profiles, source, systemProfiles), MANAGED_POLICY_SIZE, measured).map((targets) => {
    const size = documentSize(measured(targets));
    if (size > MANAGED_POLICY_SIZE) {
      const profile = profiles.find(({ inferenceProfileId }) => inferenceProfileId === targets[0].inferenceProfileId)!;
      fail(messages.profileTooLarge(labelOf(profile), size, MANAGED_POLICY_SIZE), scope);
    }
    return { size, statements: statementsOf(targets, source).map((statement) => withUniqueSid(scope, statement)) };
  });
}

/** A statement that does not depend on profiles or source Regions. */
export function singleUnit(scope: Construct, statement: StatementJson): PolicyUnit {
  return { size: documentSize([withSidOfFullLength(statement)]), statements: [withUniqueSid(scope, statement)] };
}

/** The profiles as the statements see them from one source Region; an application inference profile of another Region is not called from there. */
export function invocationTargets(profiles: readonly IInferenceProfile[], source: Source, systemProfileToo = false): InvocationTarget[] {
  return profiles.filter((profile) => isCalledFrom(profile, source.region)).map((profile) => ({
    inferenceProfileId: profile.inferenceProfileId,
    foundationModelId: profile.foundationModelId,
    isGlobal: profile.isGlobal,
    geographyPrefix: profile.geography?.prefix,
    destinationRegions: profile.destinationRegions(source.region),
    ...(profile.application && {
      application: { arn: profile.application.inferenceProfileArn, systemProfileId: profile.application.systemProfileId, systemProfileToo },
    }),
  }));
}

function withSidOfFullLength(statement: StatementJson): StatementJson {
  return { ...statement, Sid: `${statement.Sid}000000` };
}

/** Grants may meet in one policy, where a Sid is unique: equal statements keep equal Sids, and CDK drops the copy. */
export function withUniqueSid(scope: Construct, statement: StatementJson): StatementJson {
  const content = JSON.stringify(Stack.of(scope).resolve(statement));
  return { ...statement, Sid: statement.Sid + createHash('sha256').update(content).digest('hex').slice(0, 6).toUpperCase() };
}
