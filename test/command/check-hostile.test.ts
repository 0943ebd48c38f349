import { readFileSync, writeFileSync } from 'fs';
import { dirname } from 'path';
import { command, Workspace } from './command-run';
import { allow, BOTH, document, globalStatements, literal, OPUS_5, template } from '../checks/corpus/template-parts';
import { inlineRole } from '../checks/corpus/template-resources';

const workspace = new Workspace();
const ARNS = { profile: (id: string) => literal.profile(id, 'eu-west-1'), model: (id: string) => literal.model(id, 'eu-west-1'), regionless: literal.regionless };
const [onProfile, ...onModels] = globalStatements(OPUS_5, ARNS);
const UNKNOWN: readonly unknown[] = [
  { 'Fn::If': ['Production', 'a', { Ref: 'AWS::NoValue' }] }, { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/key' } } }, { 'Fn::Quantum': [1, 2] },
  { 'Fn::ForEach::Loop': ['Item', ['a'], { '${Item}': 1 }] }, { 'Fn::If': null }, { Ref: null }, { Ref: { Ref: 'A' } }, { 'Fn::GetAtt': [] }, { 'Fn::Sub': [] }, { 'Fn::Join': 'x' }, { 'Fn::Select': [9, ['a']] },
  { 'Fn::FindInMap': ['toString', 'constructor', '__proto__'] }, { 'Fn::Sub': '${' }, { 'Fn::ImportValue': { 'Fn::Sub': 'x' } },
  null, 'x', 5, true, [], [[]], {}, { toString: 1, valueOf: 2 }, { toString: null, valueOf: null },
];
const nested = (kind: 'lists' | 'objects' | 'joins', levels: number) => {
  const [open, close] = { lists: ['[', ']'], objects: ['{"a":', '}'], joins: ['{"Fn::Join":["",[', ']]}'] }[kind];
  return `${open.repeat(levels)}"a"${close.repeat(levels)}`;
};

/** The sound role with one value replaced, at every place that the checker reads. */
const PLACES: Record<string, (odd: unknown) => unknown> = {
  resource: (Odd) => ({ Odd }),
  type: (Type) => ({ Odd: { Type } }),
  metadata: (Metadata) => ({ Odd: { Type: 'AWS::CloudFormation::Stack', Metadata } }),
  properties: (Properties) => ({ Odd: { Type: 'AWS::IAM::Role', Properties } }),
  policies: (odd) => ({ Odd: { Type: 'AWS::IAM::Role', Properties: { Policies: odd, ManagedPolicyArns: odd, RoleName: odd } }, User: { Type: 'AWS::IAM::User', Properties: { Groups: odd, Policies: [odd] } } }),
  document: (odd) => ({ Odd: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: odd, Roles: odd } }, Set: { Type: 'AWS::SSO::PermissionSet', Properties: { InlinePolicy: odd, ManagedPolicies: odd } } }),
  statement: (odd) => ({ Odd: inlineRole('lambda.amazonaws.com', [odd, { Effect: odd }, { ...onProfile, Sid: odd, Principal: odd }]), All: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement: odd } } } }),
  element: (odd) => ({ Odd: inlineRole('lambda.amazonaws.com', [{ Effect: 'Allow', Action: odd, Resource: odd }, { Effect: 'Deny', NotAction: odd, NotResource: odd }, allow(BOTH, odd), allow(BOTH, [odd])]) }),
  condition: (odd) => ({
    Odd: inlineRole('lambda.amazonaws.com', [odd, { StringEquals: odd }, { StringEquals: { 'aws:RequestedRegion': odd } }, { Null: { 'bedrock:InferenceProfileArn': [odd] } }, { Odd: { odd } }]
      .map((Condition) => ({ ...onProfile, Condition }))),
  }),
  caller: (odd) => ({
    Role: inlineRole('lambda.amazonaws.com', [onProfile, ...onModels]),
    Function: { Type: 'AWS::Lambda::Function', Properties: { Role: odd, Environment: { Variables: { ODD: odd } } } },
    Other: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Environment: odd } },
    Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { TaskRoleArn: { 'Fn::GetAtt': 'Role.Arn' }, ContainerDefinitions: [odd, { Environment: odd }, { Environment: [odd, { Value: odd }] }] } },
    Agent: { Type: 'AWS::Bedrock::Agent', Properties: { AgentResourceRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] }, FoundationModel: odd } },
  }),
  audit: (odd) => ({
    Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { EventSelectors: odd, AdvancedEventSelectors: [odd, { FieldSelectors: odd }, { FieldSelectors: [odd, { Field: odd, Equals: odd }] }] } },
    Rule: { Type: 'AWS::Events::Rule', Properties: { State: odd, EventPattern: { source: odd, detail: { eventSource: odd, eventName: [odd, { prefix: odd }], additionalEventData: odd } } } },
    Filter: { Type: 'AWS::Logs::MetricFilter', Properties: { FilterPattern: odd } },
    Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Namespace: 'AWS/Bedrock', MetricName: 'Invocations', Dimensions: [odd, { Name: odd, Value: odd }], Metrics: [odd, { MetricStat: odd }, { MetricStat: { Metric: odd } }] } },
  }),
};

