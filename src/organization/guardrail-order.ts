import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { addToApp, inApp } from '../private/app';

/** What shares guardrails with an organization, or enforces them; their ARNs are without a version. */
interface OfGuardrails extends Construct {
  readonly _guardrailArns: readonly string[];
}

const SHARING = Symbol.for('cdk-bedrock-cris.guardrailsShared');
const ENFORCING = Symbol.for('cdk-bedrock-cris.guardrailsEnforced');

/** Within a stack a guardrail is shared before it is enforced, whichever is defined first: until it is shared, every call of the accounts fails. */
export function addSharing(sharing: OfGuardrails): void {
  for (const enforcing of besideOf(sharing, ENFORCING)) enforcing.node.addDependency(sharing);
  addToApp(sharing, SHARING);
}

/** The same for what enforces. */
export function addEnforcing(enforcing: OfGuardrails): void {
  enforcing.node.addDependency(...besideOf(enforcing, SHARING));
  addToApp(enforcing, ENFORCING);
}

function besideOf(construct: OfGuardrails, kind: symbol): OfGuardrails[] {
  return inApp<OfGuardrails>(construct, kind)
    .filter((other) => Stack.of(other) === Stack.of(construct) && other._guardrailArns.some((arn) => construct._guardrailArns.includes(arn)));
}
