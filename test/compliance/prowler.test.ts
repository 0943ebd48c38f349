import { Template } from 'aws-cdk-lib/assertions';
import { InvocationLogDestination } from '../../src';
import { deployedTrail } from '../audit/deployed-trail';
import { deployedLogging } from '../logging/deployed-logging';
import { ALL_SCENARIOS, README_SCENARIOS, Scenario } from '../scenarios/scenarios';
import { stackOf } from '../scenarios/synthesize';
import { matchesAction } from '../support/iam-matching';
import { TrailSelector } from '../support/trail-selectors';

/**
 * The checks of prowler 5.46.0 for AWS CloudTrail, Amazon Bedrock, and metric filters on the log group of a trail, all of them by name: what each wants, in
 * our words, and what of ours meets it, or why not. prowler looks at an account; here it is what the resources would be there.
 *
 * @see https://github.com/prowler-cloud/prowler
 */
type Row = readonly [check: string, wants: string, ours: string, shows: () => void];

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface Filter {
  readonly LogGroupName: unknown;
  readonly FilterPattern: unknown;
  readonly MetricTransformations: readonly [{ readonly MetricName: string; readonly MetricNamespace: string }];
}

const templateOf = (scenario: Scenario) => Template.fromStack(stackOf(scenario));
const propertiesOf = <T>(template: Template, type: string) => Object.values(template.findResources(type)).map(({ Properties }) => Properties as T);

const trail = deployedTrail();
const trailProperties = trail.resource('AWS::CloudTrail::Trail').Properties;
const trailBucket = trail.resource('AWS::S3::Bucket', 'TrailBucket').Properties;
const [management] = trailProperties.AdvancedEventSelectors as TrailSelector[];
const logging = deployedLogging({ destination: InvocationLogDestination.LOG_GROUP_AND_BUCKET });
const ownTrail = templateOf(README_SCENARIOS['own trail']);

const changes = propertiesOf<Filter>(ownTrail, 'AWS::Logs::MetricFilter').find(({ MetricTransformations: [{ MetricName }] }) => MetricName === 'AuditChanges')!;
const names = (field: string) => [...JSON.stringify(changes.FilterPattern).matchAll(new RegExp(`\\$\\.${field} = \\\\"([\\w.]+)`, 'g'))].map(([, name]) => name);
const missing = (wanted: readonly string[], found: readonly string[]) => wanted.filter((name) => !found.includes(name));
const contentsOf = (scenario: string) => propertiesOf<{ Content: { Statement: Statement[] } }>(templateOf(README_SCENARIOS[scenario]), 'AWS::Organizations::Policy').flatMap(({ Content }) => Content.Statement);
const trustOf = (role: { readonly Properties: Readonly<Record<string, unknown>> }) => (role.Properties.AssumeRolePolicyDocument as { Statement: Statement[] }).Statement;