async function survives(path: string): Promise<void> {
  for (const options of [[], ['--region', 'eu-west-1'], ['--format', 'json']]) {
    const { code, err } = await command('check', ...options, path);
    expect([[0, 1].includes(code), err]).toEqual([true, '']);
  }
}

describe.each(Object.entries(PLACES))('an odd %s does not end the check', (place, resources) => {
  test.each(UNKNOWN.map((odd) => [JSON.stringify(odd), odd] as const))('%s', async (_name, odd) => {
    const outputs = { Odd: odd, Value: { Value: odd } };
    await survives(workspace.write(`${place}.json`, template(resources(odd) as Record<string, unknown>, { Outputs: outputs, Mappings: { Odd: odd, Map: { Odd: odd } }, Conditions: odd, Transform: odd })));
  });
});

describe.each(['lists', 'objects', 'joins'] as const)('%s in each other, 10,000 deep, do not end the check', (kind) => {
  const HOLE = '"HOLE"';
  const deep = nested(kind, 10_000);
  const write = (name: string, json: unknown) => workspace.write(`${name}-${kind}.json`, JSON.stringify(json).split(HOLE).join(deep));

  test.each([
    ['properties', template({ Role: { Type: 'AWS::IAM::Role', Properties: { Policies: 'HOLE' } } })],
    ['an intrinsic', template({ Role: { Type: 'AWS::IAM::Role', Properties: { Policies: { 'Fn::If': ['A', 'HOLE'] } } } })],
    ['a resource that is not read', template({ Topic: { Type: 'AWS::SNS::Topic', Properties: { Subscription: 'HOLE' } } })],
    ['a statement', document('HOLE')],
    ['a condition', document({ ...onProfile, Condition: { StringEquals: 'HOLE' } })],
    ['outputs', template({}, { Outputs: 'HOLE' })],
    ['an export', template({ Role: inlineRole('lambda.amazonaws.com', [onProfile]) }, { Outputs: { Out: { Value: 'HOLE', Export: { Name: 'HOLE' } } } })],
    ['the parameter of a nested stack', template({ Role: inlineRole('lambda.amazonaws.com', [onProfile]), Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { A: 'HOLE' } } } })],
    ['the name of a role', template({ Role: inlineRole('lambda.amazonaws.com', [onProfile], { RoleName: 'HOLE', PermissionsBoundary: 'HOLE' }), Policy: { Type: 'AWS::IAM::Policy', Properties: { Roles: ['HOLE'] } } })],
  ])('in %s', async (name, json) => {
    await survives(write(name, json));
  });

  test('where no policy or template is: it is said', async () => {
    for (const json of ['HOLE', { PolicyDocument: 'HOLE' }]) expect((await command('check', write('neither', json))).code).toBe(2);
  });
});

