import { Json } from './corpus-case';
import { document, getAtt, join, PARTITION } from './template-parts';

export const LAMBDA_LOGS = join('arn:', PARTITION, ':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole');

function trust(service: string): Json {
  return document({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' });
}

/** A role with its policies in it, as people write it by hand and as SAM renders it. */
export function inlineRole(service: string, statements: readonly unknown[], others: Json = {}): Json {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: trust(service),
      Policies: [{ PolicyName: 'inference', PolicyDocument: document(...statements) }],
      ...others,
    },
  };
}

/** A role and its default policy, as CDK renders them: `<id>` and `<id>DefaultPolicy`. */
export function cdkRole(id: string, service: string, statements: readonly unknown[], others: Json = {}): Json {
  return {
    [id]: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust(service), ...others } },
    [`${id}DefaultPolicy`]: inlinePolicy(id, statements),
  };
}

export function inlinePolicy(role: string, statements: readonly unknown[]): Json {
  return { Type: 'AWS::IAM::Policy', Properties: { PolicyName: `${role}Inference`, PolicyDocument: document(...statements), Roles: [{ Ref: role }] } };
}

/** A function's role as CDK renders it: with the AWS managed policy that lets it write its logs. */
export function cdkFunctionRole(id: string, statements: readonly unknown[]): Json {
  return cdkRole(id, 'lambda.amazonaws.com', statements, { ManagedPolicyArns: [LAMBDA_LOGS] });
}

export function managedPolicy(statements: readonly unknown[], roles?: readonly string[]): Json {
  const Roles = roles?.map((role) => ({ Ref: role }));
  return { Type: 'AWS::IAM::ManagedPolicy', Properties: { Description: '', Path: '/', PolicyDocument: document(...statements), ...(Roles && { Roles }) } };
}

export function lambdaFunction(roleArn: unknown, variables: Json): Json {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { ZipFile: 'exports.handler = async () => {};' },
      Handler: 'index.handler',
      Role: roleArn,
      Runtime: 'nodejs22.x',
      Environment: { Variables: variables },
    },
  };
}

export function taskDefinition(taskRole: string, variables: Json, executionRole = 'ExecutionRole'): Json {
  return {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: {
      Cpu: '512',
      Memory: '1024',
      NetworkMode: 'awsvpc',
      RequiresCompatibilities: ['FARGATE'],
      ExecutionRoleArn: getAtt(executionRole),
      TaskRoleArn: getAtt(taskRole),
      ContainerDefinitions: [{
        Name: 'app',
        Image: 'public.ecr.aws/docker/library/node:22',
        Essential: true,
        Environment: Object.entries(variables).map(([Name, Value]) => ({ Name, Value })),
      }],
    },
  };
}

export function agent(roleId: string, foundationModel: unknown): Json {
  return {
    Type: 'AWS::Bedrock::Agent',
    Properties: {
      AgentName: 'support',
      AgentResourceRoleArn: getAtt(roleId),
      AutoPrepare: true,
      FoundationModel: foundationModel,
      Instruction: 'Answer questions of customers about their orders, and say so where you do not know.',
    },
  };
}

/** The content is an object or its text: both are accepted by https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-organizations-policy.html */
export function serviceControlPolicy(content: unknown): Json {
  return { Type: 'AWS::Organizations::Policy', Properties: { Name: 'regions', Type: 'SERVICE_CONTROL_POLICY', Content: content, TargetIds: ['ou-ab12-cdefgh34'] } };
}
