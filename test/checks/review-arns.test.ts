import { allow, BOTH, deny, document, globalStatements, literal, OPUS_5, through } from './corpus/template-parts';
import { checkPolicyDocument } from '../../src/checks/check';
import { Finding } from '../../src/checks/model/rule';
import { callIsAllowed } from '../support/cris-requests';

const REGION = 'eu-west-1';
const arns = { profile: (id: string) => literal.profile(id, REGION), model: (id: string) => literal.model(id, REGION), regionless: literal.regionless };
const [onProfile, onModel, onRegionless] = globalStatements(OPUS_5, arns);
const PROFILE = literal.profile(`global.${OPUS_5}`, REGION);
const MODEL = literal.model(OPUS_5, REGION);

const check = (...statements: object[]): Finding[] => checkPolicyDocument('policy.json', document(...statements), REGION);
const of = (rule: string, findings: readonly Finding[]) => findings.filter((finding) => finding.rule === rule);
const isCallable = (...statements: object[]) => callIsAllowed([document(...statements) as never], { account: '111122223333', sourceRegion: REGION, inferenceProfileId: `global.${OPUS_5}` });

/** The ARN that a remedy gives. */
const given = ({ remedy }: Finding) => /arn:\S+/.exec(remedy)![0];

describe('an ARN with a slip in its form', () => {
  test.each([
    ['the service is that of the endpoint', PROFILE.replace(':bedrock:', ':bedrock-runtime:')],
    ['a colon for the slash', PROFILE.replace('profile/', 'profile:')],
    ['the type in the plural', PROFILE.replace('profile/', 'profiles/')],
    ['all of them', PROFILE.replace(':bedrock:', ':bedrock-runtime:').replace('profile/', 'profiles:')],
    ['one colon too many', PROFILE.replace(':111122223333:', ':111122223333::')],
  ])('of a profile: %s', (_name, slip) => {
    const wrong = [{ ...onProfile, Resource: slip }, onModel, onRegionless];
    const findings = check(...wrong);
    expect(findings.map(({ rule, severity, location }) => [rule, severity, location])).toEqual([['malformedBedrockArn', 'error', 'Statement.0']]);
    expect(isCallable(...wrong)).toBe(false);
    expect(given(findings[0])).toBe(PROFILE);
    expect(isCallable({ ...onProfile, Resource: given(findings[0]) }, onModel, onRegionless)).toBe(true);
  });

  test.each([
    ['the service is that of the endpoint', MODEL.replace(':bedrock:', ':bedrock-runtime:')],
    ['a colon for the slash', MODEL.replace('model/', 'model:')],
    ['the type in the plural', MODEL.replace('model/', 'models/')],
    ['one colon too many', MODEL.replace('::', ':::')],
  ])('of a model: %s', (_name, slip) => {
    const wrong = [onProfile, { ...onModel, Resource: slip }, onRegionless];
    const [finding, ...others] = of('malformedBedrockArn', check(...wrong));
    expect([finding.severity, finding.location, others]).toEqual(['error', 'Statement.1', []]);
    expect(isCallable(...wrong)).toBe(false);
    expect(given(finding)).toBe(MODEL);
  });

  test.each([
    ['one colon too few', MODEL.replace('::', ':'), MODEL, /Region and an empty account/],
    ['one part too many, with wildcards', 'arn:aws:bedrock:*:*:*:foundation-model/x', 'arn:aws:bedrock:<Region>::foundation-model/x', /Region and an empty account/],
    ['no ID', 'arn:aws:bedrock:*::foundation-model', 'arn:aws:bedrock:*::foundation-model/<ID>', /nothing follows/],
    ['no ID after the slash', 'arn:aws:bedrock:*:*:inference-profile/', 'arn:aws:bedrock:*:*:inference-profile/<ID>', /nothing follows/],
    ['neither Region nor account', 'arn:aws:bedrock:application-inference-profile/a1b2c3d4e5f6', 'arn:aws:bedrock:<Region>:<account>:application-inference-profile/a1b2c3d4e5f6', /Region and the account/],
    ['Region and account in another order', 'arn:aws:bedrock:111122223333:eu-west-1::inference-profile/x', 'arn:aws:bedrock:eu-west-1:111122223333:inference-profile/x', /Region and the account/],
    ['an account with a digit too many', 'arn:aws:bedrock:eu-west-1:1111222233334::inference-profile/x', 'arn:aws:bedrock:eu-west-1:<account>:inference-profile/x', /Region and the account/],
    ['everything of a service that has no ARNs', 'arn:aws:bedrock-runtime:eu-west-1:*:*', 'arn:aws:bedrock:eu-west-1:*:*', /not bedrock-runtime$/],
    ['another partition', `arn:aws-us-gov:bedrock-runtime:us-gov-west-1::foundation-model/${OPUS_5}`, `arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/${OPUS_5}`, /not bedrock-runtime$/],
  ])('%s', (_name, slip, mended, fault) => {
    const [finding] = of('malformedBedrockArn', check(allow(BOTH, slip)));
    expect(finding).toMatchObject({ remedy: `give ${mended}`, message: expect.stringMatching(fault) });
  });

  test('in a deny, where it denies nothing, in its condition too', () => {
    const slip = 'arn:aws:bedrock:*:*:inference-profile:global.*';
    const denies = [deny(BOTH, slip), deny(BOTH, '*', { ArnLike: { 'bedrock:InferenceProfileArn': slip } })];
    for (const statement of denies) {
      expect(of('malformedBedrockArn', check(statement))).toHaveLength(1);
      expect(isCallable(onProfile, onModel, onRegionless, statement)).toBe(true);
    }
  });

  test('in the condition of an allow, the model that is missing for it is reported', () => {
    const rules = check(onProfile, allow(BOTH, [MODEL, literal.regionless(OPUS_5)], through(PROFILE.replace('profile/', 'profile:')))).map(({ rule }) => rule);
    expect(rules).toContain('sourceRegionModelMissing');
    expect(rules).not.toContain('malformedBedrockArn');
  });

  test.each([
    PROFILE, MODEL, literal.regionless(OPUS_5), 'arn:aws:bedrock:*:*:application-inference-profile/*', 'arn:aws:bedrock:*', 'arn:aws:bedrock:*:*:*', 'arn:aws:bedrock:*:foundation-model/*',
    'arn:aws:bedrock:*foundation-model/*', 'arn:aws:bedrock:*:*:inference-profile*', 'arn:*:bedrock:eu-west-?::foundation-model/*', 'arn:aws:bedrock:eu-west-1:111122223333:guardrail/abcd1234efgh',
    'arn:aws:bedrock:eu-west-1:111122223333:provisioned-model/a1b2c3d4e5f6', 'arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/x', 'arn:aws:s3:::foundation-model:files', '*',
    'arn:aws:bedrock:${aws:RequestedRegion}:foundation-model/x', 'no-arn:aws:bedrock-runtime:*', 'no-arn:aws:bedrock:foundation-model/x', 'arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0:24k',
  ])('nothing is said of the form of %s', (arn) => {
    expect(of('malformedBedrockArn', check(allow(BOTH, arn)))).toEqual([]);
  });
});

