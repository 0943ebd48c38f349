import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as bedrock from 'aws-cdk-lib/aws-bedrock';
import * as agentcore from 'aws-cdk-lib/aws-bedrockagentcore';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { ApplicationInferenceProfile, ApplicationInferenceProfileSource, Geography, IInferenceProfile, InferenceProfile, InferenceProfileModel } from '../../src';
import { everyEvaluation } from '../support/application-calls';
import { ACCOUNT } from '../support/catalog-profiles';
import { evaluations, INVOKE_ACTIONS } from '../support/cris-requests';
import { allows, AuthorizationRequest } from '../support/iam-evaluator';
import { assertWithinIamLimits, policiesOf, resolveIntrinsics } from '../support/template-policies';

const REGION = 'eu-west-1';
const PSEUDO = { partition: 'aws', region: REGION, accountId: ACCOUNT };
const MODEL = { modelId: 'anthropic.claude-sonnet-4-5-20250929-v1:0' };
const global = InferenceProfile.globalProfile(MODEL);
const european = InferenceProfile.geographicProfile(Geography.EU, MODEL);
const arnOf = (resource: string) => `arn:aws:bedrock:${REGION}:${ACCOUNT}:${resource}`;
const APPLICATION = arnOf('application-inference-profile/k7m2p9q4r1s8');

interface Profile {
  readonly define: (stack: Stack) => IInferenceProfile;
  readonly arn: string;
  readonly requests: AuthorizationRequest[];
}
const call = { account: ACCOUNT, sourceRegion: REGION };
const destinationRegions = european.destinationRegions(REGION);

const PROFILES: Record<string, Profile> = {
  'the global profile': {
    define: () => global,
    arn: arnOf(`inference-profile/${global.inferenceProfileId}`),
    requests: INVOKE_ACTIONS.flatMap((action) => evaluations({ ...call, inferenceProfileId: global.inferenceProfileId, action })),
  },
  'a geographic profile': {
    define: () => european,
    arn: arnOf(`inference-profile/${european.inferenceProfileId}`),
    requests: INVOKE_ACTIONS.flatMap((action) => evaluations({ ...call, inferenceProfileId: european.inferenceProfileId, destinationRegions, action })),
  },
  'an application profile': {
    define: (stack) => ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, 'Profile', {
      inferenceProfileArn: APPLICATION, modelSource: ApplicationInferenceProfileSource.inferenceProfile(european),
    }),
    arn: APPLICATION,
    requests: everyEvaluation({ sourceRegion: REGION, arn: APPLICATION, modelId: MODEL.modelId, systemProfileId: european.inferenceProfileId, destinationRegions }),
  },
};

interface Taker {
  /** Takes a profile in at most three lines, and gives the role of what calls it. */
  readonly take: (stack: Stack, profile: IInferenceProfile) => iam.IRole;
  /** The resource that names the profile. */
  readonly type: string;
}

const TAKERS: Record<string, Taker> = {
  'a task of AWS Step Functions': {
    type: 'AWS::StepFunctions::StateMachine',
    take: (stack, profile) => {
      const model = InferenceProfileModel.of(stack, profile);
      const machine = stateMachine(stack, new tasks.BedrockInvokeModel(stack, 'Ask', { model, body: sfn.TaskInput.fromObject({}) }));
      model.grantInvoke(machine);
      return machine.role;
    },
  },
  'an agent': {
    type: 'AWS::Bedrock::Agent',
    take: (stack, profile) => {
      const model = InferenceProfileModel.of(stack, profile);
      const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('bedrock.amazonaws.com') });
      new bedrock.CfnAgent(stack, 'Agent', { agentName: 'assistant', agentResourceRoleArn: role.roleArn, instruction: 'Answer.', foundationModel: model.modelArn });
      model.grantInvoke(role);
      return role;
    },
  },
  'a runtime of AgentCore': {
    type: 'AWS::BedrockAgentCore::Runtime',
    take: (stack, profile) => {
      const model = InferenceProfileModel.of(stack, profile);
      const agentRuntimeArtifact = agentcore.AgentRuntimeArtifact.fromImageUri(`${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/assistant:1`);
      const runtime = new agentcore.Runtime(stack, 'Runtime', { runtimeName: 'assistant', agentRuntimeArtifact, environmentVariables: { MODEL_ID: model.inferenceProfileArn } });
      model.grantInvoke(runtime);
      return runtime.role;
    },
  },
  'a task of Amazon ECS': {
    type: 'AWS::ECS::TaskDefinition',
    take: (stack, profile) => {
      const model = InferenceProfileModel.of(stack, profile);
      const definition = new ecs.FargateTaskDefinition(stack, 'Task');
      definition.addContainer('Main', { image: ecs.ContainerImage.fromRegistry('assistant'), environment: { MODEL_ID: model.inferenceProfileArn } });
      model.grantInvoke(definition.taskRole);
      return definition.taskRole;
    },
  },
  'a service account of Amazon EKS': {
    type: 'Custom::AWSCDK-EKS-KubernetesResource',
    take: (stack, profile) => {
      const model = InferenceProfileModel.of(stack, profile);
      const account = importedCluster(stack).addServiceAccount('Account', { annotations: { 'example.com/model': model.inferenceProfileArn } });
      model.grantInvoke(account);
      return account.role;
    },
  },
};

