import { command } from './command-run';
import { CASES, ExplainCase } from './explain-cases';
import { Paste } from '../../src/command/explain/remedies';
import { applicationProfileEvaluations, CrisCall, directModelCall, evaluations, INVOKE_ACTIONS } from '../support/cris-requests';
import { deniedRequests } from '../support/denied-requests';
import { AuthorizationRequest, decide, PolicyDocumentJson, PolicyStatementJson } from '../support/iam-evaluator';

async function pasted(text: string, args: readonly string[] = []): Promise<readonly Paste[]> {
  const { out } = await command('explain', ...args, '--format', 'json', text);
  return (JSON.parse(out) as { explanations: { paste: Paste[] }[] }).explanations[0].paste;
}

/** What is pasted as an identity policy: the statement of an endpoint policy names a principal besides. */
async function policyOf({ text, args }: Pick<ExplainCase, 'text' | 'args'>): Promise<PolicyDocumentJson> {
  // What a message does not tell, its reader fills in.
  const filled = JSON.parse(JSON.stringify(await pasted(text, args)).replace(/<model-id>/g, 'anthropic.claude-sonnet-4-6')) as readonly Paste[];
  const statements = filled.flatMap((paste) => paste.statements ?? []);
  return { Version: '2012-10-17', Statement: statements.map((statement) => Object.fromEntries(Object.entries(statement).filter(([name]) => name !== 'Principal')) as unknown as PolicyStatementJson) };
}

const isAllowed = (policy: PolicyDocumentJson) => ({ context, ...request }: AuthorizationRequest) =>
  decide([policy], { ...request, context: { ...context, 'aws:PrincipalAccount': '111122223333' } }) === 'Allowed';

describe('what is pasted allows the whole call, streams included', () => {
  const withCall = CASES.flatMap((one) => (one.call ? [{ ...one, call: one.call }] : []));

  test.each(withCall)('$name', async ({ call, ...one }) => {
    const policy = await policyOf(one);
    for (const action of INVOKE_ACTIONS) expect(evaluations({ ...call, action }).filter((request) => !isAllowed(policy)(request))).toEqual([]);
  });

  // A list of what service control policies and endpoints let through grants nothing.
  test.each(withCall.filter(({ policy = '' }) => !/^(service-control|endpoint)/.test(policy)))('and nothing else: $name', async ({ call, ...one }) => {
    const policy = await policyOf(one);
    expect(deniedRequests(call).filter(([, request]) => isAllowed(policy)(request)).map(([name]) => name)).toEqual([]);
  });
});

