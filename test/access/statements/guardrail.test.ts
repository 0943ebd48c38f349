import { ALLOW_ALL, policyOf } from './policy';
import { guardrailProfileArns } from '../../../src/access/statements/guardrail';
import { invokeStatements } from '../../../src/access/statements/invoke';
import { INVOKE_ACTIONS } from '../../../src/bedrock/authorizations';
import { CATALOG } from '../../../src/bedrock/catalog';
import { guardrailDestinations } from '../../../src/bedrock/guardrail-profiles';
import { ACCOUNT, MODEL } from '../../organization/service-control-calls';
import { evaluations } from '../../support/cris-requests';
import { decide } from '../../support/iam-evaluator';

const SOURCE = { partition: 'aws', region: 'us-east-1', account: ACCOUNT };
const GUARDRAIL = `arn:aws:bedrock:us-east-1:${ACCOUNT}:guardrail/a1b2c3`;

describe('calls that apply a guardrail', () => {
  const target = { inferenceProfileId: `global.${MODEL}`, foundationModelId: MODEL, isGlobal: true };
  const statements = () => invokeStatements([target], SOURCE, INVOKE_ACTIONS, [`${GUARDRAIL}:1`]);
  const call = evaluations({ account: ACCOUNT, sourceRegion: 'us-east-1', inferenceProfileId: target.inferenceProfileId });
  const applying = (guardrail?: string) => call.map((request) => ({ ...request, context: { ...request.context, 'bedrock:GuardrailIdentifier': guardrail } }));
  const allowsOnly = () => policyOf(statements().filter(({ Effect }) => Effect === 'Allow'));

  test.each([
    ['the guardrail', `${GUARDRAIL}:1`, ['Allowed', 'Allowed', 'Allowed'], ['Allowed', 'Allowed', 'Allowed']],
    // Whether the evaluation of a profile carries the key is not documented.
    ['none', undefined, ['Allowed', 'ImplicitDeny', 'ImplicitDeny'], ['Allowed', 'ExplicitDeny', 'ExplicitDeny']],
    ['another version', `${GUARDRAIL}:2`, ['ImplicitDeny', 'ImplicitDeny', 'ImplicitDeny'], ['Allowed', 'ExplicitDeny', 'ExplicitDeny']],
    ['another one', `${GUARDRAIL}x:1`, ['ImplicitDeny', 'ImplicitDeny', 'ImplicitDeny'], ['Allowed', 'ExplicitDeny', 'ExplicitDeny']],
  ])('%s: the allows require it where the key is, and the deny holds on the models whatever else allows them', (_, guardrail, allowed, withOthers) => {
    expect(applying(guardrail).map((request) => decide([allowsOnly()], request))).toEqual(allowed);
    expect(applying(guardrail).map((request) => decide([ALLOW_ALL, policyOf(statements())], request))).toEqual(withOthers);
  });

  test('the Region and the profile are required as without a guardrail', () => {
    const elsewhere = applying(`${GUARDRAIL}:1`).map((request) => ({ ...request, context: { ...request.context, 'aws:RequestedRegion': 'eu-west-1' } }));
    const directly = applying(`${GUARDRAIL}:1`).slice(1).map((request) => ({ ...request, context: { ...request.context, 'bedrock:InferenceProfileArn': undefined } }));
    expect([...elsewhere, ...directly].map((request) => decide([policyOf(statements())], request))).toEqual(Array(5).fill('ImplicitDeny'));
  });

  test('both actions are bound, and other models are left alone', () => {
    const [, model] = call;
    const decisions = [...INVOKE_ACTIONS.map((action) => ({ ...model, action })), { ...model, resource: model.resource.replace(MODEL, 'amazon.nova-lite-v1:0') }]
      .map((request) => decide([ALLOW_ALL, policyOf(statements())], request));
    expect(decisions).toEqual(['ExplicitDeny', 'ExplicitDeny', 'Allowed']);
  });
});

describe('the guardrail profile', () => {
  const arn = (region: string) => `arn:aws:bedrock:${region}:${ACCOUNT}:guardrail-profile/us.guardrail.v1:0`;

  test.each([
    ['in the Regions that are given, and in the source Region', ['us-west-2', 'us-east-1'], ['us-east-1', 'us-west-2']],
    ['in any Region where none are given', undefined, ['*']],
    ['in any Region where that is among those that are given', ['us-west-2', '*'], ['*']],
  ])('is named %s', (_, regions, expected) => {
    expect(guardrailProfileArns(SOURCE, 'us.guardrail.v1:0', regions)).toEqual(expected.map(arn));
  });

  // https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-cross-region-support.html, with the number of destinations from each Region.
  const ROUTES: [prefix: string, destinations: number, sources: string][] = [
    ['us', 3, 'us-east-1 us-east-2 us-west-2'],
    ['us', 4, 'us-west-1'],
    ['us-gov', 2, 'us-gov-east-1 us-gov-west-1'],
    ['eu', 6, 'eu-central-1 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-3'],
    ['eu', 7, 'il-central-1'],
    ['uk', 1, 'eu-west-2'],
    ['au', 1, 'ap-southeast-2'],
    ['ca', 2, 'ca-central-1'],
    ['apac', 6, 'ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-1 ap-southeast-2'],
    ['apac', 8, 'ap-southeast-4'],
    ['apac', 9, 'ap-southeast-3'],
    ['apac', 10, 'ap-southeast-5 ap-southeast-7 ap-east-2 me-central-1'],
  ];

  test.each(ROUTES.flatMap(([prefix, count, sources]) => sources.split(' ').map((source) => [prefix, source, count] as const)))(
    'of %s reaches from %s %d Regions, each once: its own, and known ones of the partition', (prefix, source, count) => {
      const destinations = guardrailDestinations(`${prefix}.guardrail.v1:0`, source)!;
      const { regions } = CATALOG;
      expect([destinations.length, new Set(destinations).size]).toEqual([count, count]);
      expect(destinations).toContain(source);
      expect(destinations.filter((region) => regions.get(region)?.partition !== regions.get(source)!.partition)).toEqual([]);
    });

  test('reaches nothing that is known through another profile or from another Region', () => {
    const of = (prefix: string) => [...CATALOG.regions.keys()].filter((region) => guardrailDestinations(`${prefix}.guardrail.v1:0`, region));
    for (const prefix of new Set(ROUTES.map(([name]) => name))) {
      expect(of(prefix).sort()).toEqual(ROUTES.filter(([name]) => name === prefix).flatMap(([, , sources]) => sources.split(' ')).sort());
    }
    expect(of('mx')).toEqual([]);
  });
});