describe('a remedy keeps the partition of the ARN', () => {
  test.each([
    ['arn:aws-us-gov:bedrock:us-gov-west-1::inference-profile/us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0', 'arn:aws-us-gov:'],
    ['arn:aws-cn:bedrock:cn-north-1::inference-profile/cn.amazon.nova-lite-v1:0', 'arn:aws-cn:'],
    [`arn:*:bedrock:eu-west-1::inference-profile/global.${OPUS_5}`, 'arn:*:'],
    ['arn:aws:bedrock:eu-west-1::application-inference-profile/a1b2c3d4e5f6', 'arn:aws:'],
  ])('%s', (arn, start) => {
    const [finding] = of('profileArnWithoutAccount', check(allow(BOTH, arn)));
    expect(given(finding).startsWith(start)).toBe(true);
  });

  test('of a model with an account', () => {
    const [finding] = of('modelArnWithAccount', check(allow(BOTH, `arn:aws-us-gov:bedrock:us-gov-west-1:111122223333:foundation-model/${OPUS_5}`)));
    expect(given(finding)).toBe(`arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/${OPUS_5}`);
  });
});

describe('every model', () => {
  const message = (statement: object) => of('wildcardModels', check(statement)).map((finding) => finding.message).join();

  test('what is excepted is said to be excepted, not allowed', () => {
    const all = { Effect: 'Allow', Action: BOTH, NotResource: ['arn:aws:s3:::bucket/*', 'arn:aws:bedrock:*::foundation-model/amazon.*'] };
    expect(message(all)).toContain('on everything but arn:aws:s3:::bucket/*, arn:aws:bedrock:*::foundation-model/amazon.*: every other model');
  });

  test('what is allowed is said to be', () => {
    expect(message(allow(BOTH, '*'))).toContain('on *: every model');
  });

  test('what CloudFormation fills in is readable', () => {
    expect(message(allow(BOTH, ['arn:aws:s3:::${bucket}/*', '*']))).toContain('arn:aws:s3:::<bucket>/*');
  });
});
