import { App, Aws, CfnOutput, CfnParameter, Environment, Stack, Stage, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnGuardrail } from 'aws-cdk-lib/aws-bedrock';
import { CfnPolicy } from 'aws-cdk-lib/aws-organizations';
import { GuardrailResourcePolicy, SelectiveGuardingMode, EnforcedGuardrail, EnforcedGuardrailOptions, EnforcedGuardrailPolicy, EnforcedGuardrailPolicyProps } from '../../src';
import { warningsOf } from '../profile/stack-warnings';

const POLICY = 'AWS::Organizations::Policy';
const ACCOUNT = '111122223333';
const arnIn = (region: string, account = ACCOUNT, partition = 'aws') => `arn:${partition}:bedrock:${region}:${account}:guardrail/a1b2c3d4e5f6`;
const inRegion = (region: string, options?: EnforcedGuardrailOptions) => EnforcedGuardrail.version(arnIn(region), '1', options);
const content = inRegion('eu-west-1');
const embeddings = [{ modelId: 'amazon.titan-embed-text-v2:0' }, { modelId: 'cohere.embed-english-v3' }];

function stackWith(props: Partial<EnforcedGuardrailPolicyProps> = {}, env: Environment = { region: 'us-east-1' }): Stack {
  const stack = new Stack(new App(), 'Safeguards', { env });
  new EnforcedGuardrailPolicy(stack, 'Policy', { content, ...props });
  return stack;
}

function documentOf(one: EnforcedGuardrail, env: Environment = { region: 'us-east-1' }): unknown {
  return JSON.parse(one.toDocument(new Stack(new App(), 'Stack', { env })));
}

