import { RegionScan } from './scan';

/** Where progress is shown. */
export interface Terminal {
  readonly write: (text: string) => void;
  /** Whether the last line can be written over. */
  readonly isTTY: boolean;
  /** Whether nobody is looking. */
  readonly quiet: boolean;
}

/** Shows a line for each Region, and on a terminal how many are left. */
export class Progress {
  private done = 0;

  constructor(private readonly terminal: Terminal, private readonly total: number) {}

  show({ region, failure, profiles }: RegionScan): void {
    this.done += 1;
    if (this.terminal.quiet) return;
    const line = `${region.padEnd(16)}${failure ?? `${profiles.length} profiles`}\n`;
    const left = this.done < this.total ? `${this.done} of ${this.total} Regions` : '';
    this.terminal.write(this.terminal.isTTY ? `\r\x1b[2K${line}${left}` : line);
  }
}
