import { awscdk, github } from 'projen';
import { ROOMS } from '../test/mutation/rooms';

const { READ, WRITE } = github.workflows.JobPermission;

/** What decides on a change, `.ci/run`, on the oldest and the newest Node.js that are supported; and every night what takes too long for that. */
export function proofWorkflows(project: awscdk.AwsCdkConstructLibrary): void {
  const gate = project.github!.addWorkflow('gate');
  gate.on({ pullRequest: {}, push: { branches: ['main'] }, workflowDispatch: {} });
  gate.addJob('gate', {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: READ },
    timeoutMinutes: 45,
    strategy: { failFast: false, matrix: { domain: { node: ['20', '24'] } } },
    steps: [...toolchains('${{ matrix.node }}'), { name: 'The gate', run: '.ci/run' }],
  });

  const nightly = project.github!.addWorkflow('nightly');
  nightly.on({ schedule: [{ cron: '41 2 * * *' }], workflowDispatch: {} });
  for (const [job, { name, run, strategy }] of Object.entries<Proof>(NIGHTLY)) {
    nightly.addJob(job, {
      name,
      runsOn: ['ubuntu-latest'],
      permissions: { contents: READ },
      timeoutMinutes: 90,
      strategy,
      steps: [...toolchains('22'), { name: 'Install dependencies', run: 'npm ci' }, { name, run, shell: 'bash' }],
    });
  }
  nightly.addJob('tell', {
    name: 'Open an issue for a night that failed',
    runsOn: ['ubuntu-latest'],
    needs: Object.keys(NIGHTLY),
    // Of a scheduled run that fails, only whoever last changed the schedule is told.
    if: "${{ failure() && github.event_name == 'schedule' }}",
    permissions: { issues: WRITE },
    timeoutMinutes: 5,
    steps: [{ name: 'Tell', run: TELL, env: { GH_TOKEN: '${{ github.token }}', GH_REPO: '${{ github.repository }}', RUN: '${{ github.server_url }}/${{ github.repository }}/actions/runs/${{ github.run_id }}' } }],
  });
}

interface Proof {
  readonly name: string;
  readonly run: string;
  readonly strategy?: github.workflows.JobStrategy;
}

const NIGHTLY = {
  properties: { name: 'Properties at scale', run: 'npm run test:properties' },
  mutation: {
    name: 'Mutation testing',
    // The number of the run goes up by one each night, so that in so many nights every mutant has its turn.
    run: 'npm run test:mutation -- --room ${{ matrix.room }} --sample ${{ matrix.nights }} --seed ${{ github.run_number }}',
    strategy: { failFast: false, matrix: { include: ROOMS.map(({ name, nights }) => ({ room: name, nights })) } },
  },
  bench: { name: 'Benchmarks', run: 'npm run bench | tee -a "$GITHUB_STEP_SUMMARY"' },
};

// One issue, however many nights.
const TELL = [
  'title="The nightly proofs fail"',
  'open=$(gh issue list --state open --search "in:title \\"$title\\"" --json number --jq ".[0].number // empty")',
  'if [ -n "$open" ]; then gh issue comment "$open" --body "Again: $RUN"; else gh issue create --title "$title" --body "$RUN"; fi',
].join('\n');

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
