import { StatementJson, documentSize } from './statement';

/**
 * What IAM holds, in characters without white space.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const IAM_LIMITS = {
  /** All inline policies of a role together. */
  inlinePolicies: 10240,
  /** One managed policy. */
  managedPolicy: 6144,
  /** Managed policies attached to one role, before a quota increase. */
  managedPoliciesPerRole: 20,
} as const;

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
