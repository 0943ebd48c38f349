import { App, Aws, CfnParameter, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { InferenceBudget, InferenceBudgetProps } from '../../src';
import { allows, AuthorizationRequest, PolicyDocumentJson } from '../support/iam-evaluator';
import { resolveIntrinsics } from '../support/template-policies';

const ACCOUNT = '111122223333';
const PSEUDO = { partition: 'aws', region: 'eu-west-1', accountId: ACCOUNT };
const stackIn = (region?: string) => new Stack(new App(), 'Stack', region ? { env: { region, account: ACCOUNT } } : {});
const PROPS: InferenceBudgetProps = { costTags: { team: 'search' }, monthlyLimit: 500, emailAddresses: ['finance@example.com'] };

interface Budget {
  readonly Budget: Readonly<Record<string, unknown>>;
  readonly NotificationsWithSubscribers: { readonly Notification: Readonly<Record<string, unknown>>; readonly Subscribers: object[] }[];
}

function budgetIn(stack: Stack): Budget {
  const template = Template.fromStack(stack);
  const [{ Properties }] = Object.values(template.findResources('AWS::Budgets::Budget'));
  return resolveIntrinsics(Properties, template.toJSON(), PSEUDO) as Budget;
}
function budget(props: Partial<InferenceBudgetProps> = {}, stack = stackIn('eu-west-1')): Budget {
  new InferenceBudget(stack, 'Budget', { ...PROPS, ...props });
  return budgetIn(stack);
}

test('the budget is of a month, in US dollars, without a name', () => {
  expect(budget().Budget).toEqual({
    BudgetType: 'COST',
    TimeUnit: 'MONTHLY',
    BudgetLimit: { Amount: 500, Unit: 'USD' },
    Metrics: ['UnblendedCost'],
    FilterExpression: { Tags: { Key: 'user:team', Values: ['search'] } },
  });
});

// "User-defined tag keys must use the user: prefix", https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-create-filters.html
test.each<[string, Record<string, string>, object]>([
  ['one tag', { team: 'search' }, { Tags: { Key: 'user:team', Values: ['search'] } }],
  ['several tags, which must all be there', { team: 'search', stage: 'prod' }, { And: [{ Tags: { Key: 'user:stage', Values: ['prod'] } }, { Tags: { Key: 'user:team', Values: ['search'] } }] }],
  ['a tag that AWS makes', { 'aws:cloudformation:stack-name': 'Assistant' }, { Tags: { Key: 'aws:cloudformation:stack-name', Values: ['Assistant'] } }],
  ['a tag of the calling role', { 'iamPrincipal/team': 'search' }, { Tags: { Key: 'iamPrincipal/team', Values: ['search'] } }],
])('counts what carries %s', (_what, costTags, FilterExpression) => {
  const { Budget: data } = budget({ costTags });
  expect(data.FilterExpression).toEqual(FilterExpression);
  // Only one of the two forms may be given, and a filter by service would miss what AWS Marketplace bills.
  expect(data).not.toHaveProperty('CostFilters');
  expect(JSON.stringify(data)).not.toContain('SERVICE');
});

describe('the notifications', () => {
  const percent = (NotificationType: string) => (Threshold: number) => ({ NotificationType, Threshold, ThresholdType: 'PERCENTAGE', ComparisonOperator: 'GREATER_THAN' });

  test.each<[Partial<InferenceBudgetProps>, number[], number[]]>([
    [{}, [80, 100], [100]],
    [{ actualThresholds: [50.5] }, [50.5], [100]],
    [{ actualThresholds: [], forecastThresholds: [90, 200] }, [], [90, 200]],
    [{ actualThresholds: [100, 80], forecastThresholds: [] }, [100, 80], []],
  ])('with %j are at these percentages', (props, actual, forecast) => {
    expect(budget(props).NotificationsWithSubscribers.map(({ Notification }) => Notification))
      .toEqual([...actual.map(percent('ACTUAL')), ...forecast.map(percent('FORECASTED'))]);
  });

  test('tell each address and the topic, each time', () => {
    const stack = stackIn('eu-west-1');
    const topic = new sns.Topic(stack, 'Topic');
    const { NotificationsWithSubscribers } = budget({ emailAddresses: ['one@example.com', 'other@example.com'], topic }, stack);
    expect(NotificationsWithSubscribers).toHaveLength(3);
    for (const { Subscribers } of NotificationsWithSubscribers) {
      expect(Subscribers).toEqual([
        { SubscriptionType: 'EMAIL', Address: 'one@example.com' },
        { SubscriptionType: 'EMAIL', Address: 'other@example.com' },
        { SubscriptionType: 'SNS', Address: stack.resolve(topic.topicArn).Ref as string },
      ]);
    }
  });
});

describe('the topic', () => {
  // https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
  const publish = (context: AuthorizationRequest['context'], resource: string, action = 'sns:Publish') => ({ action, resource, context });
  const budgets = { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': `arn:aws:budgets::${ACCOUNT}:budget/any` };
  const OTHER = '999988887777';
  const TOPIC_ARN = `arn:aws:sns:eu-west-1:${ACCOUNT}:topic`;

  function documentOf(stack: Stack, type: string, property: string): PolicyDocumentJson {
    const template = Template.fromStack(stack);
    const [{ Properties }] = Object.values(template.findResources(type));
    // The Ref of a topic is its ARN, for which the logical id stands.
    const resolved = JSON.stringify(resolveIntrinsics(Properties[property], template.toJSON(), PSEUDO)).replace(/"Topic[0-9A-F]{8}"/g, `"${TOPIC_ARN}"`);
    const { Statement, ...rest } = JSON.parse(resolved) as { Statement: { Principal: unknown }[] };
    // The evaluator decides identity policies: what is left are the statements of AWS Budgets.
    const own = Statement.filter(({ Principal }) => JSON.stringify(Principal) === '{"Service":"budgets.amazonaws.com"}').map(({ Principal: _, ...statement }) => statement);
    return { ...rest, Statement: own } as unknown as PolicyDocumentJson;
  }

  test('lets budgets of this account publish, before the budget is made, and no others', () => {
    const stack = stackIn('eu-west-1');
    const topic = new sns.Topic(stack, 'Topic');
    budget({ topic }, stack);
    const documents = [documentOf(stack, 'AWS::SNS::TopicPolicy', 'PolicyDocument')];
    const arn = TOPIC_ARN;
    expect(allows(documents, publish(budgets, arn))).toBe(true);
    expect(allows(documents, publish(budgets, `${arn}-other`))).toBe(false);
    expect(allows(documents, publish({ ...budgets, 'aws:SourceAccount': OTHER }, arn))).toBe(false);
    expect(allows(documents, publish({ ...budgets, 'aws:SourceArn': `arn:aws:budgets::${OTHER}:budget/any` }, arn))).toBe(false);
    expect(allows(documents, publish({ ...budgets, 'aws:SourceArn': `arn:aws:cloudwatch:eu-west-1:${ACCOUNT}:alarm:any` }, arn))).toBe(false);
    expect(allows(documents, publish({}, arn))).toBe(false);
    expect(allows(documents, publish(budgets, arn, 'sns:Subscribe'))).toBe(false);
    Template.fromStack(stack).hasResource('AWS::Budgets::Budget', { DependsOn: [Match.stringLikeRegexp('^TopicPolicy')] });
  });

  test('that is encrypted lets them use its key', () => {
    const stack = stackIn('eu-west-1');
    budget({ topic: new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') }) }, stack);
    const documents = [documentOf(stack, 'AWS::KMS::Key', 'KeyPolicy')];
    for (const action of ['kms:Decrypt', 'kms:GenerateDataKey']) {
      expect(allows(documents, publish(budgets, '*', action))).toBe(true);
      expect(allows(documents, publish({ ...budgets, 'aws:SourceAccount': OTHER }, '*', action))).toBe(false);
    }
    expect(allows(documents, publish(budgets, '*', 'kms:ScheduleKeyDeletion'))).toBe(false);
  });

  test('may be only referenced', () => {
    const stack = stackIn('eu-west-1');
    const arn = `arn:aws:sns:eu-west-1:${ACCOUNT}:budgets`;
    const { NotificationsWithSubscribers } = budget({ topic: sns.Topic.fromTopicArn(stack, 'Topic', arn), emailAddresses: undefined }, stack);
    expect(NotificationsWithSubscribers[0].Subscribers).toEqual([{ SubscriptionType: 'SNS', Address: arn }]);
  });
});

test('an environment-agnostic stack, and tokens in every prop, synthesize', () => {
  const stack = stackIn();
  const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  new InferenceBudget(stack, 'Budget', {
    costTags: { team: Lazy.string({ produce: () => 'search' }) },
    monthlyLimit: number,
    actualThresholds: [number],
    forecastThresholds: [],
    emailAddresses: [Aws.STACK_NAME],
    topic: new sns.Topic(stack, 'Topic'),
  });
  Template.fromStack(stack).hasResourceProperties('AWS::Budgets::Budget', {
    Budget: { BudgetLimit: { Amount: { Ref: 'Number' } }, FilterExpression: { Tags: { Key: 'user:team', Values: ['search'] } } },
    NotificationsWithSubscribers: [{ Notification: { Threshold: { Ref: 'Number' } } }],
  });
  Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
});

describe('fails for', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `a${index}@example.com`);
  const thresholds = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  const addressMessage = (value: string) => `emailAddresses: ${JSON.stringify(value)} is not an address; give one like "budget@example.com"`;

  test.each<[string, Partial<InferenceBudgetProps>, string]>([
    ['no tags', { costTags: {} }, 'costTags: the list is empty; give a tag, by its key'],
    ['a key with the prefix', { costTags: { 'user:team': 'search' } }, 'costTags: "user:team" has the prefix of AWS Budgets; give the key as it stands on the resource, "team"'],
    ['an empty key', { costTags: { '': 'search' } }, 'costTags: 0 characters; give 1 to 128'],
    ['a long key', { costTags: { ['k'.repeat(129)]: 'search' } }, 'costTags: 129 characters; give 1 to 128'],
    ['an empty value', { costTags: { team: '' } }, 'costTags.team: 0 characters; give 1 to 256'],
    ['a long value', { costTags: { team: 'v'.repeat(257) } }, 'costTags.team: 257 characters; give 1 to 256'],
    ...[0, -1, NaN, Infinity].map((value): [string, Partial<InferenceBudgetProps>, string] => (
      [`a limit of ${value}`, { monthlyLimit: value }, `monthlyLimit: ${value} is out of range; give US dollars, more than 0`])),
    ...[0, -1, NaN, Infinity, 1_000_001].flatMap((value): [string, Partial<InferenceBudgetProps>, string][] => [
      [`a threshold of ${value}`, { actualThresholds: [80, value] }, `actualThresholds: ${value} is out of range; give a percentage of the limit, more than 0`],
      [`a forecast of ${value}`, { forecastThresholds: [value] }, `forecastThresholds: ${value} is out of range; give a percentage of the limit, more than 0`],
    ]),
    ['a threshold twice', { actualThresholds: [80, 80] }, 'actualThresholds: "80" is given twice; leave one out'],
    ['no thresholds', { actualThresholds: [], forecastThresholds: [] }, 'actualThresholds: the list is empty; give a threshold here or in forecastThresholds, or leave both out'],
    ['11 thresholds', { actualThresholds: thresholds(10) }, 'actualThresholds: 11 are given; give with forecastThresholds at most 10'],
    ['nobody to tell', { emailAddresses: undefined }, 'emailAddresses: the list is empty; give an address, or a topic'],
    ['no addresses', { emailAddresses: [] }, 'emailAddresses: the list is empty; give an address, or a topic'],
    ['11 addresses', { emailAddresses: many(11) }, 'emailAddresses: 11 are given; give at most 10, or a topic with as many subscriptions as you like'],
    ...['', 'finance', 'finance@', '@example.com', 'a b@example.com', 'a@example.com\n'].map((value): [string, Partial<InferenceBudgetProps>, string] => (
      [`the address ${JSON.stringify(value)}`, { emailAddresses: [value] }, addressMessage(value)])),
    ['an address twice', { emailAddresses: ['a@example.com', 'a@example.com'] }, 'emailAddresses: "a@example.com" is given twice; leave one out'],
    ['a list of addresses that is a token', { emailAddresses: Token.asList(Lazy.list({ produce: () => ['a@example.com'] })) },
      'emailAddresses: the list of addresses is a token, known only at deployment; give a literal, because what is synthesized depends on it'],
  ])('%s', (_what, props, message) => {
    expect(() => budget(props)).toThrow(expect.objectContaining({ message, constructPath: 'Stack/Budget' }));
  });

  test('a topic of another account', () => {
    const stack = stackIn('eu-west-1');
    const topic = sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:999988887777:budgets');
    expect(() => budget({ topic }, stack)).toThrow(
      'topic: it is in the account "999988887777", and AWS Budgets in "111122223333", the account of this stack, cannot publish there; give a topic of this account');
  });

  test('nothing where 10 addresses and 10 thresholds are given', () => {
    expect(budget({ emailAddresses: many(10), actualThresholds: thresholds(9) }).NotificationsWithSubscribers).toHaveLength(10);
  });
});
