import { Denial, mayHaveCalled, UNKNOWN } from './denials';
import { Facts } from './facts';
import { endpointStatements } from '../../access/statements/endpoint';
import { guardrailProfileArns } from '../../access/statements/guardrail';
import { invokeStatements } from '../../access/statements/invoke';
import {
  applyGuardrail, callWithBearerToken, createModelInvocationJob, passRoleToBedrock, responsesApi, subscribeThroughBedrock,
} from '../../access/statements/optional';
import { DenyJson } from '../../access/statements/statement';
import { anyResourceArn, BedrockArn, Place } from '../../bedrock/arns';
import { INFERENCE_PROFILE_ARN, InvocationTarget, INVOKE_ACTIONS } from '../../bedrock/authorizations';
import { guardrailDestinations } from '../../bedrock/guardrail-profiles';

/** The condition of a statement. */
export type ConditionJson = NonNullable<DenyJson['Condition']>;

/** Something to paste: statements, a condition for an existing Deny, IDs, or commands. */
export interface Paste {
  /** Where it goes, or what it does, without a colon. */
  readonly title: string;
  readonly statements?: readonly DenyJson[];
  readonly condition?: ConditionJson;
  readonly lines?: readonly string[];
}

/** What an explanation adds to the texts of its cause. */
export interface Details {
  readonly why?: readonly string[];
  readonly change?: readonly string[];
  readonly paste?: readonly Paste[];
  readonly verify?: readonly string[];
}

/** What to paste so that a denied call is allowed. */
export function remediesFor(denial: Denial, facts: Facts): Paste[] {
  const { policy } = facts;
  if (policy?.kind.id === 'trust') return [];
  if (policy?.explicit) return exemptions(denial, facts);
  if (policy?.kind.id === 'resource') return [];
  if (policy?.kind.id === 'service-control') {
    return [{ title: 'Allow it where service control policies list what is allowed', statements: [{ Effect: 'Allow', Action: actionsOf(denial, facts), Resource: ['*'] }] }];
  }
  if (policy?.kind.id === 'endpoint' && denial.isInvocation) return [endpointPolicy(denial, facts)];
  const statements = denial.isInvocation ? statementsOfCall(denial, facts) : statementsOfAction(denial, facts);
  return [{ title: denial.isInvocation && denial.target ? 'Statements for the whole call, streams included' : 'Statements', statements }];
}

function actionsOf({ isInvocation }: Denial, { action = '' }: Facts): readonly string[] {
  return isInvocation ? INVOKE_ACTIONS : [action];
}

/** Everything that the call needs: to allow only what the message names would move the error to the next authorization. */
function statementsOfCall({ arn, source, target, cause }: Denial, { resource = UNKNOWN.resource }: Facts): readonly DenyJson[] {
  if (target) return throughEither(target, source, invokeStatements([target], source, INVOKE_ACTIONS));
  const statement: DenyJson = { Effect: 'Allow', Action: INVOKE_ACTIONS, Resource: [resource] };
  if (cause === 'directModelDenied') return [statement];
  // Whichever profile of the model it was; not a call of the model itself.
  const profiles = `arn:${source.partition}:bedrock:*:${source.account}:inference-profile/*.${arn!.id}`;
  return [{ ...statement, Condition: { ArnLike: { [INFERENCE_PROFILE_ARN]: [profiles] } } }];
}

/** AWS does not document which ARN the key has in a call through an application inference profile; here it is not known what that is over. */
function throughEither({ application, foundationModelId }: InvocationTarget, { partition, region, account }: Place, statements: readonly DenyJson[]): readonly DenyJson[] {
  if (!application || application.systemProfileId !== undefined) return statements;
  const over = `arn:${partition}:bedrock:${region}:${account}:inference-profile/*.${foundationModelId}`;
  return statements.map(({ Condition, ...statement }) => ({
    ...statement,
    Condition: Condition && JSON.stringify(Condition).includes(INFERENCE_PROFILE_ARN) ? { ArnLike: { [INFERENCE_PROFILE_ARN]: [application.arn, over] } } : Condition,
  }));
}

