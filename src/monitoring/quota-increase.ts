import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as cr from 'aws-cdk-lib/custom-resources';
import { Construct, IConstruct } from 'constructs';
import { QUOTA_DATA } from '../bedrock/quotas';
import { fail, show } from '../private/errors';
import { failToken } from '../private/inputs';
import { regionOf } from '../private/source';
import { isToken, literal } from '../private/tokens';

/**
 * What AWS is asked for, in the Region of the quota and once for each value.
 *
 * AWS reviews requests, large ones by hand: the deployment does not wait, and the answer may be a lower value, or no. Requests of accounts that do not use
 * what they have are denied. Where a request is open already, or the quota is that high, nothing happens; nothing ever lowers a quota, and deleting the
 * stack neither withdraws a request nor gives anything back. Once AWS has agreed, raise `tokensPerMinute` and leave this out.
 *
 * @see https://docs.aws.amazon.com/servicequotas/latest/userguide/request-quota-increase.html
 */
export interface QuotaIncreaseOptions {
  /**
   * Tokens per minute: a whole number above `tokensPerMinute`, at most 10,000,000,000. A literal, because it stands in a logical ID.
   *
   * @default - more is not requested
   */
  readonly desiredTokensPerMinute?: number;

  /**
   * Requests per minute: a whole number above `requestsPerMinute`, at most 10,000,000,000. A literal, because it stands in a logical ID.
   *
   * @default - more are not requested
   */
  readonly desiredRequestsPerMinute?: number;
}

/** What a request needs besides the value. */
interface Quota {
  readonly code: string;
  /** May be a token. */
  readonly region: string;
}

/**
 * What the API answers where there is nothing to do: a request is open already, or the value is not above the one applied.
 * https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_RequestServiceQuotaIncrease.html,
 * https://github.com/cloud-custodian/cloud-custodian/pull/8939
 */
const NOTHING_TO_DO = '^(ResourceAlreadyExistsException|IllegalArgumentException)$';

/**
 * The requests that the options ask for, in the Region of the quota. Throws where the code of a quota is not known, or is a token.
 *
 * @internal
 */
export function requestIncreases(
  scope: Construct, options: QuotaIncreaseOptions, foundationModelId: string, region: string, codes: { readonly tokens?: string; readonly requests?: string },
): void {
  const { desiredTokensPerMinute, desiredRequestsPerMinute } = options;
  const quota = (prop: string, code: string | undefined): Quota => {
    if (code === undefined) return fail(`${prop}: no code is known for ${show(foundationModelId)} (as of ${QUOTA_DATA.date}), and a request needs one; give the one that Service Quotas shows in the Region of the quota`, scope);
    if (isToken(code)) failToken(scope, prop, 'the code of the quota');
    return { code, region };
  };
  if (desiredTokensPerMinute !== undefined) requestIncrease(scope, quota('quotaCode', codes.tokens), desiredTokensPerMinute);
  if (desiredRequestsPerMinute !== undefined) requestIncrease(scope, quota('requestsQuotaCode', codes.requests), desiredRequestsPerMinute);
}

/**
 * Asks for a quota once. The API is not idempotent, so code, Region and value stand in the logical id and there is no call on update or delete: another
 * value is another resource, an unchanged one is never called again, and a rollback, which restores or deletes, never asks for less.
 */
function requestIncrease(scope: Construct, quota: Quota, desired: number): void {
  const elsewhere = literal(quota.region) && quota.region !== regionOf(scope) ? [quota.region] : [];
  const id = [quota.code, ...elsewhere, desired].join('-');
  inSharedFunction(scope, (shared) => new cr.AwsCustomResource(scope, id, {
    resourceType: 'Custom::CrisQuotaIncrease',
    onCreate: {
      service: 'service-quotas',
      action: 'RequestServiceQuotaIncrease',
      parameters: { ServiceCode: 'bedrock', QuotaCode: quota.code, DesiredValue: desired },
      region: quota.region,
      ignoreErrorCodesMatching: NOTHING_TO_DO,
      outputPaths: ['RequestedQuota.Id', 'RequestedQuota.Status'],
      physicalResourceId: cr.PhysicalResourceId.of(id),
    },
    policy: cr.AwsCustomResourcePolicy.fromStatements(statements(scope, quota)),
    installLatestAwsSdk: false,
    ...shared,
  }));
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
 * Creates an AwsCustomResource in the one function that all of a stack share, which is made by whichever comes first: without a role it gets a managed
 * policy, so the first one brings a role and a log group. A function that is there already stays as it is, and its role gets the statements.
 */
function inSharedFunction(scope: Construct, create: (props: Pick<cr.AwsCustomResourceProps, 'role' | 'logGroup'>) => void): void {
  const stack = Stack.of(scope);
  if (sharedFunction(stack)) return create({});

  const home = new Construct(stack, 'CrisQuotaIncrease');
  const logGroup = new logs.LogGroup(home, 'Logs', { retention: logs.RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY });
  const role = new iam.Role(home, 'Role', {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    description: 'Requests increases of Amazon Bedrock quotas',
  });
  logGroup.grantWrite(role);
  create({ role, logGroup });

  // CDK takes the newest runtime that every Region has had for long, which is not the newest.
  const definition = sharedFunction(stack)?.node.defaultChild as lambda.CfnFunction;
  definition.runtime = lambda.Runtime.NODEJS_24_X.name;
}

// By the id that CDK gives to it.
function sharedFunction(stack: Stack): IConstruct | undefined {
  return stack.node.tryFindChild(`AWS${cr.AwsCustomResource.PROVIDER_FUNCTION_UUID.replace(/-/g, '')}`);
}