function stateMachine(stack: Stack, definition: sfn.IChainable): sfn.StateMachine {
  return new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(definition) });
}

function importedCluster(stack: Stack): eks.ICluster {
  const issuer = `oidc.eks.${REGION}.amazonaws.com/id/A1B2C3D4E5F6`;
  return eks.Cluster.fromClusterAttributes(stack, 'Cluster', {
    clusterName: 'cluster',
    openIdConnectProvider: iam.OpenIdConnectProvider.fromOpenIdConnectProviderArn(stack, 'Provider', `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer}`),
    kubectlProvider: eks.KubectlProvider.fromKubectlProviderAttributes(stack, 'Kubectl', {
      functionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:kubectl`,
      kubectlRoleArn: `arn:aws:iam::${ACCOUNT}:role/kubectl`,
      handlerRole: iam.Role.fromRoleName(stack, 'Handler', 'kubectl-handler'),
    }),
  });
}

const ROWS = Object.keys(TAKERS).flatMap((taker) => Object.keys(PROFILES).map((profile) => [taker, profile]));

test.each(ROWS)('%s takes %s: by its ARN, and with every authorization of a call', (taker, profile) => {
  const stack = new Stack(new App(), 'Stack', { env: { region: REGION, account: ACCOUNT } });
  const { define, arn, requests } = PROFILES[profile];
  const role = TAKERS[taker].take(stack, define(stack));
  const template = Template.fromStack(stack);
  const policies = policiesOf(template.toJSON(), stack.getLogicalId(role.node.defaultChild as iam.CfnRole), PSEUDO);
  assertWithinIamLimits(policies);
  expect(requests.filter((request) => !allows([...policies.inline, ...policies.managed], request))).toEqual([]);

  const [{ Properties }] = Object.values(template.findResources(TAKERS[taker].type));
  expect(JSON.stringify(resolveIntrinsics(Properties, template.toJSON(), PSEUDO))).toContain(arn);
});

describe('the model', () => {
  const stackIn = (region?: string) => new Stack(new App(), 'Stack', { env: { region } });

  test('has one ARN, under the names that others have for it', () => {
    const stack = stackIn(REGION);
    const { inferenceProfileArn, modelArn, invokableArn } = InferenceProfileModel.of(stack, global);
    expect([modelArn, invokableArn]).toEqual([inferenceProfileArn, inferenceProfileArn]);
    expect(resolveIntrinsics(stack.resolve(modelArn), {}, PSEUDO)).toBe(PROFILES['the global profile'].arn);
  });

  test('in an environment-agnostic stack has the ARN of where that is deployed', () => {
    const stack = stackIn();
    expect(resolveIntrinsics(stack.resolve(InferenceProfileModel.of(stack, global).modelArn), {}, { ...PSEUDO, region: 'sa-east-1' }))
      .toBe(`arn:aws:bedrock:sa-east-1:${ACCOUNT}:inference-profile/${global.inferenceProfileId}`);
  });

  test('is refused where its profile cannot be called', () => {
    expect(() => InferenceProfileModel.of(stackIn('us-gov-west-1'), global)).toThrow(/^inferenceProfiles: the global profile "global\./);
    const stack = stackIn('us-east-1');
    expect(() => InferenceProfileModel.of(stack, PROFILES['an application profile'].define(stack))).toThrow('is called in its own Region only, eu-west-1');
  });
});
