import { readFileSync } from 'fs';
import { createRequire } from 'module';
import { join } from 'path';

const manifest = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as { devDependencies: Record<string, string>; peerDependencies: Record<string, string> };

// "npm test" runs on the oldest aws-cdk-lib that is supported, "test:latest" on the newest: this holds that they do.
test('the tests run on the aws-cdk-lib that they are meant for', () => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const inUse = (require('aws-cdk-lib/package.json') as { version: string }).version;
  const newest = (createRequire(__filename)('aws-cdk-lib-latest/package.json') as { version: string }).version;
  const oldest = manifest.peerDependencies['aws-cdk-lib'].replace('^', '');
  expect(manifest.devDependencies['aws-cdk-lib']).toBe(oldest);
  expect(inUse).toBe(process.env.CDK_LATEST ? newest : oldest);
});
