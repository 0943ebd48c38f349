import { Construct } from 'constructs';
import { InferenceQuotaProps } from './inference-quota-props';
import { evaluationOf } from './quota-alarm';
import { fail, messages } from '../../private/messages';
import { isToken, validateRegions } from '../../private/source-of';

/** The largest `DesiredValue`, https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_RequestServiceQuotaIncrease.html */
const MAX_DESIRED = 10_000_000_000;

/** Throws for what is no quota, share, rate, evaluation, code or increase; a token is never judged, but where it would stand in a logical id. */
export function checkQuotaProps(scope: Construct, props: InferenceQuotaProps): void {
  const { tokensPerMinute, requestsPerMinute, share, burndownRate, quotaRegion } = props;
  if (tokensPerMinute === undefined && requestsPerMinute === undefined) fail(messages.noQuota(), scope);
  checkQuota(scope, 'tokensPerMinute', tokensPerMinute);
  checkQuota(scope, 'requestsPerMinute', requestsPerMinute);
  check(scope, 'share', share, (value) => value > 0 && value <= 1, 'a share of more than 0 and at most 1, like 0.8');
  check(scope, 'burndownRate', burndownRate, (value) => Number.isFinite(value) && value >= 1, 'a number of at least 1');
  checkCode(scope, 'quotaCode', props.quotaCode);
  checkCode(scope, 'requestsQuotaCode', props.requestsQuotaCode);
  if (quotaRegion !== undefined) validateRegions('quotaRegion', [quotaRegion], 'leave it out to take the source Region', scope);
  checkEvaluation(scope, props);
  checkIncrease(scope, props);
}

function checkQuota(scope: Construct, prop: string, value: number | undefined): void {
  if (value !== undefined && !isToken(value) && !isWhole(value)) fail(messages.quota(prop, value), scope);
}

function checkCode(scope: Construct, prop: string, code: string | undefined): void {
  if (code !== undefined && !isToken(code) && !/^L-[0-9A-Z]{8}$/.test(code)) fail(messages.quotaCode(prop, code), scope);
}

function checkEvaluation(scope: Construct, props: InferenceQuotaProps): void {
  const { evaluationPeriods, datapointsToAlarm } = evaluationOf(props);
  const literal = !isToken(evaluationPeriods) && !isToken(datapointsToAlarm);
  const whole = [evaluationPeriods, datapointsToAlarm].every((value) => isToken(value) || isWhole(value));
  if (!whole || (literal && datapointsToAlarm > evaluationPeriods)) fail(messages.evaluation(datapointsToAlarm, evaluationPeriods), scope);
}

function checkIncrease(scope: Construct, { requestIncrease, tokensPerMinute, requestsPerMinute }: InferenceQuotaProps): void {
  if (requestIncrease === undefined) return;
  const { desiredTokensPerMinute, desiredRequestsPerMinute } = requestIncrease;
  if (desiredTokensPerMinute === undefined && desiredRequestsPerMinute === undefined) fail(messages.noIncrease(), scope);
  checkDesired(scope, 'desiredTokensPerMinute', desiredTokensPerMinute, 'tokensPerMinute', tokensPerMinute);
  checkDesired(scope, 'desiredRequestsPerMinute', desiredRequestsPerMinute, 'requestsPerMinute', requestsPerMinute);
}

function checkDesired(scope: Construct, name: string, desired: number | undefined, quotaProp: string, quota: number | undefined): void {
  if (desired === undefined) return;
  const prop = `requestIncrease.${name}`;
  if (isToken(desired)) fail(messages.tokenForLiteral(prop, 'the value'), scope);
  check(scope, prop, desired, (value) => isWhole(value) && value <= MAX_DESIRED, 'a whole number of 1 to 10000000000');
  if (quota === undefined) fail(messages.increaseWithoutQuota(prop, quotaProp), scope);
  if (!isToken(quota) && desired <= quota) fail(messages.notAnIncrease(prop, desired, quotaProp, quota), scope);
}

function check(scope: Construct, prop: string, value: number | undefined, isRight: (value: number) => boolean, rule: string): void {
  if (value !== undefined && !isToken(value) && !isRight(value)) fail(messages.notInRange(prop, value, rule), scope);
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}
