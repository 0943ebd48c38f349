import { awscdk, javascript, JsonFile, ReleasableCommits, release } from 'projen';
import { catalogUpdate } from './projenrc/catalog-update';
import { proofWorkflows } from './projenrc/proof-workflows';

const JSII_NODE = { JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };
const SDK_NODE = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-bedrock-cris',
  description: 'AWS CDK constructs for workloads that call Amazon Bedrock through cross-Region inference (CRIS): exact IAM permissions, explicit deny, dashboard, alarms and CloudTrail filters keyed to the source Region',
  author: 'cdk-bedrock-cris contributors',
  authorAddress: 'maintainers@cdk-bedrock-cris.invalid',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-bedrock-cris/cdk-bedrock-cris.git',
  license: 'Apache-2.0',
  copyrightOwner: 'cdk-bedrock-cris contributors',
  keywords: ['aws-cdk', 'cdk', 'amazon-bedrock', 'bedrock', 'cross-region-inference', 'cris', 'inference-profile', 'iam', 'cloudtrail', 'generative-ai'],
  defaultReleaseBranch: 'main',
  githubOptions: {
    mergify: false,
    pullRequestLintOptions: { semanticTitleOptions: { types: ['feat', 'fix', 'docs', 'test', 'perf', 'refactor', 'chore'] } },
  },
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

  devDeps: [
    'projen@0.103.25',
    'aws-cdk-lib-latest@npm:aws-cdk-lib@^2.276.0',
    'cdk-nag@^3.0.2',
    'constructs-latest@npm:constructs@^10.8.1',
    'esbuild',
    'fast-check@^4.10.2',
    'tsx',
    'z3-solver@^5.2.0',
    // The SDK: the function's own clients, and what the deploy test reads back with.
    ...['bedrock', 'bedrock-runtime', 'cloudformation', 'cloudtrail', 'cloudwatch', 'cloudwatch-logs', 'eventbridge', 'iam', 'kms', 's3', 'sns', 'sts']
      .map((client) => `@aws-sdk/client-${client}`),
    'aws-sdk-client-mock@^4.1.0',
    // Other engines' opinions: the CDK's command line (3.0.0 is no release of it), the CloudFormation schema, integration tests, mutation testing.
    'aws-cdk@2.1148.1',
    '@aws-cdk/aws-service-spec@0.1.216',
    '@aws-cdk/integ-runner@2.197.10',
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    '@stryker-mutator/core@9.6.1',
    '@stryker-mutator/jest-runner@9.6.1',
    // Draws the README's picture of the dashboard.
    'echarts@^6.1.0',
  ],

  jestOptions: {
    jestVersion: '^30',
    // A snapshot changes only by `npx jest --updateSnapshot`, never as a side effect of a test run.
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: {
      setupFiles: ['<rootDir>/test/setup.js'],
      // Jest leaves one core idle, which is half of a machine with two.
      maxWorkers: '100%',
      // What the commands that prove things keep for the next run.
      modulePathIgnorePatterns: ['<rootDir>/.cache/', '<rootDir>/dist/'],
      collectCoverageFrom: ['src/**/*.ts'],
      coverageReporters: ['json', 'lcov', 'text'],
      moduleNameMapper: { '^cdk-bedrock-cris$': '<rootDir>/src/index' },
    },
  },
  tsconfigDev: {
    compilerOptions: { isolatedModules: true, paths: { 'cdk-bedrock-cris': ['../src/index'] } },
    include: ['../examples/typescript/**/*.ts', '../bench/**/*.ts', '../scripts/**/*.ts'],
  },
  eslintOptions: { dirs: ['src'], devdirs: ['test', 'examples', 'bench', 'scripts'] },
  gitignore: ['cdk.out/', '.jsii.tabl.json', 'tsconfig.tsbuildinfo', '/test/integ/*.snapshot/asset.*', '/test/integ/cdk-integ.out.*', '/examples/java/target/', '__pycache__/', '.venv/'],
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

const rosetta = project.addTask('rosetta:strict', {
  description: 'Compile every code example of the README and the docstrings',
  exec: 'jsii-rosetta extract --strict',
  env: JSII_NODE,
});
project.postCompileTask.spawn(rosetta);

// The other languages need toolchains that a contributor may not have; releases package them each in a job of their own.
project.packageTask.reset();
project.packageTask.spawn(project.tasks.tryFind('package:js')!);

