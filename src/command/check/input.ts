import { closeSync, openSync, readdirSync, readFileSync, readSync, realpathSync, Stats, statSync } from 'fs';
import { basename, join } from 'path';
import { contentOf, looksLikeContent } from './contents';
import { Found, pathOf, Source, sourceOf } from './source';
import { isTerraform, TERRAFORM } from './terraform';
import { readAssembly, readTemplates } from '../../checks/read/assembly';
import { isSnapshots, parseText } from '../../checks/read/formats';
import { textOfBytes, UnreadableInput } from '../../checks/read/json';
import { withoutSam } from '../../checks/read/sam';
import { TemplateSource } from '../../checks/read/template';

/** What was read of the paths that were given, and what was not. */
export interface CheckInput {
  readonly sources: readonly Source[];
  /** How many files of folders are neither templates nor policies. */
  readonly passedOver: number;
  readonly terraform: number;
  readonly unreadable: readonly Unreadable[];
}

export interface Unreadable {
  readonly file: string;
  readonly message: string;
}

export const STANDARD_INPUT = '-';

/** Reads files and folders, each file once. What cannot be read is named, and the rest is read. */
export function readInput(paths: readonly string[], region: string | undefined, input: () => Buffer): CheckInput {
  const reader = new InputReader(input);
  const sources = once(paths.flatMap((path) => reader.read(path))).map((source) => ({ ...(region && { region }), ...source }));
  return { sources, passedOver: reader.passedOver, terraform: reader.terraform, unreadable: reader.unreadable };
}

/** The text of a file that was read. */
export function textOfFile(file: string, input: () => Buffer): string {
  return textOfBytes(file === STANDARD_INPUT ? input() : readFileSync(file));
}

// A file that is given by itself and in its folder: what is known of it either way is kept.
function once(sources: readonly Source[]): Source[] {
  const byFile = new Map<string, Source>();
  for (const source of sources) {
    const key = [source.file === STANDARD_INPUT ? source.file : realpathSync(source.file), source.path.slice(source.file.length)].join('\0');
    byFile.set(key, { ...source, ...byFile.get(key) });
  }
  return [...byFile.values()];
}

// What it makes no sense to look into: programs, texts, pictures, archives, logs.
const OTHER_FILES = new RegExp(`\\.(${[
  'md', 'markdown', 'rst', 'adoc', 'html?', 'css', 'scss', '[cm]?[jt]sx?', 'd\\.ts', 'map', 'py', 'pyc', 'java', 'class', 'jar', 'kt', 'go', 'rs', 'cs', 'c', 'cc', 'cpp', 'h', 'rb', 'php', 'swift', 'sh', 'ps1', 'sql',
  'ipynb', 'log', 'ndjson', 'jsonl', 'csv', 'lock', 'svg', 'png', 'jpe?g', 'gif', 'ico', 'pdf', 'docx?', 'xlsx?', 'pptx?', 'woff2?', 'ttf', 'mp[34]', 'mov', 'zip', 'gz', 'tgz', 'tar', 'bz2', 'xz', '7z', 'so', 'dll', 'exe', 'wasm',
].join('|')})$`, 'i');
const USUAL_NAMES = /\.(json|ya?ml|template|snap|cfn)$/i;
const MAX_BYTES = 256_000_000;

class InputReader {
  public passedOver = 0;
  public terraform = 0;
  public readonly unreadable: Unreadable[] = [];
  private readonly folders = new Set<string>();
  // What a file was found to hold, by its path.
  private readonly known = new Map<string, Found[]>();

  constructor(private readonly input: () => Buffer) {}

  public read(path: string): Source[] {
    if (path === STANDARD_INPUT) return this.given(path, () => this.input());
    const stats = this.attempt(path, () => statSync(path));
    if (!stats) return [];
    if (!stats.isDirectory()) return /\.tf(vars)?$/.test(path) ? this.refused(path, TERRAFORM) : this.given(path, () => readFileSync(path));
    const before = this.unreadable.length;
    const sources = this.folder(path);
    if (sources.length === 0 && this.unreadable.length === before) {
      this.refused(path, `it holds no template and no policy that this command reads${this.terraform > 0 ? `\n  ${TERRAFORM}` : ''}`);
    }
    return sources;
  }

  /** A file that the user named: it is for this command, or it is an error. */
  private given(file: string, bytes: () => Buffer): Source[] {
    const read = this.attempt(file, bytes);
    const sources = read ? this.sourcesIn(file, read, true) : [];
    if (sources.length === 0 && !this.unreadable.some((other) => other.file === file)) {
      this.refused(file, 'it is neither a CloudFormation template (it has no Resources) nor a policy (it has no Statement)');
    }
    return sources;
  }

