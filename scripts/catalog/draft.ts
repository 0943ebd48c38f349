import { Change } from './changes';
import { RowAfter } from './merge-profile';
import { ProfileRow } from './rows';

/** The catalog in the making, while a scan is merged into it. */
export interface Draft {
  readonly rows: Map<string, ProfileRow>;
  readonly changes: Change[];
  readonly today: string;
  readonly missesUntilRemoval: number;
}

/** Puts a row, or that nothing is left of it, into the draft. */
export function keep({ rows, changes }: Draft, id: string, after: RowAfter): void {
  if (after.row) rows.set(id, after.row);
  else rows.delete(id);
  changes.push(...after.changes);
}
