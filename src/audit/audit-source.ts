import { ArnFormat, Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BoundAudit } from './bound-audit';
import { ALL_ACCOUNTS } from './patterns/metric-filters';
import { OwnResources, recordedEventPattern, recordedPatternLength } from './patterns/recorded-event';
import { DEFAULT_PATTERN_QUOTA } from './patterns/residency-event';
import { CrisTrail } from './trail';
import { STATE_WITH_READ_ONLY_EVENTS } from '../bedrock/cloudtrail';
import { LONGEST } from '../bedrock/regions';
import { addToApp, inApp } from '../private/app';
import { fail, show } from '../private/errors';
import { checkList } from '../private/inputs';
import { letLogsEncrypt } from '../private/record-storage';
import { checkShape, checkValue, instanceOf, KEY, listOf, LOGS_GROUP, memberOf, TEXT } from '../private/shape';
import { checkSamePlace, validateRegions } from '../private/source';
import { isToken } from '../private/tokens';

/**
 * Options of an audit by Amazon EventBridge.
 */
export interface EventBridgeAuditOptions {
  /**
   * An existing log group for the records, in the account and Region of the stack.
   *
   * Its class must be STANDARD. Not together with the other options, which are for a new log group.
   *
   * @default - a new log group
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * The key for the new log group, in the Region of the stack.
   *
   * Its policy gets the permission for CloudWatch Logs. The policy of a key that is only referenced must contain it.
   *
   * @default - encrypted with a key that AWS owns
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How long the new log group keeps records.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * The removal policy of the new log group.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Options of an audit by the log group of a trail. */
export interface LogGroupAuditOptions {
  /**
   * The accounts whose calls are counted, in the log group of an organization's trail.
   *
   * `['*']` counts all accounts. Metrics then have the dimension `Account`. Metrics of where calls were processed no longer have the profile: a
   * metric has three dimensions at most. CloudWatch may disable a filter that finds 1,000 distinct values in an hour.
   *
   * @default - the account of the stack, without that dimension
   */
  readonly accounts?: string[];

  /**
   * The source Regions whose calls are counted, in the log group of a multi-Region trail.
   *
   * @default - the Region of the stack
   */
  readonly sourceRegions?: string[];
}

/**
 * The place where the audit finds the CloudTrail records of calls, for `CrisMonitoring` and `CrisTrailFilters`.
 *
 * Each source needs a CloudTrail trail that records read-only management events of the source Region, because calls of Amazon Bedrock are such
 * events. `eventBridge()` is the default: it ingests the records of Bedrock only, at $0.50 per GB. A new trail is paid for all management events.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html
 *
 * @example
 * new CrisMonitoring(this, 'Monitoring', { audit: AuditSource.trail(new CrisTrail(this, 'Trail')) });
 */
export class AuditSource {
  /**
   * An EventBridge rule that sends the records of Amazon Bedrock, and changes to what records them, to a log group.
   *
   * It needs a trail in the account. A trail of the organization is expected to work, but AWS does not state it. Delivery is best effort, and a
   * record may come twice.
   *
   * Throws for `logGroup` together with options for a new one. Where it is used, throws for a log group of another account or Region, and for a key
   * of another Region. Throws for a log group of another audit by EventBridge, and if the app defines more policies for log groups
   * than an account may have in a Region.
   *
   * @param options the log group for the records, or settings of a new one
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
   */
  public static eventBridge(options: EventBridgeAuditOptions = {}): AuditSource {
    checkShape(undefined, options, {
      'logGroup?': LOGS_GROUP, 'encryptionKey?': KEY, 'logRetention?': memberOf('RetentionDays', logs.RetentionDays), 'removalPolicy?': memberOf('RemovalPolicy', RemovalPolicy),
    }, 'options');
    const { logGroup, ...ofNew } = options;
    const other = Object.entries(ofNew).find(([, value]) => value !== undefined);
    if (logGroup && other) fail(`${other[0]}: the option "logGroup" is given too, and it has its own; leave one of the two out`);
    return new AuditSource('EventBridge', (scope) => eventBridgeAudit(scope, options));
  }

