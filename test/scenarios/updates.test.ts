import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { FROZEN, FROZEN_FOLDER, frozenFile, FrozenTemplate, templateOf } from './frozen';

/**
 * What must stay the same resource when a stack is updated from the frozen base, and the properties that CloudFormation replaces it for:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/introduction.html
 */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  // Data.
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::S3::Bucket': ['BucketName'],
  'AWS::KMS::Key': [],
  'AWS::CloudTrail::Trail': ['TrailName'],
  // What callers, policies and bills refer to.
  'AWS::Bedrock::ApplicationInferenceProfile': ['Description', 'InferenceProfileName', 'ModelSource'],
  'AWS::IAM::Role': ['Path', 'RoleName'],
  // What has a name that people and tools know.
  'AWS::CloudWatch::Alarm': ['AlarmName'],
  'AWS::CloudWatch::Dashboard': ['DashboardName'],
};

/** What an update from one template to another replaces or removes of these. */
function lost(from: FrozenTemplate, to: FrozenTemplate): string[] {
  return Object.entries(from.Resources).filter(([, { Type }]) => Type in KEPT).flatMap(([id, { Type, Properties = {} }]) => {
    const now = to.Resources[id];
    if (now?.Type !== Type) return [`${id} (${Type}) is gone`];
    const changed = KEPT[Type].filter((property) => JSON.stringify(Properties[property]) !== JSON.stringify(now.Properties?.[property]));
    return changed.map((property) => `${id} (${Type}) is replaced, because ${property} changed`);
  });
}

const frozen = (name: string) => JSON.parse(readFileSync(join(FROZEN_FOLDER, frozenFile(name)), 'utf8')) as FrozenTemplate;

test.each(FROZEN)('%s: an update from the frozen template loses nothing', (name) => {
  expect(lost(frozen(name), templateOf(name))).toEqual([]);
});

test('the frozen templates are those of the scenarios, each with something to lose', () => {
  expect(readdirSync(FROZEN_FOLDER).sort()).toEqual(FROZEN.map(frozenFile).sort());
  expect(FROZEN.filter((name) => !Object.values(frozen(name).Resources).some(({ Type }) => Type in KEPT))).toEqual([]);
});

test('a loss is found: another id, another name, another type', () => {
  const base = frozen('quick start');
  const alarm = Object.keys(base.Resources).find((id) => base.Resources[id].Type === 'AWS::CloudWatch::Alarm')!;
  const { [alarm]: moved, ...rest } = base.Resources;
  expect(lost(base, { Resources: { ...rest, [`${alarm}2`]: moved } })).toEqual([`${alarm} (AWS::CloudWatch::Alarm) is gone`]);
  expect(lost(base, { Resources: { ...rest, [alarm]: { ...moved, Properties: { ...moved.Properties, AlarmName: 'named' } } } })).toEqual([`${alarm} (AWS::CloudWatch::Alarm) is replaced, because AlarmName changed`]);
});
