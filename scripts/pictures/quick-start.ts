import { readFileSync } from 'fs';
import { App } from 'aws-cdk-lib';
import { AssistantStack } from '../../examples/typescript/assistant-stack';
import { resolveIntrinsics } from '../../test/support/template-intrinsics';

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | string[];
}

export interface Synthesized {
  readonly region: string;
  readonly resources: Readonly<Record<string, Resource>>;
  /** A value of the template as a string, with placeholders for the account and for what is named on deployment. */
  text(value: unknown): string;
}

/** The quick start as it is synthesized, without the code of its function, which no picture shows. */
export function quickStart(region = 'eu-west-1'): Synthesized {
  const flags = JSON.parse(readFileSync(require.resolve('aws-cdk-lib/recommended-feature-flags.json'), 'utf8')) as Record<string, unknown>;
  const app = new App({ analyticsReporting: false, context: { ...flags, 'aws:cdk:bundling-stacks': [] } });
  const stack = new AssistantStack(app, 'AssistantStack', { env: { region } });
  return synthesizedFrom(app.synth().getStackArtifact(stack.artifactId).template as Template, region);
}

export function synthesizedFrom(template: Template, region: string): Synthesized {
  const deployment = { partition: 'aws', region, accountId: '111122223333' };
  return { region, resources: template.Resources, text: (value) => String(resolveIntrinsics(value, { ...template }, deployment)) };
}

export interface Template { readonly Resources: Readonly<Record<string, Resource>> }