project.addTask('typecheck', { description: 'Type check tests, examples, benchmarks and scripts', exec: 'tsc --noEmit -p test/tsconfig.json' });
project.addTask('test:latest', {
  description: 'The tests on the newest aws-cdk-lib and constructs',
  exec: 'jest --ci --coverage=false --moduleNameMapper=\'{"^(aws-cdk-lib|constructs)(|/.*)$":"$1-latest$2","^cdk-bedrock-cris$":"<rootDir>/src/index"}\'',
  env: { CDK_LATEST: '1' },
});
const proofs: Record<string, string> = {
  deploy: 'Deploy, change and destroy every scenario on an AWS emulator, with the CDK command line; needs Python 3.10',
  languages: 'Package for Python, Java, Go and .NET, and compare what they synthesize with TypeScript; needs Python 3.10, JDK 17, Maven and Go 1.25',
  templates: 'cfn-lint and the CloudFormation schema over every template; needs Python 3.10',
};
for (const [name, description] of Object.entries(proofs)) {
  project.addTask(`test:${name}`, { description, exec: `jest --ci --runInBand --config test/${name}/jest.config.json`, env: { ...JSII_NODE, ...SDK_NODE }, receiveArgs: true });
}
const integ = 'integ-runner --config test/integ/integ.config.json';
// Otherwise the runner asks the machine's metadata service for a Region.
const offline = { AWS_REGION: 'eu-west-1' };
project.addTask('integ:verify', {
  description: 'Compare the integration tests with their snapshots, offline',
  // By name and strict: a test that is not found is an error.
  exec: `${integ} --strict integ.existing-trail.ts integ.geographic-deny.ts integ.global-workload.ts`,
  env: offline,
});
project.addTask('integ:update', { description: 'Record the snapshots of the integration tests, offline', exec: `${integ} --update-on-failed --dry-run --no-update-workflow`, env: offline });
project.addTask('integ:deploy', { description: 'Deploy the integration tests into an account, assert, destroy', exec: `${integ} --force --no-update-workflow`, receiveArgs: true });
project.addTask('test:mutation', {
  description: 'Whether the tests notice changes in statements, patterns and the lookups of the catalog',
  exec: 'tsx --tsconfig test/tsconfig.json test/mutation/main.ts',
  receiveArgs: true,
});
project.addTask('test:properties', {
  description: 'Every property of the tests with 10,000 inputs from a new seed',
  exec: 'tsx --tsconfig test/tsconfig.json scripts/properties.ts',
});
project.addTask('pictures', {
  description: 'Draw the pictures of the README from what is synthesized',
  exec: 'tsx --tsconfig test/tsconfig.json scripts/pictures/main.ts',
});
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
proofWorkflows(project);

// ESLint and editors take the nearest tsconfig.
for (const dir of ['bench', 'examples', 'scripts']) {
  new JsonFile(project, `${dir}/tsconfig.json`, { obj: { extends: '../test/tsconfig.json', include: ['**/*.ts'] } });
}

project.npmignore?.exclude('/bench/', '/docs/', '/examples/', '/scripts/', '/.ci/', '/.cache/', '/projenrc/', '/rosetta/', '/cdk.out/', '/CONTRIBUTING.md', '/CODE_OF_CONDUCT.md');

const eslint = project.eslint!;
eslint.addRules({
  '@stylistic/max-len': ['error', { code: 180, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }],
  // The architecture: pure layer <- profile, access, monitoring, audit <- workload. No arrow runs back.
  'import/no-restricted-paths': ['error', {
    zones: [
      { target: './src/profile/catalog', from: './src', except: ['./profile/catalog'], message: 'the catalog is pure' },
      { target: './src/access/statements', from: './src', except: ['./access/statements'], message: 'statements are pure' },
      { target: './src/audit/patterns', from: './src', except: ['./audit/patterns'], message: 'patterns are pure' },
      { target: './src/private', from: './src', except: ['./private', './profile/catalog'], message: 'private is below every part' },
      { target: './src/profile', from: './src', except: ['./profile', './private'], message: 'profile is below access, monitoring and audit' },
      { target: './src/access', from: './src', except: ['./access', './profile', './private'], message: 'access does not know monitoring and audit' },
      { target: './src/monitoring', from: './src', except: ['./monitoring', './profile', './private'], message: 'monitoring does not know access and audit' },
      { target: './src/audit', from: './src', except: ['./audit', './profile', './private'], message: 'audit does not know access and monitoring' },
      { target: './src/logging', from: './src', except: ['./logging', './monitoring', './private'], message: 'logging does not know access and audit' },
      { target: './src/logging/handler', from: './src', except: ['./logging/handler'], message: 'the code of the function stands alone' },
      { target: './src/logging/patterns', from: './src', except: ['./logging/patterns'], message: 'patterns are pure' },
      { target: './src/checks', from: './src', except: ['./checks', './profile/catalog', './access/statements', './audit/patterns'], message: 'checks use the pure layer only' },
      { target: './src/command', from: './src', except: ['./command', './checks', './profile/catalog'], message: 'the command is thin, over checks and catalog' },
    ],
  }],
});
eslint.addOverride({
  files: ['src/profile/catalog/**', 'src/access/statements/**', 'src/audit/patterns/**', 'src/logging/handler/**', 'src/logging/patterns/**', 'src/checks/*/**', 'src/command/**'],
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'], message: 'pure code never imports the CDK' }] }] },
});
eslint.addOverride({
  files: ['examples/**', 'bench/**', 'scripts/**', 'test/**'],
  rules: { 'import/no-extraneous-dependencies': 'off', 'import/no-unresolved': ['error', { ignore: ['^cdk-bedrock-cris$'] }] },
});

project.synth();
