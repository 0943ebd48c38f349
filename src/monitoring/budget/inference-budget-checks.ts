import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { InferenceBudgetProps } from './inference-budget';
import { fail, messages } from '../../private/messages';
import { differ, isToken } from '../../private/source-of';

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_NotificationWithSubscribers.html */
const MAX_EMAIL_ADDRESSES = 10;
/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html */
const MAX_NOTIFICATIONS = 10;
/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-budgets-budget-notification.html */
const MAX_PERCENT = 1_000_000;

/** Throws for what is no budget; a token is never judged. */
export function checkBudgetProps(scope: Construct, props: InferenceBudgetProps, actual: readonly number[], forecast: readonly number[]): void {
  checkTags(scope, props.costTags);
  if (!isToken(props.monthlyLimit) && !isPositive(props.monthlyLimit)) fail(messages.notInRange('monthlyLimit', props.monthlyLimit, 'US dollars, more than 0'), scope);
  checkThresholds(scope, 'actualThresholds', actual);
  checkThresholds(scope, 'forecastThresholds', forecast);
  const notifications = actual.length + forecast.length;
  if (notifications === 0) fail(messages.emptyList('actualThresholds', 'give a threshold here or in forecastThresholds, or leave both out'), scope);
  if (notifications > MAX_NOTIFICATIONS) fail(messages.tooMany('actualThresholds', notifications, `with forecastThresholds at most ${MAX_NOTIFICATIONS}`), scope);
  checkSubscribers(scope, props);
}

function checkTags(scope: Construct, costTags: { readonly [key: string]: string }): void {
  if (Object.keys(costTags).length === 0) fail(messages.emptyList('costTags', 'give a tag, by its key'), scope);
  for (const [key, value] of Object.entries(costTags)) {
    if (/^user:/.test(key)) fail(messages.costTagPrefix(key), scope);
    checkLength(scope, 'costTags', key, 128);
    checkLength(scope, `costTags.${key}`, value, 256);
  }
}

function checkLength(scope: Construct, prop: string, text: string, limit: number): void {
  if (!isToken(text) && (text.length < 1 || text.length > limit)) fail(messages.textLength(prop, text.length, limit), scope);
}

function checkThresholds(scope: Construct, prop: string, thresholds: readonly number[]): void {
  for (const [index, threshold] of thresholds.entries()) {
    if (isToken(threshold)) continue;
    if (!isPositive(threshold) || threshold > MAX_PERCENT) fail(messages.threshold(prop, threshold, 'a percentage of the limit, more than 0'), scope);
    if (thresholds.indexOf(threshold) !== index) fail(messages.duplicate(prop, String(threshold)), scope);
  }
}

function checkSubscribers(scope: Construct, { emailAddresses = [], topic }: InferenceBudgetProps): void {
  if (isToken(emailAddresses)) fail(messages.tokenForLiteral('emailAddresses', 'the list of addresses'), scope);
  if (emailAddresses.length === 0 && !topic) fail(messages.emptyList('emailAddresses', 'give an address, or a topic'), scope);
  if (emailAddresses.length > MAX_EMAIL_ADDRESSES) {
    fail(messages.tooMany('emailAddresses', emailAddresses.length, `at most ${MAX_EMAIL_ADDRESSES}, or a topic with as many subscriptions as you like`), scope);
  }
  for (const [index, address] of emailAddresses.entries()) {
    if (!isToken(address) && !/^[^\s@]+@[^\s@]+$/.test(address)) fail(messages.emailAddress(address), scope);
    if (emailAddresses.indexOf(address) !== index) fail(messages.duplicate('emailAddresses', address), scope);
  }
  const { account } = Stack.of(scope);
  if (topic && differ(topic.env.account, account)) fail(messages.topicAccount(topic.env.account, account), scope);
}

function isPositive(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}
