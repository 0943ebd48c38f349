

/**
 * Actions that a deny of Regions does not affect by default: those that the Region deny of AWS Control Tower exempts, without services that have ended.
 *
 * Besides services with one endpoint for all Regions and actions that look at all Regions, whole services that are regional are among them: AWS KMS,
 * ACM, AWS Config, AWS Direct Connect and others.
 *
 * @see https://docs.aws.amazon.com/controltower/latest/controlreference/primary-region-deny-policy.html
 */
export const GLOBAL_SERVICE_ACTIONS: readonly string[] = [
  // Identity, organization, support
  'access-analyzer:*', 'account:*', 'iam:*', 'organizations:*', 'sso:*', 'sts:*', 'activate:*', 'artifact:*', 'health:*', 'iq:*', 'support:*', 'supportapp:*',
  'supportplans:*', 'trustedadvisor:*', 'consoleapp:*', 'notifications:*', 'notifications-contacts:*', 'chatbot:*', 'chime:*', 'sustainability:*',
  // Billing and Marketplace
  'aws-marketplace:*', 'aws-marketplace-management:*', 'aws-portal:*', 'billing:*', 'billingconductor:*', 'budgets:*', 'ce:*', 'compute-optimizer:*', 'consolidatedbilling:*',
  'cur:*', 'freetier:*', 'invoicing:*', 'payments:*', 'pricing:*', 'savingsplans:*', 'tax:*', 'license-manager:ListReceivedLicenses', 'vendor-insights:ListEntitledSecurityProfiles',
  // Networks at the edge, and what they use
  'acm:*', 'cloudfront:*', 'directconnect:*', 'fms:*', 'globalaccelerator:*', 'kms:*', 'networkmanager:*', 'route53:*', 'route53domains:*', 'route53-recovery-cluster:*',
  'route53-recovery-control-config:*', 'route53-recovery-readiness:*', 'shield:*', 'waf:*', 'waf-regional:*', 'wafv2:*',
  // What shows or lists across Regions
  'cloudtrail:LookupEvents', 'config:*', 'datapipeline:GetAccountLimits', 'ec2:DescribeRegions', 'ec2:DescribeTransitGateways', 'ec2:DescribeVpnGateways', 'lightsail:Get*',
  'quicksight:DescribeAccountSubscription', 'resource-explorer-2:*', 'tag:GetResources',
  // Services with one home
  'devicefarm:*', 'ecr-public:*', 'importexport:*',
  's3:CreateMultiRegionAccessPoint', 's3:DeleteMultiRegionAccessPoint', 's3:DescribeMultiRegionAccessPointOperation', 's3:GetAccountPublicAccessBlock', 's3:GetBucketLocation',
  's3:GetBucketPolicyStatus', 's3:GetBucketPublicAccessBlock', 's3:GetMultiRegionAccessPoint', 's3:GetMultiRegionAccessPointPolicy', 's3:GetMultiRegionAccessPointPolicyStatus',
  's3:GetStorageLensConfiguration', 's3:GetStorageLensDashboard', 's3:ListAllMyBuckets', 's3:ListMultiRegionAccessPoints', 's3:ListStorageLensConfigurations',
  's3:PutAccountPublicAccessBlock', 's3:PutMultiRegionAccessPointPolicy',
];
