import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import { CATALOG_JSON } from '../../src/bedrock/catalog-data';

type Library = typeof import('../../src');
type CatalogModule = typeof import('../../src/bedrock/catalog');

const parse = jest.spyOn(JSON, 'parse');
const timesParsed = () => parse.mock.calls.filter(([text]) => text === CATALOG_JSON).length;

test('the catalog is parsed once, however often it is used', () => {
  jest.isolateModules(() => {
    const library = jest.requireActual<Library>('../../src');
    library.InferenceProfile.globalProfile(new FoundationModelIdentifier('anthropic.claude-opus-5'));
    library.InferenceProfile.fromInferenceProfileId('eu.anthropic.claude-sonnet-4-6');
    expect(jest.requireActual<CatalogModule>('../../src/bedrock/catalog').CATALOG.profiles.size).toBeGreaterThan(0);
    expect(timesParsed()).toBe(1);
  });
});
