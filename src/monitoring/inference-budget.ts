import { Stack } from 'aws-cdk-lib';
import * as budgets from 'aws-cdk-lib/aws-budgets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { fail, messages } from '../private/messages';
import { differ, isToken } from '../private/source-of';

/**
 * Properties of a budget. At least one of `emailAddresses` and `topic` is needed.
 */
export interface InferenceBudgetProps {
  /**
   * The tags whose cost is counted, by key: those of application inference profiles, as they stand on the resource. Cost counts that carries every one.
   *
   * AWS Budgets knows a tag of your own as `user:<key>`; the prefix is added. A key that starts with `aws:`, of a tag that AWS makes, is taken as it is, and so
   * is one that starts with `iamPrincipal/`, of a tag of the calling role: AWS documents that prefix for its cost reports, not for budgets.
   */
  readonly costTags: { [key: string]: string };

  /** What may be spent in a calendar month, in US dollars: more than 0. */
  readonly monthlyLimit: number;

  /**
   * What has been spent, in percent of the limit: each is told about once a month, when it is first exceeded.
   *
   * @default [80, 100]
   */
  readonly actualThresholds?: number[];

  /**
   * What is forecast for the end of the month, in percent of the limit. AWS forecasts after about five weeks of data.
   *
   * @default [100]
   */
  readonly forecastThresholds?: number[];

  /**
   * Who is told by e-mail: at most 10 addresses.
   *
   * @default - nobody
   */
  readonly emailAddresses?: string[];

  /**
   * The topic that is told, in the account of the stack. Its policy, and that of its key if it is encrypted with one, get the permission for AWS Budgets; a
   * topic that is only referenced must have it already, or the deployment fails.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
   */
  readonly topic?: sns.ITopic;
}

/**
 * A monthly budget for what carries cost allocation tags, with notifications. It tells; it stops nothing.
 *
 * What it sees: billing data of the whole account, in all Regions, which AWS Budgets reads up to three times a day, hours after the calls. The tags must be
 * activated as cost allocation tags in the Billing console (of the management account, if there is an organization); that takes up to a day and is not
 * retroactive. Only application inference profiles carry tags: calls that name a system-defined profile are not in it, nor those of the Responses and Chat
 * Completions APIs, which refuse application inference profiles. They are attributed by the tags of the role that calls. There is no filter by service,
 * because models of third parties may be billed as purchases from AWS Marketplace, which a filter on Amazon Bedrock misses.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/cost-mgmt-application-inference-profiles.html
 */
export class InferenceBudget extends Construct {
  /** The budget. Its name is made by AWS. */
  public readonly budget: budgets.CfnBudget;

  /**
   * Throws for no tags and for a key or value that is no tag, for a limit that is not a number above 0, for no thresholds and for one that is not a
   * percentage, for nobody to tell, more than 10 addresses or one that is none, and for a topic of another account.
   */
  constructor(scope: Construct, id: string, props: InferenceBudgetProps) {
    super(scope, id);
    const actual = [...props.actualThresholds ?? [80, 100]];
    const forecast = [...props.forecastThresholds ?? [100]];
    checkBudgetProps(this, props, actual, forecast);

    const subscribers = [
      ...(props.emailAddresses ?? []).map((address) => ({ subscriptionType: 'EMAIL', address })),
      ...(props.topic ? [{ subscriptionType: 'SNS', address: props.topic.topicArn }] : []),
    ];
    const notification = (notificationType: string) => (threshold: number) => (
      { notification: { notificationType, comparisonOperator: 'GREATER_THAN', thresholdType: 'PERCENTAGE', threshold }, subscribers }
    );
    this.budget = new budgets.CfnBudget(this, 'Resource', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: props.monthlyLimit, unit: 'USD' },
        filterExpression: filterOf(props.costTags),
        metrics: ['UnblendedCost'],
      },
      notificationsWithSubscribers: [...actual.map(notification('ACTUAL')), ...forecast.map(notification('FORECASTED'))],
    });
    // AWS Budgets tries the topic when the budget is created.
    if (props.topic) this.allowPublishing(props.topic).applyBefore(this.budget);
  }

  private allowPublishing(topic: sns.ITopic): iam.Grant {
    const { partition, account } = Stack.of(this);
    return topic.grantPublish(new iam.ServicePrincipal('budgets.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': `arn:${partition}:budgets::${account}:*` } },
    }));
  }
}

/**
 * Tag keys have the prefix of who made them, and cost filters are deprecated for expressions:
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html
 */
function filterOf(costTags: { readonly [key: string]: string }): budgets.CfnBudget.ExpressionProperty {
  // In a fixed order: the maps of some languages have another one in each run.
  const expressions = Object.entries(costTags).sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, value]) => (
    { tags: { key: /^(aws:|iamPrincipal\/)/.test(key) ? key : `user:${key}`, values: [value] } }
  ));
  return expressions.length === 1 ? expressions[0] : { and: expressions };
}

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_NotificationWithSubscribers.html */
const MAX_EMAIL_ADDRESSES = 10;
/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html */
const MAX_NOTIFICATIONS = 10;
/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-budgets-budget-notification.html */
const MAX_PERCENT = 1_000_000;

/** Throws for what is no budget; a token is never judged. */
function checkBudgetProps(scope: Construct, props: InferenceBudgetProps, actual: readonly number[], forecast: readonly number[]): void {
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
