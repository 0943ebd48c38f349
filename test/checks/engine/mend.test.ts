import { isHarmless, withReplaced } from '../../../src/checks/policy/harmless';
import { mended, mendedOnce, mendedPattern } from '../../../src/checks/policy/mend';
import { pasteInto, written } from '../../../src/checks/policy/paste';
import { parseDocument } from '../../../src/checks/policy/statement';
import { Subject } from '../../../src/checks/policy/subjects';
import { opaque } from '../../../src/checks/read/opaque';

const ENVIRONMENT = { region: 'eu-west-1', account: '111122223333' } as Parameters<typeof mendedPattern>[1];
const MODEL = 'anthropic.claude-sonnet-4-6';

test.each([
  ['a model whose ID has the prefix of a profile', `arn:aws:bedrock:eu-west-1::foundation-model/eu.${MODEL}`, `arn:aws:bedrock:eu-west-1::foundation-model/${MODEL}`],
  ['a model as it is', `arn:aws:bedrock:eu-west-1::foundation-model/${MODEL}`, `arn:aws:bedrock:eu-west-1::foundation-model/${MODEL}`],
  ['a model with an account', `arn:aws:bedrock:eu-west-1:111122223333:foundation-model/${MODEL}`, `arn:aws:bedrock:eu-west-1::foundation-model/${MODEL}`],
  ['a profile, which keeps its prefix', `arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.${MODEL}`, `arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.${MODEL}`],
  ['a profile without an account', `arn:aws:bedrock:eu-west-1::inference-profile/eu.${MODEL}`, `arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.${MODEL}`],
  ['a model without a Region and an account', `arn:aws:bedrock:foundation-model/${MODEL}`, `arn:aws:bedrock:*::foundation-model/${MODEL}`],
  ['a profile without an ID', 'arn:aws:bedrock:inference-profile/', 'arn:aws:bedrock:*:*:inference-profile/*'],
  ['what is no ARN of Amazon Bedrock', 'arn:aws:s3:::bucket', 'arn:aws:s3:::bucket'],
])('%s is mended', (_, pattern, expected) => {
  expect(mendedPattern(pattern, ENVIRONMENT)).toBe(expected);
});

const parsed = (others: object) => parseDocument({ Statement: { Effect: 'Allow', Action: 'bedrock:*', Resource: `arn:aws:bedrock:*::foundation-model/${MODEL}`, ...others } }).statements[0];
const PROFILE = `arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.${MODEL}`;
const regionIs = (...values: string[]) => ({ Condition: { StringEquals: { 'aws:RequestedRegion': values } } });
const keyIs = (operator: string) => ({ Condition: { [operator]: { 'bedrock:InferenceProfileArn': PROFILE.replace('global', '*') } } });
const OWNER = { Condition: { StringEquals: { 'aws:ResourceAccount': '111122223333' } } };

// What is a fault by itself does not make the calls fail a second time.
test.each<[string, object, boolean]>([
  ['no Region', regionIs('global'), false], ['a Region beside it', regionIs('global', 'eu-west-1'), true], ['no list', regionIs(), true], ['no Region in a deny', { ...regionIs('global'), Effect: 'Deny' }, true],
  ['a wildcard that is a character', keyIs('StringEquals'), false], ['the same in a deny', { ...keyIs('StringEquals'), Effect: 'Deny' }, true], ['a wildcard', keyIs('StringLike'), true],
  ['the key on a profile', { ...keyIs('ArnLike'), Resource: PROFILE }, false], ['the key on a model', keyIs('ArnLike'), true],
  ['an owner of models', OWNER, false], ['the same in a deny', { ...OWNER, Effect: 'Deny' }, true],
  ['"unspecified" on a profile', { ...regionIs('unspecified'), Resource: PROFILE }, false], ['beside the model in any Region', { ...regionIs('unspecified'), Resource: [PROFILE, `arn:aws:bedrock:*::foundation-model/${MODEL}`] }, true],
  ['beside a profile in any Region', { ...regionIs('unspecified'), Resource: [PROFILE, PROFILE.replace('eu-west-1', '*')] }, false],
  ['a key that there is not', { Condition: { StringLike: { 'aws:InferenceProfileArn': '*' } } }, false], ['the same in a deny', { Effect: 'Deny', Condition: { StringLike: { 'aws:InferenceProfileArn': '*' } } }, false],
])('a condition counts for calls: %s', (_, others, kept) => {
  expect(mended(parsed(others), ENVIRONMENT).conditions).toHaveLength(kept ? 1 : 0);
});