const MET: readonly Row[] = [
  // Trails
  ['cloudtrail_multi_region_enabled', 'in each Region a trail that logs', 'CrisTrail, in the Region of its stack, or in all with multiRegion', () => {
    expect(trailProperties.IsLogging).toBe(true);
    expect(deployedTrail({ multiRegion: true }).resource('AWS::CloudTrail::Trail').Properties).toMatchObject({ IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true });
  }],
  ['cloudtrail_multi_region_enabled_logging_management_events', 'read and write management events, by a selector of the name that the console gives', 'the selector of CrisTrail', () => {
    expect(management.Name).toBe('Management events selector');
    expect(management.FieldSelectors.map(({ Field }) => Field)).not.toContain('readOnly');
  }],
  ['cloudtrail_bedrock_logging_enabled', 'a selector that takes in events of Amazon Bedrock', 'the selector of CrisTrail, which leaves out two other sources only', () => {
    expect(management.FieldSelectors).toContainEqual({ Field: 'eventCategory', Equals: ['Management'] });
    expect(management.FieldSelectors.flatMap(({ NotEquals = [] }) => NotEquals).filter((source) => source.startsWith('bedrock'))).toEqual([]);
  }],
  ['cloudtrail_kms_encryption_enabled', 'a trail encrypted with a key of KMS', 'the key of CrisTrail', () => {
    expect(trailProperties.KMSKeyId).toMatch(/^arn:aws:kms:/);
  }],
  ['cloudtrail_log_file_validation_enabled', 'log files that are validated', 'CrisTrail', () => {
    expect(trailProperties.EnableLogFileValidation).toBe(true);
  }],
  ['cloudtrail_cloudwatch_logging_enabled', 'delivery to CloudWatch Logs within the last day', 'the log group of CrisTrail, and a role that may write there', () => {
    expect(trailProperties).toMatchObject({ CloudWatchLogsLogGroupArn: expect.stringMatching(/:log-group:/), CloudWatchLogsRoleArn: expect.stringMatching(/:role\//) });
  }],
  ['cloudtrail_logs_s3_bucket_is_not_publicly_accessible', 'no access control list of the bucket that lets all users in', 'the bucket of CrisTrail, which has no lists', () => {
    expect(trailBucket).not.toHaveProperty('AccessControl');
    expect(trailBucket.OwnershipControls).toEqual({ Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] });
    expect(trailBucket.PublicAccessBlockConfiguration).toEqual({ BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true });
  }],
  ['cloudtrail_logs_s3_bucket_access_logging_enabled', 'access logs of the bucket', 'the bucket of CrisTrail, with a bucket for them', () => {
    expect(trailBucket.LoggingConfiguration).toEqual({ DestinationBucketName: trail.resource('AWS::S3::Bucket', 'AccessLogs').logicalId });
  }],
  ['cloudtrail_threat_detection_llm_jacking', 'nobody who makes more than 40 % of 14 kinds of events, like calls, and what prepares them', 'the role of CrisWorkload, which may call and no more', () => {
    const policies = propertiesOf<{ PolicyDocument: { Statement: Statement[] } }>(templateOf(README_SCENARIOS['quick start']), 'AWS::IAM::Policy');
    const allowed = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action);
    const made = JACKING.filter((action) => allowed.some((pattern) => matchesAction(pattern, action)));
    expect(made).toEqual(['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream']);
    expect(made.length / JACKING.length).toBeLessThan(0.4);
  }],

  // Logging of model invocations
  ['bedrock_model_invocation_logging_enabled', 'a log group or a bucket that model invocations are logged to', 'InvocationLogging, with each destination', () => {
    for (const destination of Object.values(InvocationLogDestination)) {
      const { cloudWatchConfig, s3Config } = deployedLogging({ destination }).configuration();
      expect([cloudWatchConfig?.logGroupName, s3Config?.bucketName].filter((name) => name)).not.toEqual([]);
    }
  }],
  ['bedrock_model_invocation_logging_text_data_enabled', 'prompts and answers in the log', 'InvocationLogging, unless modalities.text is false', () => {
    expect(logging.configuration().textDataDeliveryEnabled).toBe(true);
  }],
  ['bedrock_model_invocation_logs_encryption_enabled', 'a bucket that is encrypted, and a log group with a key of KMS', 'the key of InvocationLogging, for both', () => {
    const { cloudWatchConfig, s3Config } = logging.configuration();
    const of = (type: string, name?: string) => logging.resources(type).find(({ logicalId, Properties }) => [logicalId, Properties.LogGroupName].includes(name));
    expect(of('AWS::S3::Bucket', s3Config?.bucketName)?.Properties.BucketEncryption).toMatchObject({ ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] });
    expect(of('AWS::Logs::LogGroup', cloudWatchConfig?.logGroupName)?.Properties.KmsKeyId).toMatch(/^arn:aws:kms:/);
  }],

  // Who may call
  ['bedrock_full_access_policy_attached', 'no role with the managed policy AmazonBedrockFullAccess', 'the grants, which are made for what is called', () => {
    expect(everything().filter(({ text }) => text.includes('AmazonBedrockFullAccess'))).toEqual([]);
  }],
  ['bedrock_api_key_no_long_term_credentials', 'no API key that lasts', 'ExplicitDeny.longTermApiKeys, under which none is made, and none works', () => {
    const denied = contentsOf('organization, beside calls').filter(({ Effect }) => Effect === 'Deny').flatMap(({ Action }) => Action);
    expect(denied).toEqual(expect.arrayContaining(['iam:CreateServiceSpecificCredential', 'bedrock:CallWithBearerToken']));
  }],
  ['organizations_scp_check_deny_regions', 'a policy of the organization that denies where aws:RequestedRegion is none of a list, by StringNotEquals', 'ServiceControlPolicyContent.denyOutsideRegions', () => {
    expect(contentsOf('organization').filter(({ Effect, Condition }) => Effect === 'Deny' && Condition?.StringNotEquals?.['aws:RequestedRegion'])).toHaveLength(1);
  }],
  ['iam_role_cross_service_confused_deputy_prevention', 'roles of services that act for one account only', 'the roles that Amazon Bedrock assumes: of InvocationLogging, and BatchInferenceRole', () => {
    const roles = [logging.template, templateOf(README_SCENARIOS['batch inference'])].flatMap((template) => propertiesOf<Record<string, unknown>>(template, 'AWS::IAM::Role'));
    const bedrock = roles.filter((role) => JSON.stringify(role.AssumeRolePolicyDocument).includes('"bedrock.amazonaws.com"'));
    expect(bedrock).toHaveLength(2);
    for (const Properties of bedrock) expect(trustOf({ Properties })).toEqual([expect.objectContaining({ Condition: expect.objectContaining({ StringEquals: { 'aws:SourceAccount': expect.anything() } }) })]);
  }],
];

