import { checkJson, command, Workspace } from './command-run';
import { ACCOUNT_ID, allow, BOTH, deny, document, globalStatements, literal, OPUS_5 } from '../checks/corpus/template-parts';
import { callIsAllowed } from '../support/cris-requests';

const workspace = new Workspace();
const arns = { profile: (id: string) => literal.profile(id, 'eu-west-1'), model: (id: string) => literal.model(id, 'eu-west-1'), regionless: literal.regionless };
const [onProfile, ...onModels] = globalStatements(OPUS_5, arns);
const MISSING = ['sourceRegionModelMissing'];

const arn = (kind: string, name: string) => `arn:aws:iam::${ACCOUNT_ID}:${kind}/${name}`;
const managed = (PolicyName: string, Document: unknown, older?: unknown) => ({
  PolicyName,
  Arn: arn('policy', PolicyName),
  DefaultVersionId: 'v2',
  PolicyVersionList: [{ VersionId: 'v2', IsDefaultVersion: true, Document }, ...(older === undefined ? [] : [{ VersionId: 'v1', IsDefaultVersion: false, Document: older }])],
});
const attach = (...names: string[]) => ({ AttachedManagedPolicies: names.map((PolicyName) => ({ PolicyName, PolicyArn: arn('policy', PolicyName) })) });
const role = (RoleName: string, inline: unknown, others: object = {}) => ({
  RoleName, Arn: arn('role', RoleName), RolePolicyList: inline === undefined ? [] : [{ PolicyName: 'inference', PolicyDocument: inline }], ...attach(), ...others,
});
const account = (lists: object) => ({ UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [], ...lists });

let count = 0;
const check = (json: unknown, ...options: string[]) => checkJson(...options, workspace.write(`listing-${count++}.json`, json));
const placesOf = async (json: unknown, ...options: string[]) => (await check(json, ...options)).findings.map(({ rule, logicalId, location }) => `${rule} at ${logicalId} ${location}`);
const both = (place: string) => MISSING.map((rule) => `${rule} at ${place}`);

