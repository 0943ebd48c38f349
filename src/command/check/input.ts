import { existsSync, readdirSync, statSync } from 'fs';
import { join } from 'path';
import { readAssembly, readTemplates } from '../../checks/assembly/read-assembly';
import { readJson, UnreadableInput } from '../../checks/assembly/read-json';
import { isRecord, TemplateSource } from '../../checks/template/template';

export interface PolicySource {
  readonly path: string;
  readonly document: unknown;
}

export interface CheckInput {
  readonly templates: readonly TemplateSource[];
  readonly policies: readonly PolicySource[];
}

/** Reads files and folders; throws for what is neither a template, a policy nor a folder with templates. */
export function readInput(paths: readonly string[], region?: string): CheckInput {
  const read = paths.map((path) => {
    if (!existsSync(path)) throw new UnreadableInput(`${path} does not exist`);
    return statSync(path).isDirectory() ? { templates: readFolder(path), policies: [] } : readFile(path);
  });
  return {
    templates: read.flatMap(({ templates }) => templates).map((template) => ({ ...(region && { region }), ...template })),
    policies: read.flatMap(({ policies }) => policies),
  };
}

function readFolder(folder: string): readonly TemplateSource[] {
  const templates = readAssembly(folder);
  if (templates.length > 0) return templates;
  const files = readdirSync(folder).filter((name) => name.endsWith('.template.json')).sort();
  if (files.length === 0) throw new UnreadableInput(`${folder} holds no templates: neither the manifest.json of a cdk.out with stacks in it, nor a *.template.json`);
  const found = readTemplates(files.map((name) => join(folder, name)));
  const wrong = found.find(({ template }) => !isRecord(template) || !isRecord(template.Resources));
  if (wrong) throw new UnreadableInput(`${wrong.path} is no CloudFormation template: it has no Resources`);
  return found;
}

function readFile(path: string): CheckInput {
  if (/\.ya?ml$/i.test(path)) throw new UnreadableInput(`${path} is YAML; give JSON, as "cdk synth" writes it into cdk.out`);
  const json = readJson(path);
  if (isRecord(json) && isRecord(json.Resources)) return { templates: readTemplates([path]), policies: [] };
  const document = documentIn(json);
  if (document) return { templates: [], policies: [{ path, document }] };
  throw new UnreadableInput(`${path} is neither a CloudFormation template (it has no Resources) nor a policy (it has no Statement)`);
}

/** A policy as a file holds it, or as the AWS CLI prints it. */
function documentIn(json: unknown): unknown {
  if (!isRecord(json)) return undefined;
  if (json.Statement !== undefined) return json;
  // get-policy-version, get-role-policy and describe-policy
  const inner = isRecord(json.PolicyVersion) ? json.PolicyVersion.Document : isRecord(json.Policy) ? json.Policy.Content : json.PolicyDocument;
  return documentIn(typeof inner === 'string' ? parsed(inner) : inner);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
