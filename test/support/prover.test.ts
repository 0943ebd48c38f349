import { INVOKE_ACTIONS } from './cris-requests';
import { PolicyDocumentJson } from './iam-evaluator';
import { ANY_REGION, Proof, prove, RequestForm, terminateProver } from './prover';

const SOURCE = 'us-east-1';
const ACCOUNT = '111122223333';
const MODEL = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const actions = [...INVOKE_ACTIONS];

const profileArn = (id: string) => `arn:aws:bedrock:${SOURCE}:${ACCOUNT}:inference-profile/${id}`;
const modelArn = (region: string, model: string) => `arn:aws:bedrock:${region}::foundation-model/${model}`;
const globalArns = (models: readonly string[]) => models.map((model) => profileArn(`global.${model}`));

/** https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html, both actions, models grouped in lists. */
function globalPolicy(...models: string[]) {
  const condition = (region: string) => ({ 'aws:RequestedRegion': region, 'bedrock:InferenceProfileArn': globalArns(models) });
  return {
    profile: { Effect: 'Allow', Action: actions, Resource: globalArns(models), Condition: { StringEquals: { 'aws:RequestedRegion': SOURCE } } },
    regional: { Effect: 'Allow', Action: actions, Resource: models.map((m) => modelArn(SOURCE, m)), Condition: { StringEquals: condition(SOURCE) } },
    regionless: { Effect: 'Allow', Action: actions, Resource: models.map((m) => modelArn('', m)), Condition: { StringEquals: condition('unspecified') } },
  };
}

function globalForms(...models: string[]): RequestForm[] {
  const inferenceProfileArn = globalArns(models);
  return [
    { actions, resource: inferenceProfileArn, requestedRegion: SOURCE },
    { actions, resource: models.map((m) => modelArn(SOURCE, m)), requestedRegion: SOURCE, inferenceProfileArn },
    { actions, resource: models.map((m) => modelArn('', m)), requestedRegion: 'unspecified', inferenceProfileArn },
  ];
}

const document = (...statements: ReadonlyArray<object>): PolicyDocumentJson[] => [
  { Version: '2012-10-17', Statement: statements as PolicyDocumentJson['Statement'] },
];
const eight = Array.from({ length: 8 }, (_, index) => `anthropic.claude-number-${index}-20250929-v1:0`);

afterAll(terminateProver);

test('console', async () => {
  const { profile, regional, regionless } = globalPolicy(MODEL);
  const show = async (d: PolicyDocumentJson[], f: RequestForm[]) => { const t = performance.now(); const p: Proof = await prove(d, f); console.log(performance.now() - t, JSON.stringify(p, null, 1)); };
  await show(document(profile, regional, regionless), globalForms(MODEL));
  await show(document(...Object.values(globalPolicy(...eight))), globalForms(...eight));
  const prof = eight.map((m) => profileArn(`us.${m}`));
  const dst = Array.from({ length: 10 }, (_, i) => `us-west-${i}`);
  const fms = eight.flatMap((m) => dst.map((r) => modelArn(r, m)));
  const geo = document({ Effect: 'Allow', Action: actions, Resource: prof }, { Effect: 'Allow', Action: actions, Resource: fms, Condition: { StringEquals: { 'bedrock:InferenceProfileArn': prof } } });
  const geoForms = [{ actions, resource: prof, requestedRegion: ANY_REGION }, { actions, resource: fms, requestedRegion: ANY_REGION, inferenceProfileArn: prof }];
  await show(geo, geoForms);
  await show(geo, prof.map((resource): RequestForm => ({ actions, resource, requestedRegion: ANY_REGION })).concat(prof.flatMap((inferenceProfileArn) => fms.map((resource) => ({ actions, resource, requestedRegion: ANY_REGION, inferenceProfileArn })))));
  await show(document(profile, { ...regional, Resource: 'arn:aws:bedrock:*::foundation-model/*' }, regionless), globalForms(MODEL));
  await show(document(profile, { ...regional, Resource: [modelArn(SOURCE, '*')] }, regionless), globalForms(MODEL));
  await show(document(profile, { ...regional, Condition: { StringEquals: { 'aws:RequestedRegion': SOURCE } } }, regionless), globalForms(MODEL));
  await show(document({ ...profile, Action: 'bedrock:Invoke*' }, regional, regionless), globalForms(MODEL));
  await show(document(profile, regional, { ...regionless, Condition: { StringEquals: { ...regionless.Condition.StringEquals, 'aws:RequestedRegion': [SOURCE, 'us-west-2'] } } }), globalForms(MODEL));
  await show(document({ Effect: 'Allow', Action: '*', Resource: '*' }), globalForms(MODEL));
});