function statementsOfAction({ cause, arn, source, target }: Denial, { action = '', resource = UNKNOWN.resource, principal }: Facts): readonly DenyJson[] {
  const plain: DenyJson[] = [{ Effect: 'Allow', Action: [action], Resource: [resource] }];
  switch (cause) {
    case 'guardrailDenied': return [applyGuardrail([resource])];
    case 'guardrailProfileDenied': return [applyGuardrail(arn ? guardrailProfileArns({ ...source, account: arn.account }, arn.id, guardrailDestinations(arn.id, source.region)) : [resource])];
    case 'apiKeyDenied': return /mantle/i.test(action) ? [{ Effect: 'Allow', Action: [action], Resource: ['*'] }] : [callWithBearerToken(/:user\//.test(principal ?? ''))];
    case 'marketplaceDenied': return subscribeThroughBedrock();
    case 'batchJobDenied': {
      const model = target ?? (arn?.type === 'foundation-model' ? { inferenceProfileId: arn.id, foundationModelId: arn.id, isGlobal: false } : undefined);
      const region = source.region === UNKNOWN.region && arn?.region ? arn.region : source.region;
      return model ? [createModelInvocationJob([model], { ...source, region })] : plain;
    }
    case 'passRoleDenied': return [passRoleToBedrock(resource)];
    case 'projectDenied': return arn?.id === 'default' ? [responsesApi({ partition: arn.partition, region: arn.region, account: arn.account })] : plain;
    case 'profileNotCreatable': return createInferenceProfile(resource, arn, source);
    case 'profileNotReadable': return [{ Effect: 'Allow', Action: [action], Resource: [/List/i.test(action) ? '*' : resource] }];
    default: return plain;
  }
}

const COPIED = '<source-of-the-profile>';

/** What CloudFormation does with a new profile, and of its source nothing but to copy it. */
function createInferenceProfile(resource: string, arn: BedrockArn | undefined, source: Place): DenyJson[] {
  const region = arn?.region || source.region;
  const profiles = `arn:${source.partition}:bedrock:${region}:${source.account}:application-inference-profile/*`;
  return [
    { Effect: 'Allow', Action: ['bedrock:CreateInferenceProfile', 'bedrock:GetInferenceProfile', 'bedrock:ListTagsForResource', 'bedrock:TagResource'], Resource: [profiles] },
    // Where the new profile was denied, its source may be next.
    { Effect: 'Allow', Action: ['bedrock:CreateInferenceProfile', 'bedrock:GetInferenceProfile'], Resource: [arn?.type === 'application-inference-profile' ? COPIED : resource] },
  ];
}

/** The endpoint is that of the source Region; without conditions that the authorizations of models in other Regions do not meet. */
function endpointPolicy(denial: Denial, facts: Facts): Paste {
  const { source, target } = denial;
  const statements = target ? endpointStatements([target], source, INVOKE_ACTIONS, { account: facts.account }, false) : statementsOfCall(denial, facts);
  return { title: 'Statement for the policy of the VPC endpoint', statements: statements.map((statement) => ({ ...statement, Principal: '*' })) };
}

/** What to add to a Deny so that it does not affect the call. Other Denies are meant, or cannot be mended by a condition. */
function exemptions({ cause, arn, source, target }: Denial, { called }: Facts): Paste[] {
  switch (cause) {
    case 'regionlessModelDenied': case 'destinationModelDenied': case 'sourceRegionModelDenied': case 'modelInRegionDenied': {
      const scopes = target?.application ? [] : target ? [target.inferenceProfileId.split('.')[0]] : [...new Set(mayHaveCalled(arn!).profiles.map((id) => id.split('.')[0]))];
      const application = target?.application || called?.includes(':application-inference-profile/') ? ['application-inference-profile/*'] : [];
      const exempt = [...scopes.map((scope) => `inference-profile/${scope}.*`), ...application];
      const patterns = exempt.length > 0 ? exempt : ['inference-profile/<scope>.*'];
      return [{
        title: 'Add to the Condition of a Deny of Regions, beside StringNotEquals on aws:RequestedRegion',
        condition: { ArnNotLike: { [INFERENCE_PROFILE_ARN]: patterns.map((pattern) => anyResourceArn(source.partition, pattern)) } },
      }];
    }
    case 'profileDenied': case 'applicationProfileDenied':
      return [{
        title: 'Add to the Condition of a Deny that has a negated operator on bedrock:InferenceProfileArn: here that key is absent, which such an operator matches',
        condition: { Null: { [INFERENCE_PROFILE_ARN]: 'false' } },
      }];
    default: return [];
  }
}

/** A call that needs the same permissions as the one that failed. */
export function testCall(id: string, region: string): string {
  return `aws bedrock-runtime converse --region ${quoted(region)} --model-id ${quoted(id)} --messages '[{"role":"user","content":[{"text":"ping"}]}]'`;
}

/** An argument of a command. */
export function quoted(text: string): string {
  return /^[\w.:/-]+$/.test(text) ? text : `'${text.replace(/'/g, '')}'`;
}

/** What the placeholders in a text mean. */
export function placeholdersIn(text: string): Record<string, string> {
  return Object.fromEntries(Object.entries(PLACEHOLDERS).filter(([placeholder]) => text.includes(placeholder)));
}

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  [UNKNOWN.region]: 'the Region that your code calls; the message does not tell it: give --region',
  [UNKNOWN.account]: 'the account of the caller; the message does not tell it',
  [UNKNOWN.model]: 'the model of the application inference profile, as "aws bedrock get-inference-profile" prints it',
  [UNKNOWN.resource]: 'the resource; the message does not tell it',
  [COPIED]: 'the ARN of the profile or model that the application inference profile is created from',
  '<scope>': 'the scope of the inference profile that you call: global, us, eu, jp, ...',
  '<inference-profile-id>': 'what you call: give --model-id',
};
