import { App, Aws, CfnOutput, CfnParameter, Environment, Stack, Stage, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnPolicy } from 'aws-cdk-lib/aws-organizations';
import { CrisServiceControlPolicy, CrisServiceControlPolicyProps, EnforcedGuardrail, EnforcedGuardrailPolicy, ExplicitDeny, Geography, RegionDenyExemption, ServiceControlPolicyContent as Content } from '../../src';
import { WARNING_IDS } from '../../src/private/errors';

const POLICY = 'AWS::Organizations::Policy';
const content = Content.deny(ExplicitDeny.globalInference());
const model = { modelId: 'anthropic.claude-sonnet-4-6' };

function stackWith(props: Partial<CrisServiceControlPolicyProps> = {}, env: Environment = { region: 'us-east-1' }): Stack {
  const stack = new Stack(new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } }), 'Guardrails', { env });
  new CrisServiceControlPolicy(stack, 'Policy', { content, ...props });
  return stack;
}

/** The document as text, in the partition of a Region. */
function textOf(one: Content, region = 'us-east-1'): string {
  return JSON.stringify(one.toDocument(new Stack(new App(), 'Stack', { env: { region } })));
}

/** A content of which the document has an exact number of characters, in the partition of a Region. */
function ofSize(size: number, region?: string): Content {
  const padded = (length: number) => Content.deny(ExplicitDeny.outsideModels([model]), { exemptPrincipalArns: [`arn:aws:iam::*:role/${'a'.repeat(length)}`] });
  return padded(size - textOf(padded(1), region).length + 1);
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

  test('gives its ID and the resource', () => {
    const stack = new Stack(new App(), 'Stack');
    const policy = new CrisServiceControlPolicy(stack, 'Policy', { content });
    new CfnOutput(stack, 'Id', { value: policy.policyId });
    policy.policy.description = 'changed';
    const template = Template.fromStack(stack);
    template.hasOutput('Id', { Value: { 'Fn::GetAtt': [stack.getLogicalId(policy.policy), 'Id'] } });
    template.hasResourceProperties(POLICY, { Description: 'changed' });
  });

  test('of your own may have the document, with more in it', () => {
    const stack = new Stack(new App(), 'Stack', { env: { region: 'us-east-1' } });
    const document = content.toDocument(stack);
    document.addStatements(new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['bedrock:PutUseCaseForModelAccess'], resources: ['*'] }));
    new CfnPolicy(stack, 'Policy', { name: 'ours', type: 'SERVICE_CONTROL_POLICY', content: document });
    Template.fromStack(stack).hasResourceProperties(POLICY, { Content: { Statement: [{}, {}, { Action: 'bedrock:PutUseCaseForModelAccess' }] } });
    // The content itself is as it was.
    expect(textOf(content)).not.toContain('PutUseCaseForModelAccess');
  });
});

