import { assert, asyncProperty, constantFrom, subarray } from 'fast-check';
import { INVOKE_ACTIONS } from './cris-requests';
import { allows, PolicyDocumentJson } from './iam-evaluator';
import { prove, RequestForm, terminateProver } from './prover';

const actions = [...INVOKE_ACTIONS];
const profile = (id: string) => `arn:aws:bedrock:us-east-1:111122223333:inference-profile/${id}`;
const model = (region: string, id: string) => `arn:aws:bedrock:${region}::foundation-model/${id}`;
const [MINE, OTHER] = [profile('global.m'), profile('us.m')];

interface Form extends RequestForm { readonly resource: string; readonly requestedRegion: string; readonly inferenceProfileArn?: string }
const FORMS: readonly Form[] = [
  { actions, resource: MINE, requestedRegion: 'us-east-1' },
  { actions, resource: model('us-east-1', 'm'), requestedRegion: 'us-east-1', inferenceProfileArn: MINE },
  { actions, resource: model('', 'm'), requestedRegion: 'unspecified', inferenceProfileArn: MINE },
];

// Requests near the documented ones, tried one by one with the evaluator. A profile is never authorized with the key.
const REQUESTS = [...actions, 'bedrock:InvokeAgent'].flatMap((action) => (
  [MINE, OTHER, model('us-east-1', 'm'), model('', 'm'), model('us-west-2', 'm'), model('us-east-1', 'mn'), 'arn:aws:s3:::b'].flatMap((resource) => (
    ['us-east-1', 'us-west-2', 'us-west-1', 'unspecified'].flatMap((region) => (
      (resource === MINE || resource === OTHER ? [undefined] : [undefined, MINE, OTHER]).map((arn) => ({
        action, resource, context: { 'aws:RequestedRegion': region, 'bedrock:InferenceProfileArn': arn },
      }))
    ))
  ))
));

const isDocumented = ({ action, resource, context }: typeof REQUESTS[number]) => FORMS.some((form) => form.actions.includes(action)
  && form.resource === resource && form.requestedRegion === context['aws:RequestedRegion']
  && form.inferenceProfileArn === context['bedrock:InferenceProfileArn']);

interface Parts {
  readonly action: string | readonly string[];
  readonly resource: string | readonly string[];
  readonly region: string | readonly string[];
  readonly operator: string;
  readonly key?: string | readonly string[];
}

/** Changes of a statement: under some its effect stays, under others not. */
const CHANGES: ReadonlyArray<(form: Form) => Partial<Parts>> = [
  () => ({ action: [...actions, actions[0].toLowerCase()] }),
  () => ({ action: actions[0] }),
  () => ({ action: 'bedrock:InvokeModel*' }),
  ({ resource }) => ({ resource: [resource, resource.replace('us-east-1', '??-east-1')] }),
  ({ resource }) => ({ resource: `${resource}*` }),
  ({ requestedRegion }) => ({ region: [requestedRegion, 'us-west-2'] }),
  () => ({ region: '*' }),
  ({ requestedRegion }) => ({ region: requestedRegion.replace('east', '????') }),
  ({ inferenceProfileArn }) => ({ key: inferenceProfileArn && [inferenceProfileArn, OTHER] }),
  () => ({ key: undefined }),
  ({ inferenceProfileArn }) => ({ key: inferenceProfileArn?.replace('global', '*') }),
  ({ inferenceProfileArn }) => ({ key: inferenceProfileArn?.replace('global', '*'), operator: 'ArnLike' }),
  () => ({ operator: 'ArnEquals' }),
  () => ({ operator: 'ArnNotLike' }),
];

const unchanged = () => ({});
const statementLike = (form: Form) => constantFrom(...Array<typeof unchanged>(12).fill(unchanged), ...CHANGES).map((change) => {
  const { resource: original, requestedRegion, inferenceProfileArn } = form;
  const parts: Parts = { action: actions, resource: original, region: requestedRegion, operator: 'StringEquals', key: inferenceProfileArn };
  const { action, resource, region, operator, key } = { ...parts, ...change(form) };
  const onKey = key ? { [operator]: { 'bedrock:InferenceProfileArn': key } } : {};
  return { Effect: 'Allow', Action: action, Resource: resource, Condition: { StringLike: { 'aws:RequestedRegion': region }, ...onKey } };
});

const DENIES = [
  { Action: '*', Resource: '*', Condition: { StringEquals: { 'aws:RequestedRegion': 'us-west-2' } } },
  { Action: '*', Resource: '*', Condition: { ArnNotLike: { 'bedrock:InferenceProfileArn': 'arn:*:*:*:*:*/global.*' } } },
  {
    Action: '*',
    Resource: '*',
    Condition: { Null: { 'bedrock:InferenceProfileArn': 'false' }, StringNotEquals: { 'bedrock:InferenceProfileArn': MINE } },
  },
  { NotAction: actions, Resource: '*' },
  { Action: '*', NotResource: [MINE, model('*', 'm')] },
].map((deny) => ({ Effect: 'Deny', ...deny }));

afterAll(terminateProver);

test('prover and evaluator give the same answer on policies near the documented one', async () => {
  const answers = { proved: 0, refuted: 0 };
  const [first, second, third] = FORMS.map(statementLike);
  await assert(asyncProperty(first, second, third, subarray(DENIES, { maxLength: 1 }), async (...parts) => {
    const documents = [{ Version: '2012-10-17', Statement: parts.flat() } as PolicyDocumentJson];
    const wrong = REQUESTS.filter((request) => allows(documents, request) !== isDocumented(request));
    const { proved } = await prove(documents, FORMS);
    answers[proved ? 'proved' : 'refuted']++;
    // A counterexample may lie beyond these requests (the prover itself has confirmed it with the evaluator), a proof may not.
    if (proved) expect(wrong).toEqual([]);
  }), { numRuns: 40, seed: 3, endOnFailure: true });
  expect(answers.proved).toBeGreaterThan(5);
  expect(answers.refuted).toBeGreaterThan(5);
}, 60_000);
