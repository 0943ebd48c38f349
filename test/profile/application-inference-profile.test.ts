import { App, Aws, CfnParameter, Lazy, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { stackIn, warningsOf } from './stack-warnings';
import { ApplicationInferenceProfile, ApplicationInferenceProfileProps, Geography, InferenceProfile, ApplicationInferenceProfileSource } from '../../src';
import { resolveIntrinsics } from '../support/template-policies';

const TYPE = 'AWS::Bedrock::ApplicationInferenceProfile';
const ACCOUNT = '111122223333';
const MODEL = { modelId: 'anthropic.claude-sonnet-4-5-20250929-v1:0' };
const global = InferenceProfile.globalProfile(MODEL);
const eu = InferenceProfile.geographicProfile(Geography.EU, MODEL);

const over = (inferenceProfile: InferenceProfile) => ({ modelSource: ApplicationInferenceProfileSource.inferenceProfile(inferenceProfile) });
const overModel = { modelSource: ApplicationInferenceProfileSource.foundationModel(MODEL) };

function define(props: ApplicationInferenceProfileProps = over(global), stack = stackIn('eu-west-1'), id = 'Profile') {
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
  test.each<[string, ApplicationInferenceProfileProps, string]>([
    ['a global profile', over(global), `arn:aws:bedrock:eu-west-1:${ACCOUNT}:inference-profile/global.${MODEL.modelId}`],
    ['a geographic profile', over(eu), `arn:aws:bedrock:eu-west-1:${ACCOUNT}:inference-profile/eu.${MODEL.modelId}`],
    ['a model', overModel, `arn:aws:bedrock:eu-west-1::foundation-model/${MODEL.modelId}`],
  ])('%s is copied from its ARN in the account and Region of the stack', (_, props, arn) => {
    expect(properties(define(props).stack).ModelSource.CopyFrom).toBe(arn);
    expect(properties(define(props, stackIn()).stack).ModelSource.CopyFrom).toBe(arn);
  });

  test.each<[string, ApplicationInferenceProfileProps, object]>([
    ['a global profile', over(global), { isGlobal: true, geography: undefined, destinations: undefined, system: global.inferenceProfileId }],
    ['a geographic profile', over(eu), { isGlobal: false, geography: 'eu', destinations: eu.destinationRegions('eu-west-1'), system: eu.inferenceProfileId }],
    ['a model', overModel, { isGlobal: false, geography: undefined, destinations: ['eu-west-1'], system: undefined }],
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
  const name = (props: ApplicationInferenceProfileProps, stack?: Stack, id?: string) => properties(define(props, stack, id).stack).InferenceProfileName;
  const API = /^([0-9a-zA-Z][ _-]?)+$/;

  test.each(['Profile', `Profile${'x'.repeat(250)}`, '__', 'é-', 'global.anthropic.claude-opus-5', '0'])('made of the path %s is one that the API takes', (id) => {
    const made = name(over(global), stackIn('eu-west-1'), id);
    expect(made).toMatch(API);
    expect(made.length).toBeLessThanOrEqual(64);
  });

  test('made of long and odd paths is distinct for distinct profiles', () => {
    const stack = stackIn('eu-west-1');
    const long = new Construct(stack, 'x'.repeat(120));
    for (const id of ['A', 'B', 'A--B', 'AB']) define(over(global), stack, id);
    new ApplicationInferenceProfile(long, 'A', over(global));
    new ApplicationInferenceProfile(long, 'B', over(global));
    const names = Object.values(Template.fromStack(stack).findResources(TYPE)).map(({ Properties }) => Properties.InferenceProfileName as string);
    expect(new Set(names).size).toBe(6);
  });

  test('changes with what cannot be changed in place, and with nothing else', () => {
    const first = name(over(global));
    expect(name({ ...over(global), tags: { team: 'search' } })).toBe(first);
    expect(name(over(global), stackIn('us-east-1'))).toBe(first);
    const others = [name(over(eu)), name(overModel), name({ ...over(global), description: 'One' }), name({ ...over(global), description: 'Other' })];
    expect(new Set([first, ...others]).size).toBe(5);
  });

  test('may be given', () => {
    expect(name({ ...over(global), inferenceProfileName: 'Team A_search-1' })).toBe('Team A_search-1');
    expect(define({ ...over(global), inferenceProfileName: 'mine' }).profile.inferenceProfileName).toBe('mine');
  });
});

describe('tags', () => {
  test('are on the resource, and win over those of the stack', () => {
    const stack = stackIn('eu-west-1');
    Tags.of(stack).add('team', 'platform');
    Tags.of(stack).add('stage', 'prod');
    define({ ...over(global), tags: { team: 'search', empty: '' } }, stack);
    expect(properties(stack).Tags).toEqual([{ Key: 'empty', Value: '' }, { Key: 'stage', Value: 'prod' }, { Key: 'team', Value: 'search' }]);
  });

  test('may be left out, or be tokens', () => {
    expect(properties(define().stack).Tags).toBeUndefined();
    const value = Lazy.string({ produce: () => 'late' });
    expect(properties(define({ ...over(global), tags: { team: value } }).stack).Tags).toEqual([{ Key: 'team', Value: 'late' }]);
  });
});

describe('one that exists', () => {
  const arn = `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/k7m2p9q4r1s8`;

  test('has the ID and the Region that its ARN ends with and names', () => {
    const stack = stackIn('eu-west-1');
    const profile = ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, 'Existing', { inferenceProfileArn: arn, ...over(global) });
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
    const profile = ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, 'Existing', { inferenceProfileArn: parameter, ...overModel });
    expect(stack.resolve(profile.inferenceProfileId)).toEqual({ 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::Select': [5, { 'Fn::Split': [':', { Ref: 'Arn' }] }] }] }] });
    expect(profile.sourceRegions).toBeUndefined();
    expect(profile.destinationRegions('eu-west-1')).toEqual(['eu-west-1']);
  });

  test.each([`arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/global.anthropic.claude-opus-5`, 'k7m2p9q4r1s8', '', 'arn:aws:bedrock:us-east-1::application-inference-profile/x'])('is refused by %j', (text) => {
    expect(() => ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stackIn('eu-west-1'), 'Existing', { inferenceProfileArn: text, ...over(global) })).toThrow(new Error(
      `inferenceProfileArn: ${JSON.stringify(text)} is not the ARN of an application inference profile; give one like "arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/a1b2c3d4e5f6"`));
  });
});

describe('the catalog', () => {
  test('warns of a profile that it does not hold, where the application profile is defined', () => {
    const { stack } = define(over(InferenceProfile.fromInferenceProfileId('global.vendor.new-v1:0')));
    expect(warningsOf(stack).map(({ path, id }) => [path, id])).toEqual([['/Stack/Profile', 'cdk-bedrock-cris::unknownInferenceProfile']]);
  });

  test('warns of a Region that the profile is not called from', () => {
    expect(warningsOf(define(over(eu), stackIn('us-east-1')).stack)).toEqual([
      { path: '/Stack/Profile', id: 'cdk-bedrock-cris::sourceRegionNotInCatalog', message: expect.stringContaining(`us-east-1 as a source Region of ${eu.inferenceProfileId}`) },
    ]);
  });

  test('has nothing to say of one that it knows, or where the Region is a token', () => {
    expect(warningsOf(define(over(eu)).stack)).toEqual([]);
    expect(warningsOf(define(over(eu), stackIn()).stack)).toEqual([]);
    expect(warningsOf(define({ modelSource: ApplicationInferenceProfileSource.foundationModel({ modelId: 'vendor.new-v1:0' }) }).stack)).toEqual([]);
  });
});

describe('bad input', () => {
  const text = (prop: string, value: string, characters: string) =>
    `${prop}: ${JSON.stringify(value)} is not accepted; give ${characters}, each followed by at most one space, "_" or "-"`;
  const tag = (what: string, value: string, rule: string) => `tags: ${JSON.stringify(value)} is not the ${what} of a tag; give ${rule}`;
  const characters = 'letters, digits, spaces and . _ : / = + @ -';

  test.each<[string, ApplicationInferenceProfileProps, string]>([
    ['an empty name', { ...over(global), inferenceProfileName: '' }, 'inferenceProfileName: 0 characters; give 1 to 64'],
    ['a name too long', { ...over(global), inferenceProfileName: 'x'.repeat(65) }, 'inferenceProfileName: 65 characters; give 1 to 64'],
    ...['a--b', ' a', '-a', 'a.b', 'a:b', 'ä'].map((name): [string, ApplicationInferenceProfileProps, string] =>
      [`the name ${name}`, { ...over(global), inferenceProfileName: name }, text('inferenceProfileName', name, 'letters and digits')]),
    ['a description too long', { ...over(global), description: 'x'.repeat(201) }, 'description: 201 characters; give 1 to 200'],
    ['an empty description', { ...over(global), description: '' }, 'description: 0 characters; give 1 to 200'],
    ['a description with a comma', { ...over(global), description: 'One, two' }, text('description', 'One, two', 'letters, digits, ":" and "."')],
    ['empty tags', { ...over(global), tags: {} }, 'tags: the map is empty; give at least one tag, or leave it out'],
    ['51 tags', { ...over(global), tags: Object.fromEntries([...Array(51).keys()].map((index) => [`tag${index}`, 'x'])) }, 'tags: 51 tags, and a resource holds 50; give fewer'],
    ['an empty key', { ...over(global), tags: { '': 'x' } }, tag('key', '', `1 to 128 ${characters}, that do not start with "aws:"`)],
    ['a reserved key', { ...over(global), tags: { 'AWS:team': 'x' } }, tag('key', 'AWS:team', `1 to 128 ${characters}, that do not start with "aws:"`)],
    ['a key with a wrong character', { ...over(global), tags: { 'team*': 'x' } }, tag('key', 'team*', `1 to 128 ${characters}, that do not start with "aws:"`)],
    ['a value with a wrong character', { ...over(global), tags: { team: 'a&b' } }, tag('value', 'a&b', `at most 256 ${characters}`)],
    ['a value too long', { ...over(global), tags: { team: 'x'.repeat(257) } }, tag('value', 'x'.repeat(257), `at most 256 ${characters}`)],
  ])('%s is refused', (_, props, message) => {
    expect(() => define(props)).toThrow(expect.objectContaining({ message, constructPath: 'Stack/Profile' }));
  });

  test('texts that are tokens are not judged', () => {
    expect(define({ ...over(global), inferenceProfileName: Aws.STACK_NAME, description: Aws.STACK_NAME }).profile).toBeDefined();
  });

  test.each<[string, () => unknown, string]>([
    ['a profile ID as a model', () => ApplicationInferenceProfileSource.foundationModel({ modelId: 'global.anthropic.claude-opus-5' }),
      'model: "global.anthropic.claude-opus-5" starts with the prefix of an inference profile; give "anthropic.claude-opus-5", or use InferenceProfile.fromInferenceProfileId'],
    ['an application inference profile', () => ApplicationInferenceProfileSource.inferenceProfile(define({ ...over(global), inferenceProfileName: 'mine' }).profile),
      'modelSource: "mine" is an application inference profile, and AWS makes none over another one; give what it is over'],
  ])('%s is refused as a source', (_, source, message) => {
    expect(source).toThrow(new Error(message));
  });

  test('a global profile in GovCloud is refused', () => {
    const gov = new Stack(new App(), 'Stack', { env: { region: 'us-gov-west-1' } });
    expect(() => define(over(global), gov)).toThrow(new Error(
      `modelSource: the global profile "${global.inferenceProfileId}" cannot be called from the source Region "us-gov-west-1": global profiles exist in commercial Regions only;` +
      ' use InferenceProfile.geographicProfile, or another source Region'));
  });
});
