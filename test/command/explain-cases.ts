import { CloudTrailRecord, cloudTrailRecord } from '../support/cloudtrail-record';
import { CrisCall } from '../support/cris-requests';
import { AuthorizationRequest } from '../support/iam-evaluator';

/** A message as people have it, and what is to be said of it. The words around AWS's phrases are ours. */
export interface ExplainCase {
  readonly name: string;
  readonly text: string;
  readonly args?: readonly string[];
  readonly cause: string;
  /** Kind of policy, and whether it denies explicitly. */
  readonly policy?: string;
  /** What the explanation holds, as JSON. */
  readonly says?: readonly RegExp[];
  /** The call that failed. What is pasted allows all of it, and nothing else. */
  readonly call?: CrisCall;
  /** The authorization that was denied, where it is none of a call through a profile, or not known which call it was. What is pasted allows it. */
  readonly request?: AuthorizationRequest;
}

const ACCOUNT = '111122223333';
const SONNET = 'anthropic.claude-sonnet-4-6';
const HAIKU = 'anthropic.claude-haiku-4-5-20251001-v1:0';
const OPUS = 'anthropic.claude-opus-4-6-v1';
const NOVA = 'amazon.nova-pro-v1:0';
const ROLE = `arn:aws:sts::${ACCOUNT}:assumed-role/assistant-AssistantRole1A2B3C4D-x7Yz/assistant`;
const USER = `arn:aws:iam::${ACCOUNT}:user/dana`;
const INVOKE = 'bedrock:InvokeModel';
const STREAM = 'bedrock:InvokeModelWithResponseStream';

const profile = (id: string, region: string, partition = 'aws') => `arn:${partition}:bedrock:${region}:${ACCOUNT}:inference-profile/${id}`;
const application = (region: string) => `arn:aws:bedrock:${region}:${ACCOUNT}:application-inference-profile/k3x9q7v2m1ab`;
const model = (id: string, region = '', partition = 'aws') => `arn:${partition}:bedrock:${region}::foundation-model/${id}`;
const no = (kind: string, action: string) => `because no ${kind} allows the ${action} action`;
const explicit = (kind: string) => `with an explicit deny in ${kind}`;
const denied = (principal: string, action: string, resource: string, end: string) => `User: ${principal} is not authorized to perform: ${action} on resource: ${resource} ${end}`;
const python = (operation: string, message: string, code = 'AccessDeniedException') => `An error occurred (${code}) when calling the ${operation} operation: ${message}`;
const failed = (fields: Readonly<Record<string, unknown>>): CloudTrailRecord => cloudTrailRecord({ responseElements: null, ...fields });

