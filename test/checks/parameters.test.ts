import { Json } from './corpus/corpus-case';
import { globalStatements, hand, OPUS_5, SONNET_4_5, template } from './corpus/template-parts';
import { inlineRole } from './corpus/template-resources';
import { checkTemplates } from '../../src/checks/check';

const [HERE, OTHER] = [OPUS_5, SONNET_4_5].map((id) => `global.${id}`);

/** What is found in a template whose role may call the profile of a parameter, and the model of its default. */
function found(parameter: Json): string[][] {
  const [onProfile, ...onModels] = globalStatements(OPUS_5, hand) as Json[];
  const role = inlineRole('lambda.amazonaws.com', [{ ...onProfile, Resource: hand.profile('${Profile}') }, ...onModels.map(({ Condition, ...statement }) => statement)]);
  const findings = checkTemplates([{ path: 'x.json', region: 'eu-west-1', template: template({ Role: role }, { Parameters: { Profile: { Type: 'String', Default: HERE, ...parameter } } }) }]);
  return findings.map(({ rule, message }) => [rule, message.split(': ')[0]]);
}

test('another value that is allowed is a fault of that deployment, and is told with it', () => {
  const remark = `where the parameter Profile is ${OTHER}`;
  // Its model is missing, and the profile of the model that is allowed.
  expect(found({ AllowedValues: [HERE, OTHER] })).toEqual([['sourceRegionModelMissing', remark], ['profileMissing', remark]]);
});

test.each<[string, Json]>([
  ['the default alone', { AllowedValues: [HERE] }],
  ['any value', {}],
  ['a parameter of the parameter store', { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/profile', AllowedValues: ['/profile', OTHER] }],
  ['a secret', { NoEcho: true, AllowedValues: [HERE, OTHER] }],
])('%s is none', (_name, parameter) => {
  expect(found(parameter)).toEqual([]);
});
