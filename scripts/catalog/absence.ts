import { ChangeKind } from './changes';
import { Draft, keep } from './draft';
import { gone, narrowed } from './merge-profile';
import { ProfileRow } from './rows';
import { RegionScan } from './scan';
import { Counts, Misses, RegionState } from './state';

/** What the Region has now missed, and how often in a row, after one more clean scan of it; takes from the draft what it has missed long enough. */
export function countAbsent(draft: Draft, scan: RegionScan, before: Partial<RegionState> = {}): Misses {
  const misses = absentProfiles(draft, scan, before);
  return { misses, destinationMisses: absentDestinations(draft, scan, before) };
}

function absentProfiles(draft: Draft, { region, profiles }: RegionScan, { lastCleanScan, misses }: Partial<RegionState>): Counts {
  const { rows, changes, today, missesUntilRemoval } = draft;
  const there = new Set(profiles.map(({ id }) => id));
  const absent = [...rows.values()].filter(({ id, sourceRegions, lifecycle }) => sourceRegions?.includes(region) && !there.has(id) && lifecycle !== 'past-eol');
  const counts: Record<string, number> = {};
  for (const row of absent) {
    const count = (misses?.[row.id] ?? 0) + (lastCleanScan === today ? 0 : 1);
    if (count >= missesUntilRemoval) {
      keep(draft, row.id, gone(row, region, today));
    } else if (count > 0) {
      counts[row.id] = count;
      changes.push({ kind: 'absent', id: row.id, region, note: `${count} of ${missesUntilRemoval}` });
    }
  }
  for (const id of Object.keys(misses ?? {}).filter((missed) => there.has(missed))) changes.push({ kind: 'back', id, region });
  return counts;
}

function absentDestinations(draft: Draft, { region, profiles }: RegionScan, before: Partial<RegionState>): Record<string, Counts> {
  const listed = new Map(profiles.map(({ id, destinationRegions }) => [id, destinationRegions]));
  const counts: Record<string, Counts> = {};
  for (const row of [...draft.rows.values()].filter(({ sources }) => sources?.[region])) {
    const now = listed.get(row.id);
    const missed = before.destinationMisses?.[row.id] ?? {};
    // A list without the profile says nothing of where it goes: it neither counts nor breaks a count.
    counts[row.id] = now ? countDestinations(draft, row, region, now, missed, before.lastCleanScan === draft.today ? 0 : 1) : missed;
  }
  return counts;
}

function countDestinations(draft: Draft, row: ProfileRow, region: string, now: readonly string[], missed: Counts, step: number): Counts {
  const { changes, today, missesUntilRemoval } = draft;
  const note = (kind: ChangeKind, text: string) => changes.push({ kind, id: row.id, region, note: text });
  const counted = row.sources![region]!.filter((name) => !now.includes(name)).map((name): [string, number] => [name, (missed[name] ?? 0) + step]);
  const leaving = counted.filter(([, count]) => count >= missesUntilRemoval).map(([name]) => name);
  const staying = counted.filter(([, count]) => count > 0 && count < missesUntilRemoval);
  if (leaving.length > 0) keep(draft, row.id, narrowed(row, region, leaving, today));
  for (const [name, count] of staying) note('destination-absent', `to ${name}, ${count} of ${missesUntilRemoval}`);
  for (const name of now.filter((one) => one in missed)) note('destination-back', `to ${name}`);
  return Object.fromEntries(staying);
}
