import { Content } from './contents';
import { Parsed } from '../../checks/read/formats';
import { PlainTemplate } from '../../checks/read/sam';
import { TemplateSource } from '../../checks/read/template';

/** One template, policy or listing, as the checks take it, and what its findings need to be found in its file. */
export interface Source extends TemplateSource {
  /** As the user gave it, or as it was found in a folder; `-` is standard input. */
  readonly file: string;
  readonly kind: 'template' | 'listing' | 'policy';
  /** How many policies it has, if it is no template. */
  readonly policies: number;
  readonly format: Parsed['format'];
  /** As its file has it, and the keys and indexes that lead to it there. */
  readonly original: unknown;
  readonly start: readonly string[];
  /** What leads to a value of it in the original. */
  readonly origin: (logicalId: string | undefined, location: readonly string[]) => readonly string[];
  readonly notUnderstood: readonly string[];
}

/** What a file was found to hold. */
export interface Found {
  readonly file: string;
  readonly parsed: Parsed;
  readonly name?: string;
  readonly prefix: readonly string[];
  readonly content: Content;
  readonly plain?: PlainTemplate;
}

/** A source, with what is known of where it is deployed; without a template of its own it is as the file has it. */
export function sourceOf({ file, parsed: { format }, prefix, content, plain }: Found, given: TemplateSource): Source {
  const { kind, value, listing } = content;
  const inTemplate = plain?.origin ?? ((logicalId: string, location: readonly string[]) => ['Resources', logicalId, ...location]);
  return {
    ...given,
    file,
    kind,
    format,
    original: value,
    start: [...prefix, ...content.place],
    policies: kind === 'template' ? 0 : listing?.policies ?? 1,
    template: listing?.template ?? plain?.template ?? value,
    ...(listing?.region && { region: listing.region }),
    ...(listing?.account && { account: listing.account }),
    origin: (logicalId, location) => {
      if (logicalId === undefined || kind === 'policy') return location;
      return listing ? [...listing.places.get(logicalId) ?? [], ...withoutDocument(location)] : inTemplate(logicalId, location);
    },
    notUnderstood: plain?.notUnderstood ?? [],
  };
}

// In a listing a policy is what its resource has.
function withoutDocument(location: readonly string[]): readonly string[] {
  return location.slice(0, 2).join('.') === 'Properties.PolicyDocument' ? location.slice(2) : location;
}

/** What findings call it: its file, and of several in one file its name or number. */
export function pathOf({ file, name, prefix }: Found, count: number): string {
  if (name !== undefined) return `${file} [${name}]`;
  return count === 1 ? file : `${file} [${prefix.join('.')}]`;
}
