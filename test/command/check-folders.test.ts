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
    expect([code, summary]).toEqual([1, { error: 6, warning: 1, info: 0, templates: 1, policies: 3 }]);
    expect([...new Set(findings.map(({ path }) => path))].sort()).toEqual([policy, printed, stack, listing]);
  });

  test('with *.template.json: what else is in it is not read', async () => {
    workspace.write('mixed/A.template.json', template({}));
    workspace.write('mixed/policy.json', partial);
    expect(await checkJson(workspace.path('mixed'))).toMatchObject({ code: 0, summary: { templates: 1, policies: 0 } });
  });

  test('with a policy that is not JSON: it is named', async () => {
    workspace.write('broken/a.json', partial);
    const path = workspace.write('broken/b.json', '{"Statement": [');
    const { code, err } = await command('check', workspace.path('broken'));
    expect([code, err.includes(path)]).toEqual([2, true]);
  });
});

describe('a file that is given twice is checked once', () => {
  const once = { error: 2, warning: 0, info: 0 };

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
      expect((await checkJson(...args)).summary).toEqual(summary);
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
  for (const word of ['Principal', 'endpoint policy', 'service control policy', 'get-account-authorization-details', 'describe-vpc-endpoints', '*.template.json']) expect(out).toContain(word);
});
