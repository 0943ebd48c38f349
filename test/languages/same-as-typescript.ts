import { readSynthesis, Synthesis, synthesisEnvironment } from './synthesis';

/** Runs an app of a language with an environment. */
export type RunApp = (app: AppName, env: Record<string, string>) => void;

/** The quick start of examples/, as its cdk.json runs it, and the stack with every part, in folders beside this file. */
export type AppName = 'CrisQuickStart' | 'AllParts';

/** The tests of a language: what its apps synthesize is what those in TypeScript do. */
export function sameAsTypeScript(language: string, install: () => RunApp): void {
  let runApp: RunApp;
  const figures: string[] = [];

  beforeAll(() => {
    runApp = install();
  });
  afterAll(() => {
    if (figures.length > 0) process.stdout.write(`${language}: equal (${figures.join(', ')})\n`);
  });

  const synthesize = (app: AppName): [Synthesis, Synthesis] => {
    runApp(app, synthesisEnvironment(language, app));
    return [readSynthesis(language, app), readSynthesis('typescript', app)];
  };

  test('the quick start', () => {
    const [actual, expected] = synthesize('CrisQuickStart');
    expect(actual).toEqual(expected);
    expect(Object.keys(actual.template.Resources).length).toBeGreaterThan(20);
    figures.push(`quick start ${Object.keys(actual.template.Resources).length} resources`);
  });

  test('every part, with its warnings, and what the checks find', () => {
    const [actual, expected] = synthesize('AllParts');
    expect(actual).toEqual(expected);
    expect(Object.keys(actual.template.Resources).length).toBeGreaterThan(50);
    expect(actual.findings).toContainEqual(expect.stringContaining('wildcardModels'));
    expect(actual.warnings.length).toBeGreaterThan(0);
    figures.push(`every part ${Object.keys(actual.template.Resources).length} resources, ${actual.warnings.length} warnings, ${actual.findings.length} findings`);
  });
}
