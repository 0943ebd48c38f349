import { Json } from './corpus-case';
import { ACCOUNT_ID, document, template } from './template-parts';
import { cdkRole, inlineRole, managedPolicy, serviceControlPolicy } from './template-resources';
import { checkPolicyDocument, checkTemplates } from '../../../src/checks/check';
import { Finding } from '../../../src/checks/model/rule';
import { findingsIn } from '../../../src/command/check/findings';
import { readInput, STANDARD_INPUT } from '../../../src/command/check/input';
import { jestSnapshots } from '../../command/jest-snapshots';
import { shortForms } from '../../command/short-forms';

/** A form in which people write a policy down, and what is found in it. */
export interface Shape {
  readonly name: string;
  readonly check: (statements: readonly Json[], region: string) => Finding[];
}

const ROLE = 'Role';
const deployed = (json: Json, region?: string) => checkTemplates([{ path: 'template.json', template: json, ...(region && { region, account: ACCOUNT_ID }) }]);
const role = (...statements: readonly Json[]) => inlineRole('lambda.amazonaws.com', statements);

/** ARNs as in templates that are deployed to more than one place. */
function anywhere(value: unknown, region: string): unknown {
  if (Array.isArray(value)) return value.map((item) => anywhere(item, region));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, anywhere(inner, region)]));
  if (typeof value !== 'string' || !value.startsWith('arn:')) return value;
  const text = value.split(`:${region}:`).join(':${AWS::Region}:').split(ACCOUNT_ID).join('${AWS::AccountId}');
  return text === value ? value : { 'Fn::Sub': text };
}

/** What the command finds in a file with this text. */
function inFile(text: string | Json, region: string): Finding[] {
  const input = () => Buffer.from(typeof text === 'string' ? text : JSON.stringify(text, undefined, 2));
  return findingsIn(readInput([STANDARD_INPUT], region, input).sources, region, input);
}

const asCdk = (statements: readonly Json[], region: string) => template(cdkRole(ROLE, 'lambda.amazonaws.com', anywhere(statements, region) as Json[]));
const samFunction = (statements: readonly Json[]) => ({ Type: 'AWS::Serverless::Function', Properties: { Runtime: 'python3.13', Handler: 'app.handler', CodeUri: 'src', Policies: [document(...statements)] } });
const named = (name: string) => ({ RoleName: name, Arn: `arn:aws:iam::${ACCOUNT_ID}:role/${name}` });

/** Forms of what a principal is allowed. */
export const IDENTITY_SHAPES: readonly Shape[] = [
  { name: 'a role with its policy in it', check: (statements, region) => deployed(template({ [ROLE]: role(...statements) }), region) },
  { name: 'a role and its default policy, as CDK renders them', check: (statements, region) => deployed(asCdk(statements, region), region) },
  { name: 'a managed policy that names its role', check: (statements, region) => deployed(template({ [ROLE]: role({ Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: '*' }), Inference: managedPolicy(statements, [ROLE]) }), region) },
  {
    name: 'a policy of the newer type, in a template for any account',
    check: (statements, region) => checkTemplates([{
      path: 'template.json',
      region,
      template: template({ [ROLE]: inlineRole('ecs-tasks.amazonaws.com', []), Inference: { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: { Ref: ROLE }, PolicyName: 'p', PolicyDocument: document(...anywhere(statements, region) as Json[]) } } }),
    }]),
  },
  {
    name: 'statements in two policies of a role',
    check: (statements, region) => deployed(template({ [ROLE]: role(...statements.slice(0, 1)), Rest: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'rest', Roles: [{ Ref: ROLE }], PolicyDocument: document(...statements.slice(1)) } } }), region),
  },
  {
    name: 'a permission set, whose policy is a text',
    check: (statements, region) => deployed(template({ Set: { Type: 'AWS::SSO::PermissionSet', Properties: { InstanceArn: 'arn:aws:sso:::instance/ssoins-1', Name: 'chat', InlinePolicy: JSON.stringify(document(...statements)) } } }), region),
  },
  { name: 'a policy file, used in a Region that is told', check: (statements, region) => checkPolicyDocument('policy.json', document(...statements), region) },
  { name: 'a policy file alone', check: (statements) => checkPolicyDocument('policy.json', document(...statements)) },
  { name: 'YAML with short forms', check: (statements, region) => inFile(shortForms(asCdk(statements, region)), region) },
  {
    name: 'a function of AWS SAM, in YAML',
    check: (statements, region) => inFile(shortForms(template({ Chat: samFunction(anywhere(statements, region) as Json[]) }, { Transform: 'AWS::Serverless-2016-10-31' })), region),
  },
  { name: 'a snapshot of Jest', check: (statements, region) => inFile(jestSnapshots({ 'the stack 1': asCdk(statements, region) }), region) },
  { name: 'aws iam get-role-policy', check: (statements, region) => inFile({ RoleName: 'chat', PolicyName: 'inference', PolicyDocument: document(...statements) }, region) },
  {
    name: 'aws iam get-account-authorization-details',
    check: (statements, region) => {
      const trust = document({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' });
      const chat = { ...named('chat'), AssumeRolePolicyDocument: trust, RolePolicyList: [{ PolicyName: 'inference', PolicyDocument: document(...statements) }], AttachedManagedPolicies: [] };
      return inFile({ UserDetailList: [], GroupDetailList: [], RoleDetailList: [chat], Policies: [] }, region);
    },
  },
];

/** Forms of what is denied to everybody. */
export const DENY_SHAPES: readonly Shape[] = [
  { name: 'a service control policy', check: (statements, region) => deployed(template({ Policy: serviceControlPolicy(document(...statements)) }), region) },
  { name: 'a service control policy in a text, deployed anywhere', check: (statements) => deployed(template({ Policy: serviceControlPolicy(JSON.stringify(document(...statements))) })) },
  { name: 'a policy file', check: (statements) => checkPolicyDocument('scp.json', document(...statements)) },
  {
    name: 'aws organizations describe-policy',
    check: (statements, region) => inFile({ Policy: { PolicySummary: { Name: 'deny', Type: 'SERVICE_CONTROL_POLICY', AwsManaged: false }, Content: JSON.stringify(document(...statements)) } }, region),
  },
  { name: 'a group', check: (statements, region) => deployed(template({ Group: { Type: 'AWS::IAM::Group', Properties: { Policies: [{ PolicyName: 'p', PolicyDocument: document({ Effect: 'Allow', Action: '*', Resource: '*' }, ...statements) }] } } }), region) },
];