  private folder(folder: string): Source[] {
    const real = realpathSync(folder);
    if (this.folders.has(real)) return [];
    this.folders.add(real);
    const assembly = readAssembly(folder, (path) => this.template(path));
    if (assembly.length > 0) return this.fromAssembly(assembly);
    const entries = this.attempt(folder, () => readdirSync(folder).sort()) ?? [];
    return entries.filter((name) => name !== 'node_modules' && !name.startsWith('.')).flatMap((name) => {
      const path = join(folder, name);
      const stats = USUAL_NAMES.test(name) ? this.attempt(path, () => statSync(path)) : statSync(path, { throwIfNoEntry: false });
      if (!stats) return [];
      return stats.isDirectory() ? this.folder(path) : this.fileOfFolder(path, stats);
    });
  }

  private fileOfFolder(path: string, stats: Stats): Source[] {
    if (path.endsWith('.tf')) this.terraform++;
    const sources = stats.isFile() && !OTHER_FILES.test(path) && !path.endsWith('.tf') ? this.candidate(path) : [];
    if (sources.length === 0 && this.unreadable.at(-1)?.file !== path) this.passedOver++;
    return sources;
  }

  private candidate(path: string): Source[] {
    const start = this.attempt(path, () => startOf(path));
    if (!start) return [];
    if (start.includes(0) && start[0] !== 0xff) return USUAL_NAMES.test(path) ? this.refused(path, 'it is not a text') : [];
    const bytes = this.attempt(path, () => readFileSync(path));
    return bytes ? this.sourcesIn(path, bytes, false) : [];
  }

  private sourcesIn(file: string, bytes: Buffer, isGiven: boolean): Source[] {
    const found = this.found(file, bytes, isGiven);
    const [only] = found;
    // A template alone in its file may have a manifest beside it, and nested stacks.
    if (found.length === 1 && file !== STANDARD_INPUT && only.content.kind === 'template' && only.content.place.length === 0 && only.parsed.format !== 'snapshot') {
      return this.fromAssembly(readTemplates([file], (path) => this.template(path)));
    }
    return found.map((one) => sourceOf(one, { path: pathOf(one, found.length), template: undefined }));
  }

  private fromAssembly(templates: readonly TemplateSource[]): Source[] {
    return templates.map((template) => sourceOf(this.known.get(template.path)![0], template));
  }

  /** The template in a file of an assembly, or another of its files; undefined for one that cannot be read. */
  private template(path: string): unknown {
    const bytes = this.attempt(path, () => readFileSync(path));
    if (!bytes) return undefined;
    if (/^manifest\.json$|\.assets\.json$/.test(basename(path))) {
      // Others have a manifest.json too.
      const text = textOfBytes(bytes);
      return /"(artifacts|files)"/.test(text) ? this.attempt(path, () => JSON.parse(text) as unknown) : undefined;
    }
    const [found] = this.found(path, bytes, true);
    return found?.content.kind === 'template' ? (found.plain?.template ?? found.content.value) : undefined;
  }

  private found(file: string, bytes: Buffer, isGiven: boolean): Found[] {
    const known = this.known.get(file);
    if (known) return known;
    const found = this.parse(file, bytes, isGiven);
    this.known.set(file, found);
    return found;
  }

  private parse(file: string, bytes: Buffer, isGiven: boolean): Found[] {
    if (bytes.length > MAX_BYTES) return this.refused(file, `it has more than ${MAX_BYTES / 1_000_000} MB`);
    const text = textOfBytes(bytes);
    const looks = isSnapshots(text) || looksLikeContent(text);
    if (!looks && !isGiven) return [];
    try {
      if (text.includes('\0')) throw new UnreadableInput('it is not a text');
      const parsed = parseText(text, file);
      if (isGiven && parsed.values.some(({ value }) => isTerraform(value))) throw new UnreadableInput(TERRAFORM);
      return parsed.values.flatMap(({ value, name, prefix }) => {
        const content = contentOf(value);
        return content ? [{ file, parsed, name, prefix, content, ...(content.kind === 'template' && { plain: withoutSam(content.value) }) }] : [];
      });
    } catch (error) {
      if (!(error instanceof UnreadableInput) && !(error instanceof RangeError)) throw error;
      // A document with a template in it is none.
      if (isGiven || USUAL_NAMES.test(file) || !basename(file).includes('.')) this.refused(file, error instanceof RangeError ? 'it is nested too deep' : error.message);
      return [];
    }
  }

  private refused(file: string, message: string): [] {
    this.unreadable.push({ file, message });
    return [];
  }

  private attempt<T>(file: string, action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      this.refused(file, code === 'ENOENT' ? 'it does not exist' : `it cannot be read: ${message}`);
      return undefined;
    }
  }
}

function startOf(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(4096);
    return start.subarray(0, readSync(file, start));
  } finally {
    closeSync(file);
  }
}
