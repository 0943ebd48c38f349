import { Json } from './corpus-case';
import { ACCOUNT_ID, document, template } from './template-parts';
import { cdkRole, inlineRole, managedPolicy, serviceControlPolicy } from './template-resources';
import { checkPolicyDocument, checkTemplates } from '../../../src/checks/check';
import { Finding } from '../../../src/checks/model/rule';

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

/** Forms of what a principal is allowed. */
export const IDENTITY_SHAPES: readonly Shape[] = [
  { name: 'a role with its policy in it', check: (statements, region) => deployed(template({ [ROLE]: role(...statements) }), region) },
  { name: 'a role and its default policy, as CDK renders them', check: (statements, region) => deployed(template(cdkRole(ROLE, 'lambda.amazonaws.com', anywhere(statements, region) as Json[])), region) },
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
];

/** Forms of what is denied to everybody. */
export const DENY_SHAPES: readonly Shape[] = [
  { name: 'a service control policy', check: (statements, region) => deployed(template({ Policy: serviceControlPolicy(document(...statements)) }), region) },
  { name: 'a service control policy in a text, deployed anywhere', check: (statements) => deployed(template({ Policy: serviceControlPolicy(JSON.stringify(document(...statements))) })) },
  { name: 'a policy file', check: (statements) => checkPolicyDocument('scp.json', document(...statements)) },
  { name: 'a group', check: (statements, region) => deployed(template({ Group: { Type: 'AWS::IAM::Group', Properties: { Policies: [{ PolicyName: 'p', PolicyDocument: document({ Effect: 'Allow', Action: '*', Resource: '*' }, ...statements) }] } } }), region) },
];
