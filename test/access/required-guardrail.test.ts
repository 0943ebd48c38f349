import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as bedrock from 'aws-cdk-lib/aws-bedrock';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ApplicationInferenceProfile, ApplicationInferenceProfileSource, Geography, IInferenceProfile, InferenceProfile, InferenceProfileGrants, RequiredGuardrail, RequiredGuardrailOptions } from '../../src';
import { warningsOf } from '../profile/stack-warnings';
import { CONDITION_VALUES, applicationEvaluations } from '../support/application-calls';
import { ACCOUNT, profilesFrom } from '../support/catalog-profiles';
import { evaluations, INVOKE_ACTIONS } from '../support/cris-requests';
import { deniedRequests } from '../support/denied-requests';
import { allows, AuthorizationRequest, decide, PolicyDocumentJson } from '../support/iam-evaluator';
import { assertWithinIamLimits, policiesOf } from '../support/template-policies';

const REGION = 'us-east-1';
const MODEL = { modelId: 'anthropic.claude-sonnet-4-6' };
const GUARDRAIL = `arn:aws:bedrock:${REGION}:${ACCOUNT}:guardrail/a1b2c3`;
const OTHER = `arn:aws:bedrock:${REGION}:${ACCOUNT}:guardrail/z9y8x7`;
const AIP = `arn:aws:bedrock:${REGION}:${ACCOUNT}:application-inference-profile/k7m2p9q4r1s8`;
const global = InferenceProfile.globalProfile(MODEL);
const us = InferenceProfile.geographicProfile(Geography.US, MODEL);
const ALLOW_ALL: PolicyDocumentJson = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'bedrock:*', Resource: '*' }] };

function stackIn(region?: string): Stack {
  return new Stack(new App(), 'Stack', { env: { region } });
}

function documentsOf(stack: Stack, region = REGION): PolicyDocumentJson[] {
  const attached = policiesOf(Template.fromStack(stack).toJSON(), 'Role1ABCC5F0', { partition: 'aws', region, accountId: ACCOUNT });
  assertWithinIamLimits(attached);
  return [...attached.inline, ...attached.managed];
}

function role(stack: Stack): iam.Role {
  return new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
}

function granted(guardrail: RequiredGuardrail, profiles: (stack: Stack) => IInferenceProfile[] = () => [global], stack = stackIn(REGION)): PolicyDocumentJson[] {
  InferenceProfileGrants.of(stack, profiles(stack), { guardrail }).invoke(role(stack)).assertSuccess();
  return documentsOf(stack);
}

/** The evaluations of a call that applies a guardrail; whether that of the profile carries the key is not documented. */
function applying(guardrail: string | undefined, requests: AuthorizationRequest[], onProfile: boolean): AuthorizationRequest[] {
  return requests.map((request) => (onProfile || isModel(request)
    ? { ...request, context: { ...request.context, 'bedrock:GuardrailIdentifier': guardrail } }
    : request));
}

function isModel({ resource }: AuthorizationRequest): boolean {
  return resource.includes(':foundation-model/');
}

function withoutDenies(document: PolicyDocumentJson): PolicyDocumentJson {
  return { ...document, Statement: [document.Statement].flat().filter(({ Effect }) => Effect !== 'Deny') };
}

const CALLS: Record<string, { readonly profiles: (stack: Stack) => IInferenceProfile[]; readonly calls: AuthorizationRequest[][] }> = {
  'a global profile': {
    profiles: () => [global],
    calls: INVOKE_ACTIONS.map((action) => evaluations({ account: ACCOUNT, sourceRegion: REGION, inferenceProfileId: global.inferenceProfileId, action })),
  },
  'a geographic profile': {
    profiles: () => [us],
    calls: INVOKE_ACTIONS.map((action) => evaluations({
      account: ACCOUNT, sourceRegion: REGION, inferenceProfileId: us.inferenceProfileId, destinationRegions: us.destinationRegions(REGION), action,
    })),
  },
  'an application profile over a global one': {
    profiles: (stack) => [imported(stack, ApplicationInferenceProfileSource.inferenceProfile(global))],
    calls: CONDITION_VALUES.flatMap((value) => INVOKE_ACTIONS.map((action) => applicationEvaluations({
      sourceRegion: REGION, arn: AIP, modelId: MODEL.modelId, systemProfileId: global.inferenceProfileId,
    }, value, action))),
  },
  'an application profile over a model': {
    profiles: (stack) => [imported(stack, ApplicationInferenceProfileSource.foundationModel(MODEL))],
    calls: INVOKE_ACTIONS.map((action) => applicationEvaluations({ sourceRegion: REGION, arn: AIP, modelId: MODEL.modelId }, 'application', action)),
  },
};

