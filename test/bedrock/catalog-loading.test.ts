import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import { CATALOG_JSON } from '../../src/bedrock/catalog-data';

type Library = typeof import('../../src');
type CatalogModule = typeof import('../../src/bedrock/catalog');

const parse = jest.spyOn(JSON, 'parse');
const timesParsed = () => parse.mock.calls.filter(([text]) => text === CATALOG_JSON).length;

test('the catalog is parsed on first use and once, not when the library is loaded', () => {
  jest.isolateModules(() => {
    const library = jest.requireActual<Library>('../../src');
    const { catalog } = jest.requireActual<CatalogModule>('../../src/bedrock/catalog');
    expect(library.Geography.EU.prefix).toBe('eu');
    expect(timesParsed()).toBe(0);

    library.InferenceProfile.global(new FoundationModelIdentifier('anthropic.claude-opus-5'));
    expect(timesParsed()).toBe(1);
    library.InferenceProfile.fromInferenceProfileId('eu.anthropic.claude-sonnet-4-6');
    expect(catalog()).toBe(catalog());
    expect(timesParsed()).toBe(1);
  });
});
