import { Finding, SEVERITIES } from './finding';
import { Application, applicationOf, Model, modelOf, modelOfDocument, namesAttachedTo } from './model';
import { documentFromFile } from './policy/documents';
import { RULES } from './rules/rules';
import { environmentsOf, withoutStandIns } from './template/environments';
import { resourcesOf, TemplateSource } from './template/template';

/** What is wrong in the templates of an application, in the order of the templates and of the rules. */
export function checkTemplates(sources: readonly TemplateSource[]): Finding[] {
  const names = sources.map(({ template }) => namesAttachedTo(template));
  const models = sources.map((source, index) => {
    const namedElsewhere = new Set(names.filter((_, other) => other !== index).flat());
    return environmentsOf(source).map((environment) => modelOf(source, environment, namedElsewhere));
  });
  const application = applicationOf(models.flatMap(([first]) => first));
  return sources.flatMap(({ path, template }, index) => {
    const paths = new Map(resourcesOf(template).map(({ logicalId, constructPath }) => [logicalId, constructPath]));
    return certain(models[index], path, application).map((finding) => {
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
  const models = environmentsOf({ path, template: document, region }).map((environment) => modelOfDocument(parsed, environment));
  return certain(models, path, applicationOf(models));
}

/** A fault is one that is there wherever the template may be deployed. */
function certain(models: readonly Model[], path: string, application: Application): Finding[] {
  const [first, ...others] = models.map((model) => findings(model, path, application));
  const keys = others.map((all) => new Set(all.map(keyOf)));
  return first.filter((finding) => keys.every((known) => known.has(keyOf(finding))));
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
  }
  return [...places.values()];
}

function keyOf({ rule, logicalId, location }: Finding): string {
  return [rule, logicalId, location].join('|');
}
