import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as cr from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { InferenceQuotaProps } from './inference-quota-props';
import { QUOTA_DATA } from './quota-data';
import { inSharedFunction } from './quota-increase-function';
import { fail, messages } from '../../private/messages';
import { isToken, literal, regionOf } from '../../private/source-of';

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

/** The requests that the props ask for. Throws where the code of a quota is not known, or is a token. */
export function requestIncreases(scope: Construct, props: InferenceQuotaProps, codes: { readonly tokens?: string; readonly requests?: string }, sourceRegion: string): void {
  const { desiredTokensPerMinute, desiredRequestsPerMinute } = props.requestIncrease ?? {};
  const region = props.quotaRegion ?? sourceRegion;
  const quota = (prop: string, code: string | undefined): Quota => {
    if (code === undefined) return fail(messages.unknownQuotaCode(prop, props.inferenceProfile.foundationModelId, QUOTA_DATA.date), scope);
    if (isToken(code)) fail(messages.tokenForLiteral(prop, 'the code of the quota'), scope);
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

