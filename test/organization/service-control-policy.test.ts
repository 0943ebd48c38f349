import { App, Aws, CfnOutput, CfnParameter, Environment, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ApplicationInferenceProfile, CrisServiceControlPolicy, CrisServiceControlPolicyProps, Geography, InferenceProfile, RegionDenyExemption, ServiceControlPolicyContent as Content } from '../../src';
import { WARNING_IDS } from '../../src/private/messages';

const POLICY = 'AWS::Organizations::Policy';
const content = Content.denyGlobalInference();
const model = { modelId: 'anthropic.claude-sonnet-4-6' };
const profile = InferenceProfile.global(model);

function stackWith(props: Partial<CrisServiceControlPolicyProps> = {}, env: Environment = { region: 'us-east-1' }): Stack {
  const stack = new Stack(new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } }), 'Guardrails', { env });
  new CrisServiceControlPolicy(stack, 'Policy', { content, ...props });
  return stack;
}

/** A content of which the document has an exact number of characters, in a partition. */
function ofSize(size: number, partition = 'aws'): Content {
  const padded = (length: number) => Content.denyOutsideModels([model], { exemptPrincipalArns: [`arn:aws:iam::*:role/${'a'.repeat(length)}`] });
  return padded(size - padded(1).toJson(partition).length + 1);
}

function warnings(stack: Stack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map((message) => String(message.entry.data));
}

describe('the policy', () => {
  test('is a service control policy with a name of its own, attached to nothing', () => {
    Template.fromStack(stackWith()).hasResourceProperties(POLICY, {
      Type: 'SERVICE_CONTROL_POLICY', Name: Match.stringLikeRegexp('^GuardrailsPolicy'), Description: Match.anyValue(), TargetIds: Match.absent(), Tags: Match.absent(),
    });
  });

  test('has another name for another construct', () => {
    const stack = stackWith();
    new CrisServiceControlPolicy(stack, 'Other', { content });
    const names = Object.values(Template.fromStack(stack).findResources(POLICY)).map((policy) => String(policy.Properties.Name));
    expect(new Set(names).size).toBe(2);
    expect(names.every((name) => name.length <= 128)).toBe(true);
  });

  test('takes a name, a description and targets, of which each shape is known', () => {
    const targetIds = ['r-ab12', 'ou-ab12-c3d4e5f6', '111122223333', new CfnParameter(new Stack(), 'Unit').valueAsString];
    Template.fromStack(stackWith({ policyName: 'cris', description: 'ours', targetIds: targetIds.slice(0, 3) }))
      .hasResourceProperties(POLICY, { Name: 'cris', Description: 'ours', TargetIds: targetIds.slice(0, 3) });
    expect(() => stackWith({ targetIds })).not.toThrow();
    expect(() => stackWith({ targetIds: new CfnParameter(new Stack(), 'Units', { type: 'CommaDelimitedList' }).valueAsList })).not.toThrow();
  });

  test('is tagged by its prop, and by what is around it; the nearer tag wins', () => {
    const stack = stackWith({ tags: { team: 'platform', stage: 'prod' } });
    Tags.of(stack).add('stage', 'any');
    Tags.of(stack).add('app', 'guardrails');
    Template.fromStack(stack).hasResourceProperties(POLICY, {
      Tags: [{ Key: 'app', Value: 'guardrails' }, { Key: 'stage', Value: 'prod' }, { Key: 'team', Value: 'platform' }],
    });
  });

  test('gives its ID, its document and the resource', () => {
    const stack = new Stack(new App(), 'Stack');
    const policy = new CrisServiceControlPolicy(stack, 'Policy', { content });
    new CfnOutput(stack, 'Id', { value: policy.policyId });
    policy.document.addStatements(new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['bedrock:PutUseCaseForModelAccess'], resources: ['*'] }));
    policy.policy.description = 'changed';
    const template = Template.fromStack(stack);
    template.hasOutput('Id', { Value: { 'Fn::GetAtt': [stack.getLogicalId(policy.policy), 'Id'] } });
    template.hasResourceProperties(POLICY, { Description: 'changed', Content: { Statement: [{}, {}, { Action: 'bedrock:PutUseCaseForModelAccess' }] } });
  });
});

