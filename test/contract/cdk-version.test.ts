import { readFileSync } from 'fs';
import { join } from 'path';

const manifest = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as { devDependencies: Record<string, string>; peerDependencies: Record<string, string> };

// "npm test" runs on the oldest aws-cdk-lib and constructs that are supported, "test:latest" on the newest: this holds that they do.
test.each(['aws-cdk-lib', 'constructs'])('the tests run on the %s that they are meant for', (name) => {
  const versionOf = (path: string) => (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const inUse = (require(`${name}/package.json`) as { version: string }).version;
  const newest = versionOf(join(__dirname, '..', '..', 'node_modules', `${name}-latest`, 'package.json'));
  const oldest = manifest.peerDependencies[name].replace('^', '');
  expect(manifest.devDependencies[name]).toBe(oldest);
  expect(inUse).toBe(process.env.CDK_LATEST ? newest : oldest);
  expect(newest).not.toBe(oldest);
});
