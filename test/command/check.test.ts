import { checkJson, command, Workspace } from './command-run';
import { RULES } from '../../src/checks/rules';
import { allow, BOTH, document, globalStatements, INVOKE, literal, OPUS_5, SONNET_4_5, template, through } from '../checks/corpus/template-parts';
import { inlineRole } from '../checks/corpus/template-resources';

const workspace = new Workspace();
const arns = { profile: (id: string) => literal.profile(id, 'eu-west-1'), model: (id: string) => literal.model(id, 'eu-west-1'), regionless: literal.regionless };
const [onProfile, ...onModels] = globalStatements(OPUS_5, arns);
const SOUND = workspace.write('sound.json', document(onProfile, ...onModels));
const FAULTY = workspace.write('faulty.json', document(onProfile));
const WILDCARD = workspace.write('wildcard.json', document(allow(BOTH, '*')));
const WITHOUT_STREAMING = workspace.write('info.json', document(...globalStatements(OPUS_5, arns, INVOKE)));

describe('exit code', () => {
  test.each([
    ['nothing found', 0, [SOUND]],
    ['information only', 0, [WITHOUT_STREAMING]],
    ['a warning only', 0, [WILDCARD]],
    ['an error', 1, [FAULTY]],
    ['an error beside files without one', 1, [SOUND, FAULTY, WILDCARD]],
  ])('%s: %i', async (_name, expected, files) => {
    const { code, err } = await command('check', ...files);
    expect([code, err]).toEqual([expected, '']);
    expect((await checkJson(...files)).code).toBe(expected);
  });

  test.each([
    ['nothing to check', ['check'], /file or folder/],
    ['an option that does not exist', ['check', '--fix', SOUND], /--fix/],
    ['an option without its value', ['check', SOUND, '--region'], /--region/],
    ['a value for an option that has none', ['check', '--help=yes', SOUND], /--help/],
    ['no command', [], /command/],
    ['a command that does not exist', ['chekc', SOUND], /chekc/],
    ['a command of the prototype', ['toString'], /toString/],
  ])('%s: 2, and it is named', async (_name, args, named) => {
    const { code, out, err } = await command(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(named);
    expect(err).toMatch(/--help/);
    expect(err).not.toMatch(/\n\s+at /);
  });

  test('one file that cannot be read: 2, and the others are checked', async () => {
    const missing = workspace.path('missing.json');
    const { code, out, err } = await command('check', FAULTY, missing);
    expect([code, err]).toEqual([2, `${missing}: it does not exist\n`]);
    expect(out).toMatch(/1 file could not be read: .*missing\.json\n1 error, 0 warnings, 0 info in 1 policy\n$/);
  });
});

test.each([['check', '--help'], ['check', '-h'], ['check', '--help', 'missing.json']])('%s %s shows the usage', async (...args) => {
  const { code, out, err } = await command(...args);
  expect([code, err]).toEqual([0, '']);
  for (const word of ['--region', '--format', '--ignore', 'cdk.out', 'AWS SAM', 'terraform show -json']) expect(out).toContain(word);
});

describe('for people', () => {
  test('each finding names its place, rule, remedy and page, and the counts come last', async () => {
    const [finding] = (await checkJson(FAULTY)).findings;
    const { out } = await command('check', FAULTY);
    for (const part of [FAULTY, finding.rule, finding.severity, finding.location!, finding.message, finding.remedy, finding.page]) expect(out).toContain(part);
    expect(out).toMatch(/1 error, 0 warnings, 0 info in 1 policy\n$/);
  });

  test('findings stand under their own file', async () => {
    const { out } = await command('check', FAULTY, WILDCARD);
    const [faulty, wildcard] = [out.slice(0, out.indexOf(WILDCARD)), out.slice(out.indexOf(WILDCARD))];
    expect([faulty, wildcard].map((part) => RULES.filter(({ id }) => part.includes(` ${id} at `)).map(({ id }) => id)))
      .toEqual([['sourceRegionModelMissing'], ['wildcardModels']]);
  });

  test('a clean run says what was checked', async () => {
    const stack = workspace.write('stack.json', template({ Role: inlineRole('lambda.amazonaws.com', [onProfile, ...onModels]) }));
    expect((await command('check', SOUND)).out).toBe('0 errors, 0 warnings, 0 info in 1 policy\n');
    expect((await command('check', SOUND, WITHOUT_STREAMING, stack)).out).toMatch(/0 errors, 0 warnings, 1 info in 1 template and 2 policies\n$/);
  });

  const remark = async (...files: string[]) => /in [^;]*(?:; (.*))?\n$/.exec((await command('check', ...files)).out)?.[1];

  test('a clean run on what does not name Amazon Bedrock says so: it is no check that was passed', async () => {
    // What a stack or a role is called is not what it is about.
    const queue = workspace.write('queue.json', template({ BedrockQueue: { Type: 'AWS::SQS::Queue', Properties: {}, Metadata: { 'aws:cdk:path': 'Bedrock/Queue' } } }));
    const other = workspace.write('other.json', document(allow('s3:GetObject', '*')));
    expect((await command('check', queue)).out).toBe('0 errors, 0 warnings, 0 info in 1 template; nothing in it names Amazon Bedrock\n');
    expect((await command('check', queue, other)).out).toBe('0 errors, 0 warnings, 0 info in 1 template and 1 policy; nothing in them names Amazon Bedrock\n');
    expect(await remark(queue, SOUND)).toBeUndefined();
  });

  test.each<[string, unknown]>([
    ['a policy, in the key of a condition', document({ Effect: 'Deny', Action: '*', Resource: '*', Condition: { Null: { 'bedrock:InferenceProfileArn': 'false' } } })],
    ['a type of resource', template({ Guardrail: { Type: 'AWS::Bedrock::Guardrail', Properties: {} } })],
    ['a mapping', { ...template({ Role: inlineRole('lambda.amazonaws.com', []) }), Mappings: { Actions: { invoke: { action: INVOKE } } } }],
    ['the policy of an endpoint, which is listed for its service', { VpcEndpoints: [{ VpcEndpointId: 'vpce-1', ServiceName: 'com.amazonaws.eu-west-1.bedrock-runtime', PolicyDocument: document(allow('*', '*')) }] }],
    ['a managed policy of AWS', {
      RoleDetailList: [{
        RoleName: 'reader',
        RolePolicyList: [{ PolicyName: 'data', PolicyDocument: document(allow('s3:GetObject', '*')) }],
        AttachedManagedPolicies: [{ PolicyArn: 'arn:aws:iam::aws:policy/AmazonBedrockReadOnly' }],
      }],
    }],
  ])('and does not where it is named: %s', async (_name, content) => {
    expect(await remark(workspace.write('named.json', content))).toBeUndefined();
  });

  test('nor beside a finding', async () => {
    const regions = workspace.write('regions.json', document({ Effect: 'Deny', NotAction: 'iam:*', Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1'] } } }));
    expect((await command('check', regions)).out).toMatch(/1 warning, 0 info in 1 policy\n$/);
  });
});

describe('--format json', () => {
  test('findings carry all that the text does', async () => {
    const { findings, summary } = await checkJson(FAULTY);
    expect(summary).toEqual({ error: 1, warning: 0, info: 0, ignored: 0, templates: 0, policies: 1, passedOver: 0 });
    expect(findings.map(({ rule, severity, path, location }) => [rule, severity, path, location])).toEqual([
      ['sourceRegionModelMissing', 'error', FAULTY, 'Statement.0'],
    ]);
    for (const { message, remedy, page } of findings) expect([message, remedy, new URL(page).protocol]).toEqual([expect.stringMatching(/\S/), expect.stringMatching(/\S/), 'https:']);
  });

  test('a clean run is JSON too', async () => {
    expect(await checkJson(SOUND)).toMatchObject({ code: 0, findings: [], summary: { error: 0, warning: 0, info: 0, templates: 0, policies: 1 } });
  });
});

describe('--region', () => {
  // From us-east-1 the profile also reaches us-east-2 and us-west-2.
  const profile = { 'Fn::Sub': `arn:aws:bedrock:\${AWS::Region}:\${AWS::AccountId}:inference-profile/us.${SONNET_4_5}` };
  const partial = [allow(BOTH, profile), allow(BOTH, literal.model(SONNET_4_5, 'us-east-1'), through(profile))];
  const agnostic = workspace.write('agnostic.json', template({ Role: inlineRole('lambda.amazonaws.com', partial) }));
  const pattern = literal.profile(`us.${SONNET_4_5}`, '*');
  const policy = workspace.write('regional.json', document(allow(BOTH, pattern), allow(BOTH, literal.model(SONNET_4_5, 'us-east-1'), { ArnLike: { 'bedrock:InferenceProfileArn': pattern } })));
  const rules = async (...args: string[]) => (await checkJson(...args)).findings.map(({ rule }) => rule);

  test.each([['a template', agnostic], ['a policy', policy]])('says where %s is used, which it does not tell', async (_name, file) => {
    expect(await rules('--region', 'us-east-1', file)).toContain('destinationModelMissing');
    expect(await rules(file)).not.toContain('destinationModelMissing');
  });

  test('does not speak of a stack whose Region is known', async () => {
    const manifest = { artifacts: { Stack: { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/us-east-1', properties: { templateFile: 'Stack.template.json' } } } };
    workspace.write('known/manifest.json', manifest);
    workspace.write('known/Stack.template.json', template({ Role: inlineRole('lambda.amazonaws.com', partial) }));
    expect(await rules('--region', 'eu-west-1', workspace.path('known'))).toEqual(await rules('--region', 'us-east-1', agnostic));
    expect(await rules('--region', 'eu-west-1', agnostic)).not.toEqual(await rules('--region', 'us-east-1', agnostic));
  });
});
