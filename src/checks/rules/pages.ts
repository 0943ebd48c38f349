/** The AWS pages that rules rest on. */
export const PAGES = {
  global: 'https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html',
  geographic: 'https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html',
  prerequisites: 'https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html',
  profiles: 'https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html',
  use: 'https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-use.html',
  authorization: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html',
  effect: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html',
  operators: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
  leastPrivilege: 'https://docs.aws.amazon.com/bedrock/latest/userguide/security_iam_id-based-policy-examples.html',
  batch: 'https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-permissions.html',
  cloudTrail: 'https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html',
  readOnlyEvents: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html',
  metrics: 'https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html',
} as const;
