/** A template to check, and where it is deployed as far as that is known. */
export interface TemplateSource {
  /** Path of the file, for findings. */
  readonly path: string;
  /** The parsed JSON. */
  readonly template: unknown;
  readonly region?: string;
  readonly account?: string;
  /** Whether it is the template of a nested stack, whose outputs go to its parent. */
  readonly isNested?: boolean;
  /** Its nested stacks whose templates are not here. */
  readonly stacksElsewhere?: readonly string[];
}

/** Where a template is deployed: one possibility, if the template does not tell. */
export interface Environment {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

export type Json = Readonly<Record<string, unknown>>;

export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  /** As they stand in the template. */
  readonly properties: Json;
  /** Whether a condition decides if it exists. */
  readonly conditional: boolean;
  readonly constructPath?: string;
  /** The file of the template of a nested stack. */
  readonly assetPath?: string;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asList(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

/** The resources of a template; what is not one is left out. */
export function resourcesOf(template: unknown): Resource[] {
  const resources = isRecord(template) && isRecord(template.Resources) ? template.Resources : {};
  return Object.entries(resources).flatMap(([logicalId, resource]) => {
    if (!isRecord(resource) || typeof resource.Type !== 'string') return [];
    const metadata = isRecord(resource.Metadata) ? resource.Metadata : {};
    const [constructPath, assetPath] = [metadata['aws:cdk:path'], metadata['aws:asset:path']];
    return [{
      logicalId,
      type: resource.Type,
      properties: isRecord(resource.Properties) ? resource.Properties : {},
      conditional: resource.Condition !== undefined,
      ...(typeof constructPath === 'string' && { constructPath }),
      ...(typeof assetPath === 'string' && { assetPath }),
    }];
  });
}

// Deeper than CloudFormation takes; it keeps a hostile template from exhausting the stack.
export const MAX_DEPTH = 100;

/** Every text in a value, however deep it stands. */
export function textsIn(value: unknown, texts = new Set<string>(), depth = 0): Set<string> {
  if (typeof value === 'string') texts.add(value);
  else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH) Object.values(value).forEach((part) => textsIn(part, texts, depth + 1));
  return texts;
}

/** What a path of keys and indexes leads to. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((part, key) => ((isRecord(part) || Array.isArray(part)) && Object.hasOwn(part, key) ? (part as Json)[key] : undefined), value);
}
