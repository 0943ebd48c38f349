import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand, ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import { mockClient } from 'aws-sdk-client-mock';
import { TemplateBody } from './all-templates';
import { invoked, passes } from './assertion-provider';
import { AssertedCall, assertedCalls, INTEG_TESTS, recorded } from './integ-tests';
import { InferenceProfile } from '../../src';
import { evaluations, InvokeAction } from '../support/cris-requests';
import { decide } from '../support/iam-evaluator';
import { PolicyDocumentJson } from '../support/iam-policy';
import { policiesOfRole } from '../support/template-policies';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
const EXPLICIT_DENY = 'with an explicit deny in an identity-based policy';
const IMPLICIT_DENY = 'because no identity-based policy allows the bedrock:InvokeModel action';

const bedrock = mockClient(BedrockRuntimeClient);

function bedrockAnswers(outputTokens: number): void {
  const usage = { inputTokens: 9, outputTokens, totalTokens: 9 + outputTokens };
  bedrock.reset();
  bedrock.on(ConverseCommand).resolves({ usage });
  bedrock.on(ConverseStreamCommand).resolves({ stream: streamOf({ messageStop: { stopReason: 'end_turn' } }, { metadata: { usage, metrics: { latencyMs: 9 } } }) });
}

async function* streamOf(...events: ConverseStreamOutput[]): AsyncGenerator<ConverseStreamOutput> {
  yield* events;
}

function bedrockRefuses(why: string): void {
  const message = `User: arn:aws:sts::${ACCOUNT}:assumed-role/r/f is not authorized to perform: bedrock:InvokeModel on resource: arn:aws:bedrock:${REGION}:${ACCOUNT}:inference-profile/p ${why}`;
  bedrock.reset();
  bedrock.onAnyCommand().rejects(Object.assign(new Error(message), { name: 'AccessDeniedException' }));
}

/** The policies of the role that the calls are made with. */
function policiesOfCaller(body: TemplateBody): PolicyDocumentJson[] {
  const caller = Object.values(body.Resources).find(({ Type, Properties }) => Type === 'AWS::Lambda::Function' && JSON.stringify(Properties).includes('with the role under test'))!;
  const [role] = (caller.Properties as { Role: { 'Fn::GetAtt': [string, string] } }).Role['Fn::GetAtt'];
  const { inline, managed } = policiesOfRole({ ...body }, role, { accountId: ACCOUNT, region: REGION, partition: 'aws' });
  return [...inline, ...managed];
}

/** What comes of a call, by the decisions of IAM. */
function outcomeOf({ payload }: AssertedCall, policies: PolicyDocumentJson[]): string {
  const inferenceProfileId = String(payload.inferenceProfileId);
  const profile = InferenceProfile.fromInferenceProfileId(inferenceProfileId);
  const action: InvokeAction = payload.streaming === true ? 'bedrock:InvokeModelWithResponseStream' : 'bedrock:InvokeModel';
  const destinationRegions = profile.isGlobal ? undefined : profile.destinationRegions(REGION);
  const decisions = evaluations({ account: ACCOUNT, sourceRegion: REGION, inferenceProfileId, destinationRegions, action }).map((request) => decide(policies, request));
  if (decisions.includes('ExplicitDeny')) return EXPLICIT_DENY;
  return decisions.includes('ImplicitDeny') ? IMPLICIT_DENY : 'answered';
}

const OUTCOMES: Record<string, string[]> = {
  'integ.existing-trail.ts': ['answered'],
  'integ.geographic-deny.ts': ['answered', 'answered', EXPLICIT_DENY],
  'integ.global-workload.ts': ['answered', 'answered', IMPLICIT_DENY],
};

describe.each(INTEG_TESTS)('%s', (file) => {
  const bodies = recorded(file).map(({ body }) => body);
  const policies = policiesOfCaller(bodies.find((body) => assertedCalls(body).length === 0)!);
  const calls = bodies.flatMap(assertedCalls).filter(({ payload }) => 'inferenceProfileId' in payload);

  test('what comes of its calls, by the policies of the template', () => {
    expect(calls.map((call) => outcomeOf(call, policies))).toEqual(OUTCOMES[file]);
  });

  test.each(calls)('$payload: passes for that, and for nothing else', async (call) => {
    const asserted = async () => passes(call.expected, await invoked('converse.js', call.payload));
    const passed: Record<string, boolean> = {};
    bedrockAnswers(1);
    passed.answered = await asserted();
    bedrockAnswers(0);
    passed['answered with nothing'] = await asserted();
    for (const why of [EXPLICIT_DENY, IMPLICIT_DENY]) {
      bedrockRefuses(why);
      passed[why] = await asserted();
    }
    expect(Object.entries(passed).filter(([, value]) => value).map(([outcome]) => outcome)).toEqual([outcomeOf(call, policies)]);
  });
});
