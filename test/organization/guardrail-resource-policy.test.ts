import { App, CfnParameter, Environment, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnGuardrail } from 'aws-cdk-lib/aws-bedrock';
import { GuardrailResourcePolicy, GuardrailResourcePolicyProps } from '../../src';
import { allows, PolicyDocumentJson } from '../support/iam-evaluator';
import { resolveIntrinsics } from '../support/template-policies';

const POLICY = 'AWS::Bedrock::ResourcePolicy';
const ACCOUNT = '111122223333';
const ORGANIZATION = 'o-a1b2c3d4e5';
const UNIT = 'ou-a1b2-c3d4e5f6';
const GUARDRAIL = `arn:aws:bedrock:eu-west-1:${ACCOUNT}:guardrail/a1b2c3d4e5f6`;

interface Deployed { readonly arn: string; readonly document: PolicyDocumentJson; readonly json: unknown }

function deployed(props: Partial<GuardrailResourcePolicyProps>, env: Environment = { region: 'eu-west-1', account: ACCOUNT }): Deployed[] {
  const stack = new Stack(new App(), 'Stack', { env });
  new GuardrailResourcePolicy(stack, 'Sharing', { guardrailArn: GUARDRAIL, organizationId: ORGANIZATION, ...props });
  const template = Template.fromStack(stack);
  return Object.values(template.findResources(POLICY)).map(({ Properties }) => {
    const { ResourceArn, PolicyDocument } = resolveIntrinsics(Properties, template.toJSON(), { partition: 'aws', region: 'eu-west-1', accountId: ACCOUNT }) as {
      ResourceArn: string; PolicyDocument: { Statement: { Principal: unknown }[] };
    };
    // The evaluator decides policies of identities; who is meant is asked by the conditions.
    const Statement = PolicyDocument.Statement.map(({ Principal, ...statement }) => {
      expect(Principal).toBe('*');
      return statement;
    });
    return { arn: ResourceArn, document: { ...PolicyDocument, Statement } as unknown as PolicyDocumentJson, json: PolicyDocument };
  });
}

/** Callers, by where they are in an organization. */
const CALLERS: Record<string, Record<string, string | string[]>> = {
  'the organization': { 'aws:PrincipalOrgID': ORGANIZATION, 'aws:PrincipalOrgPaths': [`${ORGANIZATION}/r-a1b2/`] },
  'the unit': { 'aws:PrincipalOrgID': ORGANIZATION, 'aws:PrincipalOrgPaths': [`${ORGANIZATION}/r-a1b2/${UNIT}/`] },
  'the unit, below another': { 'aws:PrincipalOrgID': ORGANIZATION, 'aws:PrincipalOrgPaths': [`${ORGANIZATION}/r-a1b2/ou-a1b2-99999999/${UNIT}/`] },
  'a unit below': { 'aws:PrincipalOrgID': ORGANIZATION, 'aws:PrincipalOrgPaths': [`${ORGANIZATION}/r-a1b2/${UNIT}/ou-a1b2-11111111/`] },
  'another unit': { 'aws:PrincipalOrgID': ORGANIZATION, 'aws:PrincipalOrgPaths': [`${ORGANIZATION}/r-a1b2/ou-a1b2-99999999/`] },
  'another organization': { 'aws:PrincipalOrgID': 'o-zzzzzzzzzz', 'aws:PrincipalOrgPaths': [`o-zzzzzzzzzz/r-a1b2/${UNIT}/`] },
  'no organization': {},
};

const ADMITTED = ['the organization', 'the unit', 'the unit, below another', 'a unit below', 'another unit'];

test.each<[string, Partial<GuardrailResourcePolicyProps>, string[]]>([
  ['an organization', {}, ADMITTED],
  ['a unit', { organizationalUnitIds: [UNIT] }, ADMITTED.slice(1, 4)],
  ['two units', { organizationalUnitIds: [UNIT, 'ou-a1b2-99999999'] }, ADMITTED.slice(1)],
])('a guardrail for %s is applied by these callers and no other, and nothing else is allowed', (_, props, expected) => {
  const arn = GUARDRAIL;
  for (const env of [{ region: 'eu-west-1', account: ACCOUNT }, {}]) {
    const policies = deployed(props, env);
    expect(policies.map((policy) => policy.arn)).toEqual([arn]);
    const passing = (action: string, resource: string) => Object.keys(CALLERS).filter((name) => allows([policies[0].document], { action, resource, context: CALLERS[name] }));
    expect(passing('bedrock:ApplyGuardrail', arn)).toEqual(expected);
    expect(passing('bedrock:ApplyGuardrail', `${arn}0`)).toEqual([]);
    for (const action of ['bedrock:GetGuardrail', 'bedrock:UpdateGuardrail', 'bedrock:DeleteGuardrail', 'bedrock:InvokeModel']) expect(passing(action, arn)).toEqual([]);
  }
});

