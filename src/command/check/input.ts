import { existsSync, readdirSync, realpathSync, statSync } from 'fs';
import { join } from 'path';
import { Listing, listingIn } from './listing';
import { documentIn } from './policy-file';
import { readAssembly, readTemplates } from '../../checks/read/assembly';
import { readJson, UnreadableInput } from '../../checks/read/json';
import { isRecord, TemplateSource } from '../../checks/read/template';

interface PolicySource {
  readonly path: string;
  readonly document: unknown;
}

interface CheckInput {
  readonly templates: readonly TemplateSource[];
  readonly policies: readonly PolicySource[];
  readonly listings: readonly Listing[];
}

/** Reads files and folders, each file once; throws for what is neither a template, a policy nor a folder with such. */
export function readInput(paths: readonly string[], region?: string): CheckInput {
  const read = paths.map((path) => {
    if (!existsSync(path)) throw new UnreadableInput(`${path} does not exist`);
    return statSync(path).isDirectory() ? readFolder(path) : readFile(path);
  });
  const used = <T extends TemplateSource>(sources: readonly T[]) => once(sources).map((source) => ({ ...(region && { region }), ...source }));
  return {
    templates: used(read.flatMap(({ templates = [] }) => templates)),
    policies: once(read.flatMap(({ policies = [] }) => policies)),
    listings: used(read.flatMap(({ listings = [] }) => listings)),
  };
}

// A file that is given by itself and in its folder: what is known of it either way is kept.
function once<T extends { readonly path: string }>(sources: readonly T[]): T[] {
  const byFile = new Map<string, T>();
  for (const source of sources) {
    const file = realpathSync(source.path);
    byFile.set(file, { ...source, ...byFile.get(file) });
  }
  return [...byFile.values()];
}

function readFolder(folder: string): Partial<CheckInput> {
  const templates = readAssembly(folder);
  if (templates.length > 0) return { templates };
  const files = readdirSync(folder).filter((name) => name.endsWith('.json')).sort().map((name) => join(folder, name));
  const named = files.filter((file) => file.endsWith('.template.json'));
  if (named.length > 0) return { templates: readNamed(named) };
  const read = files.filter((file) => statSync(file).isFile()).flatMap((file) => contentOf(file) ?? []);
  if (read.length === 0) throw new UnreadableInput(`${folder} holds no templates or policies: neither the manifest.json of a cdk.out with stacks in it, nor a *.template.json, nor another *.json that is one`);
  return {
    templates: read.flatMap(({ templates: its = [] }) => its), policies: read.flatMap(({ policies = [] }) => policies), listings: read.flatMap(({ listings = [] }) => listings),
  };
}

function readNamed(files: readonly string[]): readonly TemplateSource[] {
  const found = readTemplates(files);
  const wrong = found.find(({ template }) => !isRecord(template) || !isRecord(template.Resources));
  if (wrong) throw new UnreadableInput(`${wrong.path} is no CloudFormation template: it has no Resources`);
  return found;
}

function readFile(path: string): Partial<CheckInput> {
  if (/\.ya?ml$/i.test(path)) throw new UnreadableInput(`${path} is YAML; give JSON, as "cdk synth" writes it into cdk.out`);
  const content = contentOf(path);
  if (!content) throw new UnreadableInput(`${path} is neither a CloudFormation template (it has no Resources) nor a policy (it has no Statement)`);
  return content;
}

/** What a file holds, if it is for this command. */
function contentOf(path: string): Partial<CheckInput> | undefined {
  const json = readJson(path);
  if (isRecord(json) && isRecord(json.Resources)) return { templates: readTemplates([path]) };
  const listing = listingIn(path, json);
  if (listing) return { listings: [listing] };
  const document = documentIn(json);
  return document ? { policies: [{ path, document }] } : undefined;
}
