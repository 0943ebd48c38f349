import { existsSync, readdirSync } from 'fs';
import { basename, dirname, join } from 'path';
import { readJson } from './json';
import { isRecord, Resource, resourcesOf, textsIn } from './template';

/** The files of the nested stacks of a template, which lie beside it in the cloud assembly. */
export function nestedTemplates(path: string, template: unknown): string[] {
  return resourcesOf(template).filter(({ type }) => type === 'AWS::CloudFormation::Stack').flatMap((stack) => {
    // The metadata are written where the CLI runs the app, the assets always.
    const file = stack.assetPath ?? assetOf(path, stack);
    const nested = file && join(dirname(path), basename(file));
    return nested && nested !== path && existsSync(nested) ? [nested] : [];
  });
}

/** The source of the asset that the URL of a nested template ends with. https://docs.aws.amazon.com/cdk/v2/guide/assets.html */
function assetOf(path: string, { properties }: Resource): string | undefined {
  const hash = [...textsIn(properties.TemplateURL)].flatMap((text) => /([0-9a-f]{64})\.json/.exec(text)?.[1] ?? [])[0];
  if (hash === undefined) return undefined;
  // The assets of a nested stack are listed with those of the stack that it is in.
  const folder = dirname(path);
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.assets.json'))) {
    const assets = readJson(join(folder, name));
    const file = isRecord(assets) && isRecord(assets.files) ? assets.files[hash] : undefined;
    const source = isRecord(file) && isRecord(file.source) ? file.source.path : undefined;
    if (typeof source === 'string') return source;
  }
  return undefined;
}
