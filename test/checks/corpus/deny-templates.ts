import { CorpusCase, Json } from './corpus-case';
import { allow, BOTH, cdk, deny, document, geographicStatements, getAtt, globalStatements, OPUS_5, SONNET_4_5, template } from './template-parts';
import { cdkRole, inlineRole, managedPolicy, serviceControlPolicy } from './template-resources';

const US = ['us-east-1', 'us-east-2', 'us-west-2'];
const outside = (...regions: unknown[]): Json => ({ StringNotEquals: { 'aws:RequestedRegion': regions } });
const CONDITIONS = { Conditions: { IsProduction: { 'Fn::Equals': [{ Ref: 'Stage' }, 'production'] } }, Parameters: { Stage: { Type: 'String' } } };
const inProduction = (yes: unknown, no: unknown): Json => ({ 'Fn::If': ['IsProduction', yes, no] });

/** Denies in templates: where they stop a role of the same template, and what is not known of them. */
export const DENY_TEMPLATES: readonly CorpusCase[] = [
  {
    name: 'a Region deny in a policy of its own stops the global profile of the role',
    region: 'us-east-1',
    templates: [template({
      ...cdkRole('Worker', 'ecs-tasks.amazonaws.com', globalStatements(OPUS_5)),
      Guardrails: { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: { Ref: 'Worker' }, PolicyName: 'regions', PolicyDocument: document(deny('bedrock:*', '*', outside('us-east-1'))) } },
    })],
    expected: [['regionDenyBlocksCris', 'error', 'Guardrails']],
    call: { role: 'Worker', profile: `global.${OPUS_5}` },
  },
  {
    name: 'a Region deny that lets the geographic profile of the role through, which is all that it may call',
    region: 'us-east-1',
    templates: [template({ Worker: inlineRole('ecs-tasks.amazonaws.com', [...geographicStatements(`us.${SONNET_4_5}`, US), deny('*', '*', outside(...US))]) })],
    expected: [],
    call: { role: 'Worker', profile: `us.${SONNET_4_5}`, destinations: US, works: true },
  },
  {
    name: 'a Region deny for a role that calls nothing, beside one that calls',
    region: 'us-east-1',
    templates: [template({
      ...cdkRole('Worker', 'ecs-tasks.amazonaws.com', globalStatements(OPUS_5)),
      Auditor: inlineRole('ec2.amazonaws.com', [allow('s3:GetObject', '*'), deny('*', '*', outside('us-east-1'))]),
    })],
    expected: [],
    call: { role: 'Worker', profile: `global.${OPUS_5}`, works: true },
  },
  {
    name: 'a deny on "global" in a group, and in a text that is an SCP',
    region: 'us-east-1',
    templates: [template({
      Analysts: { Type: 'AWS::IAM::Group', Properties: { Policies: [{ PolicyName: 'no-global', PolicyDocument: document(deny(BOTH, '*', { StringEquals: { 'aws:RequestedRegion': 'global' } })) }] } },
      NoGlobal: serviceControlPolicy(JSON.stringify(document(deny('bedrock:*', '*', { StringEquals: { 'aws:RequestedRegion': 'global' } })))),
    })],
    expected: [['denyOnGlobalRegion', 'error', 'Analysts'], ['denyOnGlobalRegion', 'error', 'NoGlobal']],
  },
  {
    name: 'a leak that another policy of the role closes',
    region: 'us-east-1',
    templates: [template({
      Worker: inlineRole('ec2.amazonaws.com', [deny(BOTH, 'arn:aws:bedrock:*:*:inference-profile/global.*')]),
      NoGlobal: managedPolicy([deny(BOTH, '*', { StringEquals: { 'aws:RequestedRegion': 'unspecified' } })], ['Worker']),
    })],
    expected: [],
  },
  {
    name: 'Regions from a parameter, whose default does not hold "unspecified"',
    region: 'us-east-1',
    templates: [template(
      { Regions: serviceControlPolicy(document(deny('*', '*', { StringNotEquals: { 'aws:RequestedRegion': { Ref: 'AllowedRegions' } } }))) },
      { Parameters: { AllowedRegions: { Type: 'CommaDelimitedList', Default: 'us-east-1,us-west-2' } } },
    )],
    expected: [['regionDenyBlocksCris', 'warning', 'Regions']],
  },
  {
    name: 'Regions from a parameter, which may hold "unspecified"',
    region: 'us-east-1',
    templates: [template(
      { Regions: serviceControlPolicy(document(deny('*', '*', { StringNotEquals: { 'aws:RequestedRegion': { Ref: 'AllowedRegions' } } }))) },
      { Parameters: { AllowedRegions: { Type: 'CommaDelimitedList' } } },
    )],
    expected: [],
  },
  {
    name: 'a Region that only an import knows, beside one that is written out',
    region: 'us-east-1',
    templates: [template({ Regions: serviceControlPolicy(document(deny('*', '*', outside('us-east-1', { 'Fn::ImportValue': 'SecondRegion' })))) })],
    expected: [],
  },
  {
    name: 'values and statements under a condition',
    region: 'us-east-1',
    templates: [template({
      Worker: inlineRole('ec2.amazonaws.com', [
        ...globalStatements(OPUS_5),
        inProduction(deny('*', '*', outside('us-east-1')), { Ref: 'AWS::NoValue' }),
        deny(BOTH, '*', { StringEquals: { 'aws:RequestedRegion': inProduction('unspecified', 'global') } }),
      ]),
    }, CONDITIONS)],
    expected: [],
  },
  {
    name: 'an SCP that allows is no identity policy, and a tag policy is none at all',
    region: 'us-east-1',
    templates: [template({
      Services: serviceControlPolicy(document(allow(['bedrock:*', 's3:*', 'ec2:*'], '*'))),
      Tags: { Type: 'AWS::Organizations::Policy', Properties: { Name: 'tags', Type: 'TAG_POLICY', Content: { tags: { team: { tag_key: { '@@assign': 'team' } } } } } },
    })],
    expected: [],
  },
  {
    name: 'an endpoint is open to what identity policies decide',
    region: 'us-east-1',
    templates: [template({
      Endpoint: {
        Type: 'AWS::EC2::VPCEndpoint',
        Properties: {
          ServiceName: 'com.amazonaws.us-east-1.bedrock-runtime',
          VpcEndpointType: 'Interface',
          VpcId: getAtt('Vpc', 'VpcId'),
          PolicyDocument: document({ Effect: 'Allow', Principal: '*', Action: BOTH, Resource: '*' }),
        },
      },
      Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
    })],
    expected: [],
  },
  {
    name: 'a Region deny in the permissions boundary of a role that may call through a global profile',
    region: 'eu-west-1',
    templates: [template({
      Boundary: managedPolicy([allow('*', '*'), deny('*', '*', outside('eu-west-1'))]),
      WorkerRole: inlineRole('ec2.amazonaws.com', globalStatements(OPUS_5, cdk, BOTH), { PermissionsBoundary: { Ref: 'Boundary' } }),
    })],
    expected: [['regionDenyBlocksCris', 'error', 'Boundary']],
    mended: [template({
      Boundary: managedPolicy([allow('*', '*'), deny('*', '*', outside('eu-west-1', 'unspecified'))]),
      WorkerRole: inlineRole('ec2.amazonaws.com', globalStatements(OPUS_5, cdk, BOTH), { PermissionsBoundary: { Ref: 'Boundary' } }),
    })],
  },
];
