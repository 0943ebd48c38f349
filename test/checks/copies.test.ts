import { CALLERS } from './corpus/callers';
import { CorpusCase, Json } from './corpus/corpus-case';
import { EDGES } from './corpus/edges';
import { PEER_SLIPS } from './corpus/peer-slips';
import { PEERS } from './corpus/peers';
import { REVIEW_TEMPLATES } from './corpus/review-templates';
import { sourcesOf } from './corpus/sources';
import { THREADS } from './corpus/threads';
import { SILENT_CASES } from './corpus/unknowns';
import { checkTemplates } from '../../src/checks/check';
import { isRead } from '../../src/checks/model/model';
import { withoutCopies } from '../../src/checks/read/copies';

const CASES = [THREADS, PEERS, PEER_SLIPS, EDGES, CALLERS, REVIEW_TEMPLATES, SILENT_CASES].flat().filter(({ templates: [{ Resources }] }) => Resources !== undefined);

/** Each resource three times, roles with a description, which decides nothing. Role and Policy are names of properties too: renamed where they refer only. */
function threeTimes(template: Json, describe: (copy: number) => string): Json {
  const resources = Object.entries(template.Resources as Record<string, Json>);
  const named = new RegExp(`\\b(${resources.map(([logicalId]) => logicalId).join('|')})\\b`, 'g');
  const all = [1, 2, 3].flatMap((copy) => resources.map(([logicalId, resource]) => {
    const given = resource.Type === 'AWS::IAM::Role' ? { ...resource, Properties: { ...resource.Properties as Json, Description: describe(copy) } } : resource;
    const renamed = JSON.stringify(given).replace(named, (name) => (/^(Role|Policy)$/.test(name) ? name : `${name}Copy${copy}`));
    return [`${logicalId}Copy${copy}`, JSON.parse(renamed.replace(/("Ref":"|"Fn::GetAtt":\["|\$\{)(Role|Policy)(?=["}.])/g, `$1$2Copy${copy}`))] as const;
  }));
  return { ...template, Resources: Object.fromEntries(all) };
}

function findingsOf(corpusCase: CorpusCase, describe: (copy: number) => string): string[] {
  const templates = corpusCase.templates.map((template) => threeTimes(template, describe));
  return checkTemplates(sourcesOf({ ...corpusCase, templates })).map((finding) => JSON.stringify(finding)).sort();
}

test.each(CASES.map((corpusCase) => [corpusCase.name, corpusCase] as const))('what is said of copies is what is said of each: %s', (_name, corpusCase) => {
  expect(findingsOf(corpusCase, () => 'the same')).toEqual(findingsOf(corpusCase, (copy) => `number ${copy}`));
});

test('most of what is repeated is a copy', () => {
  const repeated = CASES.filter(({ templates: [{ Resources }] }) => Object.values(Resources as Record<string, Json>).some(({ Type }) => Type === 'AWS::IAM::Role'));
  const taken = repeated.filter(({ templates: [template] }) => withoutCopies(threeTimes(template, () => 'the same'), isRead).copies.size > 0);
  expect(taken.length / repeated.length).toBeGreaterThan(0.6);
});

describe('what is no copy', () => {
  const role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } };
  const named = (RoleName: string) => ({ ...role, Properties: { ...role.Properties, RoleName } });
  const trusts = (logicalId: string) => ({ ...role, Properties: { AssumeRolePolicyDocument: { Statement: { Principal: { AWS: { 'Fn::GetAtt': [logicalId, 'Arn'] } } } } } });
  const policy = (roles: readonly string[], more: Json = {}, effect = 'Allow') => ({
    Type: 'AWS::IAM::Policy',
    Properties: { PolicyName: 'Calls', Roles: roles.map((Ref) => ({ Ref })), PolicyDocument: { Statement: [{ Effect: effect, Action: 'bedrock:*', Resource: '*' }] }, ...more },
  });
  const caller = (logicalId: string, code: string) =>
    ({ Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': [logicalId, 'Arn'] }, Code: { S3Key: code }, Environment: { Variables: { MODEL: 'm' } } } });
  const two = { RoleA: role, RoleB: role, PolicyA: policy(['RoleA']), PolicyB: policy(['RoleB']) };
  const taken = (Resources: Json, more: Json = {}) => {
    const { template, copies } = withoutCopies({ Resources, ...more }, isRead);
    const renamed = [...copies].map(([logicalId, all]) => [logicalId, all.map((names) => names.get(logicalId))]);
    return [Object.keys((template as { Resources: Json }).Resources), Object.fromEntries(renamed)];
  };

  test('two roles that say the same, with a policy and a function of their own, whatever its code is', () => {
    expect(taken(two)).toEqual([['RoleA', 'PolicyA'], { RoleA: ['RoleB'], PolicyA: ['PolicyB'] }]);
    expect(taken({ ...two, FunctionA: caller('RoleA', 'a'), FunctionB: caller('RoleB', 'b') })[0]).toEqual(['RoleA', 'PolicyA', 'FunctionA']);
  });

  test.each([
    ['a policy for both', { RoleA: role, RoleB: role, Policy: policy(['RoleA', 'RoleB']) }],
    ['a further policy for one', { ...two, Further: policy(['RoleB']) }],
    ['one whose policy says something else', { ...two, PolicyB: policy(['RoleB'], { Path: '/other/' }) }],
    ['one under a condition', { ...two, RoleB: { ...role, Condition: 'InProduction' } }],
    ['one whose policy is under a condition', { ...two, PolicyB: { ...policy(['RoleB']), Condition: 'InProduction' } }],
    ['names, by which other templates may attach policies', { RoleA: named('RoleA'), RoleB: named('RoleB') }],
    ['roles that trust each other', { RoleA: role, RoleB: role, TrustsA: trusts('RoleA'), TrustsB: trusts('RoleB') }],
    ['one that is exported', two, { Outputs: { Role: { Value: { 'Fn::GetAtt': ['RoleB', 'Arn'] }, Export: { Name: 'Role' } } } }],
    ['one that goes to a nested stack', { ...two, Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { Role: { Ref: 'RoleB' } } } } }],
    ['one that a managed policy names', { ...two, Managed: { ...policy(['RoleB']), Type: 'AWS::IAM::ManagedPolicy' } }],
    ['denies', { ...two, PolicyA: policy(['RoleA'], {}, 'Deny'), PolicyB: policy(['RoleB'], {}, 'Deny') }],
    ['a guardrail that is enforced', { ...two, Enforced: { Type: 'AWS::Bedrock::EnforcedGuardrailConfiguration', Properties: {} } }],
    ['a logical ID that is none', { 'Role(A': role, 'Role(B': role }],
  ])('%s', (_name, resources, more: Json = {}) => {
    expect(taken(resources, more)).toEqual([Object.keys(resources), {}]);
  });
});
