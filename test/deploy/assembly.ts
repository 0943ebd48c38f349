import { Annotations, App, Stack, StackProps } from 'aws-cdk-lib';
import { Cut } from './cut-template';
import { CuttingSynthesizer } from './cutting-synthesizer';
import { REFUSED_TYPES } from './refused-types';
import { Scenario } from '../scenarios/scenarios';
import { RECOMMENDED_FLAGS } from '../scenarios/synthesize';

/** A scenario, or a stack of its own class. */
export type DeployedScenario = Scenario | { readonly region: string; readonly create: (scope: App, id: string, props: StackProps) => Stack };

/** A cloud assembly, as `cdk deploy --app` takes it. */
export interface Assembly {
  readonly folder: string;
  readonly stacks: readonly SynthesizedStack[];
}

export interface SynthesizedStack extends Cut {
  readonly name: string;
  readonly region?: string;
}

export const stackName = (scenario: string) => scenario.replace(/[^A-Za-z0-9]+/g, '-');

/** One app with a stack for each scenario, named after it; without the types that the emulator refuses. */
export function synthesize(folder: string, scenarios: Readonly<Record<string, DeployedScenario>>, refused: readonly string[] = Object.keys(REFUSED_TYPES)): Assembly {
  const app = new App({ outdir: folder, context: { ...RECOMMENDED_FLAGS } });
  const made = Object.entries(scenarios).map(([name, scenario]) => {
    const { region } = scenario;
    const synthesizer = new CuttingSynthesizer(refused);
    const props = { env: { region }, synthesizer };
    const stack = 'create' in scenario ? scenario.create(app, stackName(name), props) : new Stack(app, stackName(name), props);
    if ('define' in scenario) scenario.define(stack);
    // So that each stack is the one of its scenario.
    for (const id of ['furtherTrail', 'watchedTwice', 'noAlarmActions']) Annotations.of(stack).acknowledgeWarning(`cdk-bedrock-cris::${id}`);
    return { name: stack.stackName, region, synthesizer };
  });
  app.synth();
  return { folder, stacks: made.map(({ name, region, synthesizer }) => ({ name, region, ...synthesizer.cut })) };
}
