import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ORGANIZATION, Organization } from '../../examples/organization/organization';
import { OrganizationStage } from '../../examples/organization/organization-stage';
import { RECOMMENDED_FLAGS } from '../scenarios/synthesize';

const { sourceRegions, monitoringAccount, managementAccount } = ORGANIZATION;
const WITH_SINKS: Organization = {
  ...ORGANIZATION,
  sinkArns: Object.fromEntries(sourceRegions.map((region) => [region, `arn:aws:oam:${region}:${monitoringAccount}:sink/a1b2c3d4-5678-90ab-cdef-EXAMPLE11111`])),
};

interface Template {
  readonly Mappings?: Record<string, unknown>;
  readonly Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
  readonly [section: string]: unknown;
}

function synthesized(organization: Organization) {
  const app = new App({ context: { ...RECOMMENDED_FLAGS } });
  const stage = new OrganizationStage(app, 'Bedrock', { organization });
  const assembly = app.synth().getNestedAssembly('assembly-Bedrock');
  const stackSets = readdirSync(assembly.directory).filter((file) => file.endsWith('.stackset.template.json')).map((file) => readFileSync(join(assembly.directory, file), 'utf8'));
  return { stage, assembly, stackSets, stacks: stage.node.findAll().filter((one): one is Stack => one instanceof Stack) };
}

const all = synthesized(WITH_SINKS);
const [globalText, regionalText] = [...all.stackSets].sort((one, other) => Number(one.includes('AWS::Oam::Link')) - Number(other.includes('AWS::Oam::Link')));
const regional = JSON.parse(regionalText) as Template;
const global = JSON.parse(globalText) as Template;
const resources = (template: Template, type: string) => Object.values(template.Resources).filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
const typesOf = (template: Template) => Object.values(template.Resources).map(({ Type }) => Type).filter((type) => type !== 'AWS::CDK::Metadata').sort();

test('before the ARNs of the sinks are known: the hubs, and what to do next', () => {
  const { assembly } = synthesized(ORGANIZATION);
  expect(assembly.stacks.map(({ stackName }) => stackName)).toEqual(sourceRegions.map((region) => `Bedrock-Hub-${region}`));
  const messages = assembly.stacks.flatMap(({ messages: found }) => found.map(({ level, entry }) => `${level}: ${String(entry.data)}`));
  expect(messages.filter((message) => message.includes('organization::sinkArns'))).toEqual([expect.stringContaining('no baseline in eu-west-1, us-east-1: deploy the hubs there, then put their outputs SinkArn into sinkArns')]);
});

test('a new Region has a hub until its sink is known, and the other Regions keep their baselines', () => {
  const { assembly, stackSets } = synthesized({ ...WITH_SINKS, sourceRegions: [...sourceRegions, 'eu-central-1'] });
  const names = assembly.stacks.map(({ stackName }) => stackName);
  expect(names).toEqual(expect.arrayContaining([...all.assembly.stacks.map(({ stackName }) => stackName), 'Bedrock-Hub-eu-central-1']));
  expect(names).toHaveLength(all.assembly.stacks.length + 1);
  expect(stackSets.filter((text) => text.includes('AWS::Oam::Link'))).toEqual([regionalText]);
});

test('alarms and rules of each hub may publish to its topic, for their own account only', () => {
  for (const { template } of all.assembly.stacks.filter(({ stackName }) => stackName.includes('Hub'))) {
    const [{ PolicyDocument }] = resources(template as Template, 'AWS::SNS::TopicPolicy') as { PolicyDocument: { Statement: { Effect: string; Principal: { Service?: string }; Condition: unknown }[] } }[];
    const publishers = PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow').map(({ Principal, Condition }) => [Principal.Service, Condition]);
    expect(publishers).toEqual([['cloudwatch.amazonaws.com', { StringEquals: { 'aws:SourceAccount': monitoringAccount } }]]);
    const targets = resources(template as Template, 'AWS::Events::Rule').flatMap(({ Targets }) => Targets as { RoleArn?: unknown; InputTransformer?: unknown }[]);
    expect(targets.map(({ RoleArn, InputTransformer }) => [RoleArn !== undefined, InputTransformer !== undefined])).toEqual([[true, true], [true, true]]);
  }
});

test('hubs are deployed before baselines, those before policies; the other way round, links go before sinks', () => {
  const order = Object.fromEntries(all.assembly.stacks.map(({ stackName, dependencies }) => [
    stackName, dependencies.filter(({ id }) => !id.endsWith('.assets')).map(({ id }) => all.assembly.getStackArtifact(id).stackName).sort(),
  ]));
  const hubs = ['Bedrock-Hub-eu-west-1', 'Bedrock-Hub-us-east-1'];
  const baselines = ['Bedrock-ManagementBaseline-eu-west-1', 'Bedrock-ManagementBaseline-us-east-1', 'Bedrock-MemberBaseline'];
  expect(order).toEqual({ ...Object.fromEntries(hubs.map((hub) => [hub, []])), ...Object.fromEntries(baselines.map((baseline) => [baseline, hubs])), 'Bedrock-Policies': baselines });
});

