import { Application, applicationOf, Model, modelOf, modelOfDocument, targetsIn } from './model/model';
import { Finding, SEVERITIES } from './model/rule';
import { documentFromFile } from './policy/documents';
import { environmentsOf, withoutStandIns } from './read/environments';
import { resourcesOf, TemplateSource } from './read/template';
import { RULES } from './rules';

/** What is wrong in the templates of an application, in the order of the templates and of the rules. */
export function checkTemplates(sources: readonly TemplateSource[]): Finding[] {
  const targets = sources.map(({ template }) => targetsIn(template));
  const modelsOf = sources.map((source, index) => {
    const others = sources.flatMap((other, at) => (at === index || other.account !== source.account ? [] : [targets[at]]));
    const elsewhere = {
      names: new Set(others.flatMap(({ names }) => names)),
      // A single template may be one of several, of which the others are not seen.
      takesImports: sources.length === 1 || others.some(({ hasUnknown }) => hasUnknown),
    };
    return environmentsOf(source).map((environment) => once(() => modelOf(source, environment, elsewhere)));
  });
  const application = applicationOf(modelsOf.map(([first]) => first()));
  return sources.flatMap(({ path, template }, index) => {
    const paths = new Map(resourcesOf(template).map(({ logicalId, constructPath }) => [logicalId, constructPath]));
    return certain(modelsOf[index], path, application).map((finding) => {
      const constructPath = finding.logicalId === undefined ? undefined : paths.get(finding.logicalId);
      return constructPath === undefined ? finding : { ...finding, constructPath };
    });
  });
}

/**
 * What is wrong in a policy that stands in a file of its own: an identity policy, a service control policy or an endpoint policy. Without the
 * Region where it is used, what is wrong in every Region.
 */
export function checkPolicyDocument(path: string, document: unknown, region?: string): Finding[] {
  const parsed = documentFromFile(document);
  const models = environmentsOf({ path, template: document, region }).map((environment) => once(() => modelOfDocument(parsed, environment)));
  return certain(models, path, applicationOf([models[0]()]));
}

/** A fault is one that is there wherever the template may be deployed; without any in one place there is none. */
function certain(models: readonly (() => Model)[], path: string, application: Application): Finding[] {
  let left = findings(models[0](), path, application);
  for (const model of models.slice(1)) {
    if (left.length === 0) break;
    const known = new Set(findings(model(), path, application).map(keyOf));
    left = left.filter((finding) => known.has(keyOf(finding)));
  }
  return left;
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => made ??= make();
}

function findings(model: Model, path: string, application: Application): Finding[] {
  const all = RULES.flatMap(({ id, severity, page, check }) =>
    check(model, application).map((found): Finding =>
      ({ rule: id, severity, page, path, ...found, message: withoutStandIns(found.message), remedy: withoutStandIns(found.remedy) })));
  // One finding a place, the worst: a statement may be at fault for several profiles, both actions, and whoever it is attached to.
  const places = new Map<string, Finding>();
  for (const finding of all) {
    const known = places.get(keyOf(finding));
    if (!known || SEVERITIES.indexOf(finding.severity) < SEVERITIES.indexOf(known.severity)) places.set(keyOf(finding), finding);
    else if (known.severity === finding.severity) places.set(keyOf(finding), { ...known, message: withOther(known.message, finding.message) });
  }
  return [...places.values()];
}

// All that is wrong at a place, so that it is mended once; a few of many.
function withOther(message: string, other: string): string {
  const all = message.split(SEPARATOR);
  return all.includes(other) || all.length >= MAX_MESSAGES ? message : [...all, other].join(SEPARATOR);
}

const SEPARATOR = '; also: ';
const MAX_MESSAGES = 5;

function keyOf({ rule, logicalId, location }: Finding): string {
  return [rule, logicalId, location].join('|');
}
