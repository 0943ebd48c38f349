/**
 * Synthesizes the example of the quick start, without the types that the emulator refuses, and prints the assembly as JSON: `example-assembly.ts FOLDER`.
 * A process of its own, because the example imports the library by its name.
 */
import { REGION } from './accounts';
import { synthesize } from './assembly';
import { AssistantStack } from '../../examples/typescript/assistant-stack';

const [folder] = process.argv.slice(2);
const assembly = synthesize(folder, { 'example of the quick start': { region: REGION, create: (scope, id, props) => new AssistantStack(scope, id, props) } });
process.stdout.write(JSON.stringify(assembly));
