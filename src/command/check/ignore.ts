import { existsSync, readFileSync } from 'fs';
import { dirname, relative, resolve, sep } from 'path';
import { Located } from './findings';
import { didYouMean } from '../../checks/policy/nearest';
import { UnreadableInput } from '../../checks/read/json';
import { RULES } from '../../checks/rules';

/** The name of the ignore file, looked for in the working folder. */
export const IGNORE_FILE = '.cdk-bedrock-cris-ignore';

/** Findings that somebody decided to live with. */
export interface Ignore {
  readonly rule: string;
  /** A file, or a pattern of files, relative to the ignore file. */
  readonly path?: string;
  /** A logical ID, or a construct path, of which what is below it is meant too. */
  readonly id?: string;
  /** The last day, as 2026-12-31. */
  readonly until?: string;
  readonly reason?: string;
  /** For people: where it says so. */
  readonly source: string;
}

/** Throws, with a message for the user, for a rule that there is none of. */
export function checkedRule(rule: string): string {
  const ids = RULES.map(({ id }) => id);
  if (!ids.includes(rule)) throw new UnreadableInput(`there is no rule ${rule}${didYouMean(rule, ids)}`);
  return rule;
}

/** The entries of an ignore file; of the default one none, if it is not there. */
export function readIgnores(file: string | undefined): Ignore[] {
  const path = file ?? IGNORE_FILE;
  if (file === undefined && !existsSync(path)) return [];
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UnreadableInput(`the ignore file ${path} cannot be read: ${(error as Error).message}`);
  }
  return text.split(/\r?\n/).flatMap((line, index) => entryOf(line, `${path}:${index + 1}`) ?? []);
}

function entryOf(line: string, source: string): Ignore | undefined {
  const [, entry, reason] = /^(.*?)(?:(?:^|\s)#\s*(.*))?$/.exec(line.trim())!;
  if (entry === '') return undefined;
  const [rule, ...others] = entry.match(/(?:[^\s"]|"[^"]*")+/g)!;
  const parts: Record<string, string> = {};
  for (const other of others) {
    const [, key, value] = /^(\w+)=(.+)$/.exec(other.replaceAll('"', '')) ?? [];
    if (!['path', 'id', 'until'].includes(key)) throw new UnreadableInput(`${source}: ${other} is none of path=FILE, id=LOGICAL_ID, until=YYYY-MM-DD; a reason follows #`);
    if (key === 'until' && !isDate(value)) throw new UnreadableInput(`${source}: until=${value} is no date like 2026-12-31`);
    parts[key] = value;
  }
  try {
    return { rule: checkedRule(rule), ...parts, ...(reason && { reason }), source };
  } catch (error) {
    throw new UnreadableInput(`${source}: ${(error as Error).message}`);
  }
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** A finding that is ignored, and why. */
export interface IgnoredFinding {
  readonly finding: Located;
  readonly by: Ignore;
}

export interface Sifted {
  readonly findings: readonly Located[];
  readonly ignored: readonly IgnoredFinding[];
  /** Entries that are over, or that no finding matches. */
  readonly stale: readonly string[];
}

/** Takes out what is ignored. */
export function sift(findings: readonly Located[], ignores: readonly Ignore[], { folder, files, today }: { folder: string; files: readonly string[]; today: string }): Sifted {
  const over = ignores.filter(({ until }) => until !== undefined && until < today);
  const active = ignores.filter((ignore) => !over.includes(ignore));
  const used = new Set<Ignore>();
  const [left, ignored]: [Located[], IgnoredFinding[]] = [[], []];
  for (const { also = [], ...finding } of findings) {
    // Of one decision that shows at several places, some may be meant.
    const places = [finding, ...also.map(({ line, column, ...place }) => ({ ...withoutPlace(finding), line, column, ...place }))];
    const rest = places.filter((place) => {
      const its = active.filter((ignore) => matches(ignore, place, folder));
      its.forEach((ignore) => used.add(ignore));
      if (its.length > 0) ignored.push({ finding: place, by: its[0] });
      return its.length === 0;
    });
    const [first, ...others] = rest;
    if (first) left.push(others.length === 0 ? first : { ...first, also: others.map(placeOf) });
  }
  const stale = ignores.flatMap((ignore) => {
    if (over.includes(ignore)) return [`${ignore.source}: ${ignore.rule} was ignored until ${ignore.until}; mend it, or give another day`];
    // Of a file that is not checked this time, nothing can be said.
    const isChecked = ignore.path === undefined || files.some((file) => pattern(ignore.path!).test(below(folder, file)));
    return used.has(ignore) || ignore.source === OPTION || !isChecked ? [] : [`${ignore.source}: nothing is found of ${ignore.rule} here any more; delete the line`];
  });
  return { findings: left, ignored, stale };
}

function withoutPlace({ logicalId, constructPath, location, sid, ...rest }: Located): Located {
  return rest;
}

function placeOf({ logicalId, constructPath, location, line, column }: Located): NonNullable<Located['also']>[number] {
  return { ...(logicalId !== undefined && { logicalId }), ...(constructPath !== undefined && { constructPath }), ...(location !== undefined && { location }), line, column };
}

/** The source of what is ignored on the command line. */
export const OPTION = '--ignore';

function matches({ rule, path, id }: Ignore, finding: Located, folder: string): boolean {
  const { logicalId, constructPath } = finding;
  return rule === finding.rule
    && (path === undefined || pattern(path).test(below(folder, finding.file)))
    && (id === undefined || id === logicalId || id === constructPath || (constructPath?.startsWith(`${id}/`) ?? false));
}

function below(folder: string, file: string): string {
  return relative(folder, resolve(file)).replaceAll(sep, '/');
}

function pattern(path: string): RegExp {
  const parts = path.replace(/^\.\//, '').split(/(\*\*\/?|\*)/).map((part) => (part.startsWith('**') ? '.*' : part === '*' ? '[^/]*' : part.replace(/[^\w/-]/g, '\\$&')));
  return new RegExp(`^${parts.join('')}(/.*)?$`);
}

/** The folder that the paths of an ignore file are relative to. */
export function folderOf(file: string | undefined): string {
  return dirname(resolve(file ?? IGNORE_FILE));
}
