import { javascript } from 'projen';

/**
 * What each folder of src may import besides itself: data flows one way. A folder stands for those in it, unless they have a line of their own.
 * ESLint and test/contract/architecture.test.ts hold it.
 */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  // Pure: never aws-cdk-lib.
  'bedrock': [],
  'access/statements': ['bedrock'],
  'audit/patterns': ['bedrock'],
  'logging/patterns': ['bedrock', 'audit/patterns'],
  'logging/handler': [],
  'checks/read': ['bedrock'],
  'checks/policy': ['bedrock', 'checks/read'],
  'checks/model': ['bedrock', 'checks/read', 'checks/policy'],
  'checks/rules': ['bedrock', 'checks/read', 'checks/policy', 'checks/model'],
  'command': ['bedrock', 'access/statements', 'checks', 'checks/read', 'checks/policy', 'checks/model', 'checks/rules'],
  // With the CDK.
  'private': ['bedrock'],
  'profile': ['bedrock', 'private'],
  'access': ['bedrock', 'private', 'profile', 'access/statements'],
  'monitoring': ['bedrock', 'private', 'profile', 'audit', 'audit/patterns'],
  'audit': ['bedrock', 'private', 'profile', 'audit/patterns'],
  'logging': ['bedrock', 'private', 'audit/patterns', 'logging/handler', 'logging/patterns'],
  'organization': ['bedrock', 'private', 'profile', 'access', 'access/statements', 'audit/patterns', 'monitoring'],
  'checks': ['bedrock', 'checks/read', 'checks/policy', 'checks/model', 'checks/rules'],
  '': ['access', 'audit', 'checks', 'logging', 'monitoring', 'organization', 'private', 'profile'],
};

/** The folders that never import aws-cdk-lib. */
export const PURE: readonly string[] = [
  'bedrock', 'access/statements', 'audit/patterns', 'logging/handler', 'logging/patterns', 'checks/read', 'checks/policy', 'checks/model', 'checks/rules',
  'command',
];

/** The architecture as rules of ESLint. */
export function architectureLint(eslint: javascript.Eslint): void {
  const zones = Object.entries(LAYERS).filter(([folder]) => folder !== '').map(([folder, below]) => ({
    target: `./src/${folder}`,
    from: './src',
    except: [folder, ...below].map((allowed) => `./${allowed}`),
    message: `${folder} imports only from below: ${below.join(', ') || 'nothing'}`,
  }));
  eslint.addRules({
    '@stylistic/max-len': ['error', { code: 180, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }],
    'import/no-restricted-paths': ['error', { zones }],
    'import/no-duplicates': ['error'],
  });
  eslint.addOverride({
    files: PURE.map((folder) => `src/${folder}/**`),
    rules: { 'no-restricted-imports': ['error', { patterns: [{ group: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'], message: 'pure code never imports the CDK' }] }] },
  });
  eslint.addOverride({
    files: ['examples/**', 'bench/**', 'scripts/**', 'test/**'],
    rules: { 'import/no-extraneous-dependencies': 'off', 'import/no-unresolved': ['error', { ignore: ['^cdk-bedrock-cris$'] }] },
  });
}
