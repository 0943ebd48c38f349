

/** What AWS publishes of quotas nowhere in a machine-readable form, as it was known on a date. Props override all of it. */
export const QUOTA_DATA = {
  date: '2026-11-22',

  /**
   * How many tokens of the quota an output token takes: the first pattern that matches a foundation model ID. Newer models of the providers that burn
   * down faster are left out until the page names them. https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html
   */
  burndown: [
    { models: /^anthropic\.claude-[a-z]+-4-8(?!\d)/, rate: 15 },
    { models: /^anthropic\.claude-(opus-5-5|sonnet-5|opus-5|fable-5-1)(?!-\d?\d(?!\d))(?!\d)/, rate: 10 },
    { models: /^anthropic\.claude-(3-|[a-z]+-4-([1-7](?!\d)|\d{8}))/, rate: 5 },
    { models: /^openai\.gpt-5\.6-(sol|terra|luna)(?!\w)/, rate: 10 },
    { models: /^(openai\.gpt-oss-|(amazon|cohere|deepseek|meta|mistral|moonshotai|nvidia|stability|twelvelabs|writer|xai|zai)\.)/, rate: 1 },
  ] as readonly { readonly models: RegExp; readonly rate: number }[],

  /**
   * Codes of the quotas per foundation model. The registries of two Regions have the same ones; AWS publishes no list by model ID.
   * https://docs.aws.amazon.com/general/latest/gr/bedrock.html#limits_bedrock
   */
  codes: {
    'anthropic.claude-sonnet-4-20250514-v1:0': { global: { tokens: 'L-97E41E39', requests: 'L-C63AA5DA' } },
    'anthropic.claude-sonnet-4-5-20250929-v1:0': { global: { tokens: 'L-27C57EE8', requests: 'L-DB84CE56' }, geographic: { tokens: 'L-F4DDD3EB' } },
    'anthropic.claude-haiku-4-5-20251001-v1:0': { global: { tokens: 'L-9A11C666', requests: 'L-E5084BBA' }, geographic: { tokens: 'L-58BE175A' } },
    'anthropic.claude-opus-4-5-20251101-v1:0': { global: { tokens: 'L-3ABF6ACC', requests: 'L-58424D95' }, geographic: { tokens: 'L-7007E9C9' } },
    'anthropic.claude-sonnet-4-6': { global: { tokens: 'L-7BEE40FB', requests: 'L-F6E116D7' }, geographic: { tokens: 'L-15B8E632' } },
    'anthropic.claude-opus-4-6-v1': { global: { tokens: 'L-3DCCFAA4', requests: 'L-3DD46812' }, geographic: { tokens: 'L-0AD9BBE8' } },
    'anthropic.claude-opus-4-7': { global: { tokens: 'L-34152C1D' }, geographic: { tokens: 'L-5DB28B7B' } },
    'anthropic.claude-opus-4-8': { global: { tokens: 'L-4FCE27C7' }, geographic: { tokens: 'L-DB99DCDB' } },
    'anthropic.claude-opus-5': { global: { tokens: 'L-D73B1244' }, geographic: { tokens: 'L-99296DCD' } },
    'anthropic.claude-opus-5-5': { global: { tokens: 'L-A103A344' }, geographic: { tokens: 'L-A4430697' } },
    'anthropic.claude-sonnet-5': { global: { tokens: 'L-DD84E5CA' }, geographic: { tokens: 'L-D4FBCF4E' } },
    'openai.gpt-6-astra': { global: { tokens: 'L-B38B530A' } },
    'amazon.nova-2-lite-v1:0': { global: { tokens: 'L-71C69B70', requests: 'L-D5F39C2F' } },
  } as Readonly<Record<string, QuotaCodes | undefined>>,
};

interface QuotaCodes {
  readonly global?: ScopeCodes;
  readonly geographic?: ScopeCodes;
}

interface ScopeCodes {
  readonly tokens?: string;
  readonly requests?: string;
}

/** The code of the quota on tokens or on requests per minute of a model through profiles of a scope, where it is known. */
export function knownQuotaCode(foundationModelId: string, scope: keyof QuotaCodes, counted: keyof ScopeCodes): string | undefined {
  return QUOTA_DATA.codes[foundationModelId]?.[scope]?.[counted];
}

/** How many tokens of the quota an output token of a model takes, where it is known. */
export function knownBurndownRate(foundationModelId: string): number | undefined {
  return QUOTA_DATA.burndown.find(({ models }) => models.test(foundationModelId))?.rate;
}
