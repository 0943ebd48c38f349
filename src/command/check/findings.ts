import { textOfFile } from './input';
import { Source } from './source';
import { checkPolicyDocument, checkTemplates } from '../../checks/check';
import { Finding, Place } from '../../checks/model/rule';
import { positionsIn } from '../../checks/read/formats';
import { isRecord, valueAt } from '../../checks/read/template';

/** A line and a column of a file, from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** A finding, and where its cause is in the user's own file. */
export interface Located extends Finding, Position {
  readonly file: string;
  readonly also?: readonly (Place & Position)[];
}

/** What is wrong in sources: in their order, and from top to bottom. */
export function findingsIn(sources: readonly Source[], region: string | undefined, input: () => Buffer): Located[] {
  const bySource = new Map(sources.map((source, index) => [source.path, { source, index }]));
  const found = [
    ...checkTemplates(sources.filter(({ kind }) => kind === 'template')),
    // All that one principal has are judged together, but not with those of another account.
    ...sources.filter(({ kind }) => kind === 'listing').flatMap((listing) => checkTemplates([listing])),
    ...sources.filter(({ kind }) => kind === 'policy').flatMap(({ path, template }) => checkPolicyDocument(path, template, region)),
  ];
  const byFile = new Map<string, Finding[]>();
  for (const finding of found) {
    const { file } = bySource.get(finding.path)!.source;
    const its = byFile.get(file);
    if (its) its.push(finding); else byFile.set(file, [finding]);
  }
  const located = [...byFile].flatMap(([file, its]) => inFile(file, its.map((finding) => ({ finding, source: bySource.get(finding.path)!.source })), input));
  return located.sort((one, other) => bySource.get(one.path)!.index - bySource.get(other.path)!.index || one.line - other.line || one.column - other.column);
}

function inFile(file: string, found: readonly { readonly finding: Finding; readonly source: Source }[], input: () => Buffer): Located[] {
  const places = found.map(({ finding, source }) => [finding, ...finding.also ?? []].map((place) => traced(place, source)));
  const positions = positionsIn(textOfFile(file, input), found[0].source.format, places.flatMap((its, index) => its.map(({ path }) => [...found[index].source.start, ...path])));
  return found.map(({ finding, source }, index): Located => {
    const given = [finding, ...finding.also ?? []];
    const [own, ...also] = places[index].map(({ place }, at) => {
      const { constructPath } = given[at];
      return { ...place, ...(constructPath !== undefined && { constructPath }), ...positions.shift()! };
    });
    const sid = sidAt(source.original, places[index][0].path);
    return { ...finding, file, ...own, ...(sid !== undefined && { sid }), also: also.length > 0 ? also : undefined };
  });
}

/** A place in terms of what the user wrote, and the keys and indexes that lead to it there. */
export function traced({ logicalId, location }: Place, source: Source): { readonly place: Place; readonly path: readonly string[] } {
  const path = source.origin(logicalId, location?.split('.') ?? []);
  const [section, resource, ...rest] = path;
  const own = source.kind === 'template' && section === 'Resources' ? { logicalId: resource, location: location && rest.join('.') }
    : { logicalId, location: source.kind === 'listing' ? location?.replace(/^Properties\.PolicyDocument\./, '') : location };
  return { path, place: Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)) };
}

function sidAt(original: unknown, path: readonly string[]): string | undefined {
  const at = path.lastIndexOf('Statement') + 1;
  if (at === 0) return undefined;
  const statement = [path.slice(0, at + 1), path.slice(0, at)].map((part) => valueAt(original, part)).find(isRecord);
  return typeof statement?.Sid === 'string' ? statement.Sid : undefined;
}
