import { createHash } from 'crypto';
import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { InvocationTarget, invokeStatements } from './statements/invoke';
import { IAM_LIMITS, splitBySize } from './statements/split';
import { documentSize, StatementJson } from './statements/statement';
import { fail, messages } from '../private/messages';
import { Source, widest } from '../private/source-of';
import { IInferenceProfile } from '../profile/inference-profile';

/** Statements that belong into one document, with the size that they have at most when deployed. */
export interface PolicyUnit {
  readonly statements: readonly StatementJson[];
  readonly size: number;
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

/** The invoke statements of the profiles, divided so that each unit fits into a managed policy. */
export function invokeUnits(scope: Construct, profiles: readonly IInferenceProfile[], source: Source, actions: readonly string[]): PolicyUnit[] {
  const measured = (targets: readonly InvocationTarget[]) =>
    invokeStatements(targets, widest(source), actions).map((statement) => ({ ...statement, Sid: `${statement.Sid}000000` }));

  return splitBySize(invocationTargets(profiles, source), IAM_LIMITS.managedPolicy, measured).map((targets) => {
    const size = documentSize(measured(targets));
    if (size > IAM_LIMITS.managedPolicy) fail(messages.profileTooLarge(targets[0].inferenceProfileId, size, IAM_LIMITS.managedPolicy), scope);
    return { size, statements: invokeStatements(targets, source, actions).map((statement) => withUniqueSid(scope, statement)) };
  });
}

/** Grants may meet in one policy, where a Sid is unique: equal statements keep equal Sids, and CDK drops the copy. */
export function withUniqueSid(scope: Construct, statement: StatementJson): StatementJson {
  const content = JSON.stringify(Stack.of(scope).resolve(statement));
  return { ...statement, Sid: statement.Sid + createHash('sha256').update(content).digest('hex').slice(0, 6).toUpperCase() };
}
