import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { InferenceProfile, InferenceProfileGrants } from '../../src';
import { CATALOG } from '../../src/bedrock/catalog';
import { warningsOf } from '../profile/stack-warnings';
import { ACCOUNT } from '../support/catalog-profiles';
import { callIsAllowed, INVOKE_ACTIONS } from '../support/cris-requests';
import { deniedRequests } from '../support/denied-requests';
import { allows } from '../support/iam-evaluator';
import { policiesOf } from '../support/template-policies';

/*
 * Source Regions that a source of the catalog names without saying where the calls go: the model is allowed in any Region of the partition, bound to the
 * profile, and a warning says so. docs/decisions/0005-catalog.md says why.
 */

const UNKNOWN = [...CATALOG.profiles.values()].flatMap(({ id, destinations = [] }) => [...destinations].filter(([, regions]) => regions === null)
  .map(([sourceRegion]) => ({ id, sourceRegion, partition: CATALOG.regions.get(sourceRegion)!.partition })));

// What any Region means. The wildcard also matches the ARN without a Region, which no call through a geographic profile asks for.
const ANY_REGION = ['a Region outside of the scope', 'the Region-less model through a geographic profile'];

function granted(id: string, region: string, destinationRegions?: string[]) {
  const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region } });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  InferenceProfileGrants.of(stack, [InferenceProfile.fromInferenceProfileId(id, { destinationRegions })]).invoke(role);
  const template = Template.fromStack(stack).toJSON();
  const pseudo = { partition: CATALOG.regions.get(region)!.partition, region, accountId: ACCOUNT };
  const { inline, managed } = policiesOf(template, stack.getLogicalId(role.node.defaultChild as iam.CfnRole), pseudo);
  return { documents: [...inline, ...managed], warnings: warningsOf(stack).map((warning) => warning.id) };
}

test('there are such source Regions', () => {
  expect(UNKNOWN).toEqual(expect.arrayContaining([
    { id: 'us.anthropic.claude-opus-5-5', sourceRegion: 'ca-west-1', partition: 'aws' },
    { id: 'in.anthropic.claude-opus-5', sourceRegion: 'ap-south-2', partition: 'aws' },
  ]));
});

describe.each(UNKNOWN)('$id from $sourceRegion', ({ id, sourceRegion, partition }) => {
  const call = { account: ACCOUNT, sourceRegion, inferenceProfileId: id, partition };
  const { documents, warnings } = granted(id, sourceRegion);

  test('may be processed in any Region', () => {
    const destinationRegions = [...CATALOG.regions.keys(), 'xx-new-1'];
    expect(INVOKE_ACTIONS.filter((action) => !callIsAllowed(documents, { ...call, action, destinationRegions }))).toEqual([]);
  });

  test('is allowed through this profile only, and nothing else is', () => {
    const denied = deniedRequests(call).filter(([what]) => !ANY_REGION.includes(what));
    expect(denied.filter(([, request]) => allows(documents, request)).map(([what]) => what)).toEqual([]);
  });

  test('is a warning', () => {
    expect(warnings).toContain('cdk-bedrock-cris::destinationRegionsUnknown');
    expect(warnings).not.toContain('cdk-bedrock-cris::sourceRegionNotInCatalog');
  });
});

test('destinationRegions end both, so that a later catalog changes nothing', () => {
  const { documents, warnings } = granted('us.anthropic.claude-opus-5-5', 'ca-west-1', ['us-east-1', 'us-east-2', 'us-west-2']);
  const call = { account: ACCOUNT, sourceRegion: 'ca-west-1', inferenceProfileId: 'us.anthropic.claude-opus-5-5' };
  expect(warnings).toEqual([]);
  expect(callIsAllowed(documents, { ...call, destinationRegions: ['ca-west-1', 'us-east-1', 'us-east-2', 'us-west-2'] })).toBe(true);
  expect(callIsAllowed(documents, { ...call, destinationRegions: ['eu-west-1'] })).toBe(false);
});
