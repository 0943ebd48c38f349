/** Prints how the apps of plugin-apps.ts end, a line of JSON each; run by plugin.test.ts on the newest aws-cdk-lib. */
import { outcomes } from './plugin-apps';

for (const outcome of outcomes()) process.stdout.write(`${JSON.stringify(outcome)}\n`);
