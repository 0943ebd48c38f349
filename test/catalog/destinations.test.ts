import fc from 'fast-check';
import { Answer, Answers, BedrockServer, summary } from './bedrock-server';
import { EU } from './frozen-catalog';
import { asKnown, OPUS, Repository, SMALL } from './small-catalog';
import { CatalogFiles, merge, MISSES_UNTIL_REMOVAL } from '../../scripts/catalog/merge';
import { RegionRow } from '../../scripts/catalog/rows';
import { propertyRuns } from '../support/property-runs';

const [CENTRAL, NORTH, HERE] = EU;
const ID = `eu.${OPUS}`;

/** The small catalog with a profile that goes from two Regions to the same three. */
const region = (name: string): RegionRow => ({ ...SMALL.regions[0], region: name, name, geographyPrefixes: ['eu'], geoPrefixesSeenAsSource: ['eu'] });
const CATALOG: CatalogFiles = {
  ...SMALL,
  regions: [...EU.map(region), ...SMALL.regions].sort((a, b) => (`${a.partition} ${a.region}` < `${b.partition} ${b.region}` ? -1 : 1)),
  profiles: [{ ...SMALL.profiles[0], id: ID, scope: 'eu', sourceRegions: [NORTH, HERE], sources: { [NORTH]: EU, [HERE]: EU } }, ...SMALL.profiles],
};

let server: BedrockServer;
let repository: Repository;
let day: number;
beforeAll(async () => { server = await BedrockServer.start(); });
afterAll(() => server.stop());
beforeEach(() => {
  repository = new Repository(CATALOG);
  day = 0;
});
afterEach(() => repository.remove());

const row = () => repository.folder.read().profiles.find(({ id }) => id === ID)!;
const missed = () => repository.folder.read().state.regions[HERE]?.destinationMisses;
const published = () => repository.files()['src/bedrock/catalog-data.ts'];
const date = (number: number) => new Date(Date.UTC(2026, 11, number)).toISOString().slice(0, 10);
const page = (...inferenceProfileSummaries: ReturnType<typeof summary>[]): Answer[] => [{ inferenceProfileSummaries }];

/** The profile goes from HERE to these Regions and to HERE, and from the other source Region as ever. */
const to = (...names: string[]) => page(summary(HERE, ID, [HERE, ...names]));
const WITHOUT_PROFILE = page(summary(HERE, `global.${OPUS}`));
const scan = async (here: Answer[], times = 1) => {
  const answers: Answers = asKnown({ [NORTH]: page(summary(NORTH, ID, EU)), [HERE]: here });
  for (let time = 0; time < times; time++) {
    server.reset(answers);
    day += 1;
    await expect(repository.update(server, date(day), '--regions', `${NORTH},${HERE}`)).resolves.toBe(0);
  }
};
// What else a scan finds of the small catalog is settled first, so that only destinations are left to change.
beforeEach(() => scan(page(summary(HERE, ID, EU), summary(HERE, `global.${OPUS}`))));

test('one scan that lists fewer destinations takes none away, and changes nothing that users get', async () => {
  const before = published();
  await scan(to());
  expect(row().sources![HERE]).toEqual(EU);
  expect(published()).toBe(before);
});

test(`a destination leaves with the clean scan ${MISSES_UNTIL_REMOVAL} in a row that lists the profile without it, and from that source Region only`, async () => {
  for (let count = 1; count < MISSES_UNTIL_REMOVAL; count++) {
    await scan(to(CENTRAL));
    expect(row()).toMatchObject({ sources: { [HERE]: EU }, asOf: SMALL.profiles[0].asOf });
    expect(missed()).toEqual({ [ID]: { [NORTH]: count } });
    expect(repository.out).toContain(`## Absent destination Regions: counts towards removal\n\n- \`${ID}\`: ${HERE}: to ${NORTH}, ${count} of ${MISSES_UNTIL_REMOVAL}\n`);
    expect(repository.out).not.toMatch(/listed again|Other destination/);
  }
  await scan(to(CENTRAL));
  expect(row()).toMatchObject({ sourceRegions: [NORTH, HERE], sources: { [NORTH]: EU, [HERE]: [CENTRAL, HERE] }, asOf: date(day), lastSeen: date(day) });
  expect(missed()).toBeUndefined();
  expect(repository.out).toContain(`## Other destination Regions\n\n- \`${ID}\`: ${HERE}: - ${NORTH}\n`);
  expect(repository.out).not.toContain('Absent destination');
  expect(published()).toContain(`"date": "${date(day)}"`);
});