describe('the size', () => {
  test.each([[5120, 0], [5121, 1], [10240, 1]])('of %d characters is accepted, with %d warnings', (size, count) => {
    const stack = stackWith({ content: ofSize(size) });
    const [policy] = Object.values(Template.fromStack(stack).findResources(POLICY));
    expect(JSON.stringify(policy.Properties.Content)).toHaveLength(size);
    expect(warnings(stack).filter((text) => text.includes(WARNING_IDS.serviceControlPolicyOverFormerLimit))).toHaveLength(count);
    expect(ofSize(size).toJson()).toHaveLength(size);
  });

  test('of 10241 characters is refused', () => {
    const text = 'content: the document has 10241 characters, and a service control policy holds 10240; ' +
      'name fewer profiles, models or actions, or divide it over several CrisServiceControlPolicy';
    expect(() => stackWith({ content: ofSize(10241) })).toThrow(new Error(`${text} [at Guardrails/Policy]`));
    expect(() => ofSize(10241)).not.toThrow();
    expect(() => ofSize(10241).toJson()).toThrow(new Error(text));
  });

  test('of a partition that is a token is that of the longest partition', () => {
    expect(() => stackWith({ content: Content.all(content, ofSize(8000, 'aws-us-gov')) }, {})).not.toThrow();
    const two = (size: number) => Content.all(content, ofSize(size));
    const rest = two(8000).toJson('aws-us-gov').length - 8000;
    expect(() => stackWith({ content: two(10240 - rest) }, {})).not.toThrow();
    expect(() => stackWith({ content: two(10241 - rest) }, {})).toThrow('10241 characters');
  });

  test('of Regions and principals that are tokens is that of the longest, and they deploy as they are', () => {
    const stack = new Stack(new App(), 'Stack');
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    const exempt = (arns: string[], region: string) => Content.denyOutsideRegions([region], { exemptPrincipalArns: arns, globalServiceActions: ['iam:*'] });
    const size = (one: Content) => {
      const padded = (length: number) => Content.all(one, Content.denyOutsideRegions(['us-east-1'], { globalServiceActions: [`pad:${'a'.repeat(length)}`] }));
      // The greatest padding that is accepted tells what the content counts for.
      let [low, high] = [1, 10240];
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        try {
          padded(middle).toDocument(stack);
          low = middle;
        } catch {
          high = middle - 1;
        }
      }
      return low;
    };
    const tokens = exempt([`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/Admin`, role.roleArn], Aws.REGION);
    const widest = exempt(['arn:aws-us-gov:iam::111122223333:role/Admin', `arn:aws-us-gov:iam::111122223333:role/${'r'.repeat(64)}`], 'ap-northeast-1');
    expect(size(tokens)).toBe(size(widest));
    expect(() => tokens.toJson()).toThrow(new Error(
      'ServiceControlPolicyContent.toJson: a value that was given is a token, known only at deployment; give a literal, because what is synthesized depends on it'));
  });
});

test('Sids are unique, and a statement that several contents share stands once', () => {
  const all = Content.all(
    content, Content.denyGlobalInference({ exemptPrincipalArns: ['arn:aws:iam::*:role/A'] }), Content.denyOutsideGeographies([Geography.US]), Content.denyOutsideGeographies([Geography.EU]),
    Content.denyOutsideRegions(['us-east-1'], { globalInference: false }), Content.denyMantle(), Content.denyMantle(),
  );
  const { Statement } = JSON.parse(all.toJson()) as { Statement: { Sid: string }[] };
  const sids = Statement.map((statement) => statement.Sid);
  expect(new Set(sids).size).toBe(sids.length);
  expect(sids.filter((sid) => sid.startsWith('DenyGlobalInference') && !sid.includes('Profiles'))).toEqual(['DenyGlobalInference', 'DenyGlobalInference2']);
  expect(sids.filter((sid) => sid.startsWith('DenyMantle'))).toEqual(['DenyMantle']);
  expect(sids).toContain('DenyOutsideGeographies2');
});