// Each with what is so today: once it is not, the row moves up.
const NOT_MET: readonly Row[] = [
  ['cloudwatch_log_metric_filter_and_alarm_for_cloudtrail_configuration_changes_enabled', 'a filter and an alarm on five changes of trails',
    'the alarm of CrisMonitoring watches those that end the audit; to make a trail, or to start one again, takes nothing away, and deploying one would set it off', () => {
      const alarms = propertiesOf<{ MetricName: string; Namespace: string }>(ownTrail, 'AWS::CloudWatch::Alarm');
      const [{ MetricName, MetricNamespace: Namespace }] = changes.MetricTransformations;
      expect(alarms).toContainEqual(expect.objectContaining({ MetricName, Namespace }));
      expect(changes.LogGroupName).toEqual({ Ref: Object.keys(ownTrail.findResources('AWS::Logs::LogGroup')).find((id) => id.startsWith('TrailLogGroup')) });
      expect(missing(['CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging'], names('eventName'))).toEqual(['CreateTrail', 'StartLogging']);
    }],
  ['cloudwatch_log_metric_filter_disable_or_scheduled_deletion_of_kms_cmk', 'a filter on the two for every key, which names the source',
    'the filter watches the key that records are encrypted with; other keys are not of the audit, and a trail that leaves out AWS KMS would not see them', () => {
      expect(missing(['DisableKey', 'ScheduleKeyDeletion'], names('eventName'))).toEqual([]);
      expect(names('eventSource')).toEqual(['bedrock.amazonaws.com']);
    }],
  ['cloudwatch_log_metric_filter_for_s3_bucket_policy_changes', 'a filter on nine changes of every bucket', 'of the account, not of calls: its baseline has it, once', () => {
    expect(names('eventName').filter((name) => name.includes('Bucket'))).toEqual([]);
  }],
  ['cloudtrail_insights_exist', 'Insights of the trail', 'they look for unusual numbers of events of all services, at a price for each; the organization\'s own trail is the place', () => {
    expect(trailProperties).not.toHaveProperty('InsightSelectors');
  }],
  ['cloudtrail_bucket_requires_mfa_delete', 'MFA Delete of the bucket', 'CloudFormation has no property for it: only the root user of the account can turn it on', () => {
    expect(trailBucket.VersioningConfiguration).toEqual({ Status: 'Enabled' });
  }],
  ['cloudtrail_s3_dataevents_read_enabled', 'reads of the objects of all buckets', 'of every bucket of the account, at a price for each event; the buckets here have access logs', noDataEvents],
  ['cloudtrail_s3_dataevents_write_enabled', 'writes to the objects of all buckets', 'the same', noDataEvents],
  ['iam_role_cross_service_confused_deputy_prevention', 'roles of services that act for one account only',
    'AWS documents no condition key for the role with which CloudTrail writes to a log group, and it may write to one log group only; Lambda assumes roles of its own account', () => {
      expect(trustOf(trail.resource('AWS::IAM::Role'))).toEqual([expect.not.objectContaining({ Condition: expect.anything() })]);
    }],
];

