import { CorpusCase, Json } from './corpus-case';
import { deny, document, geographicStatements, globalStatements, hand, OPUS_5, SONNET_4_5, SONNET_4_6, template } from './template-parts';
import { cdkFunctionRole, inlineRole, managedPolicy, serviceControlPolicy } from './template-resources';

const US = ['us-east-1', 'us-east-2', 'us-west-2'];
const outside = (...regions: string[]): Json => ({ StringNotEquals: { 'aws:RequestedRegion': regions } });
const exempt = (...profiles: string[]): Json => ({ ArnNotLike: { 'bedrock:InferenceProfileArn': profiles.map((id) => `arn:aws:bedrock:*:*:inference-profile/${id}`) } });

/** Services that have one endpoint for all Regions, as a landing zone exempts them; Bedrock is none of them. */
const GLOBAL_SERVICES = ['iam:*', 'organizations:*', 'route53:*', 'cloudfront:*', 'sts:*', 'support:*', 'budgets:*', 'aws-marketplace:*', 'trustedadvisor:*'];
const notGlobalServices = (condition: Json, ...more: string[]): Json => (
  { Sid: 'GRREGIONDENY', Effect: 'Deny', NotAction: [...GLOBAL_SERVICES, ...more], Resource: '*', Condition: condition }
);
const controlTower = { ArnNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/AWSControlTowerExecution'] } };
const scp = (...statements: Json[]) => template({ RegionPolicy: serviceControlPolicy(document(...statements)) });

/** Threads in which a Region restriction stops cross-Region inference. */
export const GOVERNANCE_THREADS: readonly CorpusCase[] = [
  {
    name: 'thread 4: a Region restriction in the role\'s own policies denies the model without a Region',
    region: 'us-east-1',
    templates: [template({
      ...cdkFunctionRole('AssistantRole', globalStatements(OPUS_5)),
      RegionRestriction: managedPolicy([deny('*', '*', outside(...US))], ['AssistantRole']),
    })],
    expected: [['regionDenyBlocksCris', 'error', 'RegionRestriction']],
    mended: [template({
      ...cdkFunctionRole('AssistantRole', globalStatements(OPUS_5)),
      RegionRestriction: managedPolicy([deny('*', '*', outside(...US, 'unspecified'))], ['AssistantRole']),
    })],
    call: { role: 'AssistantRole', profile: `global.${OPUS_5}` },
  },
  {
    name: 'thread 5: a strict SCP denies the model without a Region',
    region: 'us-east-1',
    templates: [scp(deny(['bedrock:*', 'ec2:*', 's3:*', 'lambda:*'], '*', outside(...US)))],
    expected: [['regionDenyBlocksCris', 'warning', 'RegionPolicy']],
    mended: [scp(deny(['bedrock:*', 'ec2:*', 's3:*', 'lambda:*'], '*', { ...outside(...US), ...exempt('global.*') }))],
  },
  {
    name: 'thread 12: the Region deny of a landing zone does not know Bedrock',
    templates: [scp(notGlobalServices({ ...outside('eu-west-1', 'eu-central-1'), ...controlTower }))],
    expected: [['regionDenyBlocksCris', 'warning', 'RegionPolicy']],
    mended: [scp(notGlobalServices({ ...outside('eu-west-1', 'eu-central-1'), ...controlTower }, 'bedrock:Invoke*'))],
  },
  {
    name: 'thread 13: the SCP of a sandbox, as text, blocks the Regions that a profile routes to',
    region: 'us-east-1',
    templates: [template({ SandboxRegions: serviceControlPolicy(JSON.stringify(document(notGlobalServices(outside('us-east-1', 'us-west-2'))))) })],
    expected: [['regionDenyBlocksCris', 'warning', 'SandboxRegions']],
    mended: [template({
      SandboxRegions: serviceControlPolicy(JSON.stringify(document(notGlobalServices({ ...outside('us-east-1', 'us-west-2'), ...exempt('us.*', 'global.*') })))),
    })],
  },
  {
    name: 'thread 14: two Regions are open, and the us profile of the role goes to a third one',
    region: 'us-west-2',
    templates: [template({
      DeveloperRole: inlineRole('codebuild.amazonaws.com', [
        ...geographicStatements(`us.${SONNET_4_6}`, US, hand),
        notGlobalServices(outside('us-east-1', 'us-west-2')),
      ]),
    })],
    expected: [['regionDenyBlocksCris', 'error', 'DeveloperRole']],
    mended: [template({
      DeveloperRole: inlineRole('codebuild.amazonaws.com', [
        ...geographicStatements(`us.${SONNET_4_6}`, US, hand),
        notGlobalServices({ ...outside('us-east-1', 'us-west-2'), ...exempt('us.*') }),
      ]),
    })],
    call: { role: 'DeveloperRole', profile: `us.${SONNET_4_6}`, destinations: US },
  },
  {
    name: 'thread 15: an SCP with two Regions in one stack, the application in another: what a role may is no matter of the organization\'s stack',
    region: 'us-east-1',
    templates: [
      template(cdkFunctionRole('ChatBackendRole', globalStatements(SONNET_4_5))),
      scp(deny('*', '*', outside('us-east-1', 'ap-northeast-1'))),
    ],
    expected: [['regionDenyBlocksCris', 'warning', 'RegionPolicy']],
    mended: [
      template(cdkFunctionRole('ChatBackendRole', globalStatements(SONNET_4_5))),
      scp(deny('*', '*', outside('us-east-1', 'ap-northeast-1', 'unspecified'))),
    ],
    call: { role: 'ChatBackendRole', profile: `global.${SONNET_4_5}`, works: true },
  },
  {
    name: 'thread 20: an SCP with one Region, and the control of an organizational unit with two',
    region: 'ap-northeast-1',
    templates: [template({
      TokyoOnly: serviceControlPolicy(document(deny(['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream', 'rds:*'], ['*'], outside('ap-northeast-1')))),
      UnitRegionDeny: serviceControlPolicy(document(notGlobalServices({ ...outside('ap-northeast-1', 'ap-northeast-3'), ...controlTower }))),
    })],
    expected: [['regionDenyBlocksCris', 'warning', 'TokyoOnly'], ['regionDenyBlocksCris', 'warning', 'UnitRegionDeny']],
    // The form of AWS's security blog: Bedrock is taken out of the general deny and has one of its own.
    mended: [template({
      TokyoOnly: serviceControlPolicy(document(deny(['rds:*'], ['*'], outside('ap-northeast-1')), deny('bedrock:*', '*', outside('ap-northeast-1', 'unspecified')))),
      UnitRegionDeny: serviceControlPolicy(document(notGlobalServices({ ...outside('ap-northeast-1', 'ap-northeast-3'), ...controlTower }, 'bedrock:*'))),
    })],
  },
];
