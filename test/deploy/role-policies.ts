import {
  GetPolicyCommand, GetPolicyVersionCommand, GetRoleCommand, GetRolePolicyCommand, IAMClient, ListAttachedRolePoliciesCommand, ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { clientOf, README_ACCOUNT } from './accounts';
import { PolicyDocumentJson } from '../support/iam-evaluator';

const iam = (account = README_ACCOUNT) => new IAMClient(clientOf(account));
// IAM answers with documents that are URL-encoded.
const parse = (document: string | undefined) => JSON.parse(decodeURIComponent(document!)) as PolicyDocumentJson;

/** Every policy that IAM has for a role, inline and attached. */
export async function policiesOfRole(RoleName: string, account?: string): Promise<PolicyDocumentJson[]> {
  const { PolicyNames = [] } = await iam(account).send(new ListRolePoliciesCommand({ RoleName }));
  const inline = await Promise.all(PolicyNames.map(async (PolicyName) => iam(account).send(new GetRolePolicyCommand({ RoleName, PolicyName }))));
  const { AttachedPolicies = [] } = await iam(account).send(new ListAttachedRolePoliciesCommand({ RoleName }));
  const managed = await Promise.all(AttachedPolicies.map(async ({ PolicyArn }) => managedPolicy(PolicyArn!, account)));
  return [...inline.map(({ PolicyDocument }) => parse(PolicyDocument)), ...managed];
}

/** The default version of a managed policy. */
export async function managedPolicy(PolicyArn: string, account?: string): Promise<PolicyDocumentJson> {
  const { Policy } = await iam(account).send(new GetPolicyCommand({ PolicyArn }));
  const { PolicyVersion } = await iam(account).send(new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy!.DefaultVersionId }));
  return parse(PolicyVersion!.Document);
}

export async function roleOf(RoleName: string, account?: string) {
  const { Role } = await iam(account).send(new GetRoleCommand({ RoleName }));
  return { arn: Role!.Arn!, trust: parse(Role!.AssumeRolePolicyDocument), boundary: Role!.PermissionsBoundary?.PermissionsBoundaryArn };
}
