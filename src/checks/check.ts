import { Application, applicationOf, isRead, Model, modelOf, modelOfDocument, targetsIn } from './model/model';
import { Finding, SEVERITIES } from './model/rule';
import { documentFromFile } from './policy/documents';
import { withoutCopies } from './read/copies';
import { environmentsOf, withoutStandIns } from './read/environments';
import { deploymentsOf } from './read/parameters';
import { resourcesOf, TemplateSource } from './read/template';
import { RULES } from './rules';

/** What is wrong in the templates of an application, in the order of the templates and of the rules. */
export function checkTemplates(given: readonly TemplateSource[]): Finding[] {
  const whole = given.map((source) => ({ source, ...withoutCopies(source.template, isRead) }));
  const sources = whole.map(({ source, template }) => ({ ...source, template }));
  const targets = sources.map(({ template }) => targetsIn(template));
  const modelsOf = sources.map((source, index) => {
    const others = sources.flatMap((other, at) => (at === index || other.account !== source.account ? [] : [targets[at]]));
    const elsewhere = {
      names: new Set(others.flatMap(({ names }) => names)),
      // A single template may be one of several, of which the others are not seen.
      takesImports: sources.length === 1 || others.some(({ hasUnknown }) => hasUnknown),
    };
    const environments = environmentsOf(source);
    return deploymentsOf(source.template, resourcesOf(source.template)).map(({ parameters, remark }) =>
      ({ remark, models: environments.map((environment) => once(() => modelOf(source, environment, elsewhere, parameters))) }));
  });
  const application = applicationOf(modelsOf.map(([{ models: [first] }]) => first()));
  return given.flatMap(({ path, template }, index) => {
    const paths = new Map(resourcesOf(template).map(({ logicalId, constructPath }) => [logicalId, constructPath]));
    const found = inAnyDeployment(modelsOf[index], path, application).flatMap((finding) =>
      [finding, ...(whole[index].copies.get(finding.logicalId ?? '') ?? []).map((names) => renamed(finding, names))]);
    return onceInTemplate(found.map((finding) => {
      const constructPath = finding.logicalId === undefined ? undefined : paths.get(finding.logicalId);
      return constructPath === undefined ? finding : { ...finding, constructPath };
    }));
  });
}

/**
 * What is wrong in a policy that stands in a file of its own: an identity policy, a service control policy or an endpoint policy. Without the
 * Region where it is used, what is wrong in every Region.
 */
export function checkPolicyDocument(path: string, document: unknown, region?: string): Finding[] {
  const parsed = documentFromFile(document);
  const models = environmentsOf({ path, template: document, region }).map((environment) => once(() => modelOfDocument(parsed, environment)));
  return onceInTemplate(certain(models, path, applicationOf([models[0]()])));
}

// What it says may name other resources of the copy.
function renamed(finding: Finding, names: ReadonlyMap<string, string>): Finding {
  const given = (text: string) => text.replace(/\w+/g, (word) => names.get(word) ?? word);
  const { logicalId, message, remedy, paste } = finding;
  const pasted = paste?.replace(/(?<=\$\{)\w+/g, given);
  return { ...finding, logicalId: given(logicalId!), message: given(message), remedy: given(remedy), ...(pasted !== undefined && { paste: pasted }) };
}

interface Deployed { readonly remark?: string; readonly models: readonly (() => Model)[] }

/** What is wrong with the default parameters, and what is besides with others that are allowed. */
function inAnyDeployment(deployments: readonly Deployed[], path: string, application: Application): Finding[] {
  const found = new Map<string, Finding>();
  for (const { remark, models } of deployments) {
    for (const finding of certain(models, path, application)) {
      if (!found.has(keyOf(finding))) found.set(keyOf(finding), remark === undefined ? finding : { ...finding, message: `${remark}: ${finding.message}` });
    }
  }
  return [...found.values()];
}

/** A fault is one that is there wherever the template may be deployed; without any in one place there is none. */
function certain(models: readonly (() => Model)[], path: string, application: Application): Finding[] {
  let left = findings(models[0](), path, application);
  for (const model of models.slice(1)) {
    if (left.length === 0) break;
    const known = new Set(findings(model(), path, application).map(faultOf));
    left = left.filter((finding) => known.has(faultOf(finding)));
  }
  return left;
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => made ??= make();
}

function findings(model: Model, path: string, application: Application): Finding[] {
  const all = RULES.flatMap(({ id, severity, page, check }) => check(model, application).map((found): Finding => ({ rule: id, severity, page, path, ...found })));
  // One finding a place, the worst: a statement may be at fault for several profiles, both actions, and whoever it is attached to.
  const places = new Map<string, Finding>();
  for (const finding of all) {
    const known = places.get(keyOf(finding));
    if (!known || SEVERITIES.indexOf(finding.severity) < SEVERITIES.indexOf(known.severity)) places.set(keyOf(finding), finding);
    else if (known.severity === finding.severity) places.set(keyOf(finding), withOther(known, finding));
  }
  return [...places.values()].map((finding) => ({ ...finding, message: withoutStandIns(finding.message), remedy: withoutStandIns(finding.remedy) }));
}

// All that is wrong at a place, so that it is mended once; a few of many. What mends one of them alone is not offered.
function withOther(known: Finding, { message, paste }: Finding): Finding {
  const all = known.message.split(SEPARATOR);
  if (all.includes(message)) return known;
  const { paste: own, ...rest } = known;
  return { ...rest, ...(own !== undefined && own === paste && { paste: own }), message: all.length >= MAX_MESSAGES ? known.message : [...all, message].join(SEPARATOR) };
}

const SEPARATOR = '; also: ';
const MAX_MESSAGES = 5;

/** One finding of a rule that asks for one decision, with every place. */
function onceInTemplate(all: readonly Finding[]): Finding[] {
  const rules = new Set(RULES.filter(({ once: single }) => single).map(({ id }) => id));
  return all.flatMap((finding) => {
    if (!rules.has(finding.rule)) return [finding];
    const same = all.filter(({ rule }) => rule === finding.rule);
    if (same.length === 1) return [finding];
    if (same[0] !== finding) return [];
    const also = same.slice(1).map(({ logicalId, constructPath, location }) =>
      ({ ...(logicalId !== undefined && { logicalId }), ...(constructPath !== undefined && { constructPath }), location }));
    return [{ ...finding, also }];
  });
}

// What a call lacks may be another thing in another Region, and is one fault.
function faultOf({ rule, ...finding }: Finding): string {
  return keyOf({ ...finding, rule: FAMILIES.get(rule) ?? rule });
}

const FAMILIES: ReadonlyMap<string, string> = new Map(RULES.flatMap(({ id, family }) => (family === undefined ? [] : [[id, family] as const])));

function keyOf({ rule, logicalId, location }: Pick<Finding, 'rule' | 'logicalId' | 'location'>): string {
  return [rule, logicalId, location].join('|');
}