describe('aws iam get-account-authorization-details', () => {
  test('the policies of a role are judged together', async () => {
    const whole = account({ RoleDetailList: [role('assistant', document(onProfile), attach('models'))], Policies: [managed('models', document(...onModels))] });
    expect(await check(whole)).toMatchObject({ code: 0, findings: [], summary: { templates: 0, policies: 2 } });
    expect(callIsAllowed([document(onProfile), document(...onModels)] as never, { account: ACCOUNT_ID, sourceRegion: 'eu-west-1', inferenceProfileId: `global.${OPUS_5}` })).toBe(true);
  });

  test('each policy is named by who has it', async () => {
    const faulty = document(allow('s3:GetObject', '*'), onProfile);
    expect(await placesOf(account({ RoleDetailList: [role('assistant', faulty), role('other', document(onProfile, ...onModels))] }))).toEqual(both('role assistant, policy inference Statement.1'));
    const user = { UserName: 'ada', Arn: arn('user', 'ada'), UserPolicyList: [{ PolicyName: 'mine', PolicyDocument: faulty }] };
    expect(await placesOf(account({ UserDetailList: [user] }))).toEqual(both('user ada, policy mine Statement.1'));
    const group = { GroupName: 'team', Arn: arn('group', 'team'), GroupPolicyList: [{ PolicyName: 'ours', PolicyDocument: faulty }] };
    expect(await placesOf(account({ GroupDetailList: [group] }))).toEqual(both('group team, policy ours Statement.1'));
    expect(await placesOf(account({ RoleDetailList: [role('assistant', undefined, attach('chat'))], Policies: [managed('chat', faulty)] }))).toEqual(both('policy chat Statement.1'));
  });

  test('a policy that is attached to nobody is judged alone', async () => {
    expect(await placesOf(account({ Policies: [managed('chat', document(onProfile))] }))).toEqual(both('policy chat Statement.0'));
  });

  test('the version that holds is read, by its flag or its ID', async () => {
    const sound = document(onProfile, ...onModels);
    const versions = (Document: unknown, older: unknown) => account({ RoleDetailList: [role('assistant', undefined, attach('chat'))], Policies: [managed('chat', Document, older)] });
    expect(await placesOf(versions(sound, document(onProfile)))).toEqual([]);
    expect(await placesOf(versions(document(onProfile), sound))).toEqual(both('policy chat Statement.0'));
    const { PolicyVersionList, ...policy } = managed('chat', document(onProfile), sound);
    expect(await placesOf(account({ Policies: [{ ...policy, PolicyVersionList, DefaultVersionId: undefined }] }))).toEqual(both('policy chat Statement.0'));
    const byId = { ...policy, PolicyVersionList: PolicyVersionList.map(({ VersionId, Document }) => ({ VersionId, Document })).reverse() };
    expect(await placesOf(account({ Policies: [byId] }))).toEqual(both('policy chat Statement.0'));
  });

  test('what is not in the file may hold the rest', async () => {
    const faulty = document(onProfile);
    const aws = { AttachedManagedPolicies: [{ PolicyName: 'AmazonBedrockFullAccess', PolicyArn: 'arn:aws:iam::aws:policy/AmazonBedrockFullAccess' }] };
    expect(await placesOf(account({ RoleDetailList: [role('assistant', faulty, attach('elsewhere'))] }))).toEqual([]);
    expect(await placesOf(account({ RoleDetailList: [role('assistant', faulty, attach('chat'))], Policies: [{ ...managed('chat', faulty), PolicyVersionList: [] }] }))).toEqual([]);
    expect(await placesOf(account({ RoleDetailList: [role('assistant', faulty, aws)] }))).toEqual([]);
    const user = { UserName: 'ada', Arn: arn('user', 'ada'), GroupList: ['team'], UserPolicyList: [{ PolicyName: 'mine', PolicyDocument: faulty }] };
    expect(await placesOf(account({ UserDetailList: [user] }))).toEqual([]);
  });

  test('the policies of AWS are not reported', async () => {
    const full = { ...managed('AmazonBedrockFullAccess', document(allow('bedrock:*', '*'))), Arn: 'arn:aws:iam::aws:policy/AmazonBedrockFullAccess' };
    expect(await placesOf(account({ Policies: [full] }))).toEqual([]);
    expect(await placesOf(account({ Policies: [{ ...full, Arn: arn('policy', 'AmazonBedrockFullAccess') }] }))).toEqual(['wildcardModels at policy AmazonBedrockFullAccess Statement.0']);
  });

  test('a deny of Regions in the boundary of a role is seen', async () => {
    const regions = document(allow('*', '*'), deny('*', '*', { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1'] } }));
    const bounded = role('assistant', document(onProfile, ...onModels), { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: arn('policy', 'limits') } });
    const { findings } = await check(account({ RoleDetailList: [bounded], Policies: [managed('limits', regions)] }));
    const alone = await check(account({ RoleDetailList: [role('assistant', document(onProfile, ...onModels))], Policies: [managed('limits', regions)] }));
    const severity = (its: typeof findings) => its.filter(({ rule }) => rule === 'regionDenyBlocksCris').map((finding) => finding.severity);
    expect([severity(findings), severity(alone.findings)]).toEqual([['error'], ['warning']]);
  });

  test('the account is that of the file', async () => {
    const pattern = `arn:aws:bedrock:eu-west-1:*:inference-profile/global.${OPUS_5}`;
    const bound = [allow(BOTH, pattern), ...onModels];
    expect(await placesOf(account({ RoleDetailList: [role('assistant', document(...bound))] }))).toEqual([]);
    const other = role('assistant', document(...bound), { Arn: 'arn:aws:iam::444455556666:role/assistant' });
    expect(await placesOf(account({ RoleDetailList: [other] }))).toEqual(both('role assistant, policy inference Statement.0'));
  });

  test('documents in texts, percent-encoded as the API answers them', async () => {
    const faulty = JSON.stringify(document(onProfile));
    for (const text of [faulty, encodeURIComponent(faulty), encodeURIComponent(`\n${faulty}`)]) {
      expect(await placesOf(account({ RoleDetailList: [role('assistant', text)] }))).toEqual(both('role assistant, policy inference Statement.0'));
    }
  });

  test('an account without policies of its own is no error', async () => {
    expect((await command('check', workspace.write('none.json', account({})))).out).toBe('0 errors, 0 warnings, 0 info in 0 policies\n');
  });
});

const ODD: readonly unknown[] = [null, 'x', 7, [], [null, 'x', [7]], {}, { toString: 1, valueOf: 2 }];

test.each(ODD.map((odd) => [JSON.stringify(odd), odd] as const))('odd values in a listing do not end the check: %s', async (_name, odd) => {
  const one = { RoleName: odd, Arn: odd, RolePolicyList: odd, GroupList: odd, PermissionsBoundary: odd, AttachedManagedPolicies: [odd, { PolicyArn: odd }] };
  const listings = [
    account({ RoleDetailList: [odd, one], UserDetailList: odd, Policies: odd }),
    account({ RoleDetailList: [{ ...one, RolePolicyList: [{ PolicyName: odd, PolicyDocument: document(odd) }] }] }),
    account({ Policies: [odd, { PolicyName: odd, Arn: odd, PolicyVersionList: [odd, { IsDefaultVersion: odd }, { IsDefaultVersion: true, Document: document(odd) }] }] }),
    { VpcEndpoints: [odd, { VpcEndpointId: odd, OwnerId: odd, ServiceName: odd, PolicyDocument: JSON.stringify(document(odd)) }] },
  ];
  for (const listing of listings) {
    const { code, err } = await command('check', workspace.write('odd.json', listing));
    expect([code, err]).toEqual([0, '']);
  }
});

describe('aws ec2 describe-vpc-endpoints', () => {
  const slip = { ...onProfile, Principal: '*', Condition: { StringEquals: { 'aws:InferenceProfileArn': 'x' } } };
  const endpoint = (VpcEndpointId: string, statements: unknown[], others: object = {}) => ({
    VpcEndpointId, ServiceName: 'com.amazonaws.eu-west-1.bedrock-runtime', OwnerId: ACCOUNT_ID, PolicyDocument: JSON.stringify(document(...statements), undefined, 2), ...others,
  });
  const everything = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };

  test('each policy is named by its endpoint', async () => {
    const listed = { VpcEndpoints: [endpoint('vpce-1', [everything]), endpoint('vpce-2', [everything, slip])] };
    expect(await placesOf(listed)).toEqual(['unknownConditionKey at vpce-2 Statement.1']);
    expect((await check(listed)).summary).toMatchObject({ templates: 0, policies: 2 });
  });

  test('it is the policy of an endpoint, whether a principal is named or not', async () => {
    const open = allow(BOTH, '*');
    expect(await placesOf({ VpcEndpoints: [endpoint('vpce-1', [open])] })).toEqual([]);
    expect((await checkJson(workspace.write('open.json', document(open)))).findings.map(({ rule }) => rule)).toEqual(['wildcardModels']);
  });

  test('endpoints of other services, and without a policy, are left out', async () => {
    const others = [endpoint('vpce-1', [slip], { ServiceName: 'com.amazonaws.eu-west-1.s3' }), endpoint('vpce-2', [slip], { PolicyDocument: undefined })];
    expect(await check({ VpcEndpoints: others })).toMatchObject({ code: 0, findings: [], summary: { policies: 0 } });
  });

  test('the Region is that of the service', async () => {
    const owner = { ...allow(BOTH, 'arn:aws:bedrock:eu-west-1:*', { StringEquals: { 'aws:ResourceAccount': ACCOUNT_ID } }), Principal: '*' };
    const owners = async (...given: Parameters<typeof placesOf>) => (await placesOf(...given)).filter((found) => found.startsWith('resourceOwnerOnModel'));
    const place = 'resourceOwnerOnModel at vpce-1 Statement.0';
    expect(await owners({ VpcEndpoints: [endpoint('vpce-1', [owner])] })).toEqual([place]);
    expect(await owners({ VpcEndpoints: [endpoint('vpce-1', [owner], { ServiceName: 'com.amazonaws.us-east-1.bedrock-runtime' })] })).toEqual([]);
    const unknown = { VpcEndpoints: [endpoint('vpce-1', [owner], { ServiceName: undefined })] };
    expect([await owners(unknown), await owners(unknown, '--region', 'eu-west-1')]).toEqual([[], [place]]);
  });

  test('a policy that cannot be read is named', async () => {
    for (const PolicyDocument of ['{', '[]', '{}', 7]) {
      const path = workspace.write('broken.json', { VpcEndpoints: [endpoint('vpce-1', [everything]), endpoint('vpce-2', [], { PolicyDocument })] });
      const { code, err } = await command('check', path);
      expect([code, err.includes(path), err.includes('vpce-2')]).toEqual([2, true, true]);
    }
  });
});
