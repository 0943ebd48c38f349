import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';

const ACKNOWLEDGEABLE = /^(.*) \[ack: (.+)\]$/s;

export interface Warning {
  readonly path: string;
  readonly id: string;
  readonly message: string;
}

/** A stack of its own app; without a Region its Region is a token. */
export function stackIn(region?: string): Stack {
  return new Stack(new App(), 'Stack', region ? { env: { region, account: '111122223333' } } : {});
}

/** The warnings that `cdk synth` would show; throws for one that cannot be acknowledged. */
export function warningsOf(stack: Stack): Warning[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ id: path, entry }) => {
    const [, message, id] = ACKNOWLEDGEABLE.exec(String(entry.data)) ?? [];
    if (id === undefined) throw new Error(`no id to acknowledge: ${entry.data}`);
    return { path, id, message };
  });
}
