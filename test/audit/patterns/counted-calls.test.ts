import { RecordedCalls, recordFilters } from '../../../src/audit/patterns/metric-filters';
import { recordedEventPattern } from '../../../src/audit/patterns/recorded-event';
import { CATALOG } from '../../../src/bedrock/catalog';
import { ACCOUNT, CloudTrailRecord, cloudTrailRecord, GLOBAL_PROFILE, SOURCE_REGION, toEventBridgeEvent } from '../../support/cloudtrail-records';
import { matchesEventPattern } from '../../support/event-pattern';
import { filterDimensions, matchesFilterPattern } from '../../support/filter-pattern';
import { Audit, AUDITED, countedBy, KEY_ID, OTHER_ACCOUNT, OTHER_REGION, OWN_RULE } from '../audited-records';

const CALLS: RecordedCalls = { path: '', sourceRegions: [SOURCE_REGION], accounts: [ACCOUNT], byAccount: false, prefixes: [...CATALOG.prefixes] };
const OF: Readonly<Record<Audit, RecordedCalls>> = {
  trail: { ...CALLS, keyId: KEY_ID },
  logGroup: CALLS,
  eventBridge: { ...CALLS, path: 'detail.', accounts: [], ruleName: OWN_RULE, keyId: KEY_ID },
};

/** The metrics that filters publish for a record, with their dimensions. */
function published(calls: RecordedCalls, record: CloudTrailRecord): string[] {
  const event = calls.path === '' ? record : toEventBridgeEvent(record);
  return recordFilters(calls).filter(({ pattern }) => matchesFilterPattern(pattern, event)).map(({ metricName, dimensions }) => {
    const values = filterDimensions(dimensions, event);
    if (values === undefined) throw new Error(`${metricName}: a dimension is missing from the record`);
    return [metricName, ...Object.entries(values).map((dimension) => dimension.join('='))].join(' ');
  });
}

function delivered(record: CloudTrailRecord): boolean {
  const { detailType, ...parts } = recordedEventPattern({ account: ACCOUNT, region: SOURCE_REGION, keyId: KEY_ID });
  return matchesEventPattern({ ...parts, 'detail-type': detailType }, toEventBridgeEvent(record));
}

test.each(Object.keys(AUDITED))('%s is counted as each audit should', (name) => {
  const expectation = AUDITED[name];
  for (const [audit, calls] of Object.entries(OF) as [Audit, RecordedCalls][]) {
    // Where EventBridge delivers, its rule decides first.
    const counted = audit === 'eventBridge' && !delivered(expectation.record) ? [] : published(calls, expectation.record);
    expect([audit, counted]).toEqual([audit, countedBy(audit, expectation)]);
  }
});

describe('several source Regions', () => {
  const regions = [SOURCE_REGION, OTHER_REGION];
  const of = (awsRegion: string, inferenceRegion?: string) => (
    published({ ...CALLS, sourceRegions: regions }, cloudTrailRecord({ awsRegion, additionalEventData: inferenceRegion === undefined ? undefined : { inferenceRegion } }))
  );
  const metric = (name: string, awsRegion: string, to?: string) => `${name} SourceRegion=${awsRegion}${to === undefined ? '' : ` InferenceRegion=${to}`} ModelId=${GLOBAL_PROFILE}`;
  const recorded = (awsRegion: string) => `RecordedInvocations SourceRegion=${awsRegion}`;

  test.each(regions)('a call from %s is re-routed if another Region processed it, be that another source Region', (region) => {
    const other = regions.find((each) => each !== region)!;
    for (const to of [other, 'eu-north-1']) expect(of(region, to)).toEqual([recorded(region), metric('ReroutedInvocations', region, to)]);
    for (const to of [region, undefined]) expect(of(region, to)).toEqual([recorded(region), metric('NotReroutedInvocations', region)]);
  });

  test('a call from a third Region is not counted', () => {
    expect(['eu-north-1', SOURCE_REGION].map((to) => of('sa-east-1', to))).toEqual([[], []]);
  });
});

describe('several accounts', () => {
  const of = (accounts: string[], byAccount: boolean, recipientAccountId: string) => published({ ...CALLS, accounts, byAccount }, cloudTrailRecord({ recipientAccountId, additionalEventData: { inferenceRegion: 'eu-north-1' } }));
  const byAccount = (account: string) => [`RecordedInvocations Account=${account} SourceRegion=${SOURCE_REGION}`, `ReroutedInvocations Account=${account} SourceRegion=${SOURCE_REGION} InferenceRegion=eu-north-1`];

  test.each([[[ACCOUNT, OTHER_ACCOUNT]], [['*']]])('of %j are told apart where that is asked for', (accounts) => {
    for (const account of [ACCOUNT, OTHER_ACCOUNT]) {
      expect(of(accounts, true, account)).toEqual(byAccount(account));
      expect(of(accounts, false, account)).toEqual([`RecordedInvocations SourceRegion=${SOURCE_REGION}`, `ReroutedInvocations SourceRegion=${SOURCE_REGION} InferenceRegion=eu-north-1 ModelId=${GLOBAL_PROFILE}`]);
    }
    expect(of(accounts, true, '999988887777')).toEqual(accounts.includes('*') ? byAccount('999988887777') : []);
  });
});
