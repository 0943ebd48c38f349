import { symlinkSync } from 'fs';
import { checkJson, command, Workspace } from './command-run';
import { allow, BOTH, document, globalStatements, hand, literal, OPUS_5, template } from '../checks/corpus/template-parts';
import { inlineRole } from '../checks/corpus/template-resources';

const workspace = new Workspace();
const partial = document(allow(BOTH, literal.profile(`global.${OPUS_5}`, 'eu-west-1')));
const faulty = template({ Role: inlineRole('lambda.amazonaws.com', globalStatements(OPUS_5, hand).slice(0, 1)) });

describe('a folder', () => {
  test('with policies: they are checked, with the templates and listings beside them', async () => {
    const policy = workspace.write('policies/a.json', partial);
    const printed = workspace.write('policies/b.json', { PolicyVersion: { Document: partial } });
    const stack = workspace.write('policies/c.json', faulty);
    const listing = workspace.write('policies/d.json', { VpcEndpoints: [{ VpcEndpointId: 'vpce-1', PolicyDocument: JSON.stringify(document({ Effect: 'allow', Action: '*', Resource: '*', Principal: '*' })) }] });
    workspace.write('policies/package.json', { name: 'policies' });
    workspace.write('policies/notes.txt', 'Statement');
    workspace.mkdir('policies/older.json');
    const { code, findings, summary } = await checkJson(workspace.path('policies'));
    expect([code, summary]).toEqual([1, { error: 3, warning: 1, info: 0, ignored: 0, templates: 1, policies: 3, passedOver: 2 }]);
    expect([...new Set(findings.map(({ path }) => path))].sort()).toEqual([policy, printed, stack, listing]);
  });

  test('with a template of the CDK: what is beside it is read too', async () => {
    workspace.write('mixed/A.template.json', template({}));
    const policy = workspace.write('mixed/policy.json', partial);
    const { code, findings, summary } = await checkJson(workspace.path('mixed'));
    expect([code, summary.templates, summary.policies, findings.every(({ file }) => file === policy)]).toEqual([1, 1, 1, true]);
  });

  test('is read with all of its folders, a cdk.out in it too, but not what is installed or hidden', async () => {
    workspace.write('project/cdk.out/manifest.json', { artifacts: { A: { environment: 'aws://111122223333/eu-central-1', properties: { templateFile: 'A.template.json' } } } });
    workspace.write('project/cdk.out/A.template.json', faulty);
    workspace.write('project/cdk.out/Older.template.json', faulty);
    workspace.write('project/services/chat/iam/policy', partial);
    workspace.write('project/node_modules/other/template.json', faulty);
    workspace.write('project/.cache/template.json', faulty);
    workspace.write('project/README.md', `# Policies\n\n\`\`\`yaml\nResources:\n  A: {{ a }}: b\n\`\`\`\n${JSON.stringify(partial)}`);
    const { findings, summary } = await checkJson(workspace.path('project'));
    expect([...new Set(findings.map(({ file }) => file))]).toEqual([workspace.path('project/cdk.out/A.template.json'), workspace.path('project/services/chat/iam/policy')]);
    expect(findings[0].message).toContain('eu-central-1');
    expect(summary).toMatchObject({ templates: 1, policies: 1, passedOver: 1 });
  });

  test('with links that lead back to it', async () => {
    workspace.write('circle/inner/policy.json', partial);
    symlinkSync(workspace.path('circle'), workspace.path('circle/inner/back'));
    expect((await checkJson(workspace.path('circle'))).summary.policies).toBe(1);
  });

  test('with a policy that is not JSON: it is named, and the others are checked', async () => {
    workspace.write('broken/a.json', partial);
    const path = workspace.write('broken/b.json', '{"Statement": [');
    const { code, findings, unreadable } = await checkJson(workspace.path('broken'));
    expect([code, findings.length, unreadable.map(({ file }) => file)]).toEqual([2, 1, [path]]);
  });

  test('with Terraform: it is counted, and the help says how to check its policies', async () => {
    workspace.write('terraform/main.tf', 'data "aws_iam_policy_document" "a" {}');
    const { code, err } = await command('check', workspace.path('terraform'));
    expect([code, /terraform show -json/.test(err)]).toEqual([2, true]);
    workspace.write('terraform/policy.json', partial);
    expect((await command('check', workspace.path('terraform'))).out).toMatch(/1 file passed over: .*1 of Terraform/);
  });
});

