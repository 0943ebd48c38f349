import { readFileSync } from 'fs';
import fc from 'fast-check';
import { CatalogFolder } from '../../scripts/catalog/files';
import { CatalogFiles, merge, Merged } from '../../scripts/catalog/merge';
import { inOrder, ProfileRow, profilesText, RegionRow, regionsText } from '../../scripts/catalog/rows';
import { RegionScan } from '../../scripts/catalog/scan';
import { NO_STATE, ScanState, stateText } from '../../scripts/catalog/state';
import { ListedProfile } from '../../src/command/profiles/listing';
import { propertyRuns } from '../support/property-runs';

const ROOT = `${__dirname}/../..`;
// Without what earlier scans counted, so that no refresh of the catalog changes what is tested.
const CATALOG: CatalogFiles = { ...new CatalogFolder(ROOT).read(), state: NO_STATE };
const ASKED = CATALOG.regions.filter(({ partition, bedrock }) => partition === 'aws' && bedrock.startsWith('yes'));
const TODAY = '2100-01-01';

/** What a Region would list if the catalog were right. */
function expectedOf({ region }: RegionRow): ListedProfile[] {
  return CATALOG.profiles.filter(({ sourceRegions }) => sourceRegions?.includes(region)).map(({ id, scope, modelId, sources }) => (
    scope === 'global' ? { id, scope, modelId } : { id, scope, modelId, destinationRegions: sources![region] ?? [region] }
  ));
}

const withoutDestinations = (one: ListedProfile, lacking: readonly string[]): ListedProfile => (
  one.destinationRegions ? { ...one, destinationRegions: one.destinationRegions.filter((name) => !lacking.includes(name)) } : one
);

const someListed = fc.constantFrom(...ASKED).chain((row) => fc.record({
  kept: fc.subarray(expectedOf(row)),
  fresh: fc.subarray<ListedProfile>([
    { id: 'global.new.model', scope: 'global', modelId: 'new.model' },
    { id: 'kr.new.model', scope: 'kr', modelId: 'new.model', destinationRegions: [row.region] },
    { id: 'us.xai.grok-4.7', scope: 'us', modelId: 'xai.grok-4.7', destinationRegions: [row.region, 'zz-new-1'].sort() },
  ]),
  // Of the destinations, the source is always listed.
  lacking: fc.subarray(ASKED.map(({ region }) => region).filter((name) => name !== row.region)),
  odd: fc.boolean(),
  failed: fc.boolean(),
}).map(({ kept, fresh, lacking, odd, failed }): RegionScan => {
  const profiles = [...new Map([...kept.map((one) => withoutDestinations(one, lacking)), ...fresh].map((one) => [one.id, one])).values()];
  return failed || profiles.length === 0
    ? { region: row.region, profiles: [], odd: [], failure: 'no answer' }
    : { region: row.region, profiles, odd: odd ? [{ id: 'x', why: 'y' }] : [] };
}));
const someScans = fc.uniqueArray(someListed, { selector: ({ region }) => region, maxLength: 8 });

const texts = ({ profiles, regions, date, state }: CatalogFiles) => [profilesText(profiles), regionsText(date, regions), stateText(state)];
const pairs = ({ profiles }: CatalogFiles) => profiles.flatMap(({ id, sourceRegions = [] }) => sourceRegions.map((region) => `${id} ${region}`));
const ways = ({ profiles }: CatalogFiles) => profiles.flatMap(({ id, sources = {} }) => Object.entries(sources).flatMap(([region, to]) => (to ?? []).map((name) => `${id} ${region} ${name}`)));
const check = (property: (scans: RegionScan[]) => void) => fc.assert(fc.property(someScans, property), propertyRuns(50));

test('the files are as the updater writes them, with the fields of each row in order', () => {
  const files = ['profiles', 'regions', 'scan-state'].map((name) => readFileSync(`${ROOT}/scripts/catalog/${name}.json`, 'utf8'));
  expect(texts(merge(new CatalogFolder(ROOT).read(), [], TODAY))).toEqual(files);
  expect(profilesText(CATALOG.profiles.map(inOrder))).toBe(files[0]);
});

test('a scan that confirms all of the catalog changes no byte of it', () => {
  const known = CATALOG.profiles.filter(({ unverifiedSourceRegions, sources = {} }) => !unverifiedSourceRegions && !Object.values(sources).includes(null));
  const catalog = { ...CATALOG, profiles: known };
  const scans = ASKED.map((row) => ({ region: row.region, odd: [], profiles: expectedOf(row).filter(({ id }) => known.some((one) => one.id === id)) }));
  const regions = CATALOG.regions.map((row) => (ASKED.includes(row) ? { ...row, bedrock: 'yes' } : row));
  expect(texts(merge({ ...catalog, regions }, scans.filter(({ profiles }) => profiles.length > 0), TODAY))).toEqual(texts({ ...catalog, regions }));
});

