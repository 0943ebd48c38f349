import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Json } from './corpus-case';
import { auditTrail, delivery, eventBus, fanOut, identities, stream, workflow } from './unrelated-back';
import { containerService, relationalDatabase, restApi, signIn, website } from './unrelated-web';

export interface UnrelatedStack {
  readonly name: string;
  /** None in every other stack, which is environment-agnostic. */
  readonly region?: string;
  readonly template: () => Json;
}

const DEFINITIONS = [containerService, relationalDatabase, restApi, website, signIn, workflow, fanOut, delivery, eventBus, auditTrail, stream, identities];

/** Stacks of realistic size that have nothing to do with Bedrock. */
export const UNRELATED_STACKS: readonly UnrelatedStack[] = DEFINITIONS.map((define, index) => {
  const region = index % 2 === 0 ? 'eu-west-1' : undefined;
  return { name: define.name, region, template: () => synthesized(define, region) };
});

function synthesized(define: (stack: Stack) => void, region?: string): Json {
  const stack = new Stack(new App(), 'Unrelated', { env: { region } });
  define(stack);
  return Template.fromStack(stack).toJSON();
}