describe('beside other policies of the app', () => {
  const TARGET = 'ou-ab12-c3d4e5f6';
  const inRegions = (...regions: string[]) => Content.denyOutsideRegions(regions);
  const eu = Content.deny(ExplicitDeny.outsideGeographies([Geography.EU]));
  const us = Content.deny(ExplicitDeny.outsideGeographies([Geography.US]));
  const app = () => new App();
  const attach = (scope: Stack, id: string, one: Content, targetIds?: string[], policyName?: string) =>
    new CrisServiceControlPolicy(scope, id, { content: one, targetIds, policyName });
  const stackOf = (scope: App | Stage, id: string, account?: string) => new Stack(scope, id, { env: { account, region: 'us-east-1' } });

  test.each<[string, Content, Content]>([['denyOutsideRegions', inRegions('us-east-1'), inRegions('eu-west-1')], ['outsideGeographies', Content.all(content, eu), us]])(
    'two lists of the kind %s on one target are refused, of another stack or stage too', (kind, first, second) => {
      const root = app();
      attach(stackOf(root, 'First'), 'Policy', first, ['r-ab12', TARGET]);
      for (const scope of [stackOf(root, 'Second'), stackOf(new Stage(root, 'Stage'), 'Second')]) {
        expect(() => attach(scope, 'Policy', second, [TARGET])).toThrow(new Error(
          `content: First/Policy has "${kind}" with another list on the target "${TARGET}" already, and what the one list leaves usable, the other denies; give one list`));
        expect(() => attach(scope, 'Elsewhere', second, ['111122223333'])).not.toThrow();
        expect(() => attach(scope, 'Nowhere', second)).not.toThrow();
      }
    });

  test('the same list again is not refused, nor one that exempts somebody, nor another kind', () => {
    const stack = stackOf(app(), 'Stack');
    const exempt = { exemptPrincipalArns: ['arn:aws:iam::*:role/A'] };
    const exempting = [Content.denyOutsideRegions(['eu-west-1'], exempt), Content.deny(ExplicitDeny.outsideGeographies([Geography.US]), exempt)];
    const contents = [inRegions('us-east-1'), inRegions('us-east-1'), eu, ...exempting];
    expect(() => contents.forEach((one, index) => attach(stack, `Policy${index}`, one, [TARGET]))).not.toThrow();
  });

  test('a target takes nine: AWS takes ten, and none of these allows anything', () => {
    const stack = stackOf(app(), 'Stack');
    for (let index = 0; index < 9; index++) attach(stack, `Policy${index}`, content, [TARGET]);
    attach(stack, 'Elsewhere', content, ['r-ab12']);
    expect(warnings(stack)).toEqual([]);
    attach(stack, 'Last', content, ['r-ab12', TARGET]);
    expect(warnings(stack)).toEqual([
      `the app attaches 10 service control policies to the target "${TARGET}", and AWS Organizations takes 10 there since 2026-05-15, counting FullAWSAccess and those of AWS Control Tower; ` +
      `put several contents into one policy with ServiceControlPolicyContent.all [ack: ${WARNING_IDS.serviceControlPoliciesOfTarget}]`,
    ]);
  });

  test('a name is there once in an account, and for each type of policy', () => {
    const root = app();
    const [first, sameAccount, other, unknown] = [['First', '111122223333'], ['Second', '111122223333'], ['Other', '999988887777'], ['Unknown', undefined]].map(([id, account]) => stackOf(root, id!, account));
    attach(first, 'Policy', content, undefined, 'cris');
    for (const stack of [first, sameAccount]) {
      expect(() => attach(stack, 'Again', content, undefined, 'cris')).toThrow(new Error(
        'policyName: "cris" is the name of First/Policy already, and the names of an organization\'s policies are unique; give another name, or leave it out'));
    }
    const guardrail = EnforcedGuardrail.version('arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6', '1');
    for (const stack of [other, unknown]) expect(() => attach(stack, 'Policy', content, undefined, 'cris')).not.toThrow();
    expect(() => new EnforcedGuardrailPolicy(first, 'Guardrail', { content: guardrail, policyName: 'cris' })).not.toThrow();
    expect(() => new EnforcedGuardrailPolicy(sameAccount, 'Guardrail', { content: guardrail, policyName: 'cris' })).toThrow('policyName: "cris" is the name of First/Guardrail already');
  });
});

describe('the size', () => {
  test.each([[5120, 0], [5121, 1], [10240, 1]])('of %d characters is accepted, with %d warnings', (size, count) => {
    const stack = stackWith({ content: ofSize(size) });
    const [policy] = Object.values(Template.fromStack(stack).findResources(POLICY));
    expect(JSON.stringify(policy.Properties.Content)).toHaveLength(size);
    expect(warnings(stack).filter((text) => text.includes(WARNING_IDS.serviceControlPolicyOverFormerLimit))).toHaveLength(count);
    expect(textOf(ofSize(size))).toHaveLength(size);
  });

  test('of 10241 characters is refused', () => {
    const text = 'content: the document has 10241 characters, and a service control policy holds 10240; ' +
      'name fewer profiles, models or actions, or put denies of different kinds into a CrisServiceControlPolicy each. ' +
      'One list cannot be divided: what one part leaves usable, the other denies';
    expect(() => stackWith({ content: ofSize(10241) })).toThrow(new Error(text));
    expect(() => ofSize(10241)).not.toThrow();
    expect(() => textOf(ofSize(10241))).toThrow(new Error(text));
  });

  test('of a partition that is a token is that of the longest partition', () => {
    expect(() => stackWith({ content: Content.all(content, ofSize(8000, 'us-gov-west-1')) }, {})).not.toThrow();
    const two = (size: number) => Content.all(content, ofSize(size));
    const rest = textOf(two(8000), 'us-gov-west-1').length - 8000;
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
  });
});

