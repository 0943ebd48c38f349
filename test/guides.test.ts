import { existsSync, readdirSync } from 'fs';
import { dirname, join, relative } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { CfnApplicationInferenceProfile } from 'aws-cdk-lib/aws-bedrock';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { examplesOf, examplesOfDocstrings, GUIDES, read, run } from './support/examples';
import { allows, PolicyDocumentJson } from './support/iam-evaluator';
import { Template } from './support/template-intrinsics';
import { policiesOf } from './support/template-policies';

const ROOT = join(__dirname, '..');
const EXAMPLES = GUIDES.flatMap((page) => examplesOf(`docs/${page}`, read(`docs/${page}`)));
const DOCSTRINGS = examplesOfDocstrings();
const DECISIONS = readdirSync(join(ROOT, 'docs', 'decisions')).filter((page) => /^\d/.test(page)).sort();
const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...GUIDES.map((page) => `docs/${page}`), 'docs/decisions/README.md'];

test('there are examples in the guides and in the docstrings', () => {
  expect(new Set(EXAMPLES.map(({ name }) => name.split(':')[0])).size).toBeGreaterThanOrEqual(4);
  expect(DOCSTRINGS.length).toBeGreaterThanOrEqual(25);
});

test.each([...EXAMPLES, ...DOCSTRINGS])('$name runs and synthesizes', (example) => {
  const { stacks } = run(example).synth();
  if (example.info !== 'nofixture') expect(stacks.length).toBeGreaterThan(0);
  for (const stack of stacks.filter(({ id }) => id !== 'Printed')) {
    expect(Object.keys((stack.template as { Resources: object }).Resources).length).toBeGreaterThan(0);
    expect(stack.messages.filter(({ level, entry }) => level === 'error' || String(entry.data).includes('topicRefusesAlarms'))).toEqual([]);
  }
});

