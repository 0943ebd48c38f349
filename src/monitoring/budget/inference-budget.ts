import { Stack } from 'aws-cdk-lib';
import * as budgets from 'aws-cdk-lib/aws-budgets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { checkBudgetProps } from './inference-budget-checks';

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