test('Sids are unique, and a statement that several contents share stands once', () => {
  const all = Content.all(
    content, Content.deny(ExplicitDeny.globalInference(), { exemptPrincipalArns: ['arn:aws:iam::*:role/A'] }),
    Content.deny(ExplicitDeny.outsideGeographies([Geography.US])),
    Content.deny(ExplicitDeny.outsideGeographies([Geography.EU]), { exemptPrincipalArns: ['arn:aws:iam::*:role/A'] }),
    Content.denyOutsideRegions(['us-east-1'], { globalInference: false }), Content.deny(ExplicitDeny.mantle()), Content.deny(ExplicitDeny.mantle()),
  );
  const { Statement } = JSON.parse(textOf(all)) as { Statement: { Sid: string }[] };
  const sids = Statement.map((statement) => statement.Sid);
  expect(new Set(sids).size).toBe(sids.length);
  expect(sids.filter((sid) => sid.startsWith('DenyGlobalInference') && !sid.includes('Profiles'))).toEqual(['DenyGlobalInference', 'DenyGlobalInference2']);
  expect(sids.filter((sid) => sid.startsWith('DenyMantle'))).toEqual(['DenyMantle']);
  expect(sids).toContain('DenyOutsideGeographies2');
});

test('what was given is copied', () => {
  const regions = ['us-east-1'];
  const allowed = Content.denyOutsideRegions(regions, { globalServiceActions: ['iam:*'] });
  regions.push('eu-west-1');
  expect(textOf(allowed)).not.toContain('eu-west-1');
});

