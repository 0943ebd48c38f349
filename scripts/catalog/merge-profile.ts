import { Change } from './changes';
import { inOrder, ProfileRow, sorted, sortedRecord } from './rows';
import { ListedProfile } from '../../src/command/profiles/listing';

/** A row after one more answer; undefined when nothing is left of it. */
export interface RowAfter {
  readonly row: ProfileRow | undefined;
  readonly changes: readonly Change[];
}

/** A profile that no row has. One scan is one kind of source, so its confidence is medium until a person adds another. */
export function added(region: string, { id, scope, modelId, destinationRegions }: ListedProfile, provider: string, date: string): RowAfter {
  const row = inOrder({
    id,
    scope,
    modelId,
    provider,
    sourceRegions: [region],
    ...(scope === 'global' ? { destinations: 'all commercial' } : { sources: { [region]: destinationRegions ?? null } }),
    asOf: date,
    lastSeen: date,
    confidence: 'medium',
  });
  return { row, changes: [{ kind: 'profile-added', id, region }] };
}

/** What an answer makes of the confidence of a row. */
export type ConfidenceOf = (row: ProfileRow) => ProfileRow['confidence'];

/** The row of a profile that the API lists in the Region. Destinations only come: a policy that loses one is denied calls under load. */
export function listed(row: ProfileRow, region: string, { id, scope, destinationRegions }: ListedProfile, date: string, confidenceOf: ConfidenceOf = raised): RowAfter {
  const changes: Change[] = [];
  const known = row.sourceRegions?.includes(region) ?? false;
  const before = row.sources?.[region];
  const fresh = destinationRegions?.filter((name) => !before?.includes(name)) ?? [];
  if (!known) {
    changes.push({ kind: 'source-added', id, region });
  } else if (fresh.length > 0) {
    changes.push({ kind: 'destinations', id, region, note: before ? signed('+', fresh) : `now known: ${fresh.join(', ')}` });
  }
  const confidence = confidenceOf(row);
  if (confidence !== row.confidence) changes.push({ kind: 'confidence', id, note: `${row.confidence} to ${confidence}` });
  const regionsChanged = changes.length > 0;
  const evidence = { unverifiedSourceRegions: without(row.unverifiedSourceRegions, region), disputedSourceRegions: without(row.disputedSourceRegions, region) };
  if (known && row.unverifiedSourceRegions?.includes(region)) changes.push({ kind: 'confirmed', id, region });
  if (row.idInferred) changes.push({ kind: 'confirmed', id, note: 'the ID, which was composed from the page' });
  if (changes.length === 0) return { row, changes };

  return {
    changes,
    row: inOrder({
      ...row,
      ...evidence,
      sourceRegions: sorted([...row.sourceRegions ?? [], region]),
      sources: scope === 'global' ? undefined : sortedRecord({ ...row.sources, [region]: destinationRegions ? sorted([...before ?? [], ...destinationRegions]) : before ?? null }),
      sourceRegionsUnknown: undefined,
      idInferred: undefined,
      // A listing may be older than the row; what was not known before is of its date.
      asOf: regionsChanged && (row.sourceRegionsUnknown || row.asOf < date) ? date : row.asOf,
      lastSeen: row.lastSeen !== undefined && row.lastSeen > date ? row.lastSeen : date,
      confidence,
    }),
  };
}

/** The row of a profile that is gone from the Region. What AWS's pages say is kept, as disputed: the API says otherwise. */
export function gone(row: ProfileRow, region: string, date: string): RowAfter {
  const { id } = row;
  const disputed = docsOnly(row, region);
  const sourceRegions = without(row.sourceRegions, region);
  const disputedSourceRegions = disputed ? sorted([...row.disputedSourceRegions ?? [], region]) : row.disputedSourceRegions;
  const change: Change = { kind: disputed ? 'disputed' : 'source-removed', id, region };
  if (!sourceRegions && !disputedSourceRegions) return { row: undefined, changes: [change, { kind: 'profile-removed', id }] };

  const { [region]: _, ...sources } = row.sources ?? {};
  // Nothing but a contradiction is left of it.
  const confidence = !sourceRegions ? 'low' : disputed && row.confidence === 'high' ? 'medium' : row.confidence;
  return {
    changes: confidence === row.confidence ? [change] : [change, { kind: 'confidence', id, note: `${row.confidence} to ${confidence}` }],
    row: inOrder({
      ...row,
      sourceRegions,
      sources: row.sources && sourceRegions && sources,
      unverifiedSourceRegions: without(row.unverifiedSourceRegions, region),
      disputedSourceRegions,
      sourceRegionsUnknown: sourceRegions ? undefined : true,
      asOf: date,
      confidence,
    }),
  };
}

/** The row of a profile that the Region lists, but no longer with the destinations that leave. */
export function narrowed(row: ProfileRow, region: string, leaving: readonly string[], date: string): RowAfter {
  const left = row.sources![region]!.filter((name) => !leaving.includes(name));
  return {
    changes: [{ kind: 'destinations', id: row.id, region, note: signed('-', leaving) }],
    row: inOrder({ ...row, sources: { ...row.sources, [region]: left }, asOf: date, lastSeen: date }),
  };
}

/** Whether no scan has seen the profile in the Region: AWS's pages name no destinations, and what they name for global profiles is marked. */
function docsOnly(row: ProfileRow, region: string): boolean {
  return (row.unverifiedSourceRegions?.includes(region) ?? false) || row.sources?.[region] === null;
}

/** A second kind of source makes the confidence high; an answer for what was in doubt is one kind against another. */
function raised(row: ProfileRow): ProfileRow['confidence'] {
  if (row.confidence === 'low') return 'medium';
  return (row.sourceRegions ?? []).every((region) => docsOnly(row, region)) ? 'high' : row.confidence;
}

function signed(sign: string, regions: readonly string[]): string {
  return regions.map((region) => `${sign} ${region}`).join(', ');
}

/** Undefined rather than empty, so that the field goes with its last value. */
function without(values: readonly string[] | undefined, value: string): readonly string[] | undefined {
  const rest = values?.filter((other) => other !== value);
  return rest?.length ? rest : undefined;
}
