import * as iam from 'aws-cdk-lib/aws-iam';

/** Whether a principal is a role that takes no policy updates (Role.withoutPolicyUpdates, mutable: false). It takes a policy without a word; only its class shows it. */
export function isImmutable(principal: iam.IPrincipal): boolean {
  return (principal.constructor as { PROPERTY_INJECTION_ID?: string }).PROPERTY_INJECTION_ID === 'aws-cdk-lib.aws-iam.ImmutableRole';
}

/** What `Role.fromLookup` returns on the first pass: a role of an account that is nobody's. */
export function isPlaceholder(principal: iam.IPrincipal): boolean {
  return 'roleArn' in principal && String(principal.roleArn).endsWith(':role/DUMMY_ARN');
}
