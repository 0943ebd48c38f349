import { Json } from './corpus-case';
import { allow, deny, document, getAtt, sub, template } from './template-parts';
import { inlineRole, lambdaFunction, serviceControlPolicy } from './template-resources';

const endpoint = (service: string, ...statements: Json[]): Json => ({
  Type: 'AWS::EC2::VPCEndpoint',
  Properties: { ServiceName: sub(`com.amazonaws.\${AWS::Region}.${service}`), VpcId: { Ref: 'Vpc' }, PolicyDocument: document(...statements.map((statement) => ({ ...statement, Principal: '*' }))) },
});
const ofAccount = { StringEquals: { 'aws:ResourceAccount': { Ref: 'AWS::AccountId' } } };
const OTHER_REGIONS = { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1'] } };
const trail = (...selectors: Json[]): Json => ({ Type: 'AWS::CloudTrail::Trail', Properties: { IsLogging: true, S3BucketName: 'records', EventSelectors: selectors } });

/** Written by hand, of other services, with what would be a fault in Amazon Bedrock. */
export const UNRELATED_TEMPLATES: Readonly<Record<string, Json>> = {
  'endpoints of other services, for the own account': template({
    S3: endpoint('s3', allow('*', '*', ofAccount)),
    Lambda: endpoint('lambda', allow('*', '*', ofAccount)),
    Ssm: endpoint('ssm', allow('ssm:*', '*', ofAccount)),
    Agents: endpoint('bedrock-agent-runtime', allow('*', '*', ofAccount)),
  }),
  'a perimeter around an object store': template({ Perimeter: serviceControlPolicy(document(deny('s3:*', '*', { StringNotEqualsIfExists: { 'aws:ResourceOrgID': 'o-abcd123456' } }))) }),
  'Regions of other services': template({ Regions: serviceControlPolicy(document({ Effect: 'Deny', NotAction: ['iam:*', 'sts:*', 'bedrock:*'], Resource: '*', Condition: OTHER_REGIONS })) }),
  'a workflow of functions': template({
    Role: inlineRole('states.amazonaws.com', [allow('lambda:InvokeFunction', '*')]),
    Workflow: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { RoleArn: getAtt('Role'), DefinitionString: sub('{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"${Fn.Arn}"},"End":true}}}') },
    },
    Fn: lambdaFunction(getAtt('Role'), { STAGE: 'test', REGION: { Ref: 'AWS::Region' } }),
  }),
  'a trail of one kind of object': template({ Trail: trail({ ReadWriteType: 'WriteOnly', IncludeManagementEvents: false, DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::records/'] }] }) }),
  'a trail of writes, where nothing calls a model': template({ Trail: trail({ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true }) }),
  'rules on other services': template({
    Started: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { 'source': ['aws.ec2'], 'detail-type': ['AWS API Call via CloudTrail'], 'detail': { eventName: ['RunInstances'] } } } },
    Guardrails: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { 'source': ['aws.bedrock'], 'detail-type': ['AWS API Call via CloudTrail'], 'detail': { eventName: ['CreateGuardrail'] } } } },
  }),
  'alarms of other services': template(Object.fromEntries(['Lambda', 'ApplicationELB', 'SQS'].map((service) => [
    service, { Type: 'AWS::CloudWatch::Alarm', Properties: { Namespace: `AWS/${service}`, MetricName: 'Invocation', Dimensions: [{ Name: 'Model', Value: 'undefined' }] } },
  ]))),
  'a filter on logins': template({ Filter: { Type: 'AWS::Logs::MetricFilter', Properties: { LogGroupName: 'records', FilterPattern: '{ ($.eventName = "ConsoleLogin") }', MetricTransformations: [] } } }),
  'a task that is told of Regions and hosts': template({
    Role: inlineRole('ecs-tasks.amazonaws.com', [allow(['s3:GetObject', 'ssm:GetParameter'], '*', ofAccount)]),
    Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { TaskRoleArn: getAtt('Role'), ContainerDefinitions: [{ Name: 'app', Environment: [{ Name: 'HOST', Value: 'eu.amazon.com' }, { Name: 'REGIONS', Value: 'eu-west-1,us-east-1' }] }] } },
  }),
};
