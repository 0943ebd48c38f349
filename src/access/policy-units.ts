import { createHash } from 'crypto';
import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { InvocationTarget } from './statements/invoke';
import { MANAGED_POLICY_SIZE, splitBySize } from './statements/split';
import { documentSize, StatementJson } from './statements/statement';
import { fail, messages } from '../private/messages';
import { Source, widest } from '../private/source-of';
import { IInferenceProfile } from '../profile/inference-profile';

/** Statements that belong into one document, with the size that they have at most when deployed. */
export interface PolicyUnit {
  readonly statements: readonly StatementJson[];
  readonly size: number;
}

/** What a grant says of some profiles, called from a source Region. */
export type StatementsOf = (targets: readonly InvocationTarget[], source: Source) => readonly StatementJson[];

/** The statements of the profiles from one source Region, divided so that each unit fits into a managed policy. */
export function policyUnits(scope: Construct, profiles: readonly IInferenceProfile[], source: Source, statementsOf: StatementsOf): PolicyUnit[] {
  const measured = (targets: readonly InvocationTarget[]) =>
    statementsOf(targets, widest(source)).map((statement) => ({ ...statement, Sid: `${statement.Sid}000000` }));

  return splitBySize(invocationTargets(profiles, source), MANAGED_POLICY_SIZE, measured).map((targets) => {
    const size = documentSize(measured(targets));
    if (size > MANAGED_POLICY_SIZE) fail(messages.profileTooLarge(targets[0].inferenceProfileId, size, MANAGED_POLICY_SIZE), scope);
    return { size, statements: statementsOf(targets, source).map((statement) => withUniqueSid(scope, statement)) };
  });
}

/** The profiles as the statements see them from one source Region. */
export function invocationTargets(profiles: readonly IInferenceProfile[], source: Source): InvocationTarget[] {
  return profiles.map((profile) => ({
    inferenceProfileId: profile.inferenceProfileId,
    foundationModelId: profile.foundationModelId,
    geographyPrefix: profile.geography?.prefix,
    destinationRegions: profile.destinationRegions(source.region),
  }));
}

/** Grants may meet in one policy, where a Sid is unique: equal statements keep equal Sids, and CDK drops the copy. */
export function withUniqueSid(scope: Construct, statement: StatementJson): StatementJson {
  const content = JSON.stringify(Stack.of(scope).resolve(statement));
  return { ...statement, Sid: statement.Sid + createHash('sha256').update(content).digest('hex').slice(0, 6).toUpperCase() };
}
