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

/** What starts a workflow. */
const triggers = (name: string) => [...workflow(name).split(/^on:\n/m)[1].split(/^\w/m)[0].matchAll(/^ {2}(\w+):/gm)].map(([, trigger]) => trigger);

describe('release', () => {
  test('starts by a person only', () => {
    expect(triggers('release')).toEqual(['workflow_dispatch']);
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

  test('goes to five languages, in an environment that can ask for a review, and to GitHub after all of them', () => {
    const published = Object.keys(jobs('release')).filter((job) => job.startsWith('release_'));
    expect(published.sort()).toEqual(['release_github', 'release_golang', 'release_maven', 'release_npm', 'release_nuget', 'release_pypi']);
    for (const job of published) expect(jobs('release')[job]).toContain('\n    environment: release\n');
    for (const job of published.filter((each) => each !== 'release_github')) expect(jobs('release').release_github).toContain(`- ${job}\n`);
  });
});

/** What may be written, and by which job: nothing else, and nothing without saying so. */
const WRITES = [
  'catalog-update update contents', 'catalog-update update id-token', 'catalog-update update pull-requests', 'nightly tell issues', 'pull-request-lint validate pull-requests',
  'release release_github contents', 'release release_npm id-token', 'release release_nuget id-token', 'release release_pypi id-token',
];
const NAMES = readdirSync(FOLDER).map((file) => file.replace('.yml', ''));

test('a job may write what it has to, and that stands here', () => {
  const everyJob = NAMES.flatMap((name) => Object.entries(jobs(name)).map(([job, text]) => ({ of: `${name} ${job}`, text })));
  expect(everyJob.filter(({ text }) => !/^ {4}permissions:(?: \{\})?$/m.test(text)).map(({ of }) => of)).toEqual([]);
  const writes = everyJob.flatMap(({ of, text }) => [...text.matchAll(/^ {6}([\w-]+): write$/gm)].map(([, permission]) => `${of} ${permission}`));
  expect(writes.sort()).toEqual(WRITES);
});

test.each(NAMES)('%s uses actions of versions that do not move', (name) => {
  // By commit, or by the tag of a whole version: of those that are used like that, releases are immutable.
  for (const [, version] of workflow(name).matchAll(/uses: [\w/-]+@(\S+)/g)) expect(version).toMatch(/^([0-9a-f]{40}|v\d+\.\d+\.\d+)$/);
});

test('no code without a version runs in a release', () => {
  expect([...workflow('release').matchAll(/npx (?!projen\b)(.+)/g)].map(([, command]) => command).filter((command) => !/@\d+\.\d+\.\d+'/.test(command))).toEqual([]);
});

const MUTATION = 'npm run test:mutation -- --room ${{ matrix.room }} --sample ${{ matrix.nights }} --seed ${{ github.run_number }}';

test('what has to succeed is the whole command', () => {
  const commands = [...workflow('gate').matchAll(/run: (.+)/g), ...workflow('nightly').matchAll(/run: (?!\|)(.+)/g)].map(([, command]) => command);
  expect([...new Set(commands)]).toEqual(['.ci/run', 'npm ci', 'npm run test:properties', MUTATION, 'npm run bench | tee -a "$GITHUB_STEP_SUMMARY"']);
  // With a shell that is named, a pipe fails with each of its parts.
  expect(jobs('nightly').bench).toContain('shell: bash');
});

test('a release is prepared by a commit from which projen makes a version', () => {
  expect(readFileSync(join(ROOT, 'docs', 'releasing.md'), 'utf8')).not.toMatch(/`chore\(release\):/);
});

const TEXTS = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', '.ci/run', ...['docs', 'docs/decisions', '.github/workflows'].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).filter((name) => /\.(md|yml)$/.test(name)).map((name) => `${folder}/${name}`))];

test.each(TEXTS)('%s names commands that there are', (path) => {
  const named = [...readFileSync(join(ROOT, path), 'utf8').matchAll(/(?:npm run|npx projen) ([a-z][\w:-]+)/g)].map(([, command]) => command);
  expect(named.filter((command) => !(command in scripts))).toEqual([]);
});
