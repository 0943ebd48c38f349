/** Synthesizes the quick start and prints what it defines: `npm run synth`. */
process.stdout.write('Synthesizing examples/typescript: no credentials, no network, some seconds\n\n');

// After the line: aws-cdk-lib takes a while to load.
void import('./synth-summary.js').then(({ summary }) => process.stdout.write(summary()));

export {};
