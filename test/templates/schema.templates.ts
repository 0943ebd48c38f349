import { allTemplates, ResourceBody } from './all-templates';
import { CloudFormationSchema } from './cloudformation-schema';

const schema = new CloudFormationSchema();
const templates = allTemplates();
const resources = templates.flatMap(({ body }) => Object.values(body.Resources));
const types = new Set(resources.map(({ Type }) => Type));

test.each(templates)('$name is what the CloudFormation schema has', ({ body }) => {
  expect(Object.keys(body.Resources)).not.toEqual([]);
  expect(schema.findings(body)).toEqual([]);
});

test('all of them', () => {
  const findings = templates.flatMap(({ body }) => schema.findings(body));
  process.stdout.write(`CloudFormation schema: ${templates.length} templates, ${resources.length} resources of ${types.size} types, ${findings.length} findings\n`);
  expect(templates.length).toBeGreaterThan(40);
});

test.each([
  'AWS::Bedrock::ApplicationInferenceProfile', 'AWS::Budgets::Budget', 'AWS::CloudTrail::Trail', 'AWS::CloudWatch::Dashboard', 'AWS::EC2::VPCEndpoint', 'AWS::Events::Rule',
  'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::Logs::MetricFilter', 'AWS::Logs::QueryDefinition', 'AWS::Organizations::Policy',
])('%s is among the resources', (type) => {
  expect(types).toContain(type);
});

describe('the check fails', () => {
  const findings = (resource: ResourceBody, more: Record<string, ResourceBody> = {}) => schema.findings({ Resources: { X: resource, ...more } });
  const query = { Name: 'q', QueryString: 'fields @message' };
  const output = (value: unknown) => schema.findings({ Resources: { X: { Type: 'AWS::Logs::LogGroup' } }, Outputs: { O: { Value: value } } });

  test.each<[string, string[], string[]]>([
    ['a resource type that there is not', findings({ Type: 'AWS::Logs::QueryDefinitions', Properties: query }), ['X: no resource type AWS::Logs::QueryDefinitions']],
    ['a misspelt property', findings({ Type: 'AWS::Logs::QueryDefinition', Properties: { ...query, LogGroupName: ['a'] } }), ['X: no property LogGroupName']],
    ['a required property that is missing', findings({ Type: 'AWS::Logs::QueryDefinition', Properties: { Name: 'q' } }), ['X: QueryString is required']],
    ['no properties where some are required', findings({ Type: 'AWS::IAM::RolePolicy' }), ['X: RoleName is required', 'X: PolicyName is required']],
    ['a required property without value', findings({ Type: 'AWS::Logs::QueryDefinition', Properties: { ...query, Name: { Ref: 'AWS::NoValue' } } }), ['X: Name is required']],
    ['text where a list belongs', findings({ Type: 'AWS::Logs::QueryDefinition', Properties: { ...query, LogGroupNames: 'a' } }), ['X/LogGroupNames: "a" is no list']],
    ['a number in a list of texts', findings({ Type: 'AWS::Logs::QueryDefinition', Properties: { ...query, LogGroupNames: ['a', 1] } }), ['X/LogGroupNames/1: 1 is no string']],
    ['a fraction where an integer belongs', findings({ Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 1.5 } }), ['X/RetentionInDays: 1.5 is no integer']],
    ['"true" for true', findings({ Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: 'b', IsLogging: 'true' } }), ['X/IsLogging: "true" is no boolean']],
    ['a value that the schema does not list', findings({ Type: 'AWS::Organizations::Policy', Properties: { Name: 'p', Content: {}, Type: 'SCP' } }), [expect.stringContaining('X/Type: "SCP" is no AISERVICES_OPT_OUT_POLICY or ')]],
    ['a definition within, misspelt', findings({ Type: 'AWS::Budgets::Budget', Properties: { Budget: { BudgetType: 'COST', TimeUnit: 'MONTHLY', Limit: { Amount: 1, Unit: 'USD' } } } }), ['X/Budget: no property Limit']],
    ['a definition within a branch of a condition', findings({ Type: 'AWS::Bedrock::ApplicationInferenceProfile', Properties: { InferenceProfileName: 'n', ModelSource: { 'Fn::If': ['C', { CopyOf: 'a' }, { CopyFrom: 'a' }] } } }), ['X/ModelSource/Fn::If/1: CopyFrom is required', 'X/ModelSource/Fn::If/1: no property CopyOf']],
    ['a tag without value', findings({ Type: 'AWS::Bedrock::ApplicationInferenceProfile', Properties: { InferenceProfileName: 'n', Tags: [{ Key: 'team' }] } }), ['X/Tags/0: Value is required']],
    ['tags as a map where they are a list', findings({ Type: 'AWS::Bedrock::ApplicationInferenceProfile', Properties: { InferenceProfileName: 'n', Tags: { team: 'a' } } }), ['X/Tags: {"team":"a"} is no list']],
    ['a policy document that is no JSON', findings({ Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: 'r', PolicyName: 'p', PolicyDocument: 'allow' } }), ['X/PolicyDocument: "allow" is no JSON']],
    ['a custom resource without its function', findings({ Type: 'Custom::Thing', Properties: {} }), ['X: a custom resource without ServiceToken']],
    ['an attribute that the resource does not have', output({ 'Fn::GetAtt': ['X', 'LogGroupArn'] }), ['O/Value: AWS::Logs::LogGroup has no attribute LogGroupArn']],
    ['the same in a text', output({ 'Fn::Sub': 'a ${X.LogGroupArn} ${!X.Literal}' }), ['O/Value: AWS::Logs::LogGroup has no attribute LogGroupArn']],
    ['an attribute of what is not there', output({ 'Fn::GetAtt': 'Y.Arn' }), ['O/Value: no resource is named Y']],
    ['a reference to what is not there', output({ 'Fn::Join': ['', ['a', { Ref: 'Y' }]] }), ['O/Value/Fn::Join/1/1: no resource or parameter is named Y']],
    ['a dependency on a parameter', schema.findings({ Parameters: { P: {} }, Resources: { X: { Type: 'AWS::Logs::LogGroup', DependsOn: ['P'] } } }), ['X/DependsOn: no resource is named P']],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  // Every property of every resource that this library makes is one that the check looks at.
  const properties = resources.filter(({ Type }) => !Type.startsWith('Custom::')).flatMap((resource) =>
    Object.entries((resource.Properties ?? {}) as Record<string, unknown>).map(([name, value]) => ({ resource, name, value })));

  test('every property of every resource, misspelt and of another type', () => {
    const unnoticed = properties.filter(({ resource, name, value }) => {
      const { [name]: _, ...others } = resource.Properties as Record<string, unknown>;
      const of = (more: object) => findings({ ...resource, Properties: { ...others, ...more } });
      const misspelt = of({ [`${name}X`]: value }).includes(`X: no property ${name}X`);
      const retyped = of({ [name]: typeof value === 'boolean' ? 1 : true }).some((finding) => finding.startsWith(`X/${name}: `));
      return !misspelt || !retyped;
    });
    expect(unnoticed).toEqual([]);
    expect(properties.length).toBeGreaterThan(1_000);
  });
});