test.each(['(', '[', '\\', '*', '', '__proto__', 'constructor', 'a.b', 'Fn::ForEach::A', 'é', '\uE000A\uE001'])('a resource with the logical ID %j does not end the check', async (logicalId) => {
  const resources = `{ ${JSON.stringify(logicalId)}: ${JSON.stringify(inlineRole('lambda.amazonaws.com', [onProfile]))}, "Policy": ${JSON.stringify({
    Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: document(...onModels), Roles: [{ Ref: logicalId }, { 'Fn::If': ['A', { Ref: logicalId }, 'b'] }] },
  })} }`;
  await survives(workspace.write('named.json', `{ "Resources": ${resources}, "Outputs": { "A": { "Value": ${JSON.stringify({ Ref: logicalId })}, "Export": { "Name": "a" } } } }`));
});

test('references in a circle do not end the check', async () => {
  await survives(workspace.write('circle.json', template({
    A: { Type: 'AWS::IAM::Role', Properties: { RoleName: { Ref: 'B' }, ManagedPolicyArns: [{ Ref: 'B' }], Policies: [{ PolicyDocument: { Ref: 'A' } }] } },
    B: { Type: 'AWS::IAM::ManagedPolicy', Properties: { Roles: [{ Ref: 'A' }, { Ref: 'B' }], PolicyDocument: { 'Fn::GetAtt': ['B', 'PolicyDocument'] } } },
  }, { Outputs: { A: { Value: { Ref: 'A' } } } })));
});

test('folders and nested stacks in a circle do not end the check', async () => {
  workspace.write('loop/manifest.json', { artifacts: { Self: { properties: { directoryName: '.' } }, A: { properties: { templateFile: 'A.json' } } } });
  for (const [name, other] of [['A', 'B'], ['B', 'A']]) {
    workspace.write(`loop/${name}.json`, template({ Nested: { Type: 'AWS::CloudFormation::Stack', Properties: {}, Metadata: { 'aws:asset:path': `${other}.json` } } }));
  }
  await survives(workspace.path('loop'));
});

describe('large files are checked within seconds', () => {
  // Of the processor, as others may use it too. A few; what grows with the square of the roles takes longer than this.
  const SECONDS = 20;
  const timed = async (...args: string[]) => {
    const start = process.cpuUsage();
    const { code } = await command('check', ...args);
    return { code, seconds: process.cpuUsage(start).user / 1_000_000 };
  };

  test.each([
    ['many roles, each with a fault', 2_500, (index: number) => inlineRole('lambda.amazonaws.com', [onProfile, allow('s3:GetObject', [`arn:aws:s3:::bucket-${index}/*`])], { Description: 'x'.repeat(6_500) })],
    ['a lot of everything else', 60_000, (index: number) => ({ Type: 'AWS::SNS::Topic', Properties: { DisplayName: `${index}-${'eu-west-1 us-east-1 '.repeat(13)}` } })],
  ])('20 MB of %s', async (_name, count, resource) => {
    const path = workspace.write('large.json', template(Object.fromEntries(Array.from({ length: count }, (_, index) => [`R${index}`, resource(index)]))));
    expect(readFileSync(path).length).toBeGreaterThan(15_000_000);
    expect((await timed('--region', 'eu-west-1', path)).seconds).toBeLessThan(SECONDS);
  }, 600_000);

  test('20 MB of blanks before a template', async () => {
    const path = workspace.write('blanks/template.json', template({ Role: inlineRole('lambda.amazonaws.com', [onProfile]) }));
    writeFileSync(path, ' '.repeat(20_000_000) + readFileSync(path, 'utf8'));
    for (const where of [path, dirname(path)]) {
      const { code, seconds } = await timed('--region', 'eu-west-1', where);
      expect(code).toBe(1);
      expect(seconds).toBeLessThan(SECONDS);
    }
  }, 600_000);

  test.each(['x', '*a', '?*', 'aa-'])('2 MB of "%s"', async (text) => {
    // What grows with its square takes hours at this length already.
    const long = text.repeat(2_000_000 / text.length);
    const resources = { Role: inlineRole('lambda.amazonaws.com', [onProfile, allow(BOTH, `arn:aws:bedrock:${long}`)]), Filter: { Type: 'AWS::Logs::MetricFilter', Properties: { FilterPattern: long } } };
    expect((await timed(workspace.write('long.json', template(resources)))).seconds).toBeLessThan(SECONDS);
  }, 600_000);
});
