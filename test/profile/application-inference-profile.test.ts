import { App, Aws, CfnParameter, Lazy, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { stackIn, warningsOf } from './stack-warnings';
import { ApplicationInferenceProfile, ApplicationInferenceProfileProps, Geography, InferenceProfile } from '../../src';
import { resolveIntrinsics } from '../support/template-policies';

const TYPE = 'AWS::Bedrock::ApplicationInferenceProfile';
const ACCOUNT = '111122223333';
const MODEL = { modelId: 'anthropic.claude-sonnet-4-5-20250929-v1:0' };
const global = InferenceProfile.global(MODEL);
const eu = InferenceProfile.geographic(Geography.EU, MODEL);

function define(props: Partial<ApplicationInferenceProfileProps> = { inferenceProfile: global }, stack = stackIn('eu-west-1'), id = 'Profile') {
  return { stack, profile: new ApplicationInferenceProfile(stack, id, props) };
}

function properties(stack: Stack, region = 'eu-west-1') {
  const template = Template.fromStack(stack);
  const [resource] = Object.values(template.findResources(TYPE));
  return resolveIntrinsics(resource.Properties, template.toJSON(), { partition: 'aws', region, accountId: ACCOUNT }) as {
    InferenceProfileName: string; Description?: string; ModelSource: { CopyFrom: string }; Tags?: { Key: string; Value: string }[];
  };
}

describe('what it is over', () => {
  test.each<[string, Partial<ApplicationInferenceProfileProps>, string]>([
    ['a global profile', { inferenceProfile: global }, `arn:aws:bedrock:eu-west-1:${ACCOUNT}:inference-profile/global.${MODEL.modelId}`],
    ['a geographic profile', { inferenceProfile: eu }, `arn:aws:bedrock:eu-west-1:${ACCOUNT}:inference-profile/eu.${MODEL.modelId}`],
    ['a model', { model: MODEL }, `arn:aws:bedrock:eu-west-1::foundation-model/${MODEL.modelId}`],
  ])('%s is copied from its ARN in the account and Region of the stack', (_, props, arn) => {
    expect(properties(define(props).stack).ModelSource.CopyFrom).toBe(arn);
    expect(properties(define(props, stackIn()).stack).ModelSource.CopyFrom).toBe(arn);
  });

  test.each<[string, Partial<ApplicationInferenceProfileProps>, object]>([
    ['a global profile', { inferenceProfile: global }, { isGlobal: true, geography: undefined, destinations: undefined, system: global.inferenceProfileId }],
    ['a geographic profile', { inferenceProfile: eu }, { isGlobal: false, geography: 'eu', destinations: eu.destinationRegions('eu-west-1'), system: eu.inferenceProfileId }],
    ['a model', { model: MODEL }, { isGlobal: false, geography: undefined, destinations: ['eu-west-1'], system: undefined }],
  ])('%s shows in what it is', (_, props, expected) => {
    const { profile } = define(props);
    const { isGlobal, geography, application } = profile;
    expect({ isGlobal, geography: geography?.prefix, destinations: profile.destinationRegions('eu-west-1'), system: application?.systemProfileId }).toEqual(expected);
    expect(profile.foundationModelId).toBe(MODEL.modelId);
    expect(profile.sourceRegions).toEqual(['eu-west-1']);
  });
});

test('its ID and its ARN are those of the resource', () => {
  const { stack, profile } = define();
  const [id] = Object.keys(Template.fromStack(stack).findResources(TYPE));
  expect(stack.resolve(profile.inferenceProfileId)).toEqual({ 'Fn::GetAtt': [id, 'InferenceProfileId'] });
  expect(stack.resolve(profile.inferenceProfileArn)).toEqual({ 'Fn::GetAtt': [id, 'InferenceProfileArn'] });
  expect(profile.application?.inferenceProfileArn).toBe(profile.inferenceProfileArn);
});

test('an environment-agnostic stack leaves its Region open', () => {
  expect(define(undefined, stackIn()).profile.sourceRegions).toBeUndefined();
});

describe('the name', () => {
  const name = (props: Partial<ApplicationInferenceProfileProps>, stack?: Stack, id?: string) => properties(define(props, stack, id).stack).InferenceProfileName;
  const API = /^([0-9a-zA-Z][ _-]?)+$/;

  test.each(['Profile', `Profile${'x'.repeat(250)}`, '__', 'é-', 'global.anthropic.claude-opus-5', '0'])('made of the path %s is one that the API takes', (id) => {
    const made = name({ inferenceProfile: global }, stackIn('eu-west-1'), id);
    expect(made).toMatch(API);
    expect(made.length).toBeLessThanOrEqual(64);
  });

  test('made of long and odd paths is distinct for distinct profiles', () => {
    const stack = stackIn('eu-west-1');
    const long = new Construct(stack, 'x'.repeat(120));
    for (const id of ['A', 'B', 'A--B', 'AB']) define({ inferenceProfile: global }, stack, id);
    new ApplicationInferenceProfile(long, 'A', { inferenceProfile: global });
    new ApplicationInferenceProfile(long, 'B', { inferenceProfile: global });
    const names = Object.values(Template.fromStack(stack).findResources(TYPE)).map(({ Properties }) => Properties.InferenceProfileName as string);
    expect(new Set(names).size).toBe(6);
  });

  test('changes with what cannot be changed in place, and with nothing else', () => {
    const first = name({ inferenceProfile: global });
    expect(name({ inferenceProfile: global, tags: { team: 'search' } })).toBe(first);
    expect(name({ inferenceProfile: global }, stackIn('us-east-1'))).toBe(first);
    const others = [name({ inferenceProfile: eu }), name({ model: MODEL }), name({ inferenceProfile: global, description: 'One' }), name({ inferenceProfile: global, description: 'Other' })];
    expect(new Set([first, ...others]).size).toBe(5);
  });

  test('may be given', () => {
    expect(name({ inferenceProfile: global, inferenceProfileName: 'Team A_search-1' })).toBe('Team A_search-1');
    expect(define({ inferenceProfile: global, inferenceProfileName: 'mine' }).profile.inferenceProfileName).toBe('mine');
  });
});

describe('tags', () => {
  test('are on the resource, and win over those of the stack', () => {
    const stack = stackIn('eu-west-1');
    Tags.of(stack).add('team', 'platform');
    Tags.of(stack).add('stage', 'prod');
    define({ inferenceProfile: global, tags: { team: 'search', empty: '' } }, stack);
    expect(properties(stack).Tags).toEqual([{ Key: 'empty', Value: '' }, { Key: 'stage', Value: 'prod' }, { Key: 'team', Value: 'search' }]);
  });

  test('may be left out, or be tokens', () => {
    expect(properties(define().stack).Tags).toBeUndefined();
    const value = Lazy.string({ produce: () => 'late' });
    expect(properties(define({ inferenceProfile: global, tags: { team: value } }).stack).Tags).toEqual([{ Key: 'team', Value: 'late' }]);
  });
});

describe('one that exists', () => {
  const arn = `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/k7m2p9q4r1s8`;

  test('has the ID and the Region that its ARN ends with and names', () => {
    const stack = stackIn('eu-west-1');
    const profile = ApplicationInferenceProfile.fromInferenceProfileArn(stack, 'Existing', { inferenceProfileArn: arn, inferenceProfile: global });
    const { inferenceProfileId, inferenceProfileArn, isGlobal, sourceRegions, application, env } = profile;
    expect({ inferenceProfileId, inferenceProfileArn, isGlobal, sourceRegions, application, region: env.region }).toEqual({
      inferenceProfileId: 'k7m2p9q4r1s8',
      inferenceProfileArn: arn,
      isGlobal: true,
      sourceRegions: ['us-east-1'],
      application: { inferenceProfileArn: arn, systemProfileId: global.inferenceProfileId },
      region: 'us-east-1',
    });
    expect(profile.destinationRegions('us-east-1')).toBeUndefined();
    Template.fromStack(stack).resourceCountIs(TYPE, 0);
  });

  test('may have a token for its ARN', () => {
    const stack = stackIn('eu-west-1');
    const parameter = new CfnParameter(stack, 'Arn').valueAsString;
    const profile = ApplicationInferenceProfile.fromInferenceProfileArn(stack, 'Existing', { inferenceProfileArn: parameter, model: MODEL });
    expect(stack.resolve(profile.inferenceProfileId)).toEqual({ 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::Select': [5, { 'Fn::Split': [':', { Ref: 'Arn' }] }] }] }] });
    expect(profile.sourceRegions).toBeUndefined();
    expect(profile.destinationRegions('eu-west-1')).toEqual(['eu-west-1']);
  });

  test.each([`arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/global.anthropic.claude-opus-5`, 'k7m2p9q4r1s8', '', 'arn:aws:bedrock:us-east-1::application-inference-profile/x'])('is refused by %j', (text) => {
    expect(() => ApplicationInferenceProfile.fromInferenceProfileArn(stackIn('eu-west-1'), 'Existing', { inferenceProfileArn: text, inferenceProfile: global })).toThrow(new Error(
      `inferenceProfileArn: ${JSON.stringify(text)} is not the ARN of an application inference profile; give one like "arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/a1b2c3d4e5f6" [at Stack]`));
  });
});

describe('the catalog', () => {
  test('warns of a profile that it does not hold, where the application profile is defined', () => {
    const { stack } = define({ inferenceProfile: InferenceProfile.fromInferenceProfileId('global.vendor.new-v1:0') });
    expect(warningsOf(stack).map(({ path, id }) => [path, id])).toEqual([['/Stack/Profile', 'cdk-bedrock-cris:unknownInferenceProfile']]);
  });

  test('has nothing to say of one that it knows, or where the Region is a token', () => {
    expect(warningsOf(define({ inferenceProfile: eu }).stack)).toEqual([]);
    expect(warningsOf(define({ inferenceProfile: eu }, stackIn()).stack)).toEqual([]);
    expect(warningsOf(define({ model: { modelId: 'vendor.new-v1:0' } }).stack)).toEqual([]);
  });
});

describe('bad input', () => {
  const text = (prop: string, value: string, characters: string) =>
    `${prop}: ${JSON.stringify(value)} is not accepted; give ${characters}, each followed by at most one space, "_" or "-" [at Stack/Profile]`;
  const tag = (what: string, value: string, rule: string) => `tags: ${JSON.stringify(value)} is not the ${what} of a tag; give ${rule} [at Stack/Profile]`;
  const characters = 'letters, digits, spaces and . _ : / = + @ -';
  const over = { inferenceProfile: global };

  test.each<[string, Partial<ApplicationInferenceProfileProps>, string]>([
    ['neither a profile nor a model', {}, 'inferenceProfile: neither it nor the prop "model" is given; give one of the two [at Stack/Profile]'],
    ['both', { ...over, model: MODEL }, 'inferenceProfile: the prop "model" is given too, and there is one source; leave one of the two out [at Stack/Profile]'],
    ['a profile ID as a model', { model: { modelId: 'global.anthropic.claude-opus-5' } },
      'model: "global.anthropic.claude-opus-5" starts with the prefix of an inference profile; give "anthropic.claude-opus-5", or use InferenceProfile.fromInferenceProfileId'],
    ['an empty name', { ...over, inferenceProfileName: '' }, 'inferenceProfileName: 0 characters; give 1 to 64 [at Stack/Profile]'],
    ['a name too long', { ...over, inferenceProfileName: 'x'.repeat(65) }, 'inferenceProfileName: 65 characters; give 1 to 64 [at Stack/Profile]'],
    ...['a--b', ' a', '-a', 'a.b', 'a:b', 'ä'].map((name): [string, Partial<ApplicationInferenceProfileProps>, string] =>
      [`the name ${name}`, { ...over, inferenceProfileName: name }, text('inferenceProfileName', name, 'letters and digits')]),
    ['a description too long', { ...over, description: 'x'.repeat(201) }, 'description: 201 characters; give 1 to 200 [at Stack/Profile]'],
    ['an empty description', { ...over, description: '' }, 'description: 0 characters; give 1 to 200 [at Stack/Profile]'],
    ['a description with a comma', { ...over, description: 'One, two' }, text('description', 'One, two', 'letters, digits, ":" and "."')],
    ['empty tags', { ...over, tags: {} }, 'tags: the map is empty; give at least one tag, or leave it out [at Stack/Profile]'],
    ['51 tags', { ...over, tags: Object.fromEntries([...Array(51).keys()].map((index) => [`tag${index}`, 'x'])) }, 'tags: 51 tags, and a resource holds 50; give fewer [at Stack/Profile]'],
    ['an empty key', { ...over, tags: { '': 'x' } }, tag('key', '', `1 to 128 ${characters}, that do not start with "aws:"`)],
    ['a reserved key', { ...over, tags: { 'AWS:team': 'x' } }, tag('key', 'AWS:team', `1 to 128 ${characters}, that do not start with "aws:"`)],
    ['a key with a wrong character', { ...over, tags: { 'team*': 'x' } }, tag('key', 'team*', `1 to 128 ${characters}, that do not start with "aws:"`)],
    ['a value with a wrong character', { ...over, tags: { team: 'a&b' } }, tag('value', 'a&b', `at most 256 ${characters}`)],
    ['a value too long', { ...over, tags: { team: 'x'.repeat(257) } }, tag('value', 'x'.repeat(257), `at most 256 ${characters}`)],
  ])('%s is refused', (_, props, message) => {
    expect(() => define(props)).toThrow(new Error(message));
  });

  test('texts that are tokens are not judged', () => {
    expect(define({ ...over, inferenceProfileName: Aws.STACK_NAME, description: Aws.STACK_NAME }).profile).toBeDefined();
  });

  test('a profile that the Region of the stack cannot call is refused', () => {
    const gov = new Stack(new App(), 'Stack', { env: { region: 'us-gov-west-1' } });
    expect(() => define({ inferenceProfile: global }, gov)).toThrow(new Error(
      `inferenceProfile: the global profile "${global.inferenceProfileId}" cannot be called from "us-gov-west-1", the Region of this stack: global profiles exist in commercial Regions only;` +
      ' use InferenceProfile.geographic, or define this in a stack in another Region [at Stack/Profile]'));
    expect(() => define({ inferenceProfile: eu }, stackIn('us-east-1'))).toThrow(
      /^inferenceProfile: "eu\.anthropic\.claude-sonnet-4-5-20250929-v1:0" has no source Region "us-east-1", the Region of this stack \(the catalog of .* knows .*eu-west-1.*\); define this in a stack in one of these, or set destinationRegions in InferenceProfile.geographic if AWS has added the Region since \[at Stack\/Profile\]$/);
  });
});