describe('the document', () => {
  test('with every option is that of the page of AWS', () => {
    // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_bedrock_syntax.html
    const guardrail = EnforcedGuardrail.version('arn:aws:bedrock:us-east-1:123456789012:guardrail/hu1dlsv9wy1d', '1', {
      systemPrompts: SelectiveGuardingMode.SELECTIVE, messages: SelectiveGuardingMode.COMPREHENSIVE, excludedModels: embeddings,
    });
    expect(documentOf(guardrail)).toEqual({
      bedrock: {
        guardrail_inference: {
          'us-east-1': {
            config_1: {
              identifier: { '@@assign': 'arn:aws:bedrock:us-east-1:123456789012:guardrail/hu1dlsv9wy1d:1' },
              selective_content_guarding: { system: { '@@assign': 'selective' }, messages: { '@@assign': 'comprehensive' } },
              model_enforcement: {
                included_models: { '@@assign': ['ALL'] },
                excluded_models: { '@@assign': ['amazon.titan-embed-text-v2:0', 'cohere.embed-english-v3'] },
              },
            },
          },
        },
      },
    });
  });

  // What is left out is left out: AWS then takes everything, of all models.
  test.each<[string, EnforcedGuardrailOptions, object]>([
    ['nothing', {}, {}],
    ['the system prompts', { systemPrompts: SelectiveGuardingMode.SELECTIVE }, { selective_content_guarding: { system: { '@@assign': 'selective' } } }],
    ['the messages', { messages: SelectiveGuardingMode.SELECTIVE }, { selective_content_guarding: { messages: { '@@assign': 'selective' } } }],
    ['some models', { includedModels: embeddings.slice(0, 1) }, {
      model_enforcement: { included_models: { '@@assign': ['amazon.titan-embed-text-v2:0'] }, excluded_models: { '@@assign': [] } },
    }],
    ['all models but some', { excludedModels: embeddings.slice(1) }, {
      model_enforcement: { included_models: { '@@assign': ['ALL'] }, excluded_models: { '@@assign': ['cohere.embed-english-v3'] } },
    }],
  ])('with %s has that and no more', (_, options, expected) => {
    expect(documentOf(inRegion('eu-west-1', options))).toEqual({
      bedrock: { guardrail_inference: { 'eu-west-1': { config_1: { identifier: { '@@assign': `${arnIn('eu-west-1')}:1` }, ...expected } } } },
    });
  });

  test('has a guardrail for each Region, which its ARN names', () => {
    const all = EnforcedGuardrail.all(EnforcedGuardrail.all(inRegion('eu-west-1'), inRegion('eu-central-1')), EnforcedGuardrail.version(arnIn('us-east-1'), '12'));
    const { bedrock } = documentOf(all) as { bedrock: { guardrail_inference: Record<string, { config_1: { identifier: Record<string, string> } }> } };
    expect(Object.entries(bedrock.guardrail_inference).map(([region, { config_1: { identifier } }]) => [region, identifier['@@assign']])).toEqual([
      ['eu-west-1', `${arnIn('eu-west-1')}:1`], ['eu-central-1', `${arnIn('eu-central-1')}:1`], ['us-east-1', `${arnIn('us-east-1')}:12`],
    ]);
  });

  test('is the same text as the policy deploys, without tokens in a stack without a Region too', () => {
    for (const env of [{}, { region: 'us-east-1' }]) {
      const [policy] = Object.values(Template.fromStack(stackWith({}, env)).findResources(POLICY));
      expect(JSON.stringify(policy.Properties.Content)).toBe(content.toDocument(new Stack(new App(), 'Stack', { env })));
    }
  });

  test('of a policy of your own deploys too', () => {
    const stack = new Stack(new App(), 'Stack');
    new CfnPolicy(stack, 'Policy', { name: 'ours', type: 'BEDROCK_POLICY', content: JSON.parse(content.toDocument(stack)) as object });
    Template.fromStack(stack).hasResourceProperties(POLICY, { Content: { bedrock: { guardrail_inference: { 'eu-west-1': Match.anyValue() } } } });
  });

  test('keeps what it was made of', () => {
    const excludedModels = [...embeddings];
    const guardrail = inRegion('eu-west-1', { excludedModels });
    const before = documentOf(guardrail);
    excludedModels.pop();
    expect(documentOf(guardrail)).toEqual(before);
  });

  test.each(['us-gov-west-1', 'cn-north-1'])('names the partition of %s', (region) => {
    const partition = region.startsWith('cn') ? 'aws-cn' : 'aws-us-gov';
    expect(JSON.stringify(documentOf(EnforcedGuardrail.version(arnIn(region, ACCOUNT, partition), '1'), { region }))).toContain(`arn:${partition}:bedrock:${region}`);
  });

  test('warns of a Region that the catalog does not know', () => {
    const stack = stackWith({ content: inRegion('eu-west-9') });
    expect(warningsOf(stack)).toEqual([{ path: '/Safeguards/Policy', id: 'cdk-bedrock-cris::unknownRegion', message: expect.stringMatching(/^guardrailArn: the catalog of [\d-]+ knows no Region eu-west-9; check its name$/) }]);
  });
});

describe('the resource policy of the guardrail', () => {
  const share = (scope: Stack, guardrailArn = arnIn('eu-west-1')) => new GuardrailResourcePolicy(scope, `Sharing${scope.node.children.length}`, { guardrailArn, organizationId: 'o-a1b2c3d4e5' });
  const enforce = (scope: Stack) => new EnforcedGuardrailPolicy(scope, 'Policy', { content: EnforcedGuardrail.all(content, inRegion('eu-central-1')) });
  const awaited = (stack: Stack) => Object.values(Template.fromStack(stack).findResources(POLICY)).map(({ DependsOn }: { DependsOn?: string[] }) => DependsOn);

  test.each<[string, (stack: Stack) => void]>([
    ['first', (stack) => { share(stack); enforce(stack); }], ['last', (stack) => { enforce(stack); share(stack); }],
  ])('in the same stack is deployed before it, if it is defined %s', (_, define) => {
    const stack = new Stack(new App(), 'Safeguards', { env: { region: 'eu-west-1', account: ACCOUNT } });
    define(stack);
    expect(awaited(stack)).toEqual([Object.keys(Template.fromStack(stack).findResources('AWS::Bedrock::ResourcePolicy'))]);
  });

  test('of another guardrail, in another stack or of another app is not waited for', () => {
    const app = new App();
    const [stack, other] = ['Safeguards', 'Other'].map((id) => new Stack(app, id, { env: { region: 'eu-west-1', account: ACCOUNT } }));
    share(stack, `${arnIn('eu-west-1')}x`);
    share(other);
    enforce(stack);
    share(new Stack(new App(), 'Safeguards'));
    expect(awaited(stack)).toEqual([undefined]);
    expect(stack.dependencies).toEqual([]);
  });
});

