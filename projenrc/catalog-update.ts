import { awscdk, github } from 'projen';

const { WRITE } = github.workflows.JobPermission;

/** The weekly workflow that asks Amazon Bedrock for its profiles and opens a pull request; docs/catalog.md says what it takes to run it. */
export function catalogUpdate(project: awscdk.AwsCdkConstructLibrary): void {
  const workflow = project.github!.addWorkflow('catalog-update');
  workflow.on({ schedule: [{ cron: '17 4 * * 1' }], workflowDispatch: {} });
  workflow.addJob('update', {
    name: 'Refresh the catalog',
    runsOn: ['ubuntu-latest'],
    // Without a role there is nobody to ask, as in a fork; in the repository itself the other job says so.
    if: "${{ vars.CATALOG_ROLE_ARN != '' }}",
    permissions: { idToken: WRITE, contents: WRITE, pullRequests: WRITE },
    timeoutMinutes: 30,
    steps: [
      github.WorkflowSteps.checkout({ with: { ref: 'main' } }),
      { name: 'Setup Node.js', uses: github.ActionRefs.ACTIONS_SETUP_NODE, with: { 'node-version': '22', 'package-manager-cache': false } },
      // Scripts of dependencies have no business in a job that may take a role.
      { name: 'Install dependencies', run: 'npm ci --ignore-scripts' },
      {
        name: 'Take the role',
        uses: github.ActionRefs.AWS_ACTIONS_CONFIGURE_AWS_CREDENTIALS,
        with: { 'role-to-assume': '${{ vars.CATALOG_ROLE_ARN }}', 'aws-region': 'us-east-1' },
      },
      { name: 'Update', run: 'npm run catalog:update -- --report "$RUNNER_TEMP/report.md"' },
      { name: 'Show the report', if: '${{ !cancelled() }}', run: 'cat "$RUNNER_TEMP/report.md" >> "$GITHUB_STEP_SUMMARY"' },
      { name: 'Title', id: 'title', run: TITLE },
      { name: 'Create Pull Request', uses: github.ActionRefs.PETER_EVANS_CREATE_PULL_REQUEST, with: PULL_REQUEST },
    ],
  });
  workflow.addJob('no-role', {
    name: 'Say that the catalog is not refreshed',
    runsOn: ['ubuntu-latest'],
    // A job that is skipped week after week leaves no sign; a fork needs none. What the event of a scheduled run says of the repository:
    // https://github.blog/changelog/2022-09-27-github-actions-additional-information-available-in-github-event-payload-for-scheduled-workflow-runs/
    if: "${{ vars.CATALOG_ROLE_ARN == '' && !github.event.repository.fork }}",
    permissions: {},
    timeoutMinutes: 5,
    steps: [{ name: 'Warn', run: WARN }],
  });
}

// An annotation and a line of the summary, in a job that succeeds: nothing is broken but the refresh.
const WARN = [
  'why="The catalog of inference profiles is not refreshed: the variable CATALOG_ROLE_ARN of this repository is empty. Set it, as docs/catalog.md says, or disable this workflow."',
  'echo "::warning title=The catalog is not refreshed::$why"',
  'echo "$why" >> "$GITHUB_STEP_SUMMARY"',
].join('\n');

// A refresh changes the policies of geographic profiles, so it is a minor version that the changelog lists; counts towards removal reach no user.
const TITLE = [
  'if git diff --quiet -- src/bedrock/catalog-data.ts; then title="chore(catalog): count absent inference profiles"',
  'else title="feat(catalog): refresh inference profiles"; fi',
  'echo "title=$title" >> "$GITHUB_OUTPUT"',
].join('\n');

const BOT = 'github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>';

const PULL_REQUEST = {
  'token': '${{ secrets.PROJEN_GITHUB_TOKEN }}',
  'branch': 'github-actions/catalog-update',
  'delete-branch': true,
  'add-paths': 'scripts/catalog/*.json\nsrc/bedrock/catalog-data.ts',
  'commit-message': '${{ steps.title.outputs.title }}',
  'title': '${{ steps.title.outputs.title }}',
  'body-path': '${{ runner.temp }}/report.md',
  'labels': 'catalog',
  'author': BOT,
  'committer': BOT,
  'signoff': true,
};
