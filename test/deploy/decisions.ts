import { SimulatePrincipalPolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { clientOf, README_ACCOUNT } from './accounts';
import { count } from './state';
import { AuthorizationRequest, decide, Decision, PolicyDocumentJson } from '../support/iam-evaluator';

const SIMULATED: Record<string, Decision> = { allowed: 'Allowed', explicitDeny: 'ExplicitDeny', implicitDeny: 'ImplicitDeny' };

/** Decides a request with the policies that came back. */
export function decided(documents: readonly PolicyDocumentJson[], request: AuthorizationRequest): Decision {
  count('requests decided');
  return decide(documents, request);
}

/**
 * Whether the emulator's own engine can decide a request: its simulation takes `aws:RequestedRegion` from the Region that it is called in, and
 * no other key of a request.
 */
export function canBeSimulated({ context }: AuthorizationRequest): boolean {
  const keys = Object.entries(context).filter(([, value]) => value !== undefined).map(([key]) => key);
  return keys.length === 1 && keys[0] === 'aws:RequestedRegion' && context['aws:RequestedRegion'] !== 'unspecified';
}

/** What the emulator, which has never seen this project's evaluator, decides of the deployed role. */
export async function simulated(roleArn: string, { action, resource, context }: AuthorizationRequest, account = README_ACCOUNT): Promise<Decision> {
  const { EvaluationResults } = await new IAMClient(clientOf(account, String(context['aws:RequestedRegion'])))
    .send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: roleArn, ActionNames: [action], ResourceArns: [resource] }));
  count('requests decided by the emulator too');
  return SIMULATED[EvaluationResults![0].EvalDecision!];
}