describe('the policy', () => {
  test('is a Bedrock policy with a name of its own, attached to nothing', () => {
    Template.fromStack(stackWith()).hasResourceProperties(POLICY, {
      Type: 'BEDROCK_POLICY', Name: Match.stringLikeRegexp('^SafeguardsPolicy'), Description: 'Guardrail enforced on Amazon Bedrock calls', TargetIds: Match.absent(), Tags: Match.absent(),
    });
  });

  test('takes a name, a description, targets and tags, and gives its ID and the resource', () => {
    const stack = stackWith({ policyName: 'safeguards', description: 'ours', targetIds: ['r-ab12', 'ou-ab12-c3d4e5f6', ACCOUNT], tags: { team: 'platform' } });
    Tags.of(stack).add('app', 'x');
    const policy = stack.node.findChild('Policy') as EnforcedGuardrailPolicy;
    new CfnOutput(stack, 'Id', { value: policy.policyId });
    const template = Template.fromStack(stack);
    template.hasResourceProperties(POLICY, {
      Name: 'safeguards', Description: 'ours', TargetIds: ['r-ab12', 'ou-ab12-c3d4e5f6', ACCOUNT], Tags: [{ Key: 'app', Value: 'x' }, { Key: 'team', Value: 'platform' }],
    });
    template.hasOutput('Id', { Value: { 'Fn::GetAtt': [stack.getLogicalId(policy.policy), 'Id'] } });
  });
});

describe('the size', () => {
  /** A content of which the document has an exact number of characters. */
  function ofSize(size: number): EnforcedGuardrail {
    const models = (count: number, last: number) => inRegion('eu-west-1', {
      excludedModels: [...Array.from({ length: count }, (_, index) => ({ modelId: `amazon.m${String(index).padStart(30, '0')}` })), { modelId: `amazon.${'x'.repeat(last)}` }],
    });
    const measure = (count: number, last: number) => JSON.stringify(documentOf(models(count, last))).length;
    const [none, one] = [measure(0, 1), measure(1, 1)];
    const count = Math.floor((size - none) / (one - none));
    return models(count, 1 + size - measure(count, 1));
  }

  test('of 10000 characters is accepted, and is what is deployed', () => {
    const [policy] = Object.values(Template.fromStack(stackWith({ content: ofSize(10000) })).findResources(POLICY));
    expect(JSON.stringify(policy.Properties.Content)).toHaveLength(10000);
  });

  test('of 10001 characters is refused, with the ways to make it smaller', () => {
    const message = 'content: the document has 10001 characters, and an Amazon Bedrock policy holds 10000; name fewer models, or give the guardrails of some Regions to another EnforcedGuardrailPolicy';
    expect(() => stackWith({ content: ofSize(10001) })).toThrow(new Error(message));
    expect(() => documentOf(ofSize(10001))).toThrow(new Error(message));
  });

  test('leaves room for 17 Regions with models of their own', () => {
    const regions = Array.from('abcdefghijklmnopq', (letter) => `eu-${letter.repeat(9)}-1`);
    expect(() => documentOf(EnforcedGuardrail.all(...regions.map((region) => inRegion(region, { excludedModels: embeddings }))))).not.toThrow();
  });
});