test('each stack is where its kind of account is', () => {
  const where = (name: string) => all.assembly.stacks.filter(({ stackName }) => stackName.includes(name)).map(({ environment }) => environment.account);
  expect(new Set(where('Hub'))).toEqual(new Set([monitoringAccount]));
  expect(where('MemberBaseline')).toEqual([monitoringAccount]);
  expect(new Set([...where('ManagementBaseline'), ...where('Policies')])).toEqual(new Set([managementAccount]));
});

describe('what StackSets deploy to every account', () => {
  test.each([['regional', regionalText], ['global', globalText]])('the %s template is at most 51,200 bytes, and of what StackSets take', (_, text) => {
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(51_200);
    const template = JSON.parse(text) as Template;
    expect(Object.keys(template).sort()).toEqual(expect.not.arrayContaining(['Transform', 'Parameters', 'Rules']));
    expect(typesOf(template).filter((type) => /^AWS::CloudFormation::|^Custom::|^AWS::Lambda::/.test(type))).toEqual([]);
    // An asset, or a name that is one account's or one Region's.
    expect(text).not.toMatch(/cdk-hnb659fds|"Fn::ImportValue"|999988887777/);
  });

  test('nothing in the regional template has a name that a second Region, or a stack of the same account, could have', () => {
    const named = Object.values(regional.Resources).flatMap(({ Type, Properties = {} }) => Object.entries(Properties)
      .filter(([property, value]) => /Name$/.test(property) && typeof value === 'string').map(([property]) => `${Type} ${property}`));
    // Metrics are no resources; queries are one Region's, and are named by the path of their construct.
    expect([...new Set(named)].sort()).toEqual(['AWS::CloudWatch::Alarm MetricName', 'AWS::Logs::QueryDefinition Name']);
  });

  test('the global template has the one name that developers refer to, and is deployed to one Region', () => {
    expect(typesOf(global)).toEqual(['AWS::IAM::ManagedPolicy']);
    expect(resources(global, 'AWS::IAM::ManagedPolicy').map(({ ManagedPolicyName }) => ManagedPolicyName)).toEqual(['BedrockCrisBoundary']);
  });

  test('a link leads to the sink of its Region', () => {
    const [link] = resources(regional, 'AWS::Oam::Link');
    expect(link.SinkIdentifier).toEqual({ 'Fn::FindInMap': ['Sinks', { Ref: 'AWS::Region' }, 'arn'] });
    expect(regional.Mappings).toEqual({ Sinks: Object.fromEntries(Object.entries(WITH_SINKS.sinkArns).map(([region, arn]) => [region, { arn }])) });
  });

  test('automatic deployment to the organizational units, by the delegated administrator', () => {
    const member = all.assembly.stacks.find(({ stackName }) => stackName === 'Bedrock-MemberBaseline')!.template as Template;
    const sets = resources(member, 'AWS::CloudFormation::StackSet');
    expect(sets).toHaveLength(2);
    for (const set of sets) {
      expect(set).toMatchObject({ PermissionModel: 'SERVICE_MANAGED', CallAs: 'DELEGATED_ADMIN', AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false } });
    }
    const regions = sets.map(({ StackInstancesGroup }) => (StackInstancesGroup as { Regions: string[] }[]).map(({ Regions }) => Regions));
    expect(regions).toEqual([[sourceRegions], [sourceRegions.slice(0, 1)]]);
  });

  test('the management account has the same, in plain stacks', () => {
    const named = (name: string) => all.assembly.stacks.find(({ stackName }) => stackName === name)!.template as Template;
    const [first, second] = sourceRegions.map((region) => named(`Bedrock-ManagementBaseline-${region}`));
    expect(typesOf(second)).toEqual(typesOf(regional));
    expect(typesOf(first)).toEqual([...typesOf(regional), ...typesOf(global)].sort());
  });
});

test('cdk-nag finds nothing, and the CDK says nothing that an account could not answer', () => {
  for (const stack of all.stacks) {
    expect(new AwsSolutionsChecks().validateScope(stack).violations.map(({ ruleName }) => `${stack.node.path}: ${ruleName}`)).toEqual([]);
  }
  const messages = all.assembly.stacks.flatMap(({ messages: found }) => found.map(({ level, entry }) => `${level}: ${String(entry.data)}`));
  expect(messages.filter((message) => !message.includes('::auditNeedsTrail'))).toEqual([]);
});