test('each destination has a count of its own, and one that is listed again starts anew', async () => {
  await scan(to(CENTRAL), MISSES_UNTIL_REMOVAL - 2);
  await scan(to(), 1);
  expect(missed()).toEqual({ [ID]: { [CENTRAL]: 1, [NORTH]: MISSES_UNTIL_REMOVAL - 1 } });
  await scan(to(NORTH));
  expect(repository.out).toContain(`## Destination Regions listed again: counts no longer towards removal\n\n- \`${ID}\`: ${HERE}: to ${NORTH}\n`);
  expect(missed()).toEqual({ [ID]: { [CENTRAL]: 2 } });
  await scan(to(CENTRAL), MISSES_UNTIL_REMOVAL - 1);
  expect(row().sources![HERE]).toEqual(EU);
});

test('a new destination comes at once, also while another is missed', async () => {
  await scan(to(CENTRAL, 'eu-west-3'));
  expect(row()).toMatchObject({ sources: { [HERE]: [...EU, 'eu-west-3'], [NORTH]: EU }, asOf: date(day) });
  expect(repository.out).toContain(`- \`${ID}\`: ${HERE}: + eu-west-3\n`);
  expect(missed()).toEqual({ [ID]: { [NORTH]: 1 } });
});

test('several scans of one day count once, and not at all if the first listed everything', async () => {
  day = 0;
  await scan(to());
  expect(missed()).toBeUndefined();
  expect(repository.out).not.toContain('Absent destination');
  for (let time = 0; time <= MISSES_UNTIL_REMOVAL; time++) {
    day = 1;
    await scan(to());
  }
  expect(missed()).toEqual({ [ID]: { [CENTRAL]: 1, [NORTH]: 1 } });
});

test.each<[string, Answer[]]>([
  ['fails', [{ status: 403 }]],
  ['lists nothing', page()],
  ['fails on its second page', [{ ...to()[0] as object, nextToken: 'two' }, { status: 503 }]],
  ['has an odd entry', page(summary(HERE, ID, [HERE]), { ...summary(HERE, 'eu.odd.model', [HERE]), models: [] })],
])('a Region that %s counts no destination, and breaks no count', async (_what, answer) => {
  await scan(to(CENTRAL), 2);
  await scan(answer, MISSES_UNTIL_REMOVAL);
  expect(row().sources![HERE]).toEqual(EU);
  expect(missed()).toEqual({ [ID]: { [NORTH]: 2 } });
  await scan(to(CENTRAL), MISSES_UNTIL_REMOVAL - 2);
  expect(row().sources![HERE]).toEqual([CENTRAL, HERE]);
});

test('a scan that does not list the profile says nothing of its destinations, until the profile itself leaves', async () => {
  await scan(to(CENTRAL), 2);
  await scan(WITHOUT_PROFILE, MISSES_UNTIL_REMOVAL - 1);
  expect(missed()).toEqual({ [ID]: { [NORTH]: 2 } });
  expect(row().sources![HERE]).toEqual(EU);
  await scan(WITHOUT_PROFILE);
  expect(row().sources).toEqual({ [NORTH]: EU });
  expect(missed()).toBeUndefined();
  await scan(to(NORTH));
  expect(row().sources![HERE]).toEqual([NORTH, HERE]);
});

test('the destinations are those of the last clean scans together, whatever Regions listed and in which order', () => {
  const until = 3;
  const list = fc.subarray([CENTRAL, NORTH, 'eu-west-3']).map((names) => [...names, HERE].sort());
  fc.assert(fc.property(fc.array(fc.option(list), { maxLength: 12 }), (lists) => {
    const given: readonly string[][] = lists.filter((one) => one !== null);
    const after = lists.reduce((catalog, names, index) => merge(catalog, [
      names ? { region: HERE, odd: [], profiles: [{ id: ID, scope: 'eu', modelId: OPUS, destinationRegions: names }] } : { region: HERE, odd: [], profiles: [], failure: 'no answer' },
    ], date(index + 1), until), CATALOG);
    const together = new Set([...given.length < until ? EU : [], ...given.slice(-until).flat()]);
    expect(after.profiles.find(({ id }) => id === ID)!.sources![HERE]).toEqual([...together].sort());
  }), propertyRuns());
});
