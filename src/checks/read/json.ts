import { readFileSync } from 'fs';

/** A file or folder that is not what it was taken for; the message is for the user. */
export class UnreadableInput extends Error {}

/** Reads a JSON file; says what is wrong with one that is not. */
export function readJson(path: string): unknown {
  try {
    // Some editors begin a file with a byte order mark.
    return JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UnreadableInput(`${path} cannot be read as JSON: ${(error as Error).message}; give a template or a policy in JSON, as "cdk synth" writes it into cdk.out`);
  }
}
