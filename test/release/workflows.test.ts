import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

const ROOT = join(__dirname, '..', '..');
const FOLDER = join(ROOT, '.github', 'workflows');
const workflow = (name: string) => readFileSync(join(FOLDER, `${name}.yml`), 'utf8');
const scripts = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts;

/** The jobs of a workflow, by name, as text. */
function jobs(name: string): Record<string, string> {
  const [, text] = workflow(name).split(/^jobs:\n/m);
  return Object.fromEntries(text.split(/^(?= {2}[\w-]+:\n)/m).map((job) => [/^ {2}([\w-]+):/.exec(job)![1], job]));
}

describe('release', () => {
  test('starts by a person only', () => {
    expect(workflow('release').split(/^jobs:/m)[0]).not.toMatch(/push:|schedule:/);
    expect(workflow('release')).toContain('workflow_dispatch:');
  });

  test.each([['release_npm', 'NPM_TRUSTED_PUBLISHER'], ['release_pypi', 'PYPI_TRUSTED_PUBLISHER'], ['release_nuget', 'NUGET_TRUSTED_PUBLISHER']])('%s publishes with the identity of the workflow', (job, variable) => {
    const text = jobs('release')[job];
    expect(text).toContain('id-token: write');
    expect(text).toContain(`${variable}: "true"`);
  });

  test('has no long-lived token of a registry that can do without', () => {
    expect(workflow('release')).not.toMatch(/NPM_TOKEN|TWINE_|NUGET_API_KEY/);
    expect(jobs('release').release_npm).toContain('NPM_CONFIG_PROVENANCE: "true"');
  });

  test('goes to five languages, and to GitHub after all of them', () => {
    const published = Object.keys(jobs('release')).filter((job) => job.startsWith('release_') && job !== 'release_github');
    expect(published.sort()).toEqual(['release_golang', 'release_maven', 'release_npm', 'release_nuget', 'release_pypi']);
    for (const job of published) expect(jobs('release').release_github).toContain(`- ${job}\n`);
  });
});

test.each(readdirSync(FOLDER))('%s may write nothing by default', (file) => {
  for (const [name, job] of Object.entries(jobs(file.replace('.yml', '')))) expect([name, /^ {4}permissions:/m.test(job)]).toEqual([name, true]);
});

const TEXTS = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', '.ci/run', ...['docs', 'docs/decisions', '.github/workflows'].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).filter((name) => /\.(md|yml)$/.test(name)).map((name) => `${folder}/${name}`))];

test.each(TEXTS)('%s names commands that there are', (path) => {
  const named = [...readFileSync(join(ROOT, path), 'utf8').matchAll(/(?:npm run|npx projen) ([a-z][\w:-]+)/g)].map(([, command]) => command);
  expect(named.filter((command) => !(command in scripts))).toEqual([]);
});