test('what was given is copied', () => {
  const regions = ['us-east-1'];
  const sourceRegions = Content.denyOutsideSourceRegions(regions);
  const allowed = Content.denyOutsideRegions(regions);
  regions.push('eu-west-1');
  expect(sourceRegions.toJson() + allowed.toJson()).not.toContain('eu-west-1');
});

describe('bad input', () => {
  const principal = 'exemptPrincipalArns: "admin" is not the ARN of a principal; give one like "arn:aws:iam::*:role/PlatformAdmin"';
  const tokenList = new CfnParameter(new Stack(), 'List', { type: 'CommaDelimitedList' }).valueAsList;

  test.each<[string, () => unknown, string]>([
    ['no contents', () => Content.all(), 'contents: the list is empty; give at least one'],
    ['no geographies', () => Content.denyOutsideGeographies([]), 'geographies: the list is empty; give at least one'],
    ['a geography twice', () => Content.denyOutsideGeographies([Geography.US, Geography.of('us')]), 'geographies: "us" is given twice; leave one out'],
    ['no profiles', () => Content.denyOutsideProfiles([]), 'inferenceProfiles: the list is empty; give at least one'],
    ['an application inference profile', () => Content.denyOutsideProfiles([ApplicationInferenceProfile.fromInferenceProfileArn(new Stack(), 'X', {
      inferenceProfileArn: 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/k7m2p9q4r1s8', inferenceProfile: profile,
    })]), 'inferenceProfiles: "k7m2p9q4r1s8" is an application inference profile, and those over what is allowed are left alone; give the system-defined profile that it is over'],
    ['a profile twice', () => Content.denyOutsideProfiles([profile, InferenceProfile.global(model)]), `inferenceProfiles: "${profile.inferenceProfileId}" is given twice; leave one out`],
    ['no models', () => Content.denyOutsideModels([]), 'models: the list is empty; give at least one'],
    ['a model twice', () => Content.denyOutsideModels([model, model]), `models: "${model.modelId}" is given twice; leave one out`],
    ['a profile as a model', () => Content.denyOutsideModels([{ modelId: `us.${model.modelId}` }]),
      `model: "us.${model.modelId}" starts with the prefix of an inference profile; give "${model.modelId}", or use InferenceProfile.fromInferenceProfileId`],
    ['no providers', () => Content.denyOutsideProviders([]), 'providers: the list is empty; give at least one'],
    ['a provider twice', () => Content.denyOutsideProviders(['amazon', 'amazon']), 'providers: "amazon" is given twice; leave one out'],
    ['a list of providers that is a token', () => Content.denyOutsideProviders(tokenList),
      'providers: the list is a token, known only at deployment; give a literal, because what is synthesized depends on it'],
    // Each would deny every model: with the pattern of a profile, of a name, of a model.
    ...['us', 'global', 'Anthropic', 'anthropic.*', 'anthropic.claude-sonnet-4-6', '*', ''].map((provider): [string, () => unknown, string] => (
      [`"${provider}" as a provider`, () => Content.denyOutsideProviders(['amazon', provider]),
        `providers: "${provider}" is not a model provider; give one as foundation model IDs begin with it, like "anthropic"`]
    )),
    ['no source Regions', () => Content.denyOutsideSourceRegions([]), 'sourceRegions: the list is empty; give the Regions that stay usable'],
    ['no Region', () => Content.denyOutsideSourceRegions(['global']), 'sourceRegions: "global" is not a Region; give a name like "eu-west-1"'],
    ['no Regions', () => Content.denyOutsideRegions([]), 'regions: the list is empty; give the Regions that stay usable'],
    ['"unspecified" among the Regions', () => Content.denyOutsideRegions(['us-east-1', 'unspecified']), 'regions: "unspecified" is not a Region; give a name like "eu-west-1"'],
    ['an exempt geography twice', () => Content.denyOutsideRegions(['us-east-1'], { geographies: [Geography.US, Geography.US] }), 'geographies: "us" is given twice; leave one out'],
    ['no actions', () => Content.denyOutsideRegions(['us-east-1'], { globalServiceActions: [] }),
      'globalServiceActions: the list is empty; leave it out to take those of the global services'],
    ['what is no action', () => Content.denyOutsideRegions(['us-east-1'], { globalServiceActions: ['iam'] }),
      'globalServiceActions: "iam" is not an action; give one like "iam:*" or "ec2:DescribeRegions"'],
    ['nobody exempt', () => Content.denyMantle({ exemptPrincipalArns: [] }), 'exemptPrincipalArns: the list is empty; leave it out to exempt nobody'],
    ['a principal twice', () => Content.denyMantle({ exemptPrincipalArns: ['arn:aws:iam::*:role/A', 'arn:aws:iam::*:role/A'] }),
      'exemptPrincipalArns: "arn:aws:iam::*:role/A" is given twice; leave one out'],
    ['what is no principal', () => Content.denyGlobalInference({ exemptPrincipalArns: ['admin'] }), principal],
    ['the ARN of something else', () => Content.denyGlobalInference({ exemptPrincipalArns: ['arn:aws:s3:::admin'] }), principal.replace('"admin"', '"arn:aws:s3:::admin"')],
    ['a session', () => Content.denyMantle({ exemptPrincipalArns: ['arn:aws:iam::*:role/A', 'arn:aws:sts::*:assumed-role/PlatformAdmin/*'] }),
      'exemptPrincipalArns: "arn:aws:sts::*:assumed-role/PlatformAdmin/*" is the ARN of a session, and aws:PrincipalArn holds that of its role; ' +
      'give the role, with its path if it has one, like "arn:aws:iam::*:role/PlatformAdmin"'],
    ['a list that is a token', () => Content.denyMantle({ exemptPrincipalArns: tokenList }),
      'exemptPrincipalArns: the list is a token, known only at deployment; give a literal, because what is synthesized depends on it'],
    ['an empty name', () => stackWith({ policyName: '' }), 'policyName: 0 characters; give 1 to 128 [at Guardrails/Policy]'],
    ['a long name', () => stackWith({ policyName: 'n'.repeat(129) }), 'policyName: 129 characters; give 1 to 128 [at Guardrails/Policy]'],
    ['a long description', () => stackWith({ description: 'd'.repeat(513) }), 'description: 513 characters; give 1 to 512 [at Guardrails/Policy]'],
    ['no targets', () => stackWith({ targetIds: [] }), 'targetIds: the list is empty; leave it out to attach the policy to nothing [at Guardrails/Policy]'],
    ['a target twice', () => stackWith({ targetIds: ['r-ab12', 'r-ab12'] }), 'targetIds: "r-ab12" is given twice; leave one out [at Guardrails/Policy]'],
    ...['ou-ab12', 'root', '11112222333', 'o-a1b2c3d4e5', 'arn:aws:organizations::111122223333:ou/o-a1b2c3d4e5/ou-ab12-c3d4e5f6'].map((id): [string, () => unknown, string] => (
      [`"${id}" as target`, () => stackWith({ targetIds: [id] }),
        `targetIds: "${id}" is not the ID of a root, an organizational unit or an account; give one like "r-a1b2", "ou-a1b2-c3d4e5f6" or "111122223333" [at Guardrails/Policy]`]
    )),
  ])('%s is refused', (_, define, message) => {
    expect(define).toThrow(new Error(message));
  });

  test('the session of a federated user is a principal, and a role of any path may be given', () => {
    const exemptPrincipalArns = ['arn:aws:sts::*:federated-user/*', 'arn:aws:iam::*:role/team/*', 'arn:aws:iam::*:role/assumed-role/x'];
    expect(() => Content.denyMantle({ exemptPrincipalArns })).not.toThrow();
  });

  test.each([
    ['globalInference: false', { globalInference: false }],
    ['geographies', { geographies: [Geography.US] }],
    ['applicationInferenceProfiles: false', { applicationInferenceProfiles: false }],
  ])('%s together with UNSPECIFIED_REGION is refused', (name, options) => {
    expect(() => Content.denyOutsideRegions(['us-east-1'], { ...options, crossRegionInference: RegionDenyExemption.UNSPECIFIED_REGION })).toThrow(new Error(
      'crossRegionInference: UNSPECIFIED_REGION leaves global inference alone, and nothing else, through any profile, ' +
      `which contradicts "${name}"; leave ${name.split(':')[0]} out, or use PROFILE_EXEMPTION`));
  });
});
