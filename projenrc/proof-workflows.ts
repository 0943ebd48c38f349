import { awscdk, github } from 'projen';

const { READ } = github.workflows.JobPermission;

/** What decides on a change, `.ci/run`, on the oldest and the newest Node.js that are supported; and every night what takes too long for that. */
export function proofWorkflows(project: awscdk.AwsCdkConstructLibrary): void {
  const gate = project.github!.addWorkflow('gate');
  gate.on({ pullRequest: {}, push: { branches: ['main'] }, workflowDispatch: {} });
  gate.addJob('gate', {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: READ },
    timeoutMinutes: 60,
    strategy: { failFast: false, matrix: { domain: { node: ['20', '24'] } } },
    steps: [...toolchains('${{ matrix.node }}'), { name: 'The gate', run: '.ci/run' }],
  });

  const nightly = project.github!.addWorkflow('nightly');
  nightly.on({ schedule: [{ cron: '41 2 * * *' }], workflowDispatch: {} });
  for (const [job, name, run] of [
    ['properties', 'Properties at scale', 'npm run test:properties'],
    ['mutation', 'Mutation testing', 'npm run test:mutation'],
    ['bench', 'Benchmarks', 'npm run bench | tee -a "$GITHUB_STEP_SUMMARY"'],
  ]) {
    nightly.addJob(job, {
      name,
      runsOn: ['ubuntu-latest'],
      permissions: { contents: READ },
      timeoutMinutes: 90,
      steps: [...toolchains('22'), { name: 'Install dependencies', run: 'npm ci' }, { name, run, shell: 'bash' }],
    });
  }
}

// The gate installs what it needs by itself, but for the languages in which the package is tried.
function toolchains(node: string): github.workflows.JobStep[] {
  return [
    github.WorkflowSteps.checkout({ with: { fetchDepth: 0 } }),
    { name: 'Setup Node.js', uses: github.ActionRefs.ACTIONS_SETUP_NODE, with: { 'node-version': node, 'package-manager-cache': false } },
    { name: 'Setup Python', uses: github.ActionRefs.ACTIONS_SETUP_PYTHON, with: { 'python-version': '3.13' } },
    { name: 'Setup Java', uses: github.ActionRefs.ACTIONS_SETUP_JAVA, with: { 'distribution': 'corretto', 'java-version': '17' } },
    { name: 'Setup Go', uses: github.ActionRefs.ACTIONS_SETUP_GO, with: { 'go-version': 'stable', 'cache': false } },
  ];
}