describe('policies of one app on one target', () => {
  const TARGET = 'ou-ab12-c3d4e5f6';
  const REGIONS = ['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'us-east-1', 'us-east-2', 'us-west-2'];
  const define = (scope: Stack, policies: [region: string, targetIds?: string[]][]) => policies.forEach(([region, targetIds], index) => (
    new EnforcedGuardrailPolicy(scope, `Policy${index}`, { content: inRegion(region), ...(targetIds && { targetIds }) })));

  test('are at most ten', () => {
    const stack = new Stack(new App(), 'Stack');
    define(stack, REGIONS.slice(0, 10).map((region) => [region, [TARGET]]));
    expect(() => new EnforcedGuardrailPolicy(stack, 'Last', { content: inRegion(REGIONS[10]), targetIds: [TARGET] })).toThrow(new Error(
      `targetIds: "${TARGET}" has 10 Amazon Bedrock policies already, which is all that a target takes; put the guardrails of several Regions into one policy with EnforcedGuardrail.all`));
    expect(() => new EnforcedGuardrailPolicy(stack, 'Elsewhere', { content: inRegion(REGIONS[10]), targetIds: ['r-ab12'] })).not.toThrow();
  });

  test('do not name one Region twice, because one of the two would not be enforced', () => {
    const stack = new Stack(new App(), 'Stack');
    define(stack, [['eu-west-1', [TARGET]]]);
    const other = new Stack(stack.node.root as App, 'Other');
    const message = `content: Stack/Policy0 enforces a guardrail in "eu-west-1" on the target "${TARGET}" already, and one guardrail of a Region is in effect; leave one out`;
    expect(() => define(other, [['eu-west-1', ['r-ab12', TARGET]]])).toThrow(new Error(message));
  });

  test('of another stage are on the same target, whose ID is that of one organization', () => {
    const app = new App();
    define(new Stack(app, 'Stack'), [['eu-west-1', [TARGET]]]);
    expect(() => define(new Stack(new Stage(app, 'Stage'), 'Stack'), [['eu-west-1', [TARGET]]])).toThrow('Stack/Policy0 enforces a guardrail in "eu-west-1"');
  });

  test('may name a Region on different targets, on none, and in another app', () => {
    const stack = new Stack(new App(), 'Stack');
    expect(() => define(stack, [['eu-west-1', [TARGET]], ['eu-west-1', ['r-ab12']], ['eu-west-1'], ['eu-west-1'], ['eu-central-1', [TARGET]]])).not.toThrow();
    expect(() => define(new Stack(new App(), 'Stack'), [['eu-west-1', [TARGET]]])).not.toThrow();
  });
});

describe('bad input', () => {
  const notArn = (arn: string) => `guardrailArn: "${arn}" is not the ARN of a guardrail without a version; give one like "arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6"`;
  const notVersion = (version: string) => `guardrailVersion: "${version}" is not the number of a version, and only one is enforced; give one like "1"`;
  const token = (prop: string) => `${prop}: it is a token, known only at deployment, and a wrong one stops every call of the organization; give a literal`;
  const parameter = () => new CfnParameter(new Stack(), 'Arn').valueAsString;

  test.each<[string, () => unknown, string]>([
    ...[
      'a1b2c3d4e5f6', `${arnIn('eu-west-1')}:1`, `${arnIn('eu-west-1')}:DRAFT`, 'arn:aws:bedrock:eu-west-1:111122223333:guardrail-profile/eu.guardrail.v1:0',
      'arn:aws:bedrock:*:111122223333:guardrail/a1b2c3d4e5f6', 'arn:aws:bedrock:eu-west-1::guardrail/a1b2c3d4e5f6', 'arn:aws:bedrock:eu-west-1:1111:guardrail/a1b2c3d4e5f6',
      'arn:aws:bedrock:eu-west-1:111122223333:guardrail/*', 'arn:aws:bedrock:eu-west-1:111122223333:guardrail/', 'arn:aws:bedrock:eu-west-1:111122223333:guardrail/A1B2',
      ` ${arnIn('eu-west-1')}`, `${arnIn('eu-west-1')}\n`, 'arn:aws:bedrock:europe:111122223333:guardrail/a1b2c3d4e5f6', '',
    ].map((arn): [string, () => unknown, string] => [`${JSON.stringify(arn)} as an ARN`, () => EnforcedGuardrail.version(arn, '1'), notArn(JSON.stringify(arn).slice(1, -1))]),
    ['the ARN of another partition than that of its Region', () => EnforcedGuardrail.version(arnIn('us-gov-west-1'), '1'),
      `guardrailArn: "${arnIn('us-gov-west-1')}" names the partition "aws", and "us-gov-west-1" is in "aws-us-gov"; give the ARN as AWS returns it`],
    ['an ARN that is a token', () => EnforcedGuardrail.version(parameter(), '1'), token('guardrailArn')],
    ['an ARN with a token in it', () => EnforcedGuardrail.version(`arn:aws:bedrock:eu-west-1:${Aws.ACCOUNT_ID}:guardrail/a1b2c3d4e5f6`, '1'), token('guardrailArn')],
    ['the ARN of a guardrail of the app', () => {
      const guardrail = new CfnGuardrail(new Stack(), 'Guardrail', { name: 'g', blockedInputMessaging: 'no', blockedOutputsMessaging: 'no' });
      return EnforcedGuardrail.version(guardrail.attrGuardrailArn, '1');
    }, token('guardrailArn')],
    ...['DRAFT', '0', '01', '-1', '1.0', ' 1', '1\n', '123456789', 'latest', ''].map((version): [string, () => unknown, string] => (
      [`${JSON.stringify(version)} as a version`, () => EnforcedGuardrail.version(arnIn('eu-west-1'), version), notVersion(JSON.stringify(version).slice(1, -1))])),
    ['a version that is a token', () => EnforcedGuardrail.version(arnIn('eu-west-1'), parameter()), token('guardrailVersion')],
    ['no models', () => inRegion('eu-west-1', { includedModels: [] }), 'includedModels: the list is empty; leave it out to enforce the guardrail on all models'],
    ['no excluded models', () => inRegion('eu-west-1', { excludedModels: [] }), 'excludedModels: the list is empty; leave it out to exclude none'],
    ['a model twice', () => inRegion('eu-west-1', { includedModels: [embeddings[0], embeddings[0]] }), 'includedModels: "amazon.titan-embed-text-v2:0" is given twice; leave one out'],
    ['a model in both lists', () => inRegion('eu-west-1', { includedModels: embeddings, excludedModels: embeddings.slice(1) }),
      'excludedModels: "cohere.embed-english-v3" is in includedModels too, and is then excluded; leave it out of one of the two'],
    ['a profile as a model', () => inRegion('eu-west-1', { excludedModels: [{ modelId: 'eu.anthropic.claude-opus-5' }] }),
      'model: "eu.anthropic.claude-opus-5" starts with the prefix of an inference profile; give "anthropic.claude-opus-5", or use InferenceProfile.fromInferenceProfileId'],
    ['a model that is a token', () => inRegion('eu-west-1', { excludedModels: [{ modelId: parameter() }] }), token('excludedModels')],
    ['no guardrails', () => EnforcedGuardrail.all(), 'guardrails: the list is empty; give at least one'],
    ['two guardrails of a Region', () => EnforcedGuardrail.all(inRegion('eu-west-1'), EnforcedGuardrail.version(arnIn('eu-west-1'), '2')),
      'guardrails: two are in "eu-west-1", and a policy enforces one in each Region; leave one out'],
    ['guardrails of two accounts', () => EnforcedGuardrail.all(inRegion('eu-west-1'), EnforcedGuardrail.version(arnIn('us-east-1', '999988887777'), '1')),
      'guardrails: they are in the accounts "111122223333" and "999988887777", and all have to be in the management account of the organization; give guardrails of that'],
    ['a Region of another partition', () => stackWith({ content: EnforcedGuardrail.version(arnIn('us-gov-west-1', ACCOUNT, 'aws-us-gov'), '1') }),
      'guardrailArn: "us-gov-west-1" is not in "aws", the partition of the organization; leave it out, or define a policy of its own in the partition of "us-gov-west-1"'],
    ['an empty name', () => stackWith({ policyName: '' }), 'policyName: 0 characters; give 1 to 128'],
    ['a long description', () => stackWith({ description: 'd'.repeat(513) }), 'description: 513 characters; give 1 to 512'],
    ['no targets', () => stackWith({ targetIds: [] }), 'targetIds: the list is empty; leave it out to attach the policy to nothing'],
    ['what is no target', () => stackWith({ targetIds: ['root'] }),
      'targetIds: "root" is not the ID of a root, an organizational unit or an account; give one like "r-a1b2", "ou-a1b2-c3d4e5f6" or "111122223333"'],
  ])('%s is refused', (_, attempt, message) => {
    expect(attempt).toThrow(new Error(message));
  });

  test('targets that are a token are not judged', () => {
    expect(() => stackWith({ targetIds: new CfnParameter(new Stack(), 'Units', { type: 'CommaDelimitedList' }).valueAsList })).not.toThrow();
    expect(() => stackWith({ targetIds: [parameter()] })).not.toThrow();
  });
});