describe('what is pasted allows what was denied', () => {
  test.each(CASES.flatMap((one) => (one.request ? [{ ...one, request: one.request }] : [])))('$name', async ({ request, ...one }) => {
    const policy = await policyOf(one);
    expect([decide([{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }], request), decide([policy], request)]).toEqual(['ImplicitDeny', 'Allowed']);
  });

  test('a model in a Region, of a call that is not known: not to calls of the model itself', async () => {
    const policy = await policyOf(CASES.find(({ name }) => name.startsWith('a model in a Region'))!);
    expect(isAllowed(policy)(directModelCall({ region: 'us-west-2', modelId: 'anthropic.claude-sonnet-4-6' }))).toBe(false);
  });

  test.each(['global', 'us'])('an application inference profile over a %s profile that the message does not name, whichever ARN the key holds', async (scope) => {
    const policy = await policyOf(CASES.find(({ name }) => name === 'an application inference profile')!);
    const call = {
      account: '111122223333',
      sourceRegion: 'us-east-1',
      applicationInferenceProfileArn: 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/k3x9q7v2m1ab',
      systemProfileId: `${scope}.anthropic.claude-sonnet-4-6`,
      ...(scope === 'us' && { destinationRegions: ['us-east-1', 'us-west-2'] }),
    };
    for (const conditionValue of ['application', 'system'] as const) expect(applicationProfileEvaluations({ ...call, conditionValue }).filter((request) => !isAllowed(policy)(request))).toEqual([]);
    expect(isAllowed(policy)(directModelCall({ region: 'us-east-1', modelId: 'anthropic.claude-sonnet-4-6' }))).toBe(false);
  });

  test('an application inference profile, whichever ARN the key holds, over a global profile', async () => {
    const policy = await policyOf(CASES.find(({ name }) => name.includes('behind an application'))!);
    const call = { account: '111122223333', sourceRegion: 'us-east-1', applicationInferenceProfileArn: 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/k3x9q7v2m1ab', systemProfileId: 'global.anthropic.claude-sonnet-4-6' };
    // The message does not tell the source Region, but the ARN of what was called does.
    for (const conditionValue of ['application', 'system'] as const) expect(applicationProfileEvaluations({ ...call, conditionValue }).every(isAllowed(policy))).toBe(true);
  });
});

describe('an explicit deny', () => {
  const everything: PolicyStatementJson = { Effect: 'Allow', Action: '*', Resource: '*' };
  const regionDeny = (...regions: string[]): PolicyStatementJson => ({ Effect: 'Deny', NotAction: ['iam:*', 'sts:*'], Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': regions } } });
  const document = (...statements: PolicyStatementJson[]): PolicyDocumentJson => ({ Version: '2012-10-17', Statement: statements });
  const MODEL = 'anthropic.claude-sonnet-4-6';
  const call = (id: string, destinationRegions?: readonly string[]): CrisCall => ({ account: '111122223333', sourceRegion: 'us-east-1', inferenceProfileId: id, ...(destinationRegions && { destinationRegions }) });

  /** The Deny with what is pasted added to its condition. */
  async function exempted(deny: PolicyStatementJson, resource: string, ...args: string[]): Promise<PolicyStatementJson> {
    const text = `AccessDeniedException: User: arn:aws:iam::111122223333:user/dana is not authorized to perform: bedrock:InvokeModel on resource: ${resource} with an explicit deny in a service control policy`;
    const [{ condition = {} }] = await pasted(text, args);
    return { ...deny, Condition: { ...deny.Condition, ...condition } };
  }

  test.each<[string, string, CrisCall, readonly string[]]>([
    ['global', `arn:aws:bedrock:::foundation-model/${MODEL}`, call(`global.${MODEL}`), []],
    ['geographic', `arn:aws:bedrock:us-west-2::foundation-model/${MODEL}`, call(`us.${MODEL}`, ['us-east-1', 'us-east-2', 'us-west-2']), ['--region', 'us-east-1']],
    ['geographic, of a call that is not known', `arn:aws:bedrock:us-west-2::foundation-model/${MODEL}`, call(`us.${MODEL}`, ['us-east-1', 'us-east-2', 'us-west-2']), []],
  ])('of Regions, %s: the exemption lets the call through, and no call from another Region', async (_name, resource, it, args) => {
    const deny = regionDeny('us-east-1');
    expect(evaluations(it).map((request) => decide([document(everything, deny)], request))).toContain('ExplicitDeny');
    const mended = document(everything, await exempted(deny, resource, ...args));
    expect(evaluations(it).map((request) => decide([mended], request))).toEqual(evaluations(it).map(() => 'Allowed'));
    expect(decide([mended], evaluations({ ...it, sourceRegion: 'eu-west-1' })[0])).toBe('ExplicitDeny');
    expect(decide([mended], directModelCall({ region: 'us-west-2', modelId: MODEL }))).toBe('ExplicitDeny');
  });

  test('on the profile, by an operator that matches an absent key', async () => {
    const deny: PolicyStatementJson = { Effect: 'Deny', Action: 'bedrock:*', Resource: '*', Condition: { ArnNotLike: { 'bedrock:InferenceProfileArn': 'arn:aws:bedrock:*:*:inference-profile/us.*' } } };
    const it = call(`us.${MODEL}`, ['us-east-1', 'us-east-2', 'us-west-2']);
    const mended = await exempted(deny, `arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.${MODEL}`);
    expect(decide([document(everything, deny)], evaluations(it)[0])).toBe('ExplicitDeny');
    expect(evaluations(it).map((request) => decide([document(everything, mended)], request))).toEqual(evaluations(it).map(() => 'Allowed'));
    expect(evaluations(call(`global.${MODEL}`)).map((request) => decide([document(everything, mended)], request))).toContain('ExplicitDeny');
  });
});