  /**
   * The log group of a new trail, which receives all management events of the account and Region.
   *
   * Only the records of Amazon Bedrock are counted. Changes to the key of the trail are counted only if the trail records AWS KMS: set its
   * `excludedEventSources` to a list without `kms.amazonaws.com`. Throws, where it is used, for a trail of another account or Region.
   *
   * @param trail the trail that records the calls
   */
  public static trail(trail: CrisTrail): AuditSource {
    checkValue(undefined, 'trail', trail, instanceOf(() => CrisTrail));
    return new AuditSource('trail', (scope) => {
      checkSamePlace(scope, 'trail', trail.logGroup.env);
      return { logGroup: trail.logGroup, path: '', keyId: trail.encryptionKey?.keyId };
    });
  }

  /**
   * The log group of an existing trail.
   *
   * Nothing new is recorded. Throws for invalid accounts or Regions. Where it is used, throws for a log group of another account or Region: the log
   * group of an organization's trail is in the management account.
   *
   * @param logGroup the log group, in the account and Region of the stack
   * @param options the accounts and source Regions whose calls are counted
   */
  public static logGroup(logGroup: logs.ILogGroup, options: LogGroupAuditOptions = {}): AuditSource {
    checkValue(undefined, 'logGroup', logGroup, LOGS_GROUP);
    checkShape(undefined, options, { 'accounts?': listOf(TEXT), 'sourceRegions?': listOf(TEXT) }, 'options');
    const { accounts, sourceRegions } = options;
    if (accounts) checkAccounts(accounts);
    if (sourceRegions) validateRegions('sourceRegions', sourceRegions, 'leave it out to take the Region of the stack');
    return new AuditSource('logGroup', (scope) => {
      checkSamePlace(scope, 'logGroup', logGroup.env);
      return { logGroup, path: '', accounts, sourceRegions };
    });
  }

  /** No audit: you do not see where calls were processed, and no alarm reports unrecorded calls. */
  public static none(): AuditSource {
    return new AuditSource('none', () => undefined);
  }

  /** What it is, for messages. */
  private constructor(private readonly kind: string, private readonly bind: (scope: Construct) => BoundAudit | undefined) {}

  /** @internal */
  public get _isNone(): boolean {
    return this.kind === 'none';
  }

