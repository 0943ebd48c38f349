import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { HANDLER_CODE } from './quota-increase-code';
import { QUOTA_DATA } from '../bedrock/quotas';
import { fail, show } from '../private/errors';
import { failToken } from '../private/inputs';
import { letLogsEncrypt } from '../private/record-storage';
import { checkSamePlace, regionOf } from '../private/source';
import { isToken, literal } from '../private/tokens';

/**
 * What AWS is asked for, in the Region of the quota and once for each value.
 *
 * People at AWS review large requests: the deployment does not wait, and the answer may be a lower value, or no. Requests of accounts that do not use
 * what they have are denied. If a request is open already, or the quota is that high, nothing happens. Nothing ever lowers a quota. Deleting the stack
 * neither withdraws a request nor gives anything back. Once AWS has agreed, raise `tokensPerMinute` and leave this out.
 *
 * @see https://docs.aws.amazon.com/servicequotas/latest/userguide/request-quota-increase.html
 */
export interface QuotaIncreaseOptions {
  /**
   * Tokens per minute: a whole number above `tokensPerMinute`, at most 10,000,000,000. A literal, because it is part of a logical ID.
   *
   * @default - more is not requested
   */
  readonly desiredTokensPerMinute?: number;

  /**
   * Requests per minute: a whole number above `requestsPerMinute`, at most 10,000,000,000. A literal, because it is part of a logical ID.
   *
   * @default - more are not requested
   */
  readonly desiredRequestsPerMinute?: number;

  /**
   * The key of the log group of the function that asks, in the Region of the stack. The quotas of a stack share the function, so they must be given the
   * same key. Its policy gets the statement that CloudWatch Logs needs; for a key that is only referenced you get a warning, and its policy must contain it.
   *
   * @default - none: CloudWatch Logs encrypts with a key of its own
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  readonly logEncryptionKey?: kms.IKey;
}

/** What a request needs besides the value. */
interface Quota {
  readonly code: string;
  /** May be a token. */
  readonly region: string;
}

/**
 * The requests that the options ask for, in the Region of the quota. Throws where the code of a quota is not known, or is a token.
 *
 * @internal
 */
export function requestIncreases(
  scope: Construct, options: QuotaIncreaseOptions, foundationModelId: string, region: string, codes: { readonly tokens?: string; readonly requests?: string },
): void {
  const { desiredTokensPerMinute, desiredRequestsPerMinute, logEncryptionKey } = options;
  if (logEncryptionKey) checkSamePlace(scope, 'requestIncrease.logEncryptionKey', { account: Stack.of(scope).account, region: logEncryptionKey.env.region });
  const quota = (prop: string, code: string | undefined): Quota => {
    if (code === undefined) return fail(`${prop}: no code is known for ${show(foundationModelId)} (as of ${QUOTA_DATA.date}), and a request needs one; give the one that Service Quotas shows in the Region of the quota`, scope);
    if (isToken(code)) failToken(scope, prop, 'the code of the quota');
    return { code, region };
  };
  if (desiredTokensPerMinute !== undefined) requestIncrease(scope, quota('quotaCode', codes.tokens), desiredTokensPerMinute, logEncryptionKey);
  if (desiredRequestsPerMinute !== undefined) requestIncrease(scope, quota('requestsQuotaCode', codes.requests), desiredRequestsPerMinute, logEncryptionKey);
}

/**
 * Asks for a quota once. The API is not idempotent, so code, Region and value are part of the logical ID, and there is no call on update or delete.
 * Another value is another resource, and an unchanged one is never called again. A rollback restores or deletes, and never asks for less.
 */
function requestIncrease(scope: Construct, quota: Quota, desired: number, logEncryptionKey: kms.IKey | undefined): void {
  const elsewhere = literal(quota.region) && quota.region !== regionOf(scope) ? [quota.region] : [];
  const id = [quota.code, ...elsewhere, desired].join('-');
  const handler = IncreaseFunction.of(scope);
  if (logEncryptionKey) handler.encryptLogs(scope, logEncryptionKey);
  const request = new CustomResource(scope, id, {
    resourceType: 'Custom::CrisQuotaIncrease',
    serviceToken: handler.functionArn,
    // The function answers within two minutes; without an answer CloudFormation would wait for an hour.
    serviceTimeout: Duration.minutes(10),
    properties: { RequestName: id, QuotaCode: quota.code, DesiredValue: desired, Region: quota.region },
  });
  for (const statement of statements(scope, quota)) {
    const { policyDependable } = handler.role.addToPrincipalPolicy(statement);
    if (policyDependable) request.node.addDependency(policyDependable);
  }
}

// Reading the quota first would take GetServiceQuota on every resource, because it has no resource-level permission; the API compares by itself.
function statements(scope: Construct, { code, region }: Quota): iam.PolicyStatement[] {
  const { partition, account } = Stack.of(scope);
  return [
    new iam.PolicyStatement({
      actions: ['servicequotas:RequestServiceQuotaIncrease'],
      resources: [`arn:${partition}:servicequotas:${region}:${account}:bedrock/${code}`],
    }),
    // For the support case of a larger request: https://docs.aws.amazon.com/servicequotas/latest/userguide/request-quota-increase.html
    new iam.PolicyStatement({
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [`arn:${partition}:iam::${account}:role/aws-service-role/servicequotas.amazonaws.com/AWSServiceRoleForServiceQuotas`],
      conditions: { StringEquals: { 'iam:AWSServiceName': 'servicequotas.amazonaws.com' } },
    }),
  ];
}

/**
 * The function that asks for all quotas of a stack. It is not CDK's AwsCustomResource: a stack has one function for all of those, which the first one
 * creates. A quota would change the role, the log group and the runtime of those that the user has.
 */
class IncreaseFunction extends Construct {
  /** The function of the stack, made when it is first asked for. */
  public static of(scope: Construct): IncreaseFunction {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(IncreaseFunction.ID) as IncreaseFunction | undefined ?? new IncreaseFunction(stack, IncreaseFunction.ID);
  }

  private static readonly ID = 'CrisQuotaIncrease';

  public readonly functionArn: string;
  public readonly role: iam.Role;
  private readonly logGroup: logs.LogGroup;
  private logEncryptionKey?: kms.IKey;

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    const description = 'Requests increases of Amazon Bedrock quotas';
    this.logGroup = new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY });
    this.role = new iam.Role(this, 'Role', { description, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(this.role);
    const handler = new lambda.Function(this, 'Handler', {
      description,
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(HANDLER_CODE),
      timeout: Duration.minutes(2),
      role: this.role,
      logGroup: this.logGroup,
    });
    this.functionArn = handler.functionArn;
  }

  /** Encrypts the log group of the function, which all quotas of the stack share. Throws for a second key. */
  public encryptLogs(scope: Construct, key: kms.IKey): void {
    if (this.logEncryptionKey === key) return;
    const prop = 'requestIncrease.logEncryptionKey';
    if (this.logEncryptionKey) fail(`${prop}: ${show(key)} is another key than ${show(this.logEncryptionKey)}, and the quotas of a stack share one log group; give the same key to all`, scope);
    this.logEncryptionKey = key;
    (this.logGroup.node.defaultChild as logs.CfnLogGroup).kmsKeyId = key.keyArn;
    letLogsEncrypt(scope, prop, this.logGroup, key);
  }
}