function imported(stack: Stack, modelSource: ApplicationInferenceProfileSource): IInferenceProfile {
  return ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, 'Imported', { inferenceProfileArn: AIP, modelSource });
}

const GUARDRAILS: [string, RequiredGuardrail, string[], (string | undefined)[]][] = [
  ['a version', RequiredGuardrail.version(GUARDRAIL, '1'), [`${GUARDRAIL}:1`], [GUARDRAIL, `${GUARDRAIL}:2`, `${GUARDRAIL}:11`, `${OTHER}:1`, OTHER, undefined]],
  ['any version', RequiredGuardrail.anyVersion(GUARDRAIL), [`${GUARDRAIL}:1`, `${GUARDRAIL}:22`], [GUARDRAIL, `${OTHER}:1`, `${GUARDRAIL}x:1`, OTHER, undefined]],
  ['the draft', RequiredGuardrail.draft(GUARDRAIL), [GUARDRAIL], [`${GUARDRAIL}:1`, OTHER, undefined]],
  ['any of two', RequiredGuardrail.anyOf(RequiredGuardrail.version(GUARDRAIL, '1'), RequiredGuardrail.draft(OTHER)), [`${GUARDRAIL}:1`, OTHER], [GUARDRAIL, `${OTHER}:1`, undefined]],
];

describe.each(Object.entries(CALLS))('%s', (_, { profiles, calls }) => {
  describe.each(GUARDRAILS)('that requires %s', (_name, guardrail, accepted, rejected) => {
    const documents = granted(guardrail, profiles);

    test.each([true, false])('every call that applies it is allowed, whether the evaluation of the profile carries the key (%s)', (onProfile) => {
      for (const identifier of accepted) {
        for (const call of calls) expect(applying(identifier, call, onProfile).filter((request) => !allows(documents, request))).toEqual([]);
      }
    });

    test('a call without it is denied on every evaluation that carries the key, the Region-less one included, whatever else allows it', () => {
      for (const identifier of rejected) {
        for (const call of calls) {
          const models = applying(identifier, call, true).filter(isModel);
          expect(models.map((request) => decide([...documents, ALLOW_ALL], request))).toEqual(models.map(() => 'ExplicitDeny'));
          expect(models.filter((request) => allows(documents.map(withoutDenies), request))).toEqual([]);
          // Another guardrail is seen on the profile too, where that carries the key; no guardrail is not.
          const profile = applying(identifier, call, true).filter((request) => !isModel(request));
          if (identifier !== undefined) expect(profile.map((request) => allows(documents, request))).toEqual([false]);
        }
      }
    });
  });
});

test('what a grant without a guardrail denies stays denied with it', () => {
  const documents = granted(RequiredGuardrail.version(GUARDRAIL, '1'), () => [global]);
  const requests = deniedRequests({ account: ACCOUNT, sourceRegion: REGION, inferenceProfileId: global.inferenceProfileId });
  expect(requests.filter(([, request]) => allows(documents, applying(`${GUARDRAIL}:1`, [request], true)[0])).map(([name]) => name)).toEqual([]);
});

test('other models are left alone', () => {
  const documents = [...granted(RequiredGuardrail.version(GUARDRAIL, '1')), ALLOW_ALL];
  const call = evaluations({ account: ACCOUNT, sourceRegion: REGION, inferenceProfileId: 'global.amazon.nova-2-lite-v1:0' });
  expect(call.filter((request) => !allows(documents, request))).toEqual([]);
});