test('who may not make roles without the boundary does not, nor uses one that has none', () => {
  const synthesized = JSON.stringify(run(EXAMPLES.find(({ code }) => code.includes('OnlyBoundedRoles'))!).synth().stacks[0].template);
  const boundary = 'arn:aws:iam::111122223333:policy/boundary';
  const template = JSON.parse(synthesized.replace(/\{"Ref":"Boundary\w+"\}/g, JSON.stringify(boundary))) as Template;
  const own = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' };
  const { managed } = policiesOf(template, 'developers', own);
  const allowAll: PolicyDocumentJson = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const may = (action: string, role: string, context: Record<string, string> = {}) => allows([allowAll, ...managed], { action, resource: `arn:aws:iam::111122223333:role/${role}`, context });
  const bounded = { 'iam:PermissionsBoundary': boundary };
  expect([may('iam:CreateRole', 'developers/x', bounded), may('iam:PassRole', 'developers/x'), may('iam:UpdateAssumeRolePolicy', 'developers/x')]).toEqual([true, true, true]);
  expect([
    may('iam:CreateRole', 'developers/x'), may('iam:CreateRole', 'developers/x', { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/PowerUserAccess' }),
    may('iam:DeleteRolePermissionsBoundary', 'developers/x', bounded), may('iam:PassRole', 'admin'), may('iam:UpdateAssumeRolePolicy', 'admin'),
  ]).toEqual([false, false, false, false, false]);
});

test('an account does not make itself a role that is exempt, and exempt roles may', () => {
  const template = run(EXAMPLES.find(({ code }) => code.includes("'Guarded'"))!).synth().stacks[0].template as object;
  const [policy] = Object.values(Assertions.fromJSON(template).findResources('AWS::Organizations::Policy')) as { Properties: { Content: PolicyDocumentJson } }[];
  const allowAll: PolicyDocumentJson = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const arn = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
  const denied = (who: string, role: string) => ['iam:CreateRole', 'iam:UpdateAssumeRolePolicy', 'iam:PassRole'].filter((action) => (
    !allows([allowAll, policy.Properties.Content], { action, resource: arn(role), context: { 'aws:PrincipalArn': arn(who) } })));
  expect([denied('Admin', 'PlatformAdmin').length, denied('Admin', 'other'), denied('PlatformAdmin', 'PlatformAdmin'), denied('AWSControlTowerExecution', 'PlatformAdmin')]).toEqual([3, [], [], []]);
});

test('the index shows the imports that the examples share', () => {
  const importsOf = (text: string) => /^import [^]*^} from 'cdk-bedrock-cris';$/m.exec(text)![0];
  expect(importsOf(read('docs/README.md'))).toBe(importsOf(read('rosetta/default.ts-fixture')));
});

test('the index of decisions has each one, with its status and date', () => {
  const rows = [...read('docs/decisions/README.md').matchAll(/^\| \[\d+\]\((\S+)\) \| .* \| (.*) \| (.*) \|$/gm)].map(([, ...row]) => row);
  expect(rows).toEqual(DECISIONS.map((page) => [page, .../^Status: (.*), (\d{4}-\d\d-\d\d)\.$/m.exec(read(`docs/decisions/${page}`))!.slice(1)]));
});

test('the index of guides has each page', () => {
  expect(linksOf('docs/README.md')).toEqual(expect.arrayContaining(GUIDES.filter((page) => page !== 'README.md')));
});

describe('the page on migration', () => {
  const EXAMPLE = (part: string) => EXAMPLES.find(({ name, code }) => name.startsWith('docs/migrate.md') && code.includes(part))!;
  const resourcesOf = (stack: Stack) => Assertions.fromStack(stack).toJSON().Resources as Record<string, { Type: string }>;
  const fixtureOf = (app: App) => app.node.findChild('Fixture') as Stack;

  test('a grant in place of statements keeps the role and its policy', () => {
    const before = new Stack(new App(), 'Before');
    new iam.Role(before, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') })
      .addToPolicy(new iam.PolicyStatement({ actions: ['bedrock:InvokeModel*'], resources: ['*'] }));
    const after = resourcesOf(fixtureOf(run(EXAMPLE('// Before:'))));
    const idsOf = (resources: object) => Object.keys(resources).filter((id) => !id.startsWith('Topic'));
    expect(idsOf(after)).toEqual(idsOf(resourcesOf(before)));
  });

  test('an application inference profile of aws-bedrock-alpha keeps its logical ID', () => {
    // That package defines it as the child "Resource", too.
    const before = new Stack(new App(), 'Before');
    new CfnApplicationInferenceProfile(new Construct(before, 'Search'), 'Resource', { inferenceProfileName: 'search' });
    expect(Object.keys(resourcesOf(fixtureOf(run(EXAMPLE("inferenceProfileName: 'search'")))))).toEqual(expect.arrayContaining(Object.keys(resourcesOf(before))));
  });

  test('a printed policy has no tokens', () => {
    const example = EXAMPLE('const json');
    const app = run({ ...example, code: `${example.code}\napp.node.addMetadata('printed', json);` });
    const printed = app.node.metadata[0].data as string;
    expect(printed).toContain('"arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.');
    expect(printed).not.toMatch(/Token|Fn::|"Ref"/);
  });
});

test.each(PAGES.flatMap((page) => linksOf(page).map((link) => ({ page, link }))))('$page: the link $link leads somewhere', ({ page, link }) => {
  const [path, anchor] = link.split('#');
  const target = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), decodeURI(path)));
  expect(existsSync(join(ROOT, target))).toBe(true);
  if (anchor !== undefined && target.endsWith('.md')) expect(anchorsOf(target)).toContain(anchor);
});

/** The links of a page that lead to files of the repository. */
function linksOf(page: string): string[] {
  const text = read(page).replace(/^```[^]*?^```$/gm, '');
  const links = [...text.matchAll(/\]\(([^()\s]+(?:\([^()\s]*\))?)\)/g)].map(([, link]) => link).filter((link) => !/^[a-z]+:/.test(link));
  return [...new Set(links)];
}

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(page: string): string[] {
  const headings = [...read(page).replace(/^```[^]*?^```$/gm, '').matchAll(/^#{1,6} (.*)$/gm)].map(([, heading]) => heading);
  const slugs = headings.map((heading) => heading.toLowerCase().replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-'));
  return slugs.map((slug, index) => {
    const before = slugs.slice(0, index).filter((other) => other === slug).length;
    return before === 0 ? slug : `${slug}-${before}`;
  });
}