describe('bad input', () => {
  const principal = 'exemptPrincipalArns: "admin" is not the ARN of a principal; give one like "arn:aws:iam::*:role/PlatformAdmin"';
  const tokenList = new CfnParameter(new Stack(), 'List', { type: 'CommaDelimitedList' }).valueAsList;

  test.each<[string, () => unknown, string]>([
    ['no contents', () => Content.all(), 'contents: the list is empty; give at least one'],
    ['two lists of one kind', () => Content.all(Content.deny(ExplicitDeny.outsideGeographies([Geography.US])), Content.deny(ExplicitDeny.outsideGeographies([Geography.EU]))),
      'contents: "outsideGeographies" is there twice, and what the one list leaves usable, the other denies; give one list'],
    ['no Regions', () => Content.denyOutsideRegions([]), 'regions: the list is empty; give the Regions that stay usable'],
    ['"unspecified" among the Regions', () => Content.denyOutsideRegions(['us-east-1', 'unspecified']), 'regions: "unspecified" is not a Region; give a name like "eu-west-1"'],
    ['an exempt geography twice', () => Content.denyOutsideRegions(['us-east-1'], { geographies: [Geography.US, Geography.US] }), 'geographies: "us" is given twice; leave one out'],
    ['no actions', () => Content.denyOutsideRegions(['us-east-1'], { globalServiceActions: [] }),
      'globalServiceActions: the list is empty; leave it out to take those of the global services'],
    ['what is no action', () => Content.denyOutsideRegions(['us-east-1'], { globalServiceActions: ['iam'] }),
      'globalServiceActions: "iam" is not an action; give one like "iam:*" or "ec2:DescribeRegions"'],
    ['no further actions', () => Content.denyOutsideRegions(['us-east-1'], { exemptActions: [] }), 'exemptActions: the list is empty; leave it out to exempt no more'],
    ['a further action that is none', () => Content.denyOutsideRegions(['us-east-1'], { exemptActions: ['ApplyGuardrail'] }),
      'exemptActions: "ApplyGuardrail" is not an action; give one like "iam:*" or "ec2:DescribeRegions"'],
    ['nobody exempt', () => Content.deny(ExplicitDeny.mantle(), { exemptPrincipalArns: [] }), 'exemptPrincipalArns: the list is empty; leave it out to exempt nobody'],
    ['a principal twice', () => Content.deny(ExplicitDeny.mantle(), { exemptPrincipalArns: ['arn:aws:iam::*:role/A', 'arn:aws:iam::*:role/A'] }),
      'exemptPrincipalArns: "arn:aws:iam::*:role/A" is given twice; leave one out'],
    ['what is no principal', () => Content.deny(ExplicitDeny.globalInference(), { exemptPrincipalArns: ['admin'] }), principal],
    ...[
      'arn:aws:iam::*:group/admins', 'arn:aws:iam::*:policy/A', 'arn:aws:iam::*:role/', 'arn:aws:iam::*:role', 'arn:aws:iam::*:role/a b', 'arn:aws:iam:::role/A',
      'arn:aws:iam::any:role/A', 'not-arn:aws:iam::*:role/A', 'arn:azure:iam::*:role/A', 'arn:aws:sts::*:federated-user/', 'arn:aws:iam::*:*', '*', '111122223333',
    ].map((arn): [string, () => unknown, string] => [`"${arn}" as a principal`, () => Content.deny(ExplicitDeny.mantle(), { exemptPrincipalArns: [arn] }), principal.replace('"admin"', `"${arn}"`)]),
    ['the ARN of something else', () => Content.deny(ExplicitDeny.globalInference(), { exemptPrincipalArns: ['arn:aws:s3:::admin'] }), principal.replace('"admin"', '"arn:aws:s3:::admin"')],
    ['a session', () => Content.deny(ExplicitDeny.mantle(), { exemptPrincipalArns: ['arn:aws:iam::*:role/A', 'arn:aws:sts::*:assumed-role/PlatformAdmin/*'] }),
      'exemptPrincipalArns: "arn:aws:sts::*:assumed-role/PlatformAdmin/*" is the ARN of a session, and aws:PrincipalArn holds that of its role; ' +
      'give the role, with its path if it has one, like "arn:aws:iam::*:role/PlatformAdmin"'],
    ...([
      ['arn:aws:iam::*:role/*', 'role'], ['arn:aws:iam::*:role/?*', 'role'], ['arn:aws:iam::????????????:role/*/*', 'role'], ['arn:aws:iam::*:user/*', 'user'],
      ['arn:aws:sts::*:federated-user/*', 'federated user'],
    ]).map(([arn, kind]): [string, () => unknown, string] => [`every ${kind} by "${arn}"`, () => Content.denyOutsideRegions(['us-east-1'], { exemptPrincipalArns: [arn] }),
      `exemptPrincipalArns: "${arn}" exempts every ${kind} of every account; give a name or the accounts, like "arn:aws:iam::*:role/PlatformAdmin"`]),
    ['every root user', () => Content.deny(ExplicitDeny.mantle(), { exemptPrincipalArns: ['arn:aws:iam::*:root'] }),
      'exemptPrincipalArns: "arn:aws:iam::*:root" exempts every root user of every account; give the accounts, like "arn:aws:iam::111122223333:root"'],
    ['a list that is a token', () => Content.deny(ExplicitDeny.mantle(), { exemptPrincipalArns: tokenList }),
      'exemptPrincipalArns: the list is a token, known only at deployment; give a literal, because what is synthesized depends on it'],
    ['an empty name', () => stackWith({ policyName: '' }), 'policyName: 0 characters; give 1 to 128'],
    ['a long name', () => stackWith({ policyName: 'n'.repeat(129) }), 'policyName: 129 characters; give 1 to 128'],
    ['a long description', () => stackWith({ description: 'd'.repeat(513) }), 'description: 513 characters; give 1 to 512'],
    ['no targets', () => stackWith({ targetIds: [] }), 'targetIds: the list is empty; leave it out to attach the policy to nothing'],
    ['a target twice', () => stackWith({ targetIds: ['r-ab12', 'r-ab12'] }), 'targetIds: "r-ab12" is given twice; leave one out'],
    ...['ou-ab12', 'root', '11112222333', 'o-a1b2c3d4e5', 'arn:aws:organizations::111122223333:ou/o-a1b2c3d4e5/ou-ab12-c3d4e5f6'].map((id): [string, () => unknown, string] => (
      [`"${id}" as target`, () => stackWith({ targetIds: [id] }),
        `targetIds: "${id}" is not the ID of a root, an organizational unit or an account; give one like "r-a1b2", "ou-a1b2-c3d4e5f6" or "111122223333"`]
    )),
  ])('%s is refused', (_, define, message) => {
    expect(define).toThrow(new Error(message));
  });

  test('the session of a federated user is a principal, a root user, a user, and a role of any path', () => {
    const exemptPrincipalArns = [
      'arn:aws:sts::*:federated-user/ops-*', 'arn:aws:iam::111122223333:role/*', 'arn:aws:iam::*:role/team/*', 'arn:aws:iam::*:role/assumed-role/x', 'arn:aws:iam::1111????3333:user/ops/a', 'arn:aws-us-gov:iam::111122223333:root',
    ];
    expect(() => Content.deny(ExplicitDeny.mantle(), { exemptPrincipalArns })).not.toThrow();
  });

  test.each([
    ['globalInference: false', { globalInference: false }],
    ['geographies', { geographies: [Geography.US] }],
    ['applicationInferenceProfiles: false', { applicationInferenceProfiles: false }],
  ])('%s together with UNSPECIFIED_REGION is refused', (name, options) => {
    expect(() => Content.denyOutsideRegions(['us-east-1'], { ...options, crossRegionInference: RegionDenyExemption.UNSPECIFIED_REGION })).toThrow(new Error(
      'crossRegionInference: UNSPECIFIED_REGION does not affect global inference, and nothing else, through any profile, ' +
      `which contradicts "${name}"; leave ${name.split(':')[0]} out, or use PROFILE_EXEMPTION`));
  });
});
