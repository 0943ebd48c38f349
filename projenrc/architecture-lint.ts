import { javascript } from 'projen';

/** The architecture as rules of ESLint: pure layer <- profile, access, monitoring, audit <- workload. No arrow runs back. */
export function architectureLint(eslint: javascript.Eslint): void {
  eslint.addRules({
    '@stylistic/max-len': ['error', { code: 180, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }],
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
}