const none = (type: string) => () => expect(everything().filter((resource) => resource.type === type)).toEqual([]);
const DEFINED_ELSEWHERE = 'nothing here defines one';
const NOT_OURS: ReadonlyArray<readonly [checks: readonly string[], reason: string, shows: () => void]> = [
  [[
    'cloudwatch_changes_to_network_acls_alarm_configured', 'cloudwatch_changes_to_network_gateways_alarm_configured', 'cloudwatch_changes_to_network_route_tables_alarm_configured',
    'cloudwatch_changes_to_vpcs_alarm_configured', 'cloudwatch_log_metric_filter_and_alarm_for_aws_config_configuration_changes_enabled', 'cloudwatch_log_metric_filter_authentication_failures',
    'cloudwatch_log_metric_filter_aws_organizations_changes', 'cloudwatch_log_metric_filter_policy_changes', 'cloudwatch_log_metric_filter_root_usage',
    'cloudwatch_log_metric_filter_security_group_changes', 'cloudwatch_log_metric_filter_sign_in_without_mfa', 'cloudwatch_log_metric_filter_unauthorized_api_calls',
  ], 'filters for all of the account, which its baseline has once; here only what is of calls is watched', () => {
    expect(names('eventSource')).toEqual(['bedrock.amazonaws.com']);
  }],
  [['cloudtrail_threat_detection_enumeration', 'cloudtrail_threat_detection_privilege_escalation'], 'what the people and roles of the account do; nothing here makes users', none('AWS::IAM::User')],
  [['bedrock_api_key_no_administrative_privileges'], 'keys are of users, and nothing here makes one; longTermApiKeys denies to make keys', none('AWS::IAM::User')],
  [['bedrock_agent_guardrail_enabled', 'bedrock_agent_role_least_privilege', 'bedrock_agent_role_not_shared_across_agents'], DEFINED_ELSEWHERE, none('AWS::Bedrock::Agent')],
  // CloudFormation has no type for custom models.
  [['bedrock_custom_model_encrypted_with_cmk'], DEFINED_ELSEWHERE, () => expect(everything().filter(({ type }) => /^AWS::Bedrock::.*Model/.test(type))).toEqual([])],
  [['bedrock_knowledge_base_encrypted_with_cmk'], DEFINED_ELSEWHERE, none('AWS::Bedrock::DataSource')],
  [['bedrock_prompt_encrypted_with_cmk', 'bedrock_prompt_management_exists'], DEFINED_ELSEWHERE, none('AWS::Bedrock::Prompt')],
  [[
    'bedrock_guardrails_configured', 'bedrock_guardrail_contextual_grounding_filter_enabled', 'bedrock_guardrail_prompt_attack_filter_enabled',
    'bedrock_guardrail_sensitive_information_filter_enabled', 'bedrock_guardrail_sensitive_information_filter_enforced',
  ], 'what a guardrail filters is the reader\'s to say; RequiredGuardrail and EnforcedGuardrail see to it that calls have it', none('AWS::Bedrock::Guardrail')],
  [['bedrock_vpc_endpoints_configured'], 'five endpoints in each VPC, which is the reader\'s; InferenceEndpointPolicy makes the policy of the one for calls', none('AWS::EC2::VPC')],
];

test.each(MET)('%s wants %s: %s', (_check, _wants, _ours, shows) => shows());

test.each(NOT_MET)('%s wants %s, which is not met: %s', (_check, _wants, _why, shows) => shows());

test.each(NOT_OURS)('%j are not ours: %s', (_checks, _reason, shows) => shows());

test('no check is left out, and none is in twice but the one that some roles meet', () => {
  const checks = [...MET, ...NOT_MET].map(([check]) => check).concat(NOT_OURS.flatMap(([each]) => each));
  const count = (service: RegExp) => new Set(checks.filter((check) => service.test(check))).size;
  expect([count(/^cloudtrail_/), count(/^bedrock_/), count(/^cloudwatch_/)]).toEqual([15, 19, 15]);
  expect(checks.filter((check, index) => checks.indexOf(check) !== index)).toEqual(['iam_role_cross_service_confused_deputy_prevention']);
});

const JACKING = [
  'bedrock:PutUseCaseForModelAccess', 'bedrock:PutFoundationModelEntitlement', 'bedrock:PutModelInvocationLoggingConfiguration', 'bedrock:CreateFoundationModelAgreement',
  'bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream', 'bedrock:GetUseCaseForModelAccess', 'bedrock:GetModelInvocationLoggingConfiguration',
  'bedrock:GetFoundationModelAvailability', 'bedrock:ListFoundationModelAgreementOffers', 'bedrock:ListFoundationModels', 'bedrock:ListProvisionedModelThroughputs',
  'aws-marketplace:SearchAgreements', 'aws-marketplace:AcceptAgreementRequest',
];

function noDataEvents(): void {
  expect(trailProperties.AdvancedEventSelectors).toHaveLength(1);
}

interface AnyResource { readonly scenario: string; readonly type: string; readonly text: string }
let resources: readonly AnyResource[] | undefined;

/** Every resource of every scenario. */
function everything(): readonly AnyResource[] {
  resources ??= Object.entries(ALL_SCENARIOS).flatMap(([scenario, each]) => (
    Object.values(templateOf(each).toJSON().Resources as Record<string, { Type: string }>).map((resource) => ({ scenario, type: resource.Type, text: JSON.stringify(resource) }))
  ));
  return resources;
}
