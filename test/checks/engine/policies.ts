import fc from 'fast-check';
import { AuthorizationRequest, PolicyDocumentJson, PolicyStatementJson } from '../../support/iam-evaluator';

const PROFILE = 'arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.provider.model-v1:0';
const MODELS = ['arn:aws:bedrock:eu-west-1::foundation-model/provider.model', 'arn:aws:bedrock:::foundation-model/provider.model'];
const ACTIONS = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'];
const STRINGS = ['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'StringLike', 'StringNotLike'];
const ARNS = ['ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike'];

const oneOrMany = <T>(one: fc.Arbitrary<T>) => fc.oneof(one, fc.array(one, { minLength: 1, maxLength: 3 }));
const decorated = (names: readonly string[]) => fc
  .tuple(fc.constantFrom('', '', '', 'ForAnyValue:', 'ForAllValues:'), fc.constantFrom(...names), fc.constantFrom('', '', 'IfExists'))
  .map((parts) => parts.join(''));

const region = fc.constantFrom('eu-west-1', 'EU-WEST-1', 'eu-*', 'unspecified', 'us-east-1', '*', '?');
const arn = fc.constantFrom(
  PROFILE, PROFILE.replace('global', '*'), PROFILE.replace('eu-west-1', '*'), PROFILE.replace('model', 'other'), 'arn:aws:bedrock:*:*:*', 'arn:*:eu-west-1:111122223333:inference-profile/global.provider.model-v1:0', 'arn:*:*:*:*:inference-profile/us.*',
);
const condition = fc.oneof(
  fc.tuple(decorated(STRINGS), fc.constantFrom('aws:RequestedRegion', 'aws:requestedregion'), oneOrMany(region)),
  fc.tuple(decorated([...STRINGS, ...ARNS]), fc.constantFrom('bedrock:InferenceProfileArn', 'BEDROCK:inferenceprofilearn'), oneOrMany(arn)),
  fc.tuple(fc.constant('Null'), fc.constant('bedrock:InferenceProfileArn'), oneOrMany(fc.constantFrom<string | boolean>('true', 'false', 'True', 'FALSE', true, false))),
).map(([operator, key, value]) => ({ [operator]: { [key]: value } }));

const action = oneOrMany(fc.constantFrom(...ACTIONS, 'bedrock:*', 'BEDROCK:invokemodel*', '*', 's3:GetObject', 'bedrock:InvokeMode?'));
const resource = oneOrMany(fc.constantFrom(
  PROFILE, ...MODELS, '*', 'arn:aws:bedrock:*::foundation-model/*', 'arn:aws:bedrock:*:*:inference-profile/*', 'arn:aws:s3:::bucket', 'arn:aws:bedrock:eu-west-?::*',
));

const statement: fc.Arbitrary<PolicyStatementJson> = fc.record({
  Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
  actions: fc.tuple(fc.constantFrom('Action', 'Action', 'Action', 'NotAction'), action),
  resources: fc.tuple(fc.constantFrom('Resource', 'Resource', 'Resource', 'NotResource'), resource),
  Condition: fc.array(condition, { maxLength: 2 }).map((list) => Object.assign({}, ...list) as PolicyStatementJson['Condition']),
}).map(({ Effect, actions, resources, Condition }) => ({ Effect, [actions[0]]: actions[1], [resources[0]]: resources[1], Condition }));

/** Small identity policies of which nothing is unknown, about the few values that requests here have, so that they often meet. */
export const policies: fc.Arbitrary<PolicyDocumentJson[]> = fc.array(oneOrMany(statement).map((Statement) => ({ Version: '2012-10-17', Statement })), { minLength: 1, maxLength: 3 });

/** Requests as calls through a profile and direct calls make them. */
export const requests: fc.Arbitrary<AuthorizationRequest> = fc.record({
  action: fc.constantFrom(...ACTIONS, 'bedrock:GetInferenceProfile', 'iam:PassRole'),
  resource: fc.constantFrom(PROFILE, ...MODELS),
  context: fc.record({
    'aws:RequestedRegion': fc.constantFrom('eu-west-1', 'unspecified', 'us-east-1'),
    'bedrock:InferenceProfileArn': fc.constantFrom(PROFILE, PROFILE.replace('model', 'other'), undefined),
  }),
});
