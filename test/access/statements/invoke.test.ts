import { invokeStatements } from '../../../src/access/statements/invoke';
import { documentOf } from '../../../src/access/statements/statement';
import { InvocationTarget, INVOKE_ACTIONS } from '../../../src/bedrock/authorizations';
import { knownProfiles } from '../../support/catalog-profiles';
import { callIsAllowed, evaluations } from '../../support/cris-requests';
import { deniedRequests, GrantedProfile } from '../../support/denied-requests';
import { allows, PolicyDocumentJson } from '../../support/iam-evaluator';

const SOURCE = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };
const GLOBAL: InvocationTarget = { inferenceProfileId: 'global.vendor.model-v1:0', foundationModelId: 'vendor.model-v1:0', isGlobal: true };
const GEOGRAPHIC: InvocationTarget = {
  inferenceProfileId: 'eu.vendor.model-v1:0', foundationModelId: 'vendor.model-v1:0', isGlobal: false, geographyPrefix: 'eu', destinationRegions: ['eu-west-1', 'eu-north-1'],
};

function targetOf(granted: GrantedProfile): InvocationTarget {
  const [prefix, ...rest] = granted.inferenceProfileId.split('.');
  return {
    inferenceProfileId: granted.inferenceProfileId,
    foundationModelId: rest.join('.'),
    isGlobal: prefix === 'global',
    geographyPrefix: prefix === 'global' ? undefined : prefix,
    destinationRegions: granted.destinationRegions,
  };
}

function documentFor(granted: GrantedProfile): PolicyDocumentJson {
  const source = { partition: granted.partition!, region: granted.sourceRegion, account: granted.account };
  return documentOf(invokeStatements([targetOf(granted)], source, INVOKE_ACTIONS)) as PolicyDocumentJson;
}

describe('the whole catalog', () => {
  const profiles = knownProfiles();
  const ids = [...new Set(profiles.map((profile) => profile.inferenceProfileId))];
  // Mutation testing runs this hundreds of times, so that takes a sample.
  const every = Number(process.env.CATALOG_EVERY ?? 1);

  test('has more than a thousand pairs of profile and source Region', () => {
    expect(profiles.length).toBeGreaterThan(1000);
  });

  test.each(ids.filter((_, index) => index % every === 0))('%s: every evaluation is allowed, nothing else is', (id) => {
    for (const granted of profiles.filter((profile) => profile.inferenceProfileId === id)) {
      const document = documentFor(granted);
      for (const action of ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'] as const) {
        const refused = evaluations({ ...granted, action }).filter((request) => !allows([document], request));
        expect(refused).toEqual([]);
      }
      const granting = deniedRequests(granted).filter(([, request]) => allows([document], request));
      expect(granting).toEqual([]);
    }
  });
});

describe('a global profile', () => {
  test('gets the three statements that AWS documents, for both actions', () => {
    expect(invokeStatements([GLOBAL], SOURCE, INVOKE_ACTIONS)).toEqual([
      {
        Effect: 'Allow',
        Action: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
        Resource: ['arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.vendor.model-v1:0'],
        Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
      },
      {
        Effect: 'Allow',
        Action: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
        Resource: ['arn:aws:bedrock:eu-west-1::foundation-model/vendor.model-v1:0'],
        Condition: {
          StringEquals: {
            'aws:RequestedRegion': 'eu-west-1',
            'bedrock:InferenceProfileArn': 'arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.vendor.model-v1:0',
          },
        },
      },
      {
        Effect: 'Allow',
        Action: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
        Resource: ['arn:aws:bedrock:::foundation-model/vendor.model-v1:0'],
        Condition: {
          StringEquals: {
            'aws:RequestedRegion': 'unspecified',
            'bedrock:InferenceProfileArn': 'arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.vendor.model-v1:0',
          },
        },
      },
    ]);
  });

  test('without streaming, streaming is denied on every evaluation', () => {
    const document = documentOf(invokeStatements([GLOBAL], SOURCE, ['bedrock:InvokeModel'])) as PolicyDocumentJson;
    const call = { account: SOURCE.account, sourceRegion: SOURCE.region, inferenceProfileId: GLOBAL.inferenceProfileId };
    expect(callIsAllowed([document], call)).toBe(true);
    expect(evaluations({ ...call, action: 'bedrock:InvokeModelWithResponseStream' }).some((request) => allows([document], request))).toBe(false);
  });
});

describe('a geographic profile', () => {
  test('gets its model in every destination, only through the profile', () => {
    expect(invokeStatements([GEOGRAPHIC], SOURCE, INVOKE_ACTIONS)[1]).toEqual({
      Effect: 'Allow',
      Action: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
      Resource: ['arn:aws:bedrock:eu-west-1::foundation-model/vendor.model-v1:0', 'arn:aws:bedrock:eu-north-1::foundation-model/vendor.model-v1:0'],
      Condition: { StringEquals: { 'bedrock:InferenceProfileArn': 'arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.vendor.model-v1:0' } },
    });
  });

  test('gets the source Region too where the destinations leave it out', () => {
    const target = { ...GEOGRAPHIC, destinationRegions: ['eu-north-1'] };
    const document = documentOf(invokeStatements([target], SOURCE, INVOKE_ACTIONS)) as PolicyDocumentJson;
    expect(callIsAllowed([document], {
      account: SOURCE.account, sourceRegion: 'eu-west-1', inferenceProfileId: GEOGRAPHIC.inferenceProfileId, destinationRegions: ['eu-north-1'],
    })).toBe(true);
  });

  test('with unknown destinations gets its model in any Region, still only through the profile', () => {
    const target = { ...GEOGRAPHIC, destinationRegions: undefined };
    const document = documentOf(invokeStatements([target], SOURCE, INVOKE_ACTIONS)) as PolicyDocumentJson;
    const granted = { account: SOURCE.account, sourceRegion: 'eu-west-1', inferenceProfileId: GEOGRAPHIC.inferenceProfileId, destinationRegions: ['eu-south-2', 'il-central-1'] };
    expect(callIsAllowed([document], granted)).toBe(true);
    const allowed = deniedRequests(granted).filter(([, request]) => allows([document], request)).map(([name]) => name);
    expect([...new Set(allowed)]).toEqual(['a Region outside of the scope', 'the Region-less model through a geographic profile']);
  });

  test('of two geographies do not lend each other their Regions', () => {
    const other = { ...GEOGRAPHIC, inferenceProfileId: 'us.vendor.model-v1:0', geographyPrefix: 'us', destinationRegions: ['us-east-1'] };
    const document = documentOf(invokeStatements([GEOGRAPHIC, other], SOURCE, INVOKE_ACTIONS)) as PolicyDocumentJson;
    const through = (id: string) => ({
      action: 'bedrock:InvokeModel',
      resource: 'arn:aws:bedrock:us-east-1::foundation-model/vendor.model-v1:0',
      context: { 'aws:RequestedRegion': 'us-east-1', 'bedrock:InferenceProfileArn': `arn:aws:bedrock:eu-west-1:111122223333:inference-profile/${id}` },
    });
    expect(allows([document], through('us.vendor.model-v1:0'))).toBe(true);
    expect(allows([document], through('eu.vendor.model-v1:0'))).toBe(false);
  });
});
