

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
};

/**
 * Codes of the quotas by foundation model, without the "L-": tokens a minute, requests a minute and tokens a day. Those of its global profile come first.
 * Then come those of its geographic profiles, which share one quota in every geography. "-" is where there is none or none is known.
 *
 * AWS publishes no list by model ID. These are from bedrock-usage-analyzer 0.7.0b0 (awslabs, Apache-2.0), which asked Service Quotas on 2026-10-09, and those of
 * Claude Sonnet 4, which is retired, from the registries of two Regions. https://docs.aws.amazon.com/general/latest/gr/bedrock.html#limits_bedrock
 */
const CODES = `
amazon.nova-2-lite-v1:0 71C69B70 D5F39C2F AD940EDE C6F5908D F06F1187 210172B5
amazon.nova-lite-v1:0 - - - 7C42E72A 89F8391A 45E0AD92
amazon.nova-micro-v1:0 - - - DC7FF66C 3F110E0F D2912E70
amazon.nova-pro-v1:0 - - - C0326783 ED46B8C5 D690997B
anthropic.claude-fable-5 D06938E7 - - 9B258944 - -
anthropic.claude-fable-5-1 50CC5674 - - E8940935 - -
anthropic.claude-haiku-4-5-20251001-v1:0 9A11C666 E5084BBA - 58BE175A CCA5DF70 -
anthropic.claude-opus-4-5-20251101-v1:0 3ABF6ACC 58424D95 E2985A8E 7007E9C9 27989F42 F397ECBF
anthropic.claude-opus-4-6-v1 3DCCFAA4 3DD46812 - 0AD9BBE8 11DFF789 -
anthropic.claude-opus-4-7 34152C1D - - 5DB28B7B - -
anthropic.claude-opus-4-8 4FCE27C7 - - DB99DCDB - -
anthropic.claude-opus-5 D73B1244 - - 99296DCD - -
anthropic.claude-opus-5-5 A103A344 - - A4430697 - -
anthropic.claude-sonnet-4-20250514-v1:0 97E41E39 C63AA5DA - - - -
anthropic.claude-sonnet-4-5-20250929-v1:0 27C57EE8 DB84CE56 - F4DDD3EB 4A6BFAB1 -
anthropic.claude-sonnet-4-6 7BEE40FB F6E116D7 - 15B8E632 00FF3314 -
anthropic.claude-sonnet-5 DD84E5CA - - D4FBCF4E - -
anthropic.claude-sonnet-5-5 31AB82D0 - - 94A31E46 - -
cohere.embed-v4:0 02DFBB76 7089DC7D 795ADAB0 4C3F0FE6 EB8C1F30 F1BB08BB
deepseek.r1-v1:0 - - - 06B03968 F52323AB -
meta.llama3-1-70b-instruct-v1:0 - - - 92E68994 29644EB3 -
meta.llama3-1-8b-instruct-v1:0 - - - 9782749C 396C5302 -
meta.llama3-3-70b-instruct-v1:0 - - - 0E7AA8B7 DEDE703C -
meta.llama4-maverick-17b-instruct-v1:0 - - - DE3FBBF4 4F18EF2F -
meta.llama4-scout-17b-instruct-v1:0 - - - 532E6630 751B753A -
mistral.pixtral-large-2502-v1:0 - - - 4B9F76B0 674F42D5 58280E37
moonshotai.kimi-k3 2B5A3FA2 - 0EDA3E92 51FF35D5 - BA59CBAA
openai.gpt-5.6-luna D983F7C0 - - E3C70889 - -
openai.gpt-5.6-sol 4D7537CF - - D94ECE3B - -
openai.gpt-5.6-terra 8E752C84 - - 99936FBF - -
openai.gpt-6-astra B38B530A - - 53A144CD - -
openai.gpt-6-luna CCC92354 - C0FA489B AB39D760 - F3D482FA
openai.gpt-6-sol 039AF68B - 685F85F7 8FD128CF - B55D3318
openai.gpt-6.1-sol B5C023CA - 5ABF5878 8C5F762B - 02B3D3B6
stability.stable-conservative-upscale-v1:0 - - - - 0C7F3C72 -
stability.stable-creative-upscale-v1:0 - - - - DB8B3F46 -
stability.stable-fast-upscale-v1:0 - - - - D3D76E8D -
stability.stable-image-control-sketch-v1:0 - - - - F335C1D6 -
stability.stable-image-control-structure-v1:0 - - - - 9B65945A -
stability.stable-image-erase-object-v1:0 - - - - 14BB1F8E -
stability.stable-image-inpaint-v1:0 - - - - 3CD80F9F -
stability.stable-image-remove-background-v1:0 - - - - E347CF0D -
stability.stable-image-search-recolor-v1:0 - - - - 2CE9125F -
stability.stable-image-search-replace-v1:0 - - - - AE5771D9 -
stability.stable-image-style-guide-v1:0 - - - - D15F5A64 -
stability.stable-outpaint-v1:0 - - - - C90A68F1 -
stability.stable-style-transfer-v1:0 - - - - 42A5F078 -
twelvelabs.marengo-embed-2-7-v1:0 - - - - E967C2DE -
twelvelabs.marengo-embed-3-0-v1:0 - - - - E5197E26 -
twelvelabs.pegasus-1-2-v1:0 - - - - 6E046197 -
writer.palmyra-x4-v1:0 - - - FF1F238B 79AAC482 B9B77872
writer.palmyra-x5-v1:0 - - - 90DFE70F D655BF6C 7E80DA80
xai.grok-4.6 2AD735F5 - - 0F2ECB41 - -
xai.grok-4.7 A4F73742 - - 5DAEA81C - -
`;

const COLUMNS = { tokens: 0, requests: 1, tokensPerDay: 2 } as const;

/** The codes by foundation model ID, six each. The file loads with the first quota. */
export const QUOTA_CODES: ReadonlyMap<string, readonly string[]> = new Map(
  CODES.trim().split('\n').map((line) => line.split(' ')).map(([model, ...row]) => [model, row.map((code) => (code === '-' ? code : `L-${code}`))]),
);

/** The code of a quota of a model through profiles of a scope, where it is known: on tokens or on requests a minute, or on tokens a day. */
export function knownQuotaCode(foundationModelId: string, scope: 'global' | 'geographic', counted: keyof typeof COLUMNS): string | undefined {
  const code = QUOTA_CODES.get(foundationModelId)?.[(scope === 'global' ? 0 : 3) + COLUMNS[counted]];
  return code === '-' ? undefined : code;
}

/** How many tokens of the quota an output token of a model takes, where it is known. */
export function knownBurndownRate(foundationModelId: string): number | undefined {
  return QUOTA_DATA.burndown.find(({ models }) => models.test(foundationModelId))?.rate;
}