test.each<[string, object, object]>([
  ['what is meant by an action', { Action: ['bedrock:Converse', 's3:GetObject'] }, { negated: false, values: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream', 's3:GetObject'] }],
  ['not in a deny', { Effect: 'Deny', Action: 'bedrock:Converse' }, { negated: false, values: ['bedrock:Converse'] }],
  ['not in what is left out', { Action: undefined, NotAction: 'bedrock:Converse' }, { negated: true, values: ['bedrock:Converse'] }],
])('%s is allowed', (_, others, actions) => {
  expect(mended(parsed(others), ENVIRONMENT).actions).toEqual(actions);
});

test('subjects whose policies say the same are mended once', () => {
  const subject = (...Statement: object[]) => ({ documents: [{ statements: parseDocument({ Statement }).statements }] } as unknown as Subject);
  const allow = { Effect: 'Allow', Action: 'bedrock:Converse', Resource: '*' };
  const [one, other, third] = [subject(allow), subject(allow), subject(allow, allow)];
  const once = mendedOnce(new Map([[one, 'same'], [other, 'same'], [third, 'another']]), ENVIRONMENT);
  expect(once(other)).toBe(once(one));
  expect([once(one), once(third)].map((statements) => statements.map(({ actions }) => actions.values.length))).toEqual([[2], [2, 2]]);
});

test.each<[string, object]>([
  ['all of it', { Sid: 'Chat', Effect: 'Deny', Principal: '*', Action: 'bedrock:InvokeModel', Resource: '*', Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1', 'aws:PrincipalArn': ['a', 'b'] }, Null: { 'aws:PrincipalTag/x': 'true' } } }],
  ['what it leaves out', { Effect: 'Allow', NotAction: ['iam:*', 'sts:*'], NotResource: 'arn:aws:s3:::*' }],
])('a statement is written as it was read: %s', (_, json) => {
  expect(written(parseDocument({ Statement: json }).statements[0])).toEqual(json);
});

describe('what is pasted', () => {
  const text = `arn:aws:bedrock:xx-stack-1:000000000000:x/${opaque('Role.Arn')}`;
  const paste = (logicalId: string | undefined, ...statements: unknown[]) => JSON.parse(pasteInto({ logicalId }, statements)) as unknown;

  test('into a template has substitutions, and elsewhere placeholders', () => {
    expect(paste('Role1', text)).toEqual({ 'Fn::Sub': 'arn:aws:bedrock:${AWS::Region}:${AWS::AccountId}:x/${Role.Arn}' });
    for (const logicalId of [undefined, 'Policy of 1', 'Policy!']) expect(paste(logicalId, text)).toBe('arn:aws:bedrock:<source Region>:<account>:x/<Role.Arn>');
    expect(paste('Role', opaque('AWS::StackName'))).toEqual({ 'Fn::Sub': '${AWS::StackName}' });
    expect(paste('Role', opaque('ImportValue "x"'))).toBe('<ImportValue "x">');
  });

  test('is one statement or a list, at any depth, with values of any kind', () => {
    expect(paste('Role', { A: ['a', { B: text }], C: 5, D: null })).toEqual({ A: ['a', { B: paste('Role', text) }], C: 5, D: null });
    expect(paste(undefined, 'a', 'b')).toEqual(['a', 'b']);
    expect(pasteInto({}, [{ a: 1 }])).toBe('{\n  "a": 1\n}');
  });
});

describe('a slip is harmless where all that is meant is done besides', () => {
  const place = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };
  const allow = (Resource: unknown, others: object = {}) => ({ Effect: 'Allow', Action: 'bedrock:InvokeModel*', Resource, ...others });
  const deny = (Resource: unknown, others: object = {}) => allow(Resource, { Effect: 'Deny', ...others });
  const model = (region: string, id = '*') => `arn:aws:bedrock:${region}::foundation-model/${id}`;
  const [profiles, applications] = ['arn:aws:bedrock:*:*:inference-profile/*', 'arn:aws:bedrock:*:*:application-inference-profile/*'];
  const wrong = 'arn:aws:bedrock-runtime:*';
  const unknown = { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'search' } } };
  const holder = (...Statement: object[]) => ({ documents: [{ statements: parseDocument({ Statement }).statements }] } as unknown as Subject);

  function harmless(meant: object, beside: readonly object[], ...others: readonly (readonly object[])[]): boolean {
    const subject = holder({ ...meant, Resource: wrong }, ...beside);
    const [document] = subject.documents;
    const all = [subject, ...others.map((statements) => ({ documents: [document, ...holder(...statements).documents] } as unknown as Subject))];
    return isHarmless([...all, holder()], document, document.statements[0], parseDocument({ Statement: meant }).statements[0], place);
  }

  test.each<[string, object, readonly object[], boolean]>([
    ['the right one is there', allow(model('*')), [allow(model('*'))], true],
    ['nothing is there', allow(model('*')), [], false],
    ['everything is', allow([model('*'), profiles, applications]), [allow('*')], true],
    ['one action is', allow(model('*')), [allow(model('*'), { Action: 'bedrock:InvokeModel' })], false],
    ['both are, each in its own', allow(model('*')), [allow(model('*'), { Action: 'bedrock:InvokeModel' }), allow(model('*'), { Action: 'bedrock:InvokeModelWithResponseStream' })], true],
    ['it may be allowed', allow(model('*')), [allow(model('*'), unknown)], true],
    ['it may be denied', deny(model('*')), [deny(model('*'), unknown)], false],
    ['a deny is there', deny(model('*')), [deny(model('*'))], true],
    ['an allow is, where a deny is meant', deny(model('*')), [allow(model('*'))], false],
    ['a deny is, where an allow is meant', allow(model('*')), [deny(model('*'))], false],
    ['nothing is meant that inference does', allow('arn:aws:s3:::bucket'), [allow('*')], false],
    ['other models are there', allow(model('*', 'anthropic.*')), [allow(model('*', 'amazon.*'))], false],
    ['the model is, of those that are named', allow(model('*', 'amazon.nova-lite-v1:0')), [allow(model('*', 'amazon.*'))], true],
    ['another Region is', allow(model('us-east-1')), [allow(model('eu-west-1'))], false],
    ['Regions are, and not all', allow(model('*')), [allow(model('us-*')), allow(model('eu-west-1')), allow(model(''))], false],
    ['another Region is, of those that are named beside', allow(model('*')), [allow(model('eu-*')), allow(model('x*')), allow(model('')), allow('arn:aws:s3:us-west-2::x')], false],
    ['profiles are, not application profiles', allow([profiles, applications]), [allow(profiles)], false],
    ['application profiles are, not profiles', allow([profiles, applications]), [allow(applications)], false],
    ['models are, through profiles', allow(model('*')), [allow(model('*'), { Condition: { Null: { 'bedrock:InferenceProfileArn': 'false' } } })], false],
    ['models are, but through no profile', allow(model('*')), [allow(model('*'), { Condition: { Null: { 'bedrock:InferenceProfileArn': 'true' } } })], false],
    ['models are, but through application profiles', allow(model('*')), [allow(model('*'), { Condition: { ArnLike: { 'bedrock:InferenceProfileArn': profiles } } }), allow(model('*'), { Condition: { Null: { 'bedrock:InferenceProfileArn': 'true' } } })], false],
    ['global profiles are, of those of every scope', allow(profiles), [allow('arn:aws:bedrock:*:*:inference-profile/global.*')], false],
    ['the profile of a scope that nobody knows is not', allow('arn:aws:bedrock:*:*:inference-profile/mars.*'), [allow('arn:aws:bedrock:*:*:inference-profile/global.*')], false],
    ['the profiles of another account are', allow('arn:aws:bedrock:*:444455556666:inference-profile/*'), [allow('arn:aws:bedrock:*:111122223333:inference-profile/*')], false],
    ['the right one is there, in another partition', allow(model('*').replace('aws', 'aws-us-gov')), [allow(model('*').replace('aws', 'aws-us-gov'))], true],
    ['the models of another partition are', allow(model('*').replace('aws', 'aws-us-gov')), [allow(model('*'))], false],
    ['a Region is asked for, and another is allowed', allow('*', { Condition: { StringEquals: { 'aws:RequestedRegion': ['us-east-1', 'eu-west-1'] } } }), [allow('*', { Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } })], false],
  ])('%s', (_, meant, beside, expected) => {
    expect(harmless(meant, beside)).toBe(expected);
  });

  test('for everybody who has the document', () => {
    expect(harmless(allow(model('*')), [allow(model('*'))], [])).toBe(true);
    expect(harmless(allow(model('*')), [], [allow(model('*'))])).toBe(false);
  });

  test('one resource takes the place of another, once', () => {
    const { resources } = withReplaced(parsed({ Resource: ['a', 'b', 'c'] }), 'b', 'x', 'c');
    expect(resources).toEqual({ negated: false, values: ['a', 'x', 'c'] });
  });
});
