import { awscdk, javascript, JsonFile, ReleasableCommits } from 'projen';
import { catalogUpdate } from './projenrc/catalog-update';

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
  keywords: ['aws-cdk', 'cdk', 'amazon-bedrock', 'bedrock', 'cross-region-inference', 'cris', 'inference-profile', 'iam', 'cloudtrail', 'generative-ai'],
  defaultReleaseBranch: 'main',
  githubOptions: { mergify: false },
  // What only counts absent profiles, or changes a test, is no release.
  releasableCommits: ReleasableCommits.featuresAndFixes(),
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,

  cdkVersion: '2.257.0',
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  minNodeVersion: '20.16.0',
  workflowNodeVersion: '22',

  publishToPypi: { distName: 'cdk-bedrock-cris', module: 'cdk_bedrock_cris' },
  publishToMaven: { javaPackage: 'io.github.cdkbedrockcris', mavenGroupId: 'io.github.cdkbedrockcris', mavenArtifactId: 'cdk-bedrock-cris' },
  publishToNuget: { dotNetNamespace: 'CdkBedrockCris', packageId: 'CdkBedrockCris' },
  publishToGo: { moduleName: 'github.com/cdk-bedrock-cris/cdk-bedrock-cris-go', packageName: 'cdkbedrockcris' },

  devDeps: [
    'projen@0.103.25',
    '@aws-sdk/client-bedrock',
    '@aws-sdk/client-bedrock-runtime',
    'aws-cdk-lib-latest@npm:aws-cdk-lib@^2.276.0',
    'aws-sdk-client-mock@^4.1.0',
    'cdk-nag@^3.0.2',
    'esbuild',
    'fast-check@^4.10.2',
    'tsx',
    'z3-solver@^5.2.0',
  ],

  jestOptions: {
    jestVersion: '^30',
    // A snapshot changes only by `npx jest --updateSnapshot`, never as a side effect of a test run.
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: {
      setupFiles: ['<rootDir>/test/setup.js'],
      // Jest leaves one core idle, which is half of a machine with two.
      maxWorkers: '100%',
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
  gitignore: ['cdk.out/', '.jsii.tabl.json', 'tsconfig.tsbuildinfo'],
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
  description: 'The tests on the newest aws-cdk-lib',
  exec: 'jest --ci --coverage=false --moduleNameMapper=\'{"^aws-cdk-lib(|/.*)$":"aws-cdk-lib-latest$1","^cdk-bedrock-cris$":"<rootDir>/src/index"}\'',
  env: { CDK_LATEST: '1' },
});
project.addTask('synth', {
  description: 'Synthesize the quick start and print what it defines',
  exec: 'tsx --tsconfig test/tsconfig.json scripts/synth.ts',
});
project.addTask('bench', { description: 'Measure the library against hand-written CDK code', exec: 'tsx --tsconfig test/tsconfig.json bench/main.ts', receiveArgs: true });
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

// ESLint and editors take the nearest tsconfig.
for (const dir of ['bench', 'examples', 'scripts']) {
  new JsonFile(project, `${dir}/tsconfig.json`, { obj: { extends: '../test/tsconfig.json', include: ['**/*.ts'] } });
}

project.npmignore?.exclude('/bench/', '/docs/', '/examples/', '/scripts/', '/.ci/', '/projenrc/', '/rosetta/', '/cdk.out/');

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