// AWS takes no other form: https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-resource-based-policies.html
test('the document has the form of the page of AWS', () => {
  expect(deployed({ organizationalUnitIds: [UNIT] })[0].json).toEqual({
    Version: '2012-10-17',
    Statement: [{
      Effect: 'Allow',
      Principal: '*',
      Action: ['bedrock:ApplyGuardrail'],
      Resource: GUARDRAIL,
      Condition: { 'StringEquals': { 'aws:PrincipalOrgID': ORGANIZATION }, 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': [`${ORGANIZATION}/*/${UNIT}/*`] } },
    }],
  });
});

test('a guardrail of the app, and an organization of a parameter, are taken', () => {
  const stack = new Stack(new App(), 'Stack');
  const guardrail = new CfnGuardrail(stack, 'Guardrail', { name: 'g', blockedInputMessaging: 'no', blockedOutputsMessaging: 'no' });
  const policy = new GuardrailResourcePolicy(stack, 'Sharing', { guardrailArn: guardrail.attrGuardrailArn, organizationId: new CfnParameter(stack, 'Organization').valueAsString });
  Template.fromStack(stack).hasResourceProperties(POLICY, { ResourceArn: { 'Fn::GetAtt': ['Guardrail', 'GuardrailArn'] } });
  expect(policy.resourcePolicy.resourceArn).toBe(guardrail.attrGuardrailArn);
});

test.each([[20480, true], [20481, false]])('a document of %d characters is accepted: %s', (size, accepted) => {
  const units = (count: number, last: number[]) => [...Array.from({ length: count }, (_, index) => String(index).padStart(16, '0')), ...last.map((length) => 'x'.repeat(length))].map((id) => `ou-a1b2-${id}`);
  const measure = (organizationalUnitIds: string[]) => JSON.stringify(deployed({ organizationalUnitIds })[0].json).length;
  // Many units of one length, and four that take what is left.
  const four = [8, 9, 10, 11];
  const each = measure(units(1, four)) - measure(units(0, four));
  const count = Math.floor((size - measure(units(0, four))) / each);
  const rest = size - measure(units(count, four));
  const organizationalUnitIds = units(count, four.map((length, index) => length + Math.floor((rest + index) / 4)));
  const message = 'organizationalUnitIds: the document has 20481 characters, and the resource policy of a guardrail holds 20480; name units above these, or leave it out';
  const outcome = () => {
    try {
      return measure(organizationalUnitIds);
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(outcome()).toBe(accepted ? size : message);
});

describe('bad input', () => {
  const share = (props: Partial<GuardrailResourcePolicyProps>) => () => deployed(props);

  test.each<[string, () => unknown, string]>([
    ['a version', share({ guardrailArn: `${GUARDRAIL}:1` }),
      `guardrailArn: "${GUARDRAIL}:1" is not the ARN of a guardrail without a version; give one like "arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6"`],
    ['a wildcard', share({ guardrailArn: `arn:aws:bedrock:eu-west-1:${ACCOUNT}:guardrail/*` }),
      `guardrailArn: "arn:aws:bedrock:eu-west-1:${ACCOUNT}:guardrail/*" has the character "*", which is more than text in a policy; leave it out`],
    ['another account', share({ guardrailArn: GUARDRAIL.replace(ACCOUNT, '999988887777') }),
      'guardrailArn: it is in the account "999988887777", and this stack is in "111122223333"; give one of the same account'],
    ['another Region', share({ guardrailArn: GUARDRAIL.replace('eu-west-1', 'us-east-1') }), 'guardrailArn: it is in the Region "us-east-1", and this stack is in "eu-west-1"; give one of the same Region'],
    ['what is no organization', share({ organizationId: 'o-1' }), 'organizationId: "o-1" is not the ID of an organization; give one like "o-a1b2c3d4e5"'],
    ['any organization', share({ organizationId: '*' }), 'organizationId: "*" has the character "*", which is more than text in a policy; leave it out'],
    ['no units', share({ organizationalUnitIds: [] }), 'organizationalUnitIds: the list is empty; leave it out to take all accounts of the organization'],
    ['a unit twice', share({ organizationalUnitIds: [UNIT, UNIT] }), `organizationalUnitIds: "${UNIT}" is given twice; leave one out`],
    ['a root as a unit', share({ organizationalUnitIds: ['r-a1b2'] }), 'organizationalUnitIds: "r-a1b2" is not the ID of an organizational unit; give one like "ou-a1b2-c3d4e5f6"'],
  ])('%s is refused', (_, attempt, message) => {
    expect(attempt).toThrow(new Error(message));
  });
});
