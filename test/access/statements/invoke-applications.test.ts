import { policyOf } from './policy';
import { invokeStatements } from '../../../src/access/statements/invoke';
import { ApplicationTarget, InvocationTarget, INVOKE_ACTIONS } from '../../../src/bedrock/authorizations';
import { deniedBesides, everyEvaluation, GrantedApplication, systemProfileEvaluations } from '../../support/application-calls';
import { ACCOUNT } from '../../support/catalog-profiles';
import { allows } from '../../support/iam-evaluator';

const SOURCE = { partition: 'aws', region: 'eu-west-1', account: ACCOUNT };
const MODEL = 'vendor.model-v1:0';
const arn = (id: string) => `arn:aws:bedrock:eu-west-1:${ACCOUNT}:application-inference-profile/${id}`;
const DESTINATIONS = ['eu-west-1', 'eu-north-1'];

function targetOf({ arn: applicationArn, systemProfileId }: GrantedApplication, systemProfileToo = false): InvocationTarget {
  const application: ApplicationTarget = { arn: applicationArn, systemProfileId, systemProfileToo };
  const isGlobal = systemProfileId !== undefined && systemProfileId.startsWith('global.');
  const geographic = systemProfileId !== undefined && !isGlobal;
  return {
    inferenceProfileId: systemProfileId ?? MODEL,
    foundationModelId: MODEL,
    isGlobal,
    application,
    ...(geographic && { geographyPrefix: 'eu', destinationRegions: DESTINATIONS }),
  };
}

const granted = (id: string, scope?: string): GrantedApplication => ({
  sourceRegion: 'eu-west-1',
  arn: arn(id),
  modelId: MODEL,
  ...(scope !== undefined && { systemProfileId: `${scope}.${MODEL}` }),
  ...(scope === 'eu' && { destinationRegions: DESTINATIONS }),
});
const GRANTED = { 'a global profile': granted('aaaaaaaaaaaa', 'global'), 'a geographic profile': granted('bbbbbbbbbbbb', 'eu'), 'a model': granted('cccccccccccc') };
const documentFor = (targets: InvocationTarget[]) => policyOf(invokeStatements(targets, SOURCE, INVOKE_ACTIONS));

describe.each(Object.entries(GRANTED))('an application profile over %s', (_, one) => {
  test('is called, whichever ARN the key holds, and what it is over is not', () => {
    const document = documentFor([targetOf(one)]);
    expect(everyEvaluation(one).filter((request) => !allows([document], request))).toEqual([]);
    expect(deniedBesides(one).filter(([, request]) => allows([document], request)).map(([name]) => name)).toEqual([]);
  });

  test('is called together with others, in one document', () => {
    const document = documentFor(Object.values(GRANTED).map((other) => targetOf(other)));
    expect(everyEvaluation(one).filter((request) => !allows([document], request))).toEqual([]);
  });

  test('is called with what it is over, if that is to be called too', () => {
    const document = documentFor([targetOf(one, true)]);
    const requests = [...everyEvaluation(one), ...(one.systemProfileId === undefined ? [] : systemProfileEvaluations(one))];
    expect(requests.filter((request) => !allows([document], request))).toEqual([]);
  });
});

test('over a model, the key and the resources are what is called and nothing else', () => {
  const { arn: called } = GRANTED['a model'];
  for (const systemProfileToo of [true, false]) {
    const [profile, model] = invokeStatements([targetOf(GRANTED['a model'], systemProfileToo)], SOURCE, INVOKE_ACTIONS);
    expect([profile.Resource, model.Condition!.StringEquals['bedrock:InferenceProfileArn']]).toEqual([[called], called]);
  }
});

test('no targets need no statements', () => {
  expect(invokeStatements([], SOURCE, INVOKE_ACTIONS)).toEqual([]);
});

test('what targets share stands there once', () => {
  const targets = [...Object.values(GRANTED), granted('dddddddddddd', 'global'), granted('eeeeeeeeeeee', 'eu'), granted('ffffffffffff')].map((one) => targetOf(one));
  for (const { Resource } of invokeStatements(targets, SOURCE, INVOKE_ACTIONS)) expect(new Set(Resource).size).toBe(Resource.length);
});
