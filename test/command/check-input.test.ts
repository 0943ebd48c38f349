import { App, Aws, CfnResource, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { checkJson, command, Workspace } from './command-run';
import { readAssembly, readTemplates } from '../../src/checks/read/assembly';
import { allow, BOTH, document, globalStatements, hand, literal, OPUS_5, template } from '../checks/corpus/template-parts';
import { inlineRole } from '../checks/corpus/template-resources';

const workspace = new Workspace();
const partial = document(allow(BOTH, literal.profile(`global.${OPUS_5}`, 'eu-west-1')));
const faulty = template({ Role: inlineRole('lambda.amazonaws.com', globalStatements(OPUS_5, hand).slice(0, 1)) });

/** A role that may call a global profile, and neither of its models. */
class FaultyRole extends iam.Role {
  constructor(scope: Construct, id: string) {
    super(scope, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    this.addToPolicy(new iam.PolicyStatement({ actions: [...BOTH], resources: [`arn:${Aws.PARTITION}:bedrock:${Aws.REGION}:${Aws.ACCOUNT_ID}:inference-profile/global.${OPUS_5}`] }));
  }
}

// What the CDK CLI sets; an app that is run by itself has neither.
const CLI = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };

describe.each([['"cdk synth"', CLI], ['an app that is run without the CLI', {}]])('the output of %s', (name, context) => {
  const outdir = workspace.path(name === '"cdk synth"' ? 'cdk.out' : 'app.out');

  beforeAll(() => {
    const app = new App({ outdir, context });
    new FaultyRole(new Stack(app, 'Top', { env: { region: 'eu-west-1' } }), 'Role');
    const service = new Stack(new Stage(new Stage(app, 'Production'), 'Europe'), 'Service');
    const nested = new NestedStack(service, 'Nested');
    new FaultyRole(new NestedStack(nested, 'Inner'), 'Role');
    new CfnResource(service, 'Topic', { type: 'AWS::SNS::Topic' });
    app.synth();
  });

  test('stages, and stacks nested in stacks, are checked', async () => {
    const { code, findings, summary } = await checkJson(outdir);
    const found = findings.filter(({ rule }) => rule === 'sourceRegionModelMissing');
    expect([code, summary.templates, found.map(({ logicalId }) => logicalId)]).toEqual([1, 4, ['RoleDefaultPolicy5FFB7DAB', 'RoleDefaultPolicy5FFB7DAB']]);
    const paths = ['Production/Europe/Service/Nested/Inner/Role/DefaultPolicy/Resource', 'Top/Role/DefaultPolicy/Resource'];
    expect(found.map(({ constructPath }) => constructPath).sort()).toEqual(context === CLI ? paths : [undefined, undefined]);
  });

  test('each finding names the template that it is in', async () => {
    const { findings } = await checkJson(outdir);
    for (const { path, logicalId } of findings) expect(Object.keys((jest.requireActual<{ Resources: object }>(path)).Resources)).toContain(logicalId);
  });

  test('the Region of a stack is that of its environment', async () => {
    const { findings } = await checkJson(outdir);
    const inTop = findings.map(({ path, message }) => [path.endsWith('Top.template.json'), /bedrock:eu-west-1:/.test(message)]);
    expect(inTop).toEqual([[true, true], [false, false]]);
    expect(findings.map(({ message }) => message).join()).not.toMatch(/xx-|000000000000/);
  });
});

describe('a cloud assembly', () => {
  const [one, other, none] = ['a', 'b', 'c'].map((digit) => digit.repeat(64));
  const stack = (properties: object, Metadata: object = {}) => ({ Type: 'AWS::CloudFormation::Stack', Properties: properties, Metadata });
  const url = (hash: string) => ({ TemplateURL: { 'Fn::Join': ['', ['https://s3.', { Ref: 'AWS::Region' }, `/assets/${hash}.json`]] } });
  const files = (hash: string, source: unknown) => ({ files: { [hash]: { source } } });

  test('says where its stacks are deployed, with their nested stacks and stages', () => {
    const artifacts = {
      Top: { properties: { templateFile: 'top.json' }, environment: 'aws://111122223333/eu-west-1' },
      Any: { properties: { templateFile: 'any.json' }, environment: 'aws://unknown-account/unknown-region' },
      Odd: { properties: { templateFile: 'odd.json' }, environment: 5 },
      Stage: { properties: { directoryName: 'stage' } },
      Again: { properties: { directoryName: '.' } },
      Yaml: { properties: { templateFile: 'not-written-by-the-cdk.yaml' } },
      ...{ None: null, Text: { properties: 'x' }, Numbers: { properties: { templateFile: 5, directoryName: 7 } } },
    };
    workspace.write('assembly/manifest.json', { artifacts });
    workspace.write('assembly/top.json', template({
      Beside: stack({}, { 'aws:asset:path': 'beside.json' }),
      ByHash: stack(url(one)),
      ByPath: stack({ TemplateURL: 'local.json' }),
      Itself: stack({ TemplateURL: 'top.json' }),
      Gone: stack(url(other)),
      Unknown: stack(url(none)),
      Away: stack({ TemplateURL: 'https://example.com/local.json' }),
      Folder: stack({ TemplateURL: 'stage' }),
      Absent: stack({ TemplateURL: 'absent.json' }),
      Parameter: stack({ TemplateURL: { Ref: 'Url' } }),
    }));
    for (const name of ['any', 'odd', 'beside', 'local', 'by-hash', 'stage/inner']) workspace.write(`assembly/${name}.json`, template({}));
    workspace.write('assembly/stage/manifest.json', { artifacts: { Inner: { properties: { templateFile: 'inner.json' }, environment: 'aws://444455556666/us-east-1' } } });
    for (const [name, assets] of Object.entries({ a: [], b: { files: 'x' }, c: { files: { [one]: 'x' } }, d: files(one, 'x'), e: files(one, { path: 5 }), f: files(one, { path: 'by-hash.json' }), g: files(other, { path: 'gone.json' }) })) {
      workspace.write(`assembly/${name}.assets.json`, assets);
    }
    const read = readAssembly(workspace.path('assembly')).map(({ path, template: _, ...source }) => [path.slice(workspace.path('assembly/').length), source]);
    const place = { region: 'eu-west-1', account: '111122223333' };
    expect(read).toEqual([
      ['top.json', { ...place, stacksElsewhere: ['Itself', 'Gone', 'Unknown', 'Away', 'Folder', 'Absent', 'Parameter'] }],
      ['beside.json', { ...place, isNested: true }], ['by-hash.json', { ...place, isNested: true }], ['local.json', { ...place, isNested: true }],
      ['any.json', {}], ['odd.json', {}], ['stage/inner.json', { region: 'us-east-1', account: '444455556666' }],
    ]);
    const paths = ['top.json', 'beside.json', 'stage/inner.json', 'any.json'].map((name) => workspace.path(`assembly/${name}`));
    expect(readTemplates(paths).map(({ path, region }) => [path.slice(workspace.path('assembly/').length), region])).toEqual([
      ['top.json', 'eu-west-1'], ['beside.json', 'eu-west-1'], ['by-hash.json', 'eu-west-1'], ['local.json', 'eu-west-1'], ['stage/inner.json', 'us-east-1'], ['any.json', undefined],
    ]);
  });

  test.each([['nothing', {}], ['no manifest', []], ['artifacts that are none', { artifacts: 'x' }]])('with %s in its manifest has no templates', (name, manifest) => {
    workspace.write(`empty ${name}/manifest.json`, manifest);
    expect([readAssembly(workspace.path(`empty ${name}`)), readAssembly(workspace.mkdir(`bare ${name}`))]).toEqual([[], []]);
  });
});

test('templates without a manifest are found by their names', async () => {
  workspace.write('plain/One.template.json', faulty);
  workspace.write('plain/Two.template.json', template({}));
  workspace.write('plain/tree.json', '{broken');
  expect(await checkJson(workspace.path('plain'))).toMatchObject({ code: 1, summary: { templates: 2 } });
});

test('of a folder with a manifest, only what the manifest names is read', async () => {
  workspace.write('stale/manifest.json', { artifacts: { Now: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Now.template.json' } } } });
  workspace.write('stale/Now.template.json', template({}));
  workspace.write('stale/Before.template.json', faulty);
  expect(await checkJson(workspace.path('stale'))).toMatchObject({ code: 0, findings: [], summary: { templates: 1 } });
});

test('a single template is read with the manifest beside it', async () => {
  workspace.write('single/manifest.json', { artifacts: { A: { environment: 'aws://111122223333/eu-central-1', properties: { templateFile: 'A.template.json' } } } });
  const { findings } = await checkJson(workspace.write('single/A.template.json', faulty));
  expect(findings.map(({ message }) => message).join()).toContain('arn:aws:bedrock:eu-central-1:111122223333:inference-profile/');
});

test('several arguments are checked together, a path given twice too', async () => {
  const [one, two] = [workspace.write('a.json', faulty), workspace.write('b.json', partial)];
  expect((await checkJson(one, two)).summary).toMatchObject({ templates: 1, policies: 1 });
  expect((await checkJson(two, two)).findings.every(({ path }) => path === two)).toBe(true);
});

describe('a policy as the AWS CLI prints it', () => {
  test.each([
    ['aws iam get-policy-version', { PolicyVersion: { Document: partial, VersionId: 'v1', IsDefaultVersion: true, CreateDate: '2026-01-01T00:00:00+00:00' } }],
    ['aws iam get-role-policy', { RoleName: 'assistant', PolicyName: 'inference', PolicyDocument: partial }],
    ['aws organizations describe-policy', { Policy: { PolicySummary: { Id: 'p-1', Type: 'SERVICE_CONTROL_POLICY', AwsManaged: false }, Content: JSON.stringify(partial) } }],
    ['a document alone', partial],
  ])('%s', async (name, printed) => {
    const { findings, summary } = await checkJson(workspace.write(`${name}.json`, printed));
    expect(findings.map(({ rule, location }) => [rule, location])).toEqual([['sourceRegionModelMissing', 'Statement.0']]);
    expect(summary.policies).toBe(1);
  });

  test('a service control policy that lists Regions', async () => {
    const content = document({ Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1'] } } });
    const { code, findings } = await checkJson(workspace.write('scp.json', { Policy: { Content: JSON.stringify(content) } }));
    expect([code, findings.map(({ rule, severity }) => [rule, severity])]).toEqual([0, [['regionDenyBlocksCris', 'warning']]]);
  });
});

describe('what cannot be checked: 2, with the name and what to give', () => {
  const manifest = (name: string, content: unknown) => () => {
    workspace.write(`${name}/manifest.json`, content);
    return workspace.path(name);
  };

  test.each<[string, () => string, RegExp]>([
    ['a path that does not exist', () => workspace.path('nowhere/cdk.out'), /does not exist/],
    ['an empty folder', () => workspace.mkdir('empty'), /no template and no policy/],
    ['a folder without templates', () => { workspace.write('other/package.json', {}); return workspace.path('other'); }, /no template and no policy/],
    ['a folder in place of a template', () => { workspace.mkdir('folder/A.template.json'); return workspace.path('folder'); }, /no template and no policy/],
    ['a manifest that is not JSON', manifest('broken', '{"artifacts": '), /manifest\.json/],
    ['a manifest that is a list', manifest('list', []), /no template and no policy/],
    ['a manifest without stacks', manifest('none', { artifacts: { A: null, B: [], C: { properties: null }, D: { environment: { toString: 1 }, properties: { templateFile: 5, directoryName: {} } } } }), /no template/],
    ['a manifest that names a template which is not there', manifest('gone', { artifacts: { A: { properties: { templateFile: 'Gone.template.json' } } } }), /Gone\.template\.json: it does not exist/],
    ['YAML that is none', () => workspace.write('template.yaml', 'Resources:\n  A:\n  - b: [c\n'), /YAML.* at line \d+, column \d+/],
    ['a text', () => workspace.write('notes.txt', 'Dear reader'), /template.*policy/],
    ['an empty file', () => workspace.write('empty.json', ''), /JSON/],
    ['Terraform', () => workspace.write('main.tf', 'resource "aws_iam_role" "a" {}'), /terraform show -json/],
    ['Terraform in JSON', () => workspace.write('main.tf.json', { resource: { aws_iam_role: { a: {} } } }), /terraform show -json/],
    ['a plan of Terraform', () => workspace.write('plan.json', { format_version: '1.2', terraform_version: '1.9.0', planned_values: {} }), /terraform show -json/],
    ['a picture', () => workspace.write('picture.json', '{"Resources": \0\u0001}'), /not a text/],
    ...[[], [partial], 5, 'a text', null, true, {}, { Resources: [] }, { Resources: null }, { Policy: { Arn: 'arn:aws:iam::111122223333:policy/p' } }, { PolicyVersion: null },
      { Policy: { Content: 'no JSON' } }, { PolicyDocument: [] }]
      .map((json, index): [string, () => string, RegExp] => [`JSON that is neither: ${JSON.stringify(json).slice(0, 60)}`, () => workspace.write(`neither-${index}.json`, JSON.stringify(json)),
        /template.*policy/]),
  ])('%s', async (_name, given, tells) => {
    const path = given();
    const { code, out, err } = await command('check', path);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(path);
    expect(err).toMatch(tells);
    expect(err).not.toMatch(/\n\s+at |\[object|undefined/);
  });
});
