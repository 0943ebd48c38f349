import { ALLOW_ALL, policyOf } from './policy';
import { boundaryDenies, boundaryOverRegions, boundaryStatements } from '../../../src/access/statements/boundary';
import { InvocationTarget } from '../../../src/bedrock/authorizations';
import { ACCOUNT, ALL_CALLS, MODEL, stopped } from '../../organization/service-control-calls';
import { deniedBesides, everyEvaluation } from '../../support/application-calls';
import { callIsAllowed, INVOKE_ACTIONS } from '../../support/cris-requests';
import { deniedRequests } from '../../support/denied-requests';
import { allows, decide } from '../../support/iam-evaluator';

const source = (region: string) => ({ partition: 'aws', region, account: ACCOUNT });
const target = (scope: string): InvocationTarget => ({ inferenceProfileId: `${scope}.${MODEL}`, foundationModelId: MODEL, isGlobal: scope === 'global' });
const AIP = `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/abcdefghijkl`;
const application: InvocationTarget = { ...target('global'), application: { arn: AIP, systemProfileId: `global.${MODEL}`, systemProfileToo: false } };

/** Not calls of models, or calls that Amazon Bedrock makes under a role of their own. */
const OTHERS = ALL_CALLS.filter((name) => /^(make|batch job|buy|move|RunInstances|CreateRole|API key|(read )?account retention)/.test(name));

function passing(regions: string[], targets: InvocationTarget[]): string[] {
  const without = stopped([ALLOW_ALL, policyOf(boundaryDenies(regions.map((region) => ({ targets, source: source(region) })), true))]);
  return ALL_CALLS.filter((name) => !without.includes(name));
}

test.each<[string[], InvocationTarget[], string[]]>([
  [['us-east-1'], [target('global')], ['global']],
  [['us-east-1', 'eu-west-1'], [target('global')], ['global', 'global elsewhere']],
  [['us-east-1'], [target('us'), target('zz')], ['us', 'zz', 'Responses API']],
  // One application profile, which the calls have over different ones.
  [['us-east-1'], [application], ALL_CALLS.filter((name) => /^AIP over (global|us|zz), /.test(name))],
])('from %j through these profiles only, whatever else is allowed', (regions, targets, expected) => {
  expect(passing(regions, targets).sort()).toEqual([...expected, ...OTHERS].sort());
});

describe.each([[true], [false]])('with streaming %s', (streaming) => {
  const document = () => policyOf(boundaryDenies([{ targets: [target('global')], source: source('us-east-1') }], streaming));
  const resource = `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/global.${MODEL}`;
  const decisions = (requests: [action: string, resource: string][]) => requests.map(([action, on]) => decide([ALLOW_ALL, document()], { action, resource: on, context: {} }));

  test('its profile is called, streamed if that is allowed', () => {
    expect(decisions(INVOKE_ACTIONS.map((action) => [action, resource]))).toEqual(['Allowed', streaming ? 'Allowed' : 'ExplicitDeny']);
  });

  test('nothing but streaming is stopped by that', () => {
    expect(decisions([['bedrock:ListInferenceProfiles', '*'], ['s3:GetObject', 'arn:aws:s3:::bucket/key']])).toEqual(['Allowed', 'Allowed']);
  });

  test('no model of another kind is called', () => {
    const kinds = ['custom-model/anthropic.x/abcdefghijkl', 'imported-model/abcdefghijkl', 'provisioned-model/abcdefghijkl', 'prompt-router/abcdefghijkl'];
    expect(decisions(kinds.map((kind) => ['bedrock:InvokeModel', `arn:aws:bedrock:us-east-1:${ACCOUNT}:${kind}`]))).toEqual(kinds.map(() => 'ExplicitDeny'));
  });
});

