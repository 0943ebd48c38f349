import { awscdk, javascript, JsonFile, ReleasableCommits, release } from 'projen';
import { architectureLint } from './projenrc/architecture';
import { catalogUpdate } from './projenrc/catalog-update';
import { proofTasks } from './projenrc/proof-tasks';
import { proofWorkflows } from './projenrc/proof-workflows';

const JSII_NODE = { JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-bedrock-cris',
  description: 'AWS CDK constructs for workloads that call Amazon Bedrock through cross-Region inference (CRIS): exact IAM permissions, explicit deny, dashboard, alarms and CloudTrail filters keyed to the source Region',
  author: 'cdk-bedrock-cris contributors',
  authorAddress: 'maintainers@cdk-bedrock-cris.invalid',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-bedrock-cris/cdk-bedrock-cris.git',
  license: 'Apache-2.0',
  copyrightOwner: 'cdk-bedrock-cris contributors',
  // Until an account has run the integration tests: docs/stability.md.
  stability: 'experimental',
  keywords: [
    'aws-cdk', 'cdk', 'amazon-bedrock', 'bedrock', 'cross-region-inference', 'cris', 'inference-profile', 'global-inference',
    'iam', 'iam-policy', 'access-denied', 'least-privilege', 'service-control-policy', 'permissions-boundary', 'guardrails',
    'cloudtrail', 'audit', 'data-residency', 'cloudwatch', 'dashboard', 'alarms', 'cost-allocation', 'quotas',
    'generative-ai', 'llm', 'anthropic', 'claude', 'amazon-nova',
  ],
  defaultReleaseBranch: 'main',
  githubOptions: {
    mergify: false,
    pullRequestLintOptions: { semanticTitleOptions: { types: ['feat', 'fix', 'docs', 'test', 'perf', 'refactor', 'chore'] } },
  },
  // The gate fails where projen would have changed a file; nobody pushes to a contributor's branch.
  buildWorkflowOptions: { mutableBuild: false },
  pullRequestTemplateContents: [
    '<!-- What changes for a user, and why. The title becomes the line of the changelog: feat: …, fix: …, docs: … -->',
    '',
    'Fixes #',
    '',
    '- [ ] a test that fails without the change; a policy or filter is tested by what it decides',
    '- [ ] README.md and API.md say what the code does now',
    '- [ ] no logical id, public name or warning id has changed, or the title has a `!`',
  ],
  depsUpgradeOptions: { workflowOptions: { schedule: javascript.UpgradeDependenciesSchedule.WEEKLY } },

  // A person starts a release, once CHANGELOG.md has its section. What only counts absent profiles, or changes a test, is none.
  releaseTrigger: release.ReleaseTrigger.workflowDispatch(),
  releasableCommits: ReleasableCommits.featuresAndFixes(),
  // Only from main, and after a review: docs/releasing.md.
  releaseEnvironment: 'release',
  jsiiReleaseVersion: '0.2.1061',
  bumpPackage: 'commit-and-tag-version@13.2.1',
  // 0.1.0 first; from then on by the commits.
  nextVersionCommand: "git tag --list 'v*' | grep -q . || echo 0.1.0",
  npmTrustedPublishing: true,
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,

  cdkVersion: '2.257.0',
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  minNodeVersion: '20.16.0',
  // Trusted publishing needs npm 11.5.1, which comes with Node.js 24.
  workflowNodeVersion: '24',

  publishToPypi: { distName: 'cdk-bedrock-cris', module: 'cdk_bedrock_cris', trustedPublishing: true },
  publishToMaven: { javaPackage: 'io.github.cdkbedrockcris', mavenGroupId: 'io.github.cdkbedrockcris', mavenArtifactId: 'cdk-bedrock-cris' },
  publishToNuget: { dotNetNamespace: 'CdkBedrockCris', packageId: 'CdkBedrockCris', trustedPublishing: true },
  publishToGo: { moduleName: 'github.com/cdk-bedrock-cris/cdk-bedrock-cris-go', packageName: 'cdkbedrockcris' },

  // For the command alone, so it comes inside: whoever uses the library installs nothing more.
  bundledDeps: ['yaml@2.9.1'],

  devDeps: [
    'projen@0.103.25',
    // The schema of what the command writes for code scanning, and what validates with it.
    '@microsoft/jest-sarif@1.0.0-beta.0',
    'ajv@^6.15.0',
    'aws-cdk-lib-latest@npm:aws-cdk-lib@^2.276.0',
    'cdk-nag@^3.0.2',
    'constructs-latest@npm:constructs@^10.8.1',
    'esbuild',
    'fast-check@^4.10.2',
    'tsx',
    // The SDK: the function's own clients, and what the deploy test reads back with.
    ...['bedrock', 'bedrock-runtime', 'cloudformation', 'cloudtrail', 'cloudwatch', 'cloudwatch-logs', 'eventbridge', 'iam', 'kms', 's3', 'sns', 'sts']
      .map((client) => `@aws-sdk/client-${client}`),
    'aws-sdk-client-mock@^4.1.0',
    // Other engines' opinions: the CDK's command line (3.0.0 is no release of it), the CloudFormation schema, integration tests, mutation testing.
    'aws-cdk@2.1148.1',
    '@aws-cdk/aws-service-spec@0.1.216',
    '@cdklabs/cdk-validator-cfnguard@0.0.62',
    '@aws-cdk/integ-runner@2.197.10',
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    '@stryker-mutator/core@9.6.1',
    '@stryker-mutator/jest-runner@9.6.1',
    // Of examples/organization.
    'cdk-stacksets@0.0.153',
    // Draws the README's picture of the dashboard.
    'echarts@^6.1.0',
    // Spelling.
    'dictionary-en@3.2.0',
    'nspell@2.1.5',
  ],

  jestOptions: {
    jestVersion: '^30',
    // A snapshot changes only by `npx jest --updateSnapshot`, never as a side effect of a test run.
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: {
      setupFiles: ['<rootDir>/test/setup.js'],
      // Jest leaves one core idle, which is half of a machine with two.
      maxWorkers: '100%',
      // Coverage takes a third of the time, so test:latest counts it. By V8 it takes longer than the tests: it is made out for every suite anew.
      collectCoverage: false,
      coverageProvider: 'babel',
      // A busy machine is slow, not wrong.
      testTimeout: 60_000,
      // What the commands that prove things keep for the next run.
      modulePathIgnorePatterns: ['<rootDir>/.cache/', '<rootDir>/dist/'],
      collectCoverageFrom: ['src/**/*.ts'],
      coverageReporters: ['json', 'lcov'],
      moduleNameMapper: { '^cdk-bedrock-cris$': '<rootDir>/src/index' },
    },
  },
  tsconfigDev: {
    compilerOptions: { isolatedModules: true, paths: { 'cdk-bedrock-cris': ['../src/index'] } },
    include: ['../examples/*/**/*.ts', '../bench/**/*.ts', '../scripts/**/*.ts'],
  },
  eslintOptions: { dirs: ['src'], devdirs: ['test', 'examples', 'bench', 'scripts'] },
  gitignore: ['cdk.out/', '.jsii.tabl.json', 'tsconfig.tsbuildinfo', '/examples/java/target/', '__pycache__/', '.venv/'],
  bin: { 'cdk-bedrock-cris': 'bin/cdk-bedrock-cris' },
});