test('a role that has grants without it is bound by it as well', () => {
  const stack = stackIn(REGION);
  const grantee = role(stack);
  InferenceProfileGrants.of(stack, [global]).invoke(grantee);
  InferenceProfileGrants.of(stack, [global], { guardrail: RequiredGuardrail.version(GUARDRAIL, '1') }).invoke(grantee);
  const call = evaluations({ account: ACCOUNT, sourceRegion: REGION, inferenceProfileId: global.inferenceProfileId });
  const documents = documentsOf(stack);
  expect(call.map((request) => decide(documents, request))).toEqual(['Allowed', 'ExplicitDeny', 'ExplicitDeny']);
  expect(applying(`${GUARDRAIL}:1`, call, true).map((request) => decide(documents, request))).toEqual(['Allowed', 'Allowed', 'Allowed']);
});

test('a grant of many profiles keeps each deny with its allows, within the limits of IAM', () => {
  const stack = stackIn(REGION);
  const profiles = profilesFrom(REGION, 20);
  const guardrail = RequiredGuardrail.version(GUARDRAIL, '1');
  InferenceProfileGrants.of(stack, profiles.map(({ inferenceProfileId }) => InferenceProfile.fromInferenceProfileId(inferenceProfileId)), { guardrail }).invoke(role(stack));
  const { managed } = policiesOf(Template.fromStack(stack).toJSON(), 'Role1ABCC5F0', { partition: 'aws', region: REGION, accountId: ACCOUNT });
  assertWithinIamLimits({ inline: [], managed });
  expect(managed.length).toBeGreaterThan(1);
  for (const profile of profiles) {
    const requests = applying(undefined, evaluations(profile), true).filter(isModel);
    expect(requests.map((request) => decide([...managed, ALLOW_ALL], request))).toEqual(requests.map(() => 'ExplicitDeny'));
    expect(applying(`${GUARDRAIL}:1`, evaluations(profile), false).filter((request) => !allows(managed, request))).toEqual([]);
  }
});

