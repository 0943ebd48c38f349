import { existsSync } from 'fs';
import { basename, dirname, join, resolve } from 'path';
import { readJson } from './json';
import { nestedTemplates } from './nested-stacks';
import { isRecord, TemplateSource } from './template';

/** The templates of a cloud assembly (`cdk.out`), those of its stages and nested stacks too, with where they are deployed. */
export function readAssembly(folder: string, seen = new Set<string>()): TemplateSource[] {
  if (seen.has(resolve(folder))) return [];
  seen.add(resolve(folder));
  const artifacts = artifactsOf(folder);
  return [
    ...artifacts.flatMap((artifact) => (artifact.templateFile === undefined ? [] : withNested(join(folder, artifact.templateFile), artifact, seen))),
    ...artifacts.flatMap((artifact) => (artifact.directoryName === undefined ? [] : readAssembly(join(folder, artifact.directoryName), seen))),
  ];
}

/** Templates by their paths; where they are deployed is in the manifest beside them, if there is one. */
export function readTemplates(paths: readonly string[]): TemplateSource[] {
  const manifests = new Map<string, Artifact[]>();
  const seen = new Set<string>();
  return paths.flatMap((path) => {
    const folder = dirname(path);
    const artifacts = manifests.get(folder) ?? artifactsOf(folder);
    manifests.set(folder, artifacts);
    return withNested(path, artifacts.find(({ templateFile }) => templateFile === basename(path)), seen);
  });
}

interface Artifact {
  readonly templateFile?: string;
  readonly directoryName?: string;
  readonly region?: string;
  readonly account?: string;
}

/** https://docs.aws.amazon.com/cdk/v2/guide/deploy.html#deploy-how-synth */
function artifactsOf(folder: string): Artifact[] {
  const path = join(folder, 'manifest.json');
  const manifest = existsSync(path) ? readJson(path) : {};
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
function withNested(path: string, artifact: Artifact | undefined, seen: Set<string>): TemplateSource[] {
  if (seen.has(resolve(path))) return [];
  seen.add(resolve(path));
  const template = readJson(path);
  const { region, account } = artifact ?? {};
  return [
    { path, template, ...(region && { region }), ...(account && { account }) },
    ...nestedTemplates(path, template).flatMap((nested) => withNested(nested, { region, account }, seen).map((source) => ({ ...source, isNested: true }))),
  ];
}
