import * as fc from 'fast-check';
import { Json } from './corpus-case';
import { ACCOUNT_ID, allow, BOTH, COHERE_EMBED_4, deny, INVOKE, literal, STREAM } from './template-parts';
import { CrisCall } from '../../support/cris-requests';

export const SOURCE_REGION = 'us-east-1';
/** The model of the calls, which can be called directly too. */
export const MODEL = COHERE_EMBED_4;
const US = ['us-east-1', 'us-east-2', 'us-west-2'];

/** The calls that a function of a generated role makes. */
export const CALLS: readonly CrisCall[] = [
  { account: ACCOUNT_ID, sourceRegion: SOURCE_REGION, inferenceProfileId: `global.${MODEL}` },
  { account: ACCOUNT_ID, sourceRegion: SOURCE_REGION, inferenceProfileId: `us.${MODEL}`, destinationRegions: US },
];

const PROFILES = CALLS.map(({ inferenceProfileId }) => literal.profile(inferenceProfileId, SOURCE_REGION));
const like = (id: string) => `arn:aws:bedrock:*:*:inference-profile/${id}`;
const region = (operator: string, ...values: string[]): Json => ({ [operator]: { 'aws:RequestedRegion': values } });
const key = (operator: string, ...values: string[]): Json => ({ [operator]: { 'bedrock:InferenceProfileArn': values } });
const some = <T>(arbitrary: fc.Arbitrary<T>, maxLength: number) => fc.array(arbitrary, { minLength: 1, maxLength });

// What is right comes more often than what is wrong, or hardly any policy would allow anything.
const actions = fc.constantFrom<string | readonly string[]>(BOTH, BOTH, BOTH, 'bedrock:InvokeModel*', 'bedrock:*', INVOKE, STREAM, ['bedrock:Converse'], 'bedrock:List*');
const profiles = fc.constantFrom(...PROFILES, ...PROFILES, like('*'), `arn:aws:bedrock:us-east-1:*:inference-profile/us.${MODEL}`, literal.profile(`global.${MODEL}`, 'eu-west-1'), '*');
const models = fc.constantFrom(
  ...['', ...US, '*'].map((name) => literal.model(MODEL, name)), literal.model('cohere.*', '*'), literal.model('cohere.embed-v9', '*'), '*',
);
const regions = fc.constantFrom<Json>(
  {}, {}, {}, region('StringEquals', 'us-east-1'), region('StringEquals', 'unspecified'), region('StringEquals', 'global'),
  region('StringEquals', 'us-east-1', 'unspecified'), region('StringLike', 'us-*'), region('StringNotEquals', 'eu-west-1'),
);
const keys = fc.constantFrom<Json>(
  {}, ...PROFILES.flatMap((arn) => [key('ArnEquals', arn), key('StringLike', arn)]), key('ArnLike', like('*')), key('ArnLikeIfExists', ...PROFILES), { Null: { 'bedrock:InferenceProfileArn': 'false' } },
);

const onProfile = fc.tuple(actions, profiles, regions).map(([action, resource, condition]) => allow(action, resource, condition));
const onModels = fc.tuple(actions, some(models, 5), regions, keys).map(([action, resources, onRegion, onKey]) => allow(action, resources, { ...onRegion, ...onKey }));
const denials = fc.tuple(
  fc.constantFrom<string | readonly string[]>('*', 'bedrock:*', BOTH, STREAM, 'ec2:*'),
  fc.constantFrom('*', '*', like('global.*'), literal.model('*', '*'), literal.regionless('*')),
  fc.constantFrom<Json>(
    region('StringEquals', 'unspecified'), region('StringEquals', 'global'), region('StringNotEquals', 'us-east-1'), region('StringNotEquals', 'us-east-1', 'unspecified'),
    region('StringNotEquals', ...US), region('StringNotLike', 'us-*'), key('ArnLike', like('us.*')), key('ArnNotLike', like('us.*')),
    { Null: { 'bedrock:InferenceProfileArn': 'false' }, ...key('ArnNotLike', like('us.*')) }, { ...region('StringNotEquals', 'us-east-1'), ...key('ArnNotLike', like('global.*')) },
  ),
).map(([action, resource, condition]) => deny(action, resource, condition));

/** The statements of a role: some on profiles, some on models, now and then a deny. */
export const policies: fc.Arbitrary<Json[]> = fc.tuple(
  some(onProfile, 2), some(onModels, 4), fc.oneof({ weight: 3, arbitrary: fc.constant<Json[]>([]) }, { weight: 1, arbitrary: some(denials, 2) }),
).map((parts) => parts.flat());