describe('applying the guardrail', () => {
  const apply = (resource: string): AuthorizationRequest => ({ action: 'bedrock:ApplyGuardrail', resource, context: {} });
  const profileIn = (region: string, prefix: string, account = ACCOUNT) => apply(`arn:aws:bedrock:${region}:${account}:guardrail-profile/${prefix}.guardrail.v1:0`);
  const resources = (options: RequiredGuardrailOptions, region = REGION, arn = GUARDRAIL.replace(REGION, region)) => {
    const stack = stackIn(region);
    InferenceProfileGrants.of(stack, [global], { guardrail: RequiredGuardrail.version(arn, '1', options) }).invoke(role(stack));
    return { stack, documents: documentsOf(stack, region) };
  };

  test('is allowed on it and on no other', () => {
    const documents = granted(RequiredGuardrail.version(GUARDRAIL, '1'));
    expect([GUARDRAIL, OTHER, `${GUARDRAIL}x`].map((arn) => allows(documents, apply(arn)))).toEqual([true, false, false]);
    expect(allows(documents, profileIn(REGION, 'us'))).toBe(false);
  });

  test.each<[string, string, string[], string[]]>([
    ['us', 'us-east-1', ['us-east-1', 'us-east-2', 'us-west-2'], ['us-west-1', 'eu-west-1']],
    ['us', 'us-west-1', ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'], ['ca-central-1']],
    ['eu', 'eu-west-1', ['eu-central-1', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-3'], ['eu-west-2', 'il-central-1']],
    ['apac', 'ap-southeast-3', ['ap-southeast-3', 'ap-south-2', 'ap-northeast-3'], ['ap-east-2', 'ap-southeast-5']],
  ])('of the profile %s from %s is allowed in every destination that AWS lists', (prefix, region, within, outside) => {
    const { stack, documents } = resources({ guardrailProfileId: `${prefix}.guardrail.v1:0` }, region);
    expect(within.filter((destination) => !allows(documents, profileIn(destination, prefix)))).toEqual([]);
    expect(outside.filter((destination) => allows(documents, profileIn(destination, prefix)))).toEqual([]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is allowed where the user says, and always in the source Region', () => {
    const { documents } = resources({ guardrailProfileId: 'us.guardrail.v2:0', guardrailProfileRegions: ['us-west-2'] });
    expect(['us-east-1', 'us-west-2', 'us-east-2'].map((region) => allows(documents, apply(`arn:aws:bedrock:${region}:${ACCOUNT}:guardrail-profile/us.guardrail.v2:0`)))).toEqual([true, true, false]);
  });

  test('is allowed in any Region where the destinations are not known, with a warning', () => {
    const { stack, documents } = resources({ guardrailProfileId: 'mx.guardrail.v1:0' });
    expect(allows(documents, profileIn('mx-central-1', 'mx'))).toBe(true);
    expect(warningsOf(stack)).toEqual([{
      path: '/Stack',
      id: 'cdk-bedrock-cris::destinationRegionsUnknown',
      message: 'the Regions in which mx.guardrail.v1:0 may evaluate a guardrail are not known for the source Region us-east-1, so it may be applied in any Region; set guardrailProfileRegions to name them',
    }]);
  });

  test('of one in each source Region is allowed from its own', () => {
    const stack = stackIn(REGION);
    const [american, irish] = [['us', REGION], ['eu', 'eu-west-1']].map(([prefix, region]) =>
      RequiredGuardrail.draft(GUARDRAIL.replace(REGION, region), { guardrailProfileId: `${prefix}.guardrail.v1:0` }));
    InferenceProfileGrants.of(stack, [global], { guardrail: RequiredGuardrail.anyOf(american, irish), sourceRegions: [REGION, 'eu-west-1'] }).invoke(role(stack));
    const documents = documentsOf(stack);
    expect([profileIn('us-east-2', 'us'), profileIn('eu-north-1', 'eu'), profileIn('eu-north-1', 'us'), profileIn('us-east-2', 'eu')].map((request) => allows(documents, request)))
      .toEqual([true, true, false, false]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('of the guardrail of another account is allowed on the profile of that account', () => {
    const { documents } = resources({ guardrailProfileId: 'us.guardrail.v1:0' }, REGION, GUARDRAIL.replace(ACCOUNT, '999988887777'));
    expect(allows(documents, profileIn('us-east-2', 'us', '999988887777'))).toBe(true);
    expect(allows(documents, profileIn('us-east-2', 'us'))).toBe(false);
  });
});

describe('tokens', () => {
  test('a guardrail and a version of the same app are required by what they become', () => {
    const stack = stackIn();
    const resource = new bedrock.CfnGuardrail(stack, 'Guardrail', { name: 'guardrail', blockedInputMessaging: 'no', blockedOutputsMessaging: 'no' });
    const version = new bedrock.CfnGuardrailVersion(stack, 'Version', { guardrailIdentifier: resource.attrGuardrailId });
    const documents = granted(RequiredGuardrail.version(resource.attrGuardrailArn, version.attrVersion), () => [global], stack);
    const call = evaluations({ account: ACCOUNT, sourceRegion: REGION, inferenceProfileId: global.inferenceProfileId });
    const arn = `arn:aws:bedrock:${REGION}:${ACCOUNT}:guardrail/Guardrail`;
    expect(applying(`${arn}:Version.Version`, call, true).filter((request) => !allows(documents, request))).toEqual([]);
    expect(applying(arn, call, true).map((request) => decide(documents, request))).toEqual(['ImplicitDeny', 'ExplicitDeny', 'ExplicitDeny']);
    expect(allows(documents, { action: 'bedrock:ApplyGuardrail', resource: arn, context: {} })).toBe(true);
  });

  test('an environment-agnostic stack warns that the destinations of a guardrail profile are not known', () => {
    const stack = stackIn();
    const arn = new CfnParameter(stack, 'Arn').valueAsString;
    InferenceProfileGrants.of(stack, [global], { guardrail: RequiredGuardrail.draft(arn, { guardrailProfileId: 'us.guardrail.v1:0' }) }).invoke(role(stack));
    expect(warningsOf(stack).map(({ id, message }) => [id, message])).toEqual([['cdk-bedrock-cris::destinationRegionsUnknown',
      'the Regions in which us.guardrail.v1:0 may evaluate a guardrail are not known, because the source Region is a token, so it may be applied in any Region; set guardrailProfileRegions to name them']]);
  });
});

describe('bad input', () => {
  const arn = (text: string) => `guardrailArn: ${JSON.stringify(text)} is not the ARN of a guardrail without a version; give one like "arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6"`;
  const version = (text: string) => `guardrailVersion: ${JSON.stringify(text)} is not the number of a version; give one like "1", or use RequiredGuardrail.draft or RequiredGuardrail.anyVersion`;

  test.each<[string, () => RequiredGuardrail, string]>([
    ['an ID', () => RequiredGuardrail.draft('a1b2c3'), arn('a1b2c3')],
    ['an ARN with a version', () => RequiredGuardrail.draft(`${GUARDRAIL}:1`), arn(`${GUARDRAIL}:1`)],
    ['the ARN of something else', () => RequiredGuardrail.anyVersion(AIP), arn(AIP)],
    ['the draft as a version', () => RequiredGuardrail.version(GUARDRAIL, 'DRAFT'), version('DRAFT')],
    ['an empty version', () => RequiredGuardrail.version(GUARDRAIL, ''), version('')],
    ['version 0', () => RequiredGuardrail.version(GUARDRAIL, '0'), version('0')],
    ['a wildcard', () => RequiredGuardrail.version(GUARDRAIL, '*'), version('*')],
    ['none of several', () => RequiredGuardrail.anyOf(), 'guardrails: the list is empty; give at least one'],
    ['the profile of something else', () => RequiredGuardrail.draft(GUARDRAIL, { guardrailProfileId: 'us' }),
      'guardrailProfileId: "us" is not the ID of a guardrail profile; give one like "eu.guardrail.v1:0"'],
    ['Regions without a profile', () => RequiredGuardrail.draft(GUARDRAIL, { guardrailProfileRegions: ['us-east-1'] }),
      'guardrailProfileRegions: it is given without "guardrailProfileId", which it belongs to; give both, or leave it out'],
    ['a profile that is no text', () => RequiredGuardrail.draft(GUARDRAIL, { guardrailProfileId: 42 as never }),
      'guardrailProfileId: 42 is not a text; give one, or leave it out'],
    ['Regions that are no list', () => RequiredGuardrail.draft(GUARDRAIL, { guardrailProfileId: 'us.guardrail.v1:0', guardrailProfileRegions: 'us-east-1' as never }),
      'guardrailProfileRegions: "us-east-1" is not a list, each of which is a text; give one, or leave it out'],
    ['no Regions', () => RequiredGuardrail.draft(GUARDRAIL, { guardrailProfileId: 'us.guardrail.v1:0', guardrailProfileRegions: [] }),
      'guardrailProfileRegions: the list is empty; leave it out to take the Regions that AWS lists'],
  ])('%s is refused', (_, create, message) => {
    expect(create).toThrow(new Error(message));
  });

  test('a source Region without its guardrail is refused, and one of several guardrails is enough', () => {
    const stack = stackIn(REGION);
    const sourceRegions = [REGION, 'us-west-2'];
    const west = RequiredGuardrail.version(GUARDRAIL.replace(REGION, 'us-west-2'), '1');
    const east = RequiredGuardrail.version(GUARDRAIL, '1');
    expect(() => InferenceProfileGrants.of(stack, [global], { sourceRegions, guardrail: east })).toThrow(new Error(
      `guardrail: "${GUARDRAIL}" cannot be applied to calls from the source Region "us-west-2"; give a guardrail of that Region, or leave the Region out of sourceRegions and grant it with one of its own`));
    expect(InferenceProfileGrants.of(stack, [global], { sourceRegions, guardrail: RequiredGuardrail.anyOf(east, west) }).invoke(role(stack)).success).toBe(true);
  });
});
