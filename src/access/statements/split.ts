import { StatementJson, documentSize } from './statement';

/** What IAM holds for one kind of identity, in characters without white space, before a quota increase. */
export interface IdentityLimits {
  readonly kind: 'role' | 'user' | 'group';
  /** All inline policies together. */
  readonly inlinePolicies: number;
  /** Managed policies attached. */
  readonly managedPolicies: number;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const IDENTITY_LIMITS: Readonly<Record<IdentityLimits['kind'], IdentityLimits>> = {
  role: { kind: 'role', inlinePolicies: 10240, managedPolicies: 20 },
  user: { kind: 'user', inlinePolicies: 2048, managedPolicies: 10 },
  group: { kind: 'group', inlinePolicies: 5120, managedPolicies: 10 },
};

/** Characters that one managed policy holds, same page. */
export const MANAGED_POLICY_SIZE = 6144;

/**
 * Divides items over as few documents as their order allows, so that each document stays within a number of characters.
 *
 * An item that does not fit into a document of its own gets one all the same; the caller compares its size.
 */
export function splitBySize<T>(items: readonly T[], limit: number, statementsOf: (items: readonly T[]) => readonly StatementJson[]): T[][] {
  const documents: T[][] = [];
  for (const item of items) {
    const last = documents[documents.length - 1];
    if (last && documentSize(statementsOf([...last, item])) <= limit) last.push(item);
    else documents.push([item]);
  }
  return documents;
}
