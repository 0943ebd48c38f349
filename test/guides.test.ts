import { existsSync } from 'fs';
import { dirname, join, relative } from 'path';
import { examplesOf, examplesOfDocstrings, GUIDES, read, run } from './support/examples';
import { allows, PolicyDocumentJson } from './support/iam-evaluator';
import { Template } from './support/template-intrinsics';
import { policiesOf } from './support/template-policies';

const ROOT = join(__dirname, '..');
const EXAMPLES = GUIDES.flatMap((page) => examplesOf(`docs/${page}`, read(`docs/${page}`)));
const DOCSTRINGS = examplesOfDocstrings();
const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...GUIDES.map((page) => `docs/${page}`)];

test('there are examples in the guides and in the docstrings', () => {
  expect(new Set(EXAMPLES.map(({ name }) => name.split(':')[0])).size).toBeGreaterThanOrEqual(4);
  expect(DOCSTRINGS.length).toBeGreaterThanOrEqual(25);
});

test.each([...EXAMPLES, ...DOCSTRINGS])('$name runs and synthesizes', (example) => {
  const { stacks } = run(example).synth();
  if (example.info !== 'nofixture') expect(stacks.length).toBeGreaterThan(0);
  for (const stack of stacks) {
    expect(Object.keys((stack.template as { Resources: object }).Resources).length).toBeGreaterThan(0);
    expect(stack.messages.filter(({ level }) => level === 'error')).toEqual([]);
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

test('the index shows the imports that the examples share', () => {
  const importsOf = (text: string) => /^import [^]*^} from 'cdk-bedrock-cris';$/m.exec(text)![0];
  expect(importsOf(read('docs/README.md'))).toBe(importsOf(read('rosetta/default.ts-fixture')));
});

/** Pages that are being written. */
const SOON = ['docs/troubleshooting.md', 'docs/command-line.md'];

test.each(PAGES.flatMap((page) => linksOf(page).map((link) => ({ page, link }))))('$page: the link $link leads somewhere', ({ page, link }) => {
  const [path, anchor] = link.split('#');
  const target = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), decodeURI(path)));
  expect(existsSync(join(ROOT, target)) || SOON.includes(target)).toBe(true);
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
