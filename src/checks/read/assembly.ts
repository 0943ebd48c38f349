import { existsSync, readdirSync, statSync } from 'fs';
import { basename, dirname, join, resolve } from 'path';
import { readJson } from './json';
import { isRecord, Resource, resourcesOf, TemplateSource, textsIn } from './template';

/** Reads a template or another file of an assembly; undefined for one that cannot be read, if that is no reason to stop. */
export type ReadFile = (path: string) => unknown;

/** The CDK writes JSON; a nested stack may name a file that it did not write. */
function readSynthesized(path: string): unknown {
  return path.endsWith('.json') ? readJson(path) : undefined;
}

/** The templates of a cloud assembly (`cdk.out`), those of its stages and nested stacks too, with where they are deployed. */
export function readAssembly(folder: string, read: ReadFile = readSynthesized, seen = new Set<string>()): TemplateSource[] {
  if (seen.has(resolve(folder))) return [];
  seen.add(resolve(folder));
  const artifacts = artifactsOf(folder, read);
  return [
    ...artifacts.flatMap((artifact) => (artifact.templateFile === undefined ? [] : withNested(join(folder, artifact.templateFile), artifact, read, seen))),
    ...artifacts.flatMap((artifact) => (artifact.directoryName === undefined ? [] : readAssembly(join(folder, artifact.directoryName), read, seen))),
  ];
}

/** Templates by their paths; where they are deployed is in the manifest beside them, if there is one. */
export function readTemplates(paths: readonly string[], read: ReadFile = readSynthesized): TemplateSource[] {
  const manifests = new Map<string, Artifact[]>();
  const seen = new Set<string>();
  return paths.flatMap((path) => {
    const folder = dirname(path);
    const artifacts = manifests.get(folder) ?? artifactsOf(folder, read);
    manifests.set(folder, artifacts);
    return withNested(path, artifacts.find(({ templateFile }) => templateFile === basename(path)), read, seen);
  });
}

interface Artifact {
  readonly templateFile?: string;
  readonly directoryName?: string;
  readonly region?: string;
  readonly account?: string;
}

/** https://docs.aws.amazon.com/cdk/v2/guide/deploy.html#deploy-how-synth */
function artifactsOf(folder: string, read: ReadFile): Artifact[] {
  const path = join(folder, 'manifest.json');
  const manifest = existsSync(path) ? read(path) : {};
  const artifacts = isRecord(manifest) && isRecord(manifest.artifacts) ? Object.values(manifest.artifacts) : [];
  return artifacts.filter(isRecord).map(({ properties, environment }) => {
    const { templateFile, directoryName } = isRecord(properties) ? properties : {};
    const [, account, region] = /^aws:\/\/([^/]*)\/(.*)$/.exec(typeof environment === 'string' ? environment : '') ?? [];
    return {
      ...(typeof templateFile === 'string' && { templateFile }),
      ...(typeof directoryName === 'string' && { directoryName }),
      ...(region && region !== 'unknown-region' && { region }),
      ...(account && account !== 'unknown-account' && { account }),
    };
  });
}

// Each file once: nested stacks may name each other.
function withNested(path: string, artifact: Artifact | undefined, read: ReadFile, seen: Set<string>): TemplateSource[] {
  if (seen.has(resolve(path))) return [];
  seen.add(resolve(path));
  const template = read(path);
  if (template === undefined) return [];
  const { region, account } = artifact ?? {};
  const stacks = nestedStacks(path, template, read);
  const stacksElsewhere = stacks.filter(({ file }) => file === undefined).map(({ logicalId }) => logicalId);
  return [
    { path, template, ...(region && { region }), ...(account && { account }), ...(stacksElsewhere.length > 0 && { stacksElsewhere }) },
    ...stacks.flatMap(({ file }) => file ?? []).flatMap((nested) => withNested(nested, { region, account }, read, seen).map((source) => ({ ...source, isNested: true }))),
  ];
}

/** The nested stacks of a template, with their files: beside it in a cloud assembly, or where a template that is not packaged yet says. */
function nestedStacks(path: string, template: unknown, read: ReadFile): { readonly logicalId: string; readonly file?: string }[] {
  return resourcesOf(template).filter(({ type }) => type === 'AWS::CloudFormation::Stack').map((stack) => {
    // The metadata are written where the CLI runs the app, the assets always.
    const asset = stack.assetPath ?? assetOf(path, stack, read);
    const file = asset === undefined ? localFile(path, stack) : join(dirname(path), basename(asset));
    return { logicalId: stack.logicalId, ...(file !== undefined && file !== path && existsSync(file) && { file }) };
  });
}

/** The source of the asset that the URL of a nested template ends with. https://docs.aws.amazon.com/cdk/v2/guide/assets.html */
function assetOf(path: string, { properties }: Resource, read: ReadFile): string | undefined {
  const hash = [...textsIn(properties.TemplateURL)].flatMap((text) => /([0-9a-f]{64})\.json/.exec(text)?.[1] ?? [])[0];
  if (hash === undefined) return undefined;
  // The assets of a nested stack are listed with those of the stack that it is in.
  const folder = dirname(path);
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.assets.json'))) {
    const assets = read(join(folder, name));
    const file = isRecord(assets) && isRecord(assets.files) ? assets.files[hash] : undefined;
    const source = isRecord(file) && isRecord(file.source) ? file.source.path : undefined;
    if (typeof source === 'string') return source;
  }
  return undefined;
}

/** https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html */
function localFile(path: string, { properties: { TemplateURL } }: Resource): string | undefined {
  const file = typeof TemplateURL === 'string' && !TemplateURL.includes('://') ? join(dirname(path), TemplateURL) : undefined;
  return file !== undefined && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}
