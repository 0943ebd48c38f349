import { Geography } from '../../src';
import { CATALOG } from '../../src/bedrock/catalog';

const STATICS = {
  US: 'us', EU: 'eu', APAC: 'apac', JP: 'jp', AU: 'au', CA: 'ca', IN: 'in', US_GOV: 'us-gov',
};

test.each(Object.entries(STATICS))('Geography.%s has the prefix %s', (name, prefix) => {
  expect(Geography[name as keyof typeof STATICS].prefix).toBe(prefix);
});

test('there is a static member for each geography of the catalog, and for no other', () => {
  const members = Object.values(Geography).filter((member) => member instanceof Geography).map(({ prefix }) => prefix);
  expect(members.sort()).toEqual([...CATALOG.prefixes].filter((prefix) => prefix !== 'global').sort());
});

test.each(['kr', 'sa', 'us-iso', 'eusc', 'eu'])('takes the prefix %s, known or not', (prefix) => {
  expect(Geography.of(prefix).prefix).toBe(prefix);
});

test.each([
  ['that is global', 'global'],
  ['that is a model provider', 'anthropic'],
  ['that is a model provider', 'amazon'],
  ['that is empty', ''],
  ['in upper case', 'EU'],
  ['with its dot', 'eu.'],
  ['with a digit', 'eu1'],
  ['with a space', 'e u'],
  ['with an asterisk', '*'],
  ['that starts with a hyphen', '-eu'],
  ['that is a Region', 'eu-west-1'],
])('fails for a prefix %s: "%s"', (_what, prefix) => {
  expect(() => Geography.of(prefix)).toThrow(new Error(
    `prefix: "${prefix}" is not the prefix of a geography; give lower-case letters and hyphens like "eu" (for global profiles use InferenceProfile.globalProfile)`,
  ));
});