test('one scan never takes anything away, neither source Regions nor destinations', () => {
  check((scans) => {
    const merged = merge(CATALOG, scans, TODAY);
    const after = new Set([...pairs(merged), ...ways(merged)]);
    expect([...pairs(CATALOG), ...ways(CATALOG)].filter((one) => !after.has(one))).toEqual([]);
  });
});

test('what Regions list is in the catalog, whatever it held before', () => {
  check((scans) => {
    const { profiles } = merge(CATALOG, scans, TODAY);
    for (const { region, profiles: listed } of scans) {
      for (const { id, destinationRegions } of listed) {
        const row = profiles.find((one) => one.id === id)!;
        expect(row.sourceRegions).toContain(region);
        if (destinationRegions) expect(row.sources![region]).toEqual(expect.arrayContaining([...destinationRegions]));
        expect(row.confidence).not.toBe('low');
      }
    }
  });
});

test('the order of answers, and of profiles in them, makes no difference', () => {
  check((scans) => {
    const reversed = [...scans].reverse().map((scan) => ({ ...scan, profiles: [...scan.profiles].reverse() }));
    const [one, other] = [merge(CATALOG, scans, TODAY), merge(CATALOG, reversed, TODAY)];
    expect([...texts(other), JSON.stringify(other.changes)]).toEqual([...texts(one), JSON.stringify(one.changes)]);
  });
});

test('the same answers again on the same day change nothing more', () => {
  check((scans) => {
    const once = merge(CATALOG, scans, TODAY);
    expect(texts(merge(once, scans, TODAY))).toEqual(texts(once));
  });
});

test('does not change what it is given', () => {
  const frozen = JSON.stringify(CATALOG);
  check((scans) => {
    const given = JSON.stringify(scans);
    merge(CATALOG, scans, TODAY);
    expect(JSON.stringify(scans)).toBe(given);
  });
  expect(JSON.stringify(CATALOG)).toBe(frozen);
});

test('keeps fields of rows that it does not know, the rows in their order, and Regions in theirs', () => {
  const odd: readonly ProfileRow[] = CATALOG.profiles.map((row) => ({ remark: 'by hand', ...row }));
  check((scans) => {
    const { profiles, regions }: Merged = merge({ ...CATALOG, profiles: odd }, scans, TODAY);
    for (const row of profiles.filter(({ id }) => odd.some((one) => one.id === id))) expect(row).toHaveProperty('remark', 'by hand');
    expect(profiles.map(({ id }) => id)).toEqual(profiles.map(({ id }) => id).sort());
    for (const { sourceRegions = [], sources = {} } of profiles.filter((row) => !odd.includes(row))) {
      for (const names of [sourceRegions, Object.keys(sources)]) expect(names).toEqual([...names].sort());
    }
    const inFile = regions.map(({ partition, region }) => `${['aws', 'aws-us-gov', 'aws-eusc'].indexOf(partition)} ${region}`);
    expect(inFile).toEqual([...inFile].sort());
  });
});

test('a scan of some Regions leaves the counts of others alone', () => {
  const absent = CATALOG.profiles.find(({ sourceRegions, lifecycle }) => sourceRegions?.includes('us-east-1') && lifecycle !== 'past-eol')!.id;
  const state: ScanState = { regions: { 'eu-west-1': { lastCleanScan: '2026-11-01', misses: { 'eu.anthropic.claude-opus-5': 3 } } } };
  const scans = [{ region: 'us-east-1', odd: [], profiles: expectedOf(ASKED.find(({ region }) => region === 'us-east-1')!).filter(({ id }) => id !== absent) }];
  const after = merge({ ...CATALOG, state }, scans, TODAY).state;
  expect(after.regions['eu-west-1']).toEqual(state.regions['eu-west-1']);
  expect(after.regions['us-east-1'].misses).toEqual({ [absent]: 1 });
});

test('the number of clean scans until removal can be given', () => {
  const scans = [{ region: 'us-east-1', odd: [], profiles: [{ id: 'us.new.model', scope: 'us', modelId: 'new.model', destinationRegions: ['us-east-1'] }] }];
  const retired = CATALOG.profiles.filter(({ lifecycle }) => lifecycle === 'past-eol').map(({ id }) => `${id} us-east-1`);
  const left = pairs(merge(CATALOG, scans, TODAY, 1)).filter((pair) => pair.endsWith(' us-east-1') && !retired.includes(pair));
  expect(left).toEqual(['us.new.model us-east-1']);
});
