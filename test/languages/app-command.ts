import { readFileSync } from 'fs';
import { join } from 'path';

/** The command of the app in a folder, as its cdk.json has it for `cdk synth`. */
export function appCommand(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'cdk.json'), 'utf8')) as { app: string }).app;
}