describe.each([['in each ARN', boundaryStatements], ['by a condition', boundaryOverRegions]])('source Regions that are named %s', (name, form) => {
  const FROM = ['us-east-1', 'us-west-2'];
  const DESTINATIONS = ['us-east-1', 'us-east-2', 'us-west-2'];
  const OTHER_MODEL = 'vendor.other-v1:0';
  const us: InvocationTarget = { inferenceProfileId: `us.${OTHER_MODEL}`, foundationModelId: OTHER_MODEL, isGlobal: false, geographyPrefix: 'us', destinationRegions: DESTINATIONS };
  const calls = (sourceRegion: string) => [
    { account: ACCOUNT, sourceRegion, inferenceProfileId: `global.${MODEL}` },
    { account: ACCOUNT, sourceRegion, inferenceProfileId: us.inferenceProfileId, destinationRegions: DESTINATIONS },
  ];
  const document = (targets: InvocationTarget[], streaming = true) => policyOf(form(FROM.map((region) => ({ targets, source: source(region) })), streaming));

  test.each([[true], [false]])('call each profile, streamed: %s, and no other Region does', (streaming) => {
    const boundary = document([target('global'), us], streaming);
    for (const region of [...FROM, 'us-east-2']) {
      for (const call of calls(region)) {
        const allowed = INVOKE_ACTIONS.map((action) => callIsAllowed([boundary], { ...call, action }));
        expect(allowed).toEqual(FROM.includes(region) ? [true, streaming] : [false, false]);
        // Nor with what others allow: that is what the denies are for.
        const withAll = INVOKE_ACTIONS.map((action) => callIsAllowed([ALLOW_ALL, boundary], { ...call, action }));
        expect(withAll).toEqual(allowed);
      }
    }
  });

  test.each([['the global profile', [target('global')], 0], ['a geographic profile', [us], 1]])('%s alone opens nothing else', (_, targets, of) => {
    const boundary = document(targets);
    for (const sourceRegion of FROM) {
      const call = calls(sourceRegion)[of];
      expect(callIsAllowed([boundary], call)).toBe(true);
      expect(callIsAllowed([boundary], calls(sourceRegion)[1 - of])).toBe(false);
      // By a condition, the Regions of a geography are left to its profile.
      const left = name === 'by a condition' ? ['a Region outside of the scope', 'the Region-less model through a geographic profile', 'the model through the profile of another account'] : [];
      expect(deniedRequests(call).filter(([what, request]) => allows([boundary], request) && !left.includes(what))).toEqual([]);
    }
  });

  test('the model of a geographic profile is not called through a global one, nor the other way round', () => {
    const boundary = document([target('global'), us]);
    const through = (scope: string, model: string) => allows([boundary], {
      action: 'bedrock:InvokeModel',
      resource: `arn:aws:bedrock:us-east-1::foundation-model/${model}`,
      context: { 'aws:RequestedRegion': 'us-east-1', 'bedrock:InferenceProfileArn': `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/${scope}.${model}` },
    });
    expect([through('global', MODEL), through('us', OTHER_MODEL), through('us', MODEL), through('global', OTHER_MODEL)]).toEqual([true, true, false, false]);
  });

  test('an application profile is called, and what it is over is not', () => {
    const arn = AIP.replace(/[^/]+$/, 'k7m2p9q4r1s8');
    const call = { sourceRegion: 'us-east-1', arn, systemProfileId: `global.${MODEL}`, modelId: MODEL };
    const boundary = document([{ ...application, application: { ...application.application!, arn } }, us]);
    expect(everyEvaluation(call).filter((request) => !allows([boundary], request))).toEqual([]);
    expect(deniedBesides(call).filter(([, request]) => allows([boundary], request)).map(([what]) => what)).toEqual([]);
  });

  test('statements name each ARN once', () => {
    const targets = [target('global'), us, target('global')];
    for (const { Resource = [], NotResource = [] } of form(FROM.map((region) => ({ targets, source: source(region) })), true)) {
      expect(new Set([...Resource, ...NotResource]).size).toBe(Resource.length + NotResource.length);
    }
  });
});

test('by a condition, profiles of a scope are allowed by one pattern, however many there are', () => {
  const sizes = [1, 9].map((count) => {
    const targets = [...Array(count).keys()].map((index): InvocationTarget => ({ inferenceProfileId: `global.vendor.model-${index}`, foundationModelId: `vendor.model-${index}`, isGlobal: true }));
    return boundaryOverRegions([{ targets, source: source('us-east-1') }], true)[0].Resource;
  });
  expect(sizes).toEqual([[`arn:aws:bedrock:*:${ACCOUNT}:inference-profile/global.*`], [`arn:aws:bedrock:*:${ACCOUNT}:inference-profile/global.*`]]);
});
