import { writeFileSync } from 'fs';
import { join } from 'path';
import { CatalogFolder } from './files';
import { readListings } from './listing-folder';
import { CatalogFiles, merge } from './merge';
import { mergeListings } from './merge-listings';
import { FolderOptions, Options, parse, regionsToAsk, USAGE } from './options';
import { Progress, Terminal } from './progress';
import { listingReport, report } from './report';
import { ClientOf, scan } from './scan';

/** What the update has from its surroundings. */
export interface Surroundings {
  readonly today: string;
  readonly out: (text: string) => void;
  readonly terminal: Terminal;
  readonly clientOf?: ClientOf;
  readonly signal?: AbortSignal;
}

/**
 * Refreshes the catalog. Nothing is written before every Region has answered or failed.
 *
 * Answers 0 with or without changes, 1 if no Region answered, 2 for wrong input or a folder that cannot be read in full, 130 if it was interrupted.
 */
export async function update(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { today, out, terminal, clientOf, signal } = surroundings;
  let options: Options, catalog: CatalogFiles, folder: CatalogFolder, regions: string[];
  try {
    options = parse(args);
    if (options.help) return print(out, USAGE, 0);
    folder = new CatalogFolder(options.root ?? join(__dirname, '..', '..'));
    catalog = folder.read();
    regions = regionsToAsk(options, catalog.regions);
  } catch (error) {
    return print(terminal.write, `${(error as Error).message}\n\n${USAGE}`, 2);
  }
  if (options.from) return updateFrom(options.from, options, catalog, folder, surroundings);

  const progress = new Progress(terminal, regions.length);
  let scans;
  try {
    scans = await scan(regions, { clientOf, signal, progress: (answer) => progress.show(answer) });
  } catch (error) {
    if (!signal?.aborted) throw error;
    return print(terminal.write, 'interrupted; nothing was written\n', 130);
  }

  const merged = merge(catalog, scans, today);
  tell(report(today, options.partition, scans, merged.changes), options, out);
  if (scans.every(({ failure }) => failure !== undefined)) return print(terminal.write, 'no Region answered; nothing was written\n', 1);
  return writeDown(merged, options, folder, out);
}

/** The same from a folder of listings. Every file is read before anything is merged. */
async function updateFrom(from: FolderOptions, options: Options, catalog: CatalogFiles, folder: CatalogFolder, { today, out, terminal, signal }: Surroundings): Promise<number> {
  let scans;
  try {
    scans = await readListings(from.folder, catalog.regions);
  } catch (error) {
    return print(terminal.write, `${(error as Error).message}\nnothing was written\n`, 2);
  }
  if (signal?.aborted) return print(terminal.write, 'interrupted; nothing was written\n', 130);
  const source = { name: from.source, date: from.date ?? today };
  const merged = mergeListings(catalog, scans, source, today);
  tell(listingReport(source, scans, merged), options, out);
  if (scans.every(({ profiles, onDemand }) => profiles.length === 0 && !onDemand)) return print(terminal.write, 'no profile could be read; nothing was written\n', 1);
  return writeDown(merged, options, folder, out);
}

function tell(text: string, options: Options, out: Surroundings['out']): void {
  if (options.report === undefined) out(text);
  else writeFileSync(options.report, text);
}

function writeDown(merged: CatalogFiles, options: Options, folder: CatalogFolder, out: Surroundings['out']): number {
  if (!options.dryRun) out(folder.write(merged) ? `written; the catalog is of ${merged.date}\n` : 'no changes\n');
  return 0;
}

function print(write: (text: string) => void, text: string, code: number): number {
  write(text);
  return code;
}

async function main(): Promise<void> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  process.exitCode = await update(process.argv.slice(2), {
    today: new Date().toISOString().slice(0, 10),
    out: (text) => process.stdout.write(text),
    terminal: { write: (text) => process.stderr.write(text), isTTY: process.stderr.isTTY ?? false, quiet: Boolean(process.env.CI) },
    signal: interrupted.signal,
  });
}

if (require.main === module) void main();