test('a folder of 1,000 files, of which 3 are broken: the 3 are named, and the rest is checked', async () => {
  const sound = template({ Role: inlineRole('lambda.amazonaws.com', globalStatements(OPUS_5, hand)) });
  for (let index = 0; index < 994; index++) workspace.write(`many/${index % 10}/${index}.${index % 2 ? 'json' : 'yaml'}`, index % 3 ? sound : { name: index });
  const broken = [workspace.write('many/3/cut.json', JSON.stringify(sound).slice(0, -20)), workspace.write('many/5/tabs.yaml', 'Resources:\n\tA: b\n  c: d'), workspace.path('many/7/gone.template.json')];
  symlinkSync(workspace.path('nowhere.json'), broken[2]);
  const faults = ['many/0/zero.json', 'many/9/nine.yaml', 'many/4/template'].map((name) => workspace.write(name, faulty));
  const { code, findings, summary, unreadable } = await checkJson(workspace.path('many'));
  expect([code, unreadable.map(({ file }) => file)]).toEqual([2, broken]);
  expect([...new Set(findings.map(({ file }) => file))].sort()).toEqual(faults.sort());
  expect(summary).toMatchObject({ templates: 662 + 3, passedOver: 332 });
  const { out, err } = await command('check', workspace.path('many'));
  for (const path of broken) expect([out, err].every((text) => text.includes(path))).toBe(true);
}, 120_000);

describe('a file that is given twice is checked once', () => {
  const once = { error: 1, warning: 0, info: 0 };

  test.each([
    ['a template', 'template.json', faulty, { ...once, templates: 1, policies: 0 }],
    ['a policy', 'policy.json', partial, { ...once, templates: 0, policies: 1 }],
    ['a listing', 'listing.json', { UserDetailList: [{ UserName: 'ada', UserPolicyList: [{ PolicyName: 'p', PolicyDocument: partial }] }] }, { ...once, templates: 0, policies: 1 }],
  ])('%s: by its path, by another path, by a link, and with its folder', async (_name, file, json, summary) => {
    const path = workspace.write(`twice-${file}/${file}`, json);
    const link = workspace.path(`link-${file}`);
    symlinkSync(path, link);
    const folder = workspace.path(`twice-${file}`);
    for (const args of [[path, path], [path, `${folder}/../twice-${file}/${file}`], [path, link], [folder, path], [path, folder]]) {
      expect((await checkJson(...args)).summary).toMatchObject(summary);
    }
  });

  test('what is known of it either way is kept', async () => {
    workspace.write('known/manifest.json', { artifacts: { A: { environment: 'aws://111122223333/eu-central-1', properties: { templateFile: 'A.template.json' } } } });
    const path = workspace.write('known/A.template.json', faulty);
    const link = workspace.path('link-A.json');
    symlinkSync(path, link);
    for (const args of [[link, workspace.path('known')], [workspace.path('known'), link]]) {
      const { findings, summary } = await checkJson('--region', 'us-east-1', ...args);
      expect(summary.templates).toBe(1);
      expect(findings.map(({ message }) => message).join()).toContain('eu-central-1');
    }
  });

  test('two files of the same content are two', async () => {
    expect((await checkJson(workspace.write('one.json', partial), workspace.write('two.json', partial))).summary.policies).toBe(2);
  });
});

test('the help says which kind of policy a file is taken for, and what may be in a folder', async () => {
  const { out } = await command('check', '--help');
  for (const word of ['Principal', 'endpoint policy', 'service control policy', 'get-account-authorization-details', 'describe-vpc-endpoints', 'node_modules', 'hidden']) expect(out).toContain(word);
});
