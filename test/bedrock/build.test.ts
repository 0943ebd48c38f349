import { catalogText, dataFile } from '../../scripts/catalog/build';
import { ProfileRow, RegionRow } from '../../scripts/catalog/rows';
import { Catalog } from '../../src/bedrock/catalog';

const profile = (id: string, row: Partial<ProfileRow> = {}): ProfileRow => {
  const [scope, ...rest] = id.split('.');
  return { id, scope, modelId: rest.join('.'), provider: 'Any', asOf: '2026-11-01', confidence: 'medium', ...row };
};
const region = (name: string, row: Partial<RegionRow> = {}): RegionRow => ({
  region: name, name, partition: 'aws', optIn: null, bedrock: 'yes', canBeGlobalCrisSource: true, geographyPrefixes: [], geoPrefixesSeenAsSource: [], ...row,
});

/** What the library makes of a catalog that was built from these rows. */
function built(profiles: ProfileRow[], regions: RegionRow[] = []): Catalog {
  const text = catalogText(profiles, regions, '2026-11-22');
  let catalog!: Catalog;
  jest.isolateModules(() => {
    jest.doMock('../../src/bedrock/catalog-data', () => ({ CATALOG_JSON: text }));
    catalog = jest.requireActual<typeof import('../../src/bedrock/catalog')>('../../src/bedrock/catalog').CATALOG;
  });
  return catalog;
}

test('leaves profiles of low confidence out', () => {
  const { profiles } = built([profile('us.a.high', { confidence: 'high' }), profile('us.a.low', { confidence: 'low' }), profile('us.a.medium')]);
  expect([...profiles.keys()]).toEqual(['us.a.high', 'us.a.medium']);
});

test('keeps destinations apart that are not known, and source Regions that are not', () => {
  const { profiles } = built([
    profile('us.a.known', { sources: { 'us-west-2': ['us-west-2', 'us-east-1'], 'us-east-1': null } }),
    profile('us.a.unknown', { sourceRegionsUnknown: true }),
    profile('global.a.known', { sourceRegions: ['us-west-2', 'us-east-1'] }),
    profile('global.a.unknown', { sourceRegionsUnknown: true }),
  ]);
  expect([...profiles.get('us.a.known')!.destinations!]).toEqual([['us-east-1', null], ['us-west-2', ['us-east-1', 'us-west-2']]]);
  expect(profiles.get('global.a.known')).toEqual({ id: 'global.a.known', asOf: '2026-11-01', confidence: 'medium', sourceRegions: ['us-east-1', 'us-west-2'] });
  for (const id of ['us.a.unknown', 'global.a.unknown']) expect(profiles.get(id)).toEqual({ id, asOf: '2026-11-01', confidence: 'medium' });
});

test('says of a lifecycle only what a user must know', () => {
  const { profiles } = built([profile('us.a.active', { lifecycle: 'active' }), profile('us.a.legacy', { lifecycle: 'legacy' }), profile('us.a.past', { lifecycle: 'past-eol' })]);
  expect([...profiles.values()].map(({ lifecycle }) => lifecycle)).toEqual([undefined, 'legacy', 'past-eol']);
});

test('takes geographies of a Region from AWS\'s pages and from scans, and Bedrock from any kind of yes', () => {
  const { regions } = built([], [
    region('b-1', { geographyPrefixes: ['us', 'ca'], geoPrefixesSeenAsSource: ['kr', 'us'], bedrock: 'yes (docs)' }),
    region('a-1', { bedrock: 'no evidence', canBeGlobalCrisSource: false }),
  ]);
  expect([...regions.values()]).toEqual([
    { region: 'a-1', partition: 'aws', bedrock: false, global: false, geographies: [] },
    { region: 'b-1', partition: 'aws', bedrock: true, global: true, geographies: ['ca', 'kr', 'us'] },
  ]);
});

test('writes the same text whatever the order of rows and Regions', () => {
  const rows = [profile('us.a.one', { sources: { 'us-west-2': ['us-west-2', 'us-east-1'], 'us-east-1': ['us-east-1'] } }), profile('global.a.one', { sourceRegions: ['us-west-2', 'us-east-1'] })];
  const turned = [profile('global.a.one', { sourceRegions: ['us-east-1', 'us-west-2'] }), profile('us.a.one', { sources: { 'us-east-1': ['us-east-1'], 'us-west-2': ['us-east-1', 'us-west-2'] } })];
  expect(catalogText(turned, [region('b-1'), region('a-1')], '2026-11-22')).toBe(catalogText(rows, [region('a-1'), region('b-1')], '2026-11-22'));
});

test('writes a file that says where it is from', () => {
  expect(dataFile('{}')).toMatch(/^\/\*\* .*build\.ts.*do not edit\. \*\/\nexport const CATALOG_JSON = `\{\}`;\n$/);
});
