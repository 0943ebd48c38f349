import { join } from 'path';
import { App } from 'aws-cdk-lib';
import { README_SCENARIOS } from './scenarios';
import { stackOf } from './synthesize';

/** The scenarios that hold something that must survive an update: data, what others refer to, the name of an alarm. */
export const FROZEN = [
  'quick start', 'own trail', 'existing trail', 'residency', 'encrypted audit', 'quota', 'invocation logging', 'batch inference', 'application inference profile', 'cost tags',
  'several source Regions', 'environment-agnostic stack',
];

export const FROZEN_FOLDER = join(__dirname, 'frozen');

export function frozenFile(name: string): string {
  return `${name.replace(/ /g, '-')}.template.json`;
}

export interface FrozenTemplate {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>>;
}

/** The template as it is deployed, with the feature flags that are recommended. */
export function templateOf(name: string): FrozenTemplate {
  const stack = stackOf(README_SCENARIOS[name]);
  return (stack.node.root as App).synth().getStackByName('Scenario').template as FrozenTemplate;
}