// projen knows one global threshold; what policies and filters are made of is held to every branch.
project.tryFindObjectFile('package.json')!.addOverride('jest.coverageThreshold', {
  'global': { lines: 95 },
  './src/access/statements/': { branches: 100 },
  './src/audit/patterns/': { branches: 100 },
});

// unrs-resolver 1.13.0 lacks bindings that `npm ci` then misses.
project.package.addPackageResolutions('unrs-resolver@1.12.2');
for (const task of ['compile', 'docgen', 'package:js']) {
  for (const [name, value] of Object.entries(JSII_NODE)) project.tasks.tryFind(task)?.env(name, value);
}

// Part of the compilation: whatever packs or runs lib takes the index as it is published.
project.compileTask.exec('tsx --tsconfig test/tsconfig.json scripts/lazy-loading.ts');

const rosetta = project.addTask('rosetta:strict', {
  description: 'Compile every code example of the README and the docstrings',
  exec: 'jsii-rosetta extract --strict',
  env: JSII_NODE,
});
project.postCompileTask.spawn(rosetta);

// ESLint is a check of its own, in the gate.
project.testTask.removeStep(project.testTask.steps.findIndex((step) => step.spawn === 'eslint'));

// The other languages need toolchains that a contributor may not have; releases package them each in a job of their own.
project.packageTask.reset();
project.packageTask.spawn(project.tasks.tryFind('package:js')!);