  /**
   * What it needs in a scope, and what is filtered there.
   *
   * @internal
   */
  public _bind(scope: Construct): BoundAudit | undefined {
    return this.bind(scope);
  }
}

function checkAccounts(accounts: string[]): void {
  checkList(undefined, 'accounts', accounts, 'leave it out for the account of the stack');
  if (accounts.length === 1 && accounts[0] === ALL_ACCOUNTS) return;
  const wrong = accounts.find((account) => !isToken(account) && !/^\d{12}$/.test(account));
  if (wrong !== undefined) fail(`accounts: ${show(wrong)} is not an account; give 12 digits, or ["*"] alone for all that the log group holds`);
}

// By L1: a Rule of the CDK has no state that sees read-only events, and its target makes a custom resource for the policy of the log group.
function eventBridgeAudit(scope: Construct, { logGroup: given, encryptionKey, logRetention, removalPolicy = RemovalPolicy.RETAIN }: EventBridgeAuditOptions): BoundAudit {
  if (given) checkSamePlace(scope, 'logGroup', given.env);
  // It may be of another account.
  if (encryptionKey) checkSamePlace(scope, 'encryptionKey', { account: Stack.of(scope).account, region: encryptionKey.env.region });
  const logGroup = given ?? newLogGroup(scope, { encryptionKey, logRetention, removalPolicy });
  const stack = Stack.of(scope);
  // Without ":*", with which logGroupArn ends.
  const arn = stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: logGroup.logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  const keyId = encryptionKey?.keyId;
  const patternWith = (own: OwnResources) => {
    const pattern = recordedEventPattern({ account: stack.account, region: stack.region, keyId, ...own });
    return { 'account': pattern.account, 'region': pattern.region, 'source': pattern.source, 'detail-type': pattern.detailType, 'detail': pattern.detail };
  };
  const rule = new events.CfnRule(scope, 'Rule', {
    description: 'CloudTrail records of Amazon Bedrock calls, and changes to what records them',
    eventPattern: patternWith({}),
    state: STATE_WITH_READ_ONLY_EVENTS,
    targets: [{ id: 'LogGroup', arn }],
  });
  const recordAlso = (own: OwnResources): OwnResources => {
    const widest = recordedEventPattern({ ...LONGEST, keyId: keyId && 'x'.repeat(40), ...own, logGroupName: 'x'.repeat(longestName(logGroup)) });
    const kept = recordedPatternLength(widest) > DEFAULT_PATTERN_QUOTA ? { isLinked: own.isLinked } : own;
    rule.eventPattern = patternWith(kept);
    return kept;
  };
  const policy = new logs.CfnResourcePolicy(scope, 'Policy', {
    // Unique in the account and Region; the name of the stack is, too.
    policyName: `${Aws.STACK_NAME}-${scope.node.addr.slice(-8)}`,
    policyDocument: stack.toJsonString(deliveryPolicy(arn, rule.attrArn)),
  });
  checkPolicyCount(policy);
  return { logGroup, path: 'detail.', ruleName: rule.ref, keyId, needsTrail: true, recordAlso };
}

/** The longest that the name of a log group is once it is deployed: CloudFormation joins the name of the stack, of at most 128 characters, and the logical ID. */
function longestName(logGroup: logs.ILogGroup): number {
  const name = Stack.of(logGroup).resolve(logGroup.logGroupName) as string | { Ref?: string };
  if (typeof name === 'string') return name.length;
  return typeof name.Ref === 'string' && Construct.isConstruct(logGroup) && logGroup instanceof logs.LogGroup ? 128 + name.Ref.length + 14 : 512;
}

function newLogGroup(scope: Construct, { encryptionKey, logRetention, removalPolicy }: EventBridgeAuditOptions): logs.LogGroup {
  const logGroup = new logs.LogGroup(scope, 'LogGroup', { encryptionKey, retention: logRetention ?? logs.RetentionDays.ONE_YEAR, removalPolicy });
  if (encryptionKey) letLogsEncrypt(scope, 'encryptionKey', logGroup, encryptionKey);
  return logGroup;
}

/**
 * Lets EventBridge write to one log group: what follows its ARN are its log streams. Only where it puts records does the name show the rule.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 */
function deliveryPolicy(logGroupArn: string, ruleArn: string): object {
  const statement = (action: string, condition: object) => (
    { Effect: 'Allow', Principal: { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] }, Action: action, Resource: `${logGroupArn}:*`, ...condition }
  );
  return {
    Version: '2012-10-17',
    Statement: [statement('logs:CreateLogStream', {}), statement('logs:PutLogEvents', { Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } } })],
  };
}

/** Policies of one account in a Region, https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const MAX_POLICIES = 10;

const POLICIES = Symbol.for('cdk-bedrock-cris.LogResourcePolicy');

function checkPolicyCount(policy: logs.CfnResourcePolicy): void {
  const { account, region } = Stack.of(policy);
  addToApp(policy, POLICIES);
  if (isToken(account) || isToken(region)) return;
  const here = inApp<Construct>(policy, POLICIES).map((other) => Stack.of(other)).filter((other) => other.account === account && other.region === region);
  if (here.length <= MAX_POLICIES) return;
  fail(`audit: the app makes ${here.length} policies for log groups in the account ${account} and the Region ${region}, which holds ${MAX_POLICIES}` +
    ' (quota "Resource policies" of CloudWatch Logs, not adjustable); let stacks share a CrisMonitoring (monitoring: other.monitoring), or give AuditSource.logGroup(…) or AuditSource.none()', policy);
}