const CALL: CrisCall = { account: ACCOUNT, sourceRegion: 'eu-west-1', inferenceProfileId: `global.${SONNET}` };
const EU: CrisCall = {
  ...CALL, inferenceProfileId: `eu.${SONNET}`, destinationRegions: ['eu-central-1', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-3'],
};
const US: CrisCall = { account: ACCOUNT, sourceRegion: 'us-east-1', inferenceProfileId: `us.${SONNET}`, destinationRegions: ['us-east-1', 'us-east-2', 'us-west-2'] };

/** Denials in every SDK's shape, through every kind of policy. */
const DENIALS: readonly ExplainCase[] = [
  {
    name: 'Python, global, the model without a Region',
    text: `Traceback (most recent call last):\n  File "/var/task/app.py", line 12, in handler\n    response = client.converse(modelId="global.${SONNET}", messages=messages)\n  File "/var/task/botocore/client.py", line 602, in _api_call\nbotocore.errorfactory.AccessDeniedException: ${
      python('Converse', denied(ROLE, INVOKE, model(SONNET), no('identity-based policy', INVOKE)))}`,
    args: ['--region', 'eu-west-1'],
    cause: 'regionlessModelDenied',
    policy: 'identity implicit',
    says: [/unspecified/, /"operation":"Converse"/, /Every such call fails/, /regionlessModelMissing/, /aws bedrock-runtime converse --region eu-west-1 --model-id global\./],
    call: CALL,
  },
  {
    name: 'JavaScript, streaming, global, with the message twice',
    text: `AccessDeniedException: ${denied(ROLE, STREAM, model(SONNET), no('identity-based policy', STREAM))}\n    at de_AccessDeniedExceptionRes (/app/node_modules/@aws-sdk/client-bedrock-runtime/dist-cjs/index.js:1609:21)\n    at de_CommandError (/app/index.js:1488:19)\n    at processTicksAndRejections (node:internal/process/task_queues:95:5) {\n  '$fault': 'client',\n  '$metadata': { httpStatusCode: 403, requestId: '7b0c', attempts: 1 },\n  message: '${
      denied(ROLE, STREAM, model(SONNET), no('identity-based policy', STREAM))}',\n  hostname: 'bedrock-runtime.eu-west-1.amazonaws.com',\n  name: 'AccessDeniedException'\n}`,
    cause: 'regionlessModelDenied',
    policy: 'identity implicit',
    says: [/"sourceRegion":"eu-west-1"/, /"code":"AccessDeniedException"/],
    call: { ...CALL, action: STREAM },
  },
  {
    name: 'Java, geographic, a processing Region',
    text: `software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException: ${denied(ROLE, INVOKE, model(SONNET, 'eu-north-1'), no('identity-based policy', INVOKE))} (Service: BedrockRuntime, Status Code: 403, Request ID: 5b1e) (SDK Attempt Count: 1)\n\tat software.amazon.awssdk.protocols.json.internal.unmarshall.AwsJsonProtocolErrorUnmarshaller.unmarshall(AwsJsonProtocolErrorUnmarshaller.java:37)\ncaused by call of eu.${SONNET}`,
    args: ['--region', 'eu-west-1'],
    cause: 'destinationModelDenied',
    policy: 'identity implicit',
    says: [/names a Region that nobody called/, /under load/, /destinationModelMissing/, /eu-south-2/],
    call: EU,
  },
  {
    name: 'Go, geographic, a processing Region, the source Region from the ARN that was called',
    text: `operation error Bedrock Runtime: InvokeModel, https response error StatusCode: 403, RequestID: 1f, AccessDeniedException: ${denied(ROLE, INVOKE, model(SONNET, 'us-west-2'), no('identity-based policy', INVOKE))}; called ${profile(`us.${SONNET}`, 'us-east-1')}`,
    cause: 'destinationModelDenied',
    policy: 'identity implicit',
    says: [/"operation":"InvokeModel"/, /"sourceRegion":"us-east-1"/],
    call: US,
  },
  {
    name: '.NET, the profile',
    text: `Unhandled exception. Amazon.BedrockRuntime.Model.AccessDeniedException: ${denied(ROLE, INVOKE, profile(`eu.${SONNET}`, 'eu-west-1'), no('identity-based policy', INVOKE))}\n ---> Amazon.Runtime.Internal.HttpErrorResponseException: Exception of type 'Amazon.Runtime.Internal.HttpErrorResponseException' was thrown.\n   at Amazon.Runtime.HttpWebRequestMessage.ProcessHttpResponseMessage(HttpResponseMessage responseMessage)`,
    cause: 'profileDenied',
    policy: 'identity implicit',
    says: [/calledProfileNotAllowed/, /Every such call fails/],
    call: EU,
  },
  {
    name: 'a tool that wraps JSON in JSON',
    text: `{"error":{"message":"litellm.PermissionDeniedError: BedrockException - {\\"Message\\":\\"${denied(USER, INVOKE, profile(`global.${SONNET}`, 'eu-west-1'), no('identity-based policy', INVOKE))}\\"}. Received Model Group=sonnet","code":"403"}}`,
    cause: 'profileDenied',
    policy: 'identity implicit',
    says: [/user\/dana/],
    call: CALL,
  },
  {
    name: 'a terminal that breaks lines and colours them',
    text: `\u001B[31m  ⎿  API Error: 403 {"Message":"User: ${ROLE} is not authorized to perform:\n     ${STREAM} on\n     resource: ${model(OPUS, 'us-east-2')} with an explicit deny\n     in a service control policy"}\u001B[0m · Retrying in 1 seconds… (attempt 1/10)`,
    cause: 'modelInRegionDenied',
    policy: 'service-control explicit',
    says: [/administrators of the organization/, /What may have been called.*us\.anthropic\.claude-opus-4-6-v1/, /If you did not call that Region/, /regionDenyBlocksCris/],
  },
  {
    name: 'the source Region alone, global',
    text: python('InvokeModel', denied(ROLE, INVOKE, model(SONNET, 'eu-west-1'), no('identity-based policy', INVOKE))),
    args: ['--model-id', `global.${SONNET}`],
    cause: 'sourceRegionModelDenied',
    policy: 'identity implicit',
    says: [/sourceRegionModelMissing/, /"region":"eu-west-1"|eu-west-1/],
    call: CALL,
  },
  {
    name: 'a model in a Region, of a call that is not known',
    text: python('ConverseStream', denied(ROLE, STREAM, model(SONNET, 'us-west-2'), no('identity-based policy', STREAM))),
    cause: 'modelInRegionDenied',
    policy: 'identity implicit',
    says: [/us\.anthropic\.claude-sonnet-4-6/, /global\.anthropic\.claude-sonnet-4-6/],
    request: { action: STREAM, resource: model(SONNET, 'us-west-2'), context: { 'aws:RequestedRegion': 'us-west-2', 'bedrock:InferenceProfileArn': profile(`us.${SONNET}`, 'us-east-1') } },
  },
  {
    name: 'the model itself',
    text: `modelId='${NOVA}' region=us-east-1 ${python('InvokeModel', denied(ROLE, INVOKE, model(NOVA, 'us-east-1'), no('identity-based policy', INVOKE)))}`,
    cause: 'directModelDenied',
    policy: 'identity implicit',
    says: [/without an inference profile/],
    request: { action: INVOKE, resource: model(NOVA, 'us-east-1'), context: { 'aws:RequestedRegion': 'us-east-1' } },
  },
  {
    name: 'an application inference profile',
    text: python('Converse', denied(ROLE, INVOKE, application('us-east-1'), no('identity-based policy', INVOKE))),
    cause: 'applicationProfileDenied',
    policy: 'identity implicit',
    says: [/inference-profile\/\* does not match/, /<model-id>/],
    request: { action: INVOKE, resource: application('us-east-1'), context: { 'aws:RequestedRegion': 'us-east-1' } },
  },
  {
    name: 'the model behind an application inference profile over a global one',
    text: `calling ${application('us-east-1')}: ${python('Converse', denied(ROLE, INVOKE, model(SONNET), no('identity-based policy', INVOKE)))}`,
    cause: 'regionlessModelDenied',
    policy: 'identity implicit',
    request: { action: INVOKE, resource: model(SONNET), context: { 'aws:RequestedRegion': 'unspecified', 'bedrock:InferenceProfileArn': application('us-east-1') } },
  },
  {
    name: 'GovCloud',
    text: python('Converse', denied(ROLE.replace('arn:aws:', 'arn:aws-us-gov:'), INVOKE, profile(`us-gov.${SONNET}`, 'us-gov-west-1', 'aws-us-gov'), no('identity-based policy', INVOKE))),
    cause: 'profileDenied',
    policy: 'identity implicit',
    says: [/arn:aws-us-gov:bedrock:us-gov-west-1/],
    request: { action: INVOKE, resource: profile(`us-gov.${SONNET}`, 'us-gov-west-1', 'aws-us-gov'), context: { 'aws:RequestedRegion': 'us-gov-west-1' } },
  },
  {
    name: 'a service control policy, global, with its ARN',
    text: python('ConverseStream', `${denied(ROLE, STREAM, model(OPUS), explicit('a service control policy'))}: arn:aws:organizations::999988887777:policy/o-a1b2c3/service_control_policy/p-d4e5f6`),
    args: ['--region', 'eu-west-1'],
    cause: 'regionlessModelDenied',
    policy: 'service-control explicit',
    says: [/p-d4e5f6/, /unspecified/, /Control Tower/, /eu\.anthropic\.claude-opus-4-6-v1/, /administrators of the organization/],
  },
  {
    name: 'a service control policy that lists what is allowed',
    text: python('Converse', denied(ROLE, INVOKE, profile(`eu.${SONNET}`, 'eu-west-1'), no('service control policy', INVOKE))),
    cause: 'profileDenied',
    policy: 'service-control implicit',
    says: [/organizational unit/],
    call: EU,
  },
  {
    name: 'the older words for service control policies',
    text: python('Converse', denied(ROLE, INVOKE, model(SONNET, 'us-west-2'), 'due to an explicit deny in a Service Control Policy')),
    args: ['--region', 'us-east-1', '--model-id', `us.${SONNET}`],
    cause: 'destinationModelDenied',
    policy: 'service-control explicit',
  },
  {
    name: 'a Deny in a policy of the caller',
    text: `{"Message":"${denied(ROLE, STREAM, model('anthropic.claude-sonnet-4-20250514-v1:0'), explicit('an identity-based policy'))}"}`,
    cause: 'regionlessModelDenied',
    policy: 'identity explicit',
    says: [/No Allow overrides a Deny/],
  },
  {
    name: 'a Deny on the profile',
    text: python('Converse', denied(ROLE, INVOKE, profile(`us.${SONNET}`, 'us-east-1'), explicit('an identity-based policy'))),
    cause: 'profileDenied',
    policy: 'identity explicit',
    says: [/denyWithoutNull/, /must list the source Region/, /The source Region is us-east-1/],
  },
  {
    name: 'a permissions boundary',
    text: python('Converse', denied(ROLE, INVOKE, model(SONNET), no('permissions boundary', INVOKE))),
    args: ['--region', 'eu-west-1'],
    cause: 'regionlessModelDenied',
    policy: 'boundary implicit',
    says: [/A boundary grants nothing/],
    call: CALL,
  },
  {
    name: 'a Deny in a permissions boundary, with its ARN',
    text: python('Converse', `${denied(ROLE, INVOKE, model(SONNET, 'eu-north-1'), explicit('a permissions boundary'))}: arn:aws:iam::${ACCOUNT}:policy/Boundary`),
    args: ['--region', 'eu-west-1', '--model-id', `eu.${SONNET}`],
    cause: 'destinationModelDenied',
    policy: 'boundary explicit',
    says: [/policy\/Boundary/, /manages the permissions boundary/],
  },
  {
    name: 'a session policy',
    text: `403 ... ${denied(ROLE, INVOKE, profile(`global.${SONNET}`, 'eu-west-1'), no('session policy', INVOKE))}`,
    cause: 'profileDenied',
    policy: 'session implicit',
    says: [/AssumeRole/, /2,048/],
    call: CALL,
  },
  {
    name: 'a VPC endpoint policy',
    text: `API Error (403 {"Message":"${denied(ROLE, INVOKE, profile(`us.${SONNET}`, 'us-east-1'), no('VPC endpoint policy', INVOKE))}"})`,
    cause: 'profileDenied',
    policy: 'endpoint implicit',
    says: [/owner of the VPC endpoint/, /"Principal":"\*"/],
    call: US,
  },
  {
    name: 'a profile of another account',
    text: python('Converse', denied(USER, INVOKE, profile(`us.${SONNET}`, 'us-east-1').replace(ACCOUNT, '444455556666'), no('resource-based policy', INVOKE))),
    cause: 'profileDenied',
    policy: 'resource implicit',
    says: [/the account in the ARN/],
  },
  {
    name: 'a guardrail, without the kind of policy',
    text: `software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException: User: ${USER} is not authorized to perform: bedrock:ApplyGuardrail on resource: arn:aws:bedrock:us-east-1:${ACCOUNT}:guardrail/a1b2c3d4e5f6 (Service: BedrockRuntime, Status Code: 403, Request ID: 4f)`,
    cause: 'guardrailDenied',
    says: [/does not name the kind of policy/, /enforcedGuardrailNotAllowed/],
    request: { action: 'bedrock:ApplyGuardrail', resource: `arn:aws:bedrock:us-east-1:${ACCOUNT}:guardrail/a1b2c3d4e5f6`, context: {} },
  },
  {
    name: 'the guardrail of the organization',
    text: python('Converse', denied(ROLE, 'bedrock:ApplyGuardrail', 'arn:aws:bedrock:us-east-1:999988887777:guardrail/a1b2c3d4e5f6', no('resource-based policy', 'bedrock:ApplyGuardrail'))),
    cause: 'guardrailDenied',
    policy: 'resource implicit',
    says: [/the owner of the resource/],
  },
  {
    name: 'a guardrail profile in a processing Region',
    text: python('Converse', denied(ROLE, 'bedrock:ApplyGuardrail', `arn:aws:bedrock:us-east-2:${ACCOUNT}:guardrail-profile/us.guardrail.v1:0`, no('identity-based policy', 'bedrock:ApplyGuardrail'))),
    args: ['--region', 'us-east-1'],
    cause: 'guardrailProfileDenied',
    policy: 'identity implicit',
    says: [/us-west-2/, /under load/],
    request: { action: 'bedrock:ApplyGuardrail', resource: `arn:aws:bedrock:us-west-2:${ACCOUNT}:guardrail-profile/us.guardrail.v1:0`, context: {} },
  },
  {
    name: 'an API key of a user',
    text: `User: ${USER} is not authorized to perform: bedrock:CallWithBearerToken on resource: * because no identity-based policy allows the bedrock:CallWithBearerToken action`,
    cause: 'apiKeyDenied',
    policy: 'identity implicit',
    says: [/LONG_TERM/],
    request: { action: 'bedrock:CallWithBearerToken', resource: '*', context: { 'bedrock:BearerTokenType': 'LONG_TERM' } },
  },
  {
    name: 'an API key on bedrock-mantle',
    text: `403 ${denied(ROLE, 'bedrock-mantle:CallWithBearerToken', '*', no('identity-based policy', 'bedrock-mantle:CallWithBearerToken'))}`,
    cause: 'apiKeyDenied',
    policy: 'identity implicit',
    request: { action: 'bedrock-mantle:CallWithBearerToken', resource: '*', context: {} },
  },
  {
    name: 'an application inference profile that is not readable',
    text: `get inference profile: operation error Bedrock: GetInferenceProfile, https response error StatusCode: 403, AccessDeniedException: ${denied(ROLE, 'bedrock:GetInferenceProfile', application('us-east-1'), no('identity-based policy', 'bedrock:GetInferenceProfile'))}`,
    cause: 'profileNotReadable',
    policy: 'identity implicit',
    says: [/applicationProfileNotReadable/, /"operation":"GetInferenceProfile"/],
    request: { action: 'bedrock:GetInferenceProfile', resource: application('us-east-1'), context: {} },
  },
  {
    name: 'listing profiles',
    text: python('ListInferenceProfiles', denied(ROLE, 'bedrock:ListInferenceProfiles', `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/*`, no('identity-based policy', 'bedrock:ListInferenceProfiles'))),
    cause: 'profileNotReadable',
    policy: 'identity implicit',
    request: { action: 'bedrock:ListInferenceProfiles', resource: '*', context: {} },
  },
  {
    name: 'AWS Marketplace, by action',
    text: python('Converse', `Model access is denied due to User: ${ROLE} is not authorized to perform: aws-marketplace:ViewSubscriptions on resource: * because no identity-based policy allows the aws-marketplace:ViewSubscriptions action. Your AWS Marketplace subscription for this model cannot be completed at this time. If you recently fixed this issue, try again after 15 minutes.`),
    cause: 'marketplaceDenied',
    policy: 'identity implicit',
    says: [/15 minutes/],
    request: { action: 'aws-marketplace:ViewSubscriptions', resource: '*', context: { 'aws:CalledViaLast': 'bedrock.amazonaws.com' } },
  },
  {
    name: 'AWS Marketplace, without a caller',
    text: '403 – Model access is denied due to IAM user or service role is not authorized to perform the required AWS Marketplace actions (aws-marketplace:ViewSubscriptions, aws-marketplace:Subscribe) to enable access to this model. Refer to the Amazon Bedrock documentation for further details. Your AWS Marketplace subscription for this model cannot be completed at this time.',
    cause: 'marketplaceDenied',
    request: { action: 'aws-marketplace:Subscribe', resource: '*', context: { 'aws:CalledViaLast': 'bedrock.amazonaws.com' } },
  },
  {
    name: 'a batch job',
    text: python('CreateModelInvocationJob', denied(ROLE, 'bedrock:CreateModelInvocationJob', model(SONNET, 'us-east-1'), no('identity-based policy', 'bedrock:CreateModelInvocationJob'))),
    cause: 'batchJobDenied',
    policy: 'identity implicit',
    request: { action: 'bedrock:CreateModelInvocationJob', resource: model(SONNET, 'us-east-1'), context: {} },
  },
  {
    name: 'passing the role of a batch job',
    text: python('CreateModelInvocationJob', denied(ROLE, 'iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/batch`, no('identity-based policy', 'iam:PassRole'))),
    cause: 'passRoleDenied',
    policy: 'identity implicit',
    request: { action: 'iam:PassRole', resource: `arn:aws:iam::${ACCOUNT}:role/batch`, context: { 'iam:PassedToService': 'bedrock.amazonaws.com' } },
  },
  {
    name: 'the project of the Responses API',
    text: `Error code: 403 - ${denied(ROLE, INVOKE, `arn:aws:bedrock:us-east-1:${ACCOUNT}:project/default`, no('identity-based policy', INVOKE))}`,
    cause: 'projectDenied',
    policy: 'identity implicit',
    request: { action: INVOKE, resource: `arn:aws:bedrock:us-east-1:${ACCOUNT}:project/default`, context: {} },
  },
  {
    name: 'bedrock-mantle',
    text: denied(ROLE, 'bedrock-mantle:CreateInference', `arn:aws:bedrock-mantle:us-east-1:${ACCOUNT}:project/default`, no('identity-based policy', 'bedrock-mantle:CreateInference')),
    cause: 'mantleDenied',
    policy: 'identity implicit',
    request: { action: 'bedrock-mantle:CreateInference', resource: `arn:aws:bedrock-mantle:us-east-1:${ACCOUNT}:project/default`, context: {} },
  },
  {
    name: 'the key of a guardrail',
    text: python('Converse', denied(ROLE, 'kms:Decrypt', `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234`, no('resource-based policy', 'kms:Decrypt'))),
    cause: 'keyDenied',
    policy: 'resource implicit',
  },
  {
    name: 'a service role of an agent',
    text: python('Converse', denied(`arn:aws:sts::${ACCOUNT}:assumed-role/AmazonBedrockExecutionRoleForAgents_A1/BedrockAgents-X1`, INVOKE, profile(`us.${SONNET}`, 'us-east-1'), no('identity-based policy', INVOKE))),
    cause: 'profileDenied',
    policy: 'identity implicit',
    says: [/change that role, not your own/],
    call: US,
  },
  {
    name: 'a knowledge base',
    text: `ValidationException: Knowledge base role arn:aws:iam::${ACCOUNT}:role/service-role/AmazonBedrockExecutionRoleForKnowledgeBase_x is not able to call specified bedrock embedding model: User: arn:aws:sts::${ACCOUNT}:assumed-role/AmazonBedrockExecutionRoleForKnowledgeBase_x/kb is not authorized to perform: ${INVOKE} on resource: ${model('amazon.titan-embed-text-v2:0', 'us-east-1')} ${no('identity-based policy', INVOKE)}`,
    cause: 'modelInRegionDenied',
    policy: 'identity implicit',
    says: [/change that role, not your own/, /the model itself/],
  },
  {
    name: 'an action that is no inference',
    text: python('InvokeAgent', denied('cloud_user', 'bedrock:InvokeAgent', `arn:aws:bedrock:us-east-1:${ACCOUNT}:agent-alias/A/B`, no('service control policy', 'bedrock:InvokeAgent'))),
    cause: 'otherActionDenied',
    policy: 'service-control implicit',
    request: { action: 'bedrock:InvokeAgent', resource: `arn:aws:bedrock:us-east-1:${ACCOUNT}:agent-alias/A/B`, context: {} },
  },
];

/** Denials as people post them: masked, wrapped or cut. */
const POSTED: readonly ExplainCase[] = [
  {
    name: 'a masked account, and a space in the name of the caller',
    text: `Permission error: User: arn:aws:sts::********:assumed-role/ AWSReservedSSO_Developers_3a1fed7730df2791/dana@example.com is not authorized to perform: ${STREAM} on resource: arn:aws:bedrock:eu-central-1:********:inference-profile/eu.${SONNET} ${no('identity-based policy', STREAM)}`,
    cause: 'profileDenied',
    policy: 'identity implicit',
    says: [/"<account>":"the account of the caller/, /"sourceRegion":"eu-central-1"/],
  },
  {
    name: 'a box that a terminal draws around it',
    text: `│   API Error: 403 {"Message":"User: arn:aws:sts::xxx:assumed-role/xxx is    │\n│   not authorized to perform: ${STREAM} on resource:                     │\n│   ${profile(`us.${HAIKU}`, 'us-east-1')}          │\n│   because no session policy allows the ${STREAM} action"}   │`,
    cause: 'profileDenied',
    policy: 'session implicit',
    says: [/2,048/],
    call: { ...US, inferenceProfileId: `us.${HAIKU}` },
  },
  {
    name: 'a template of a message, with the ARN of the policy',
    text: `Force stopped: ${python('ConverseStream', `User: arn:aws:sts::{account-id}:assumed-role/agent-{id}/BedrockAgentCore-{id} is not authorized to perform: ${STREAM} on resource: ${model(OPUS)} ${explicit('a service control policy')}: arn:aws:organizations::{org-id}:policy/o-{id}/service_control_policy/p-{id}`)}`,
    cause: 'regionlessModelDenied',
    policy: 'service-control explicit',
    says: [/service_control_policy\/p-/],
  },
  {
    name: 'the log of an extension, with the model ID beside the message',
    text: `[error] Chat request failed {"messageCount":5,"modelId":"eu.${SONNET}","region":"eu-west-1","error":{"message":"${denied(ROLE, STREAM, model(SONNET, 'eu-north-1'), no('identity-based policy', STREAM))}","name":"AccessDeniedException"}}`,
    cause: 'destinationModelDenied',
    policy: 'identity implicit',
    call: { ...EU, action: STREAM },
  },
  {
    name: 'a deployment of an application inference profile',
    text: `Resource handler returned message: "${denied(ROLE, 'bedrock:CreateInferenceProfile', profile(`us.${SONNET}`, 'us-east-1'), no('identity-based policy', 'bedrock:CreateInferenceProfile'))} (Service: Bedrock, Status Code: 403, Request ID: 1)" (RequestToken: 1, HandlerErrorCode: AccessDenied)`,
    cause: 'profileNotCreatable',
    policy: 'identity implicit',
    says: [/"arn:aws:bedrock:us-east-1:111122223333:application-inference-profile\/\*"/],
    request: { action: 'bedrock:CreateInferenceProfile', resource: profile(`us.${SONNET}`, 'us-east-1'), context: {} },
  },
  {
    name: 'a client that writes the sentence anew',
    text: `${ROLE} is not authorized to perform bedrock:InvokeModel on arn:aws:bedrock:eu-west-1:${ACCOUNT}:inference-profile/global.${SONNET}`,
    cause: 'profileDenied',
    call: CALL,
  },
  { name: 'a message without its resource', text: `Unable to invoke model: not authorized to perform: ${INVOKE}`, cause: 'accessDenied', says: [/CloudTrail/] },
  {
    name: 'a provisioned model, which has nothing to do with profiles',
    text: python('InvokeModel', denied(ROLE, INVOKE, `arn:aws:bedrock:us-east-1:${ACCOUNT}:provisioned-model/a1b2c3`, no('identity-based policy', INVOKE))),
    cause: 'otherActionDenied',
    policy: 'identity implicit',
    says: [/get-role --role-name assistant-AssistantRole1A2B3C4D-x7Yz/],
    request: { action: INVOKE, resource: `arn:aws:bedrock:us-east-1:${ACCOUNT}:provisioned-model/a1b2c3`, context: {} },
  },
  {
    name: 'a profile of a model that AWS has retired',
    text: denied(ROLE, INVOKE, profile('us.anthropic.claude-3-5-haiku-20241022-v1:0', 'us-east-1'), no('identity-based policy', INVOKE)),
    cause: 'profileDenied',
    policy: 'identity implicit',
    says: [/AWS has retired the model of us\.anthropic\.claude-3-5-haiku/],
  },
];

/** Records of CloudTrail, which tell more than the message. */
const RECORDS: readonly ExplainCase[] = [
  {
    name: 'a record of CloudTrail',
    text: JSON.stringify(failed({ errorCode: 'AccessDenied', errorMessage: denied(ROLE, INVOKE, model(SONNET, 'eu-north-1'), no('identity-based policy', INVOKE)), requestParameters: { modelId: `eu.${SONNET}` } })),
    cause: 'destinationModelDenied',
    policy: 'identity implicit',
    says: [/"sourceRegion":"eu-west-1"/, new RegExp(`"called":"eu.${SONNET}"`)],
    call: EU,
  },
  {
    name: 'what the AWS CLI lists of CloudTrail',
    text: JSON.stringify({
      Events: [{
        EventId: '1',
        EventName: 'InvokeModel',
        CloudTrailEvent: JSON.stringify(failed({
          errorCode: 'AccessDenied', errorMessage: denied(ROLE, INVOKE, model(SONNET), no('identity-based policy', INVOKE)), requestParameters: { modelId: profile(`global.${SONNET}`, 'eu-west-1') },
        })),
      }],
    }, undefined, 4),
    cause: 'regionlessModelDenied',
    policy: 'identity implicit',
    call: CALL,
  },
  {
    name: 'an event of EventBridge among lines of a log',
    text: `START RequestId: 1\n${JSON.stringify({ source: 'aws.bedrock', detail: failed({ errorCode: 'AccessDenied', errorMessage: denied(ROLE, STREAM, profile(`eu.${SONNET}`, 'eu-west-1'), no('identity-based policy', STREAM)) }) })}\nEND RequestId: 1`,
    cause: 'profileDenied',
    policy: 'identity implicit',
    call: { ...EU, action: STREAM },
  },
  {
    name: 'a record without a message',
    text: JSON.stringify(failed({ errorCode: 'AccessDenied', eventName: 'ConverseStream' })),
    cause: 'accessDenied',
    says: [/AttributeValue=ConverseStream/],
  },
  {
    name: 'a decoded authorization message',
    text: JSON.stringify({ DecodedMessage: JSON.stringify({ allowed: false, explicitDeny: false, matchedStatements: { items: [] }, context: { principal: { id: 'A', arn: ROLE }, action: INVOKE, resource: profile(`eu.${SONNET}`, 'eu-west-1'), conditions: { items: [] } } }) }),
    cause: 'profileDenied',
    call: EU,
  },
];

/** What is no denial of IAM. */
const REFUSALS: readonly ExplainCase[] = [
  {
    name: 'on-demand throughput, with a curly apostrophe',
    text: python('Converse', `Invocation of model ID ${HAIKU} with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`, 'ValidationException'),
    args: ['--region', 'ap-northeast-1'],
    cause: 'onDemandNotSupported',
    says: [new RegExp(`jp.${HAIKU}`), new RegExp(`global.${HAIKU}`), /modelWithoutProfile/],
  },
  {
    name: 'on-demand throughput, escaped in JSON',
    text: `{"error":true,"message":"Invocation of model ID ${SONNET} with on-demand throughput isn\\u2019t supported. Retry your request with the ID or ARN of an inference profile that contains this model."}`,
    cause: 'onDemandNotSupported',
    says: [new RegExp(`eu.${SONNET}`), new RegExp(`us.${SONNET}`)],
  },
  {
    name: 'on-demand throughput, in the older words',
    text: python('ConverseStream', "The provided model doesn't support on-demand throughput.", 'ValidationException'),
    args: ['--region', 'eu-west-1', '--model-id', SONNET],
    cause: 'onDemandNotSupported',
    says: [new RegExp(`eu.${SONNET}`), new RegExp(`global.${SONNET}`)],
  },
  {
    name: 'an ARN of another Region',
    text: `modelId=${application('us-west-2')} ${python('Converse', 'The provided ARN is invalid for the service region.', 'ValidationException')}`,
    cause: 'invalidModelIdentifier',
    says: [/only be called in the Region that it names/],
  },
  {
    name: 'an ID with a slip',
    text: 'model us.anthropic.claude-opus-4-7-v1: API returned 400: {"message":"The provided model identifier is invalid."}',
    args: ['--region', 'us-east-1'],
    cause: 'invalidModelIdentifier',
    says: [/"us\.anthropic\.claude-opus-4-7"/],
  },
  {
    name: 'a profile of another geography',
    text: `region_name='us-east-1', modelId='eu.${SONNET}': ${python('Converse', 'The provided model identifier is invalid.', 'ValidationException')}`,
    cause: 'invalidModelIdentifier',
    says: [/is not offered in us-east-1/, new RegExp(`"us.${SONNET}"`), /profileNotOffered/],
  },
  {
    name: 'an ID that is no ID',
    text: "ValidationException: 1 validation error detected: Value 'claude sonnet' at 'modelId' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:...",
    cause: 'invalidModelIdentifier',
    says: [/claude sonnet/],
  },
  {
    name: 'an old ID',
    text: python('InvokeModel', 'Could not resolve the foundation model from the provided model identifier.', 'ResourceNotFoundException'),
    cause: 'invalidModelIdentifier',
    says: [/give --model-id/],
  },
  {
    name: 'a retired model',
    text: 'us.anthropic.claude-3-5-haiku-20241022-v1:0 ResourceNotFoundException: This model version has reached the end of its life. Please refer to the AWS documentation for more details.',
    cause: 'modelRetired',
    says: [/us\.anthropic\.claude-haiku-4-5/, /allow its profile/],
  },
  {
    name: 'a retired model that is not named',
    text: python('Converse', 'This model version has reached the end of its life.', 'ResourceNotFoundException'),
    cause: 'modelRetired',
    says: [/does not name the model: give --model-id/],
  },
  {
    name: 'a legacy model',
    text: python('Converse', 'Access denied. This Model is marked by provider as Legacy and you have not been actively using the model in the last 30 days. Please upgrade to an active model on Amazon Bedrock', 'ResourceNotFoundException'),
    cause: 'modelLegacy',
    says: [/No policy is the reason|no policy is the reason/],
  },
  {
    name: 'data retention',
    text: "global.anthropic.claude-fable-5 in eu-west-1: API Error: 400 data retention mode 'default' is not available for this model",
    args: ['--region', 'eu-west-1'],
    cause: 'dataRetention',
    says: [/"retentionMode":"default"/, /put-account-data-retention --region eu-west-1 --mode aws_review/, /No policy is the reason|no policy is the reason/],
  },
  {
    name: 'no access to the model',
    text: "API Error: 403 You don't have access to the model with the specified model ID.",
    cause: 'modelAccessMissing',
    says: [/another Region than you think/],
  },
  {
    name: 'the use case form',
    text: 'ResourceNotFoundException: Model use case details have not been submitted for this account. Fill out the Anthropic use case details form before using the model. If you have already filled out the form, try again in 15 minutes.',
    cause: 'useCaseMissing',
    says: [/get-use-case-for-model-access/],
  },
  {
    name: 'a card that has expired',
    text: python('InvokeModel', 'Model access is denied due to INVALID_PAYMENT_INSTRUMENT:A valid payment instrument must be provided.. Your AWS Marketplace subscription for this model cannot be completed at this time. If you recently fixed this issue, try again after 15 minutes.'),
    cause: 'paymentInstrument',
  },
  {
    name: 'a country that the provider does not serve',
    text: 'API Error: 400 Access to Anthropic models is not allowed from unsupported countries, regions, or territories. Please refer to the list of supported countries.',
    cause: 'unsupportedCountry',
  },
  {
    name: 'a new account',
    text: 'Error 002: Access to Bedrock models is not allowed for this account (Service: BedrockRuntime, Status Code: 400)',
    cause: 'accountNotEnabled',
    says: [/AWS Support/],
  },
  {
    name: 'an operation that the account may not call',
    text: 'AccessDeniedException(properties: AWSBedrockRuntime.AccessDeniedException.Properties(message: Optional("Your account is not authorized to invoke this API operation.")), httpResponse: Status Code: http_status_403',
    cause: 'accountNotEnabled',
  },
  {
    name: 'too many tokens',
    text: `global.anthropic.claude-sonnet-4-6 in eu-west-1: ${python('ConverseStream', 'Too many tokens, please wait before trying again.', 'ThrottlingException')}`,
    args: ['--region', 'eu-west-1'],
    cause: 'throttled',
    says: [/L-7BEE40FB/, /Under load/, /is 0/],
  },
  {
    name: 'too many requests, after retries',
    text: python('InvokeModelWithResponseStream', 'Too many requests, please wait before trying again. You have sent too many requests.  Wait before trying again.', 'throttlingException'),
    cause: 'throttled',
    says: [/list-service-quotas/],
  },
  {
    name: 'the tokens of a day',
    text: 'botocore.errorfactory.ThrottlingException: An error occurred (ThrottlingException) when calling the Converse operation (reached max retries: 4): Too many tokens per day, please wait before trying again.',
    cause: 'dailyQuota',
    says: [/is 0/],
  },
  { name: 'a throttle without a message', text: 'ThrottlingException: null (Service: BedrockRuntime, Status Code: 429)', cause: 'throttled' },
  { name: 'no capacity', text: 'ServiceUnavailableException: Bedrock is unable to process your request.', cause: 'noCapacity', says: [/not your quota/] },
  { name: 'an API key that is not valid', text: 'Forbidden: {"Message":"Authentication failed: Please make sure your API Key is valid."}', cause: 'apiKeyInvalid', says: [/unset AWS_BEARER_TOKEN_BEDROCK/] },
  { name: 'credentials that have expired', text: 'API Error: 403 The security token included in the request is expired', cause: 'credentialsRejected', says: [/get-caller-identity/] },
  {
    name: 'an endpoint that does not exist',
    text: 'botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL: "https://bedrock-runtime.cn-north-1.amazonaws.com.cn/model/global.anthropic.claude-sonnet-4-6/converse"',
    cause: 'endpointUnknown',
    says: [/knows no Amazon Bedrock in cn-north-1/],
  },
  {
    name: 'an agent',
    text: "Exception: ('Unexpected exception: ', EventStreamError('An error occurred (accessDeniedException) when calling the InvokeAgent operation: Access denied when calling Bedrock. Check your request permissions and retry the request.'))",
    cause: 'agentDenied',
    says: [/service role of the agent/, /cloudtrail lookup-events/],
  },
  {
    name: 'an agent that is created with a profile',
    text: `AccessDeniedException: Access denied while trying to create/update an agent using InferenceProfile us.${SONNET}. Ensure Agent role has valid permissions to use the inference profile`,
    args: ['--region', 'us-east-1'],
    cause: 'agentDenied',
    says: [/"bedrock:GetInferenceProfile"/],
    call: { ...US, account: '<account>' },
  },
  { name: 'no credentials at all', text: 'CredentialsProviderError: Could not load credentials from any providers\n    at /app/index.js:129:13', cause: 'credentialsRejected' },
  {
    name: 'a guardrail of another Region',
    text: python('Converse', 'The guardrail identifier or version provided in the request does not exist.', 'ValidationException'),
    cause: 'guardrailNotFound',
    says: [/belong to one Region/],
  },
  {
    name: 'an encoded message',
    text: 'UnauthorizedOperation: You are not authorized to perform this operation. Encoded authorization failure message: dGhpcyBpcyBub3QgYSByZWFsIG1lc3NhZ2U',
    cause: 'encodedMessage',
    says: [/decode-authorization-message --encoded-message dGhpcyBpcyBub3QgYSByZWFsIG1lc3NhZ2U/],
  },
  {
    name: 'a message that ends within the name of the action',
    cause: 'accessDenied',
    says: [/CloudTrail/],
    text: 'AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/chat/chat is not authorized to perform: bedrock:InvokeMod',
  },
  { name: 'a message that was cut off', text: 'AccessDeniedException: 403', cause: 'accessDenied', says: [/CloudTrail/] },
];

export const CASES: readonly ExplainCase[] = [...DENIALS, ...POSTED, ...RECORDS, ...REFUSALS];