project.addTask('typecheck', { description: 'Type check tests, examples, benchmarks and scripts', exec: 'tsc --noEmit -p test/tsconfig.json' });
project.addTask('test:latest', {
  description: 'The tests on the newest aws-cdk-lib and constructs, with coverage and its thresholds, and what takes too long for npm test (*.gate.ts)',
  exec: 'jest --ci --coverage --testMatch=\'<rootDir>/test/**/*.@(test|gate).ts\' --moduleNameMapper=\'{"^(aws-cdk-lib|constructs)(|/.*)$":"$1-latest$2","^cdk-bedrock-cris$":"<rootDir>/src/index"}\'',
  env: { CDK_LATEST: '1' },
});
project.addTask('prose', { description: 'Read the README, the guides and the docstrings as we write', exec: 'tsx --tsconfig test/tsconfig.json scripts/prose/main.ts' });
project.addTask('synth', {
  description: 'Synthesize the quick start and print what it defines',
  exec: 'tsx --tsconfig test/tsconfig.json scripts/synth.ts',
});
const compat = project.tasks.tryFind('compat')!;
compat.reset('tsx --tsconfig test/tsconfig.json scripts/compat/main.ts');
compat.env('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');
const changelog = 'tsx --tsconfig test/tsconfig.json scripts/changelog/main.ts';
project.addTask('changelog', {
  description: 'Write the section of the next release into CHANGELOG.md',
  steps: [{ spawn: 'bump' }, { exec: changelog }, { spawn: 'unbump' }],
});
// After rm and bump: a release whose changelog is missing ends before anything is built.
project.tasks.tryFind('release')!.insertStep(2, { exec: `${changelog} --check` });
project.addTask('bench', { description: 'Measure the library against hand-written CDK code and its peers', exec: 'tsx --tsconfig test/tsconfig.json bench/main.ts', receiveArgs: true });
project.addTask('checks:page', { description: 'Write docs/checks.md from the rules', exec: 'tsx --tsconfig test/tsconfig.json scripts/checks/write.ts' });
project.addTask('troubleshooting:page', { description: 'Write docs/troubleshooting.md from the causes of explain', exec: 'tsx --tsconfig test/tsconfig.json scripts/troubleshooting.ts' });
project.addTask('checks:corpus', { description: 'Print recall and precision of the checks', exec: 'jest test/checks/corpus/score.test.ts' });
project.addTask('catalog', { description: 'Write the catalog from its sources', exec: 'tsx --tsconfig test/tsconfig.json scripts/catalog/build.ts' });

project.addTask('logging:handler', {
  description: 'Write the code of the function that configures invocation logging into the source of the package',
  exec: 'tsx --tsconfig test/tsconfig.json scripts/logging-handler.ts',
});
project.addTask('catalog:update', {
  description: 'Ask Amazon Bedrock for its inference profiles and merge them into the catalog',
  exec: 'tsx --tsconfig test/tsconfig.json scripts/catalog/update.ts',
  receiveArgs: true,
});
catalogUpdate(project);
proofTasks(project, JSII_NODE);
proofWorkflows(project);

// ESLint and editors take the nearest tsconfig.
for (const dir of ['bench', 'examples', 'scripts']) {
  new JsonFile(project, `${dir}/tsconfig.json`, { obj: { extends: '../test/tsconfig.json', include: ['**/*.ts'] } });
}

// After projen's own patterns, which take all of test in.
project.gitignore.exclude('/test/integ/*.snapshot/asset.*', '/test/integ/cdk-integ.out.*');
project.npmignore?.exclude('/bench/', '/docs/', '/examples/', '/scripts/', '/.ci/', '/.cache/', '/projenrc/', '/rosetta/', '/cdk.out/', '/CONTRIBUTING.md', '/CODE_OF_CONDUCT.md');

// Neither writes: projen gives it for pushes that are switched off here.
for (const [workflow, job] of [['build', 'build'], ['release', 'release']]) {
  project.tryFindObjectFile(`.github/workflows/${workflow}.yml`)!.addOverride(`jobs.${job}.permissions.contents`, 'read');
}

// Sources are not published, so traces would lead to files that are not there; and the maps are more than half of what is loaded.
for (const option of ['inlineSourceMap', 'inlineSources']) project.tryFindObjectFile('tsconfig.json')!.addOverride(`compilerOptions.${option}`, false);

architectureLint(project.eslint!);
project.synth();
