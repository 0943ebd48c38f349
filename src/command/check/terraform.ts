import { isRecord } from '../../checks/read/template';

/** How the policy in a plan of Terraform is checked; ADDRESS is that of the document or of the policy. */
export const FROM_PLAN = 'terraform show -json plan.out | jq -r \'first(.. | objects | select(.address? == "ADDRESS") | .values? | objects | .json // .policy)\' | npx cdk-bedrock-cris check -';

/** What is said of what Terraform wrote. */
export const TERRAFORM = `Terraform is not read; check the policy in its plan:
    ${FROM_PLAN}
  ADDRESS is that of the document or of the policy, for example data.aws_iam_policy_document.bedrock or aws_iam_role_policy.bedrock`;

/** Whether Terraform wrote a value: its configuration, its plan or its state in JSON. */
export function isTerraform(value: unknown): boolean {
  return isRecord(value) && (value.terraform_version !== undefined || (isRecord(value.resource) && Object.keys(value.resource).some((type) => type.startsWith('aws_'))));
}
