import { Stack } from 'aws-cdk-lib';
import * as budgets from 'aws-cdk-lib/aws-budgets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { fail, show } from '../private/errors';
import { checkForm, checkLength, checkList, checkNumber, failEmpty, failRepeated } from '../private/inputs';
import { checkShape, listOf, NUMBER, TAGS, TEXT, TOPIC } from '../private/shape';
import { differ, isToken } from '../private/tokens';

/**
 * Properties of a budget. At least one of `emailAddresses` and `topic` is needed.
 */
export interface InferenceBudgetProps {
  /**
   * The tags whose cost is counted, by key.
   *
   * These are the tags of application inference profiles, as they are on the resource. A cost counts only if it carries all of these tags.
   *
   * AWS Budgets knows a tag of your own as `user:<key>`; the prefix is added. A key that starts with `aws:` is that of a tag that AWS creates, and is taken as
   * it is. So is a key that starts with `iamPrincipal/`, of a tag of the calling role. AWS documents that prefix for its cost reports, not for budgets.
   */
  readonly costTags: { [key: string]: string };

  /** What may be spent in a calendar month, in US dollars: more than 0. */
  readonly monthlyLimit: number;

  /**
   * What has been spent, in percent of the limit, when you are notified.
   *
   * You are notified once a month of each, when it is first exceeded.
   *
   * @default [80, 100]
   */
  readonly actualThresholds?: number[];

  /**
   * What is forecast for the end of the month, in percent of the limit, when you are notified.
   *
   * AWS forecasts after about five weeks of data.
   *
   * @default [100]
   */
  readonly forecastThresholds?: number[];

  /**
   * The addresses that are notified by email, at most 10.
   *
   * @default - nobody
   */
  readonly emailAddresses?: string[];

  /**
   * The topic that is notified, in the account of the stack.
   *
   * Its policy, and that of its key if it has one, get the permission for AWS Budgets. A topic that is
   * only referenced must have the permission already, or the deployment fails.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
   */
  readonly topic?: sns.ITopic;
}

/**
 * A monthly budget for what carries cost allocation tags, with notifications.
 *
 * Calls are not blocked.
 *
 * It sees billing data of the whole account, in all Regions. AWS Budgets reads them up to three times a day, hours after the calls. Activate the tags as cost
 * allocation tags in the Billing console (of the management account, if there is an organization). That takes up to a day and is not retroactive.
 *
 * Only application inference profiles carry tags. Calls that name a system-defined profile are not in it, nor calls of the Responses and Chat Completions
 * APIs, which refuse application inference profiles. They are attributed by the tags of the role that calls. There is no filter by service, because models
 * of third parties may be billed as purchases from AWS Marketplace, which a filter on Amazon Bedrock misses.
 *
 * Throws for no tags, for a key or value that is no tag, and for a limit that is not a number above 0. Throws for no thresholds, and for one that is not a
 * percentage. Throws for nobody to notify, for more than 10 addresses or an invalid one, and for a topic of another account.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/cost-mgmt-application-inference-profiles.html
 *
 * @example
 * new InferenceBudget(this, 'Budget', {
 *   costTags: { team: 'search' },
 *   // US dollars
 *   monthlyLimit: 500,
 *   emailAddresses: ['finance@example.com'],
 * });
 */
export class InferenceBudget extends Construct {
  /** The budget, whose name AWS chooses. */
  public readonly budget: budgets.CfnBudget;

  /** Creates the budget. */
  constructor(scope: Construct, id: string, props: InferenceBudgetProps) {
    super(scope, id);
    checkShape(this, props, {
      'costTags': TAGS, 'monthlyLimit': NUMBER, 'actualThresholds?': listOf(NUMBER), 'forecastThresholds?': listOf(NUMBER), 'emailAddresses?': listOf(TEXT), 'topic?': TOPIC,
    });
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
  checkNumber(scope, 'monthlyLimit', props.monthlyLimit, isPositive, 'US dollars, more than 0');
  checkThresholds(scope, 'actualThresholds', actual);
  checkThresholds(scope, 'forecastThresholds', forecast);
  const notifications = actual.length + forecast.length;
  if (notifications === 0) failEmpty(scope, 'actualThresholds', 'give a threshold here or in forecastThresholds, or leave both out');
  if (notifications > MAX_NOTIFICATIONS) fail(tooManyText('actualThresholds', notifications, `with forecastThresholds at most ${MAX_NOTIFICATIONS}`), scope);
  checkSubscribers(scope, props);
}

function checkTags(scope: Construct, costTags: { readonly [key: string]: string }): void {
  if (Object.keys(costTags).length === 0) failEmpty(scope, 'costTags', 'give a tag, by its key');
  for (const [key, value] of Object.entries(costTags)) {
    if (/^user:/.test(key)) fail(`costTags: ${show(key)} has the prefix of AWS Budgets; give the key as it stands on the resource, ${show(key.slice('user:'.length))}`, scope);
    checkLength(scope, 'costTags', key, 128);
    checkLength(scope, `costTags.${key}`, value, 256);
  }
}

function checkThresholds(scope: Construct, prop: string, thresholds: readonly number[]): void {
  for (const [index, threshold] of thresholds.entries()) {
    checkNumber(scope, prop, threshold, (value) => isPositive(value) && value <= MAX_PERCENT, 'a percentage of the limit, more than 0');
    if (!isToken(threshold) && thresholds.indexOf(threshold) !== index) failRepeated(scope, prop, String(threshold));
  }
}

function checkSubscribers(scope: Construct, { emailAddresses = [], topic }: InferenceBudgetProps): void {
  if (emailAddresses.length > 0 || !topic) checkList(scope, 'emailAddresses', emailAddresses, 'give an address, or a topic', 'the list of addresses');
  if (emailAddresses.length > MAX_EMAIL_ADDRESSES) {
    fail(tooManyText('emailAddresses', emailAddresses.length, `at most ${MAX_EMAIL_ADDRESSES}, or a topic with as many subscriptions as you like`), scope);
  }
  for (const address of emailAddresses) checkForm(scope, 'emailAddresses', address, /^[^\s@]+@[^\s@]+$/, 'is not an address; give one like "budget@example.com"');
  const { account } = Stack.of(scope);
  if (topic && differ(topic.env.account, account)) fail(`topic: it is in the account ${show(topic.env.account)}, and AWS Budgets in ${show(account)}, the account of this stack, cannot publish there; give a topic of this account`, scope);
}

function isPositive(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

function tooManyText(prop: string, given: number, allowed: string): string {
  return `${prop}: ${given} are given; give ${allowed}`;
}
