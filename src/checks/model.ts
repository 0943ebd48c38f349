import { callersOf, Caller, CALLER_TYPES } from './inference/callers';
import { Grant, grantsOf } from './inference/grants';
import { namesInvocation } from './inference/misplaced';
import { HOLDER_TYPES, PolicyDocument } from './policy/documents';
import { GROUP_MEMBERS, nameOf, Subject, subjectsOf, targetsOf } from './policy/subjects';
import { handedOut, hasMacros } from './template/hints';
import { isOpaque } from './template/opaque';
import { resolve } from './template/resolve';
import { Environment, isRecord, Resource, resourcesOf, TemplateSource } from './template/template';

/** What the rules read of a template, deployed to one environment. */
export interface Model {
  readonly environment: Environment;
  /** The resources that rules read, with resolved properties. */
  readonly resources: readonly Resource[];
  readonly documents: readonly PolicyDocument[];
  readonly subjects: readonly Subject[];
  readonly grants: readonly Grant[];
  readonly callers: readonly Caller[];
}

/** What is known of all templates together. */
export interface Application {
  /** Whether something in it is allowed inference. */
  readonly usesInference: boolean;
  readonly trails: readonly Resource[];
}

export const TYPES = {
  trail: 'AWS::CloudTrail::Trail',
  rule: 'AWS::Events::Rule',
  metricFilter: 'AWS::Logs::MetricFilter',
  alarm: 'AWS::CloudWatch::Alarm',
} as const;

const READ = new Set<string>([...HOLDER_TYPES, GROUP_MEMBERS, ...CALLER_TYPES, ...Object.values(TYPES)]);

/** `namedElsewhere` are the roles, users and groups that other templates attach policies to, by their names. */
export function modelOf(source: TemplateSource, environment: Environment, namedElsewhere: ReadonlySet<string> = new Set()): Model {
  const { template } = source;
  const all = resourcesOf(template);
  const mappings = isRecord(template) && isRecord(template.Mappings) ? template.Mappings : {};
  const scope = { environment, resources: new Map(all.map((resource) => [resource.logicalId, resource])), mappings };
  const resolved = all.filter(({ type }) => READ.has(type)).map((resource) => ({ resource, properties: resolve(resource.properties, scope) }));
  const resources = resolved.map(({ resource, properties }) => ({ ...resource, properties: isRecord(properties) ? properties : {} }));
  // Properties with a macro beside them are not known.
  const macros = hasMacros(template) || resolved.some(({ properties }) => !isRecord(properties));
  const out = handedOut(source);
  return assemble(environment, resources, subjectsOf(resources, (principal) =>
    macros || out.has(principal.logicalId) || namedElsewhere.has(nameOf(principal) ?? '')));
}

/** The names of roles, users and groups that a template attaches policies to. */
export function namesAttachedTo(template: unknown): string[] {
  return resourcesOf(template).filter(({ type }) => HOLDER_TYPES.includes(type)).flatMap(targetsOf).filter((target) => !isOpaque(target));
}

/** The model of a policy that stands in a file of its own. */
export function modelOfDocument(document: PolicyDocument, environment: Environment): Model {
  return assemble(environment, [], [{ kind: 'document', documents: [document], boundary: [], managedPolicies: [], complete: document.complete }]);
}

export function applicationOf(models: readonly Model[]): Application {
  return {
    usesInference: models.some(({ documents }) => documents.some(({ statements }) => statements.some((statement) => statement.effect === 'Allow' && namesInvocation(statement)))),
    trails: models.flatMap(({ resources }) => resources.filter(({ type }) => type === TYPES.trail)),
  };
}

function assemble(environment: Environment, resources: readonly Resource[], subjects: readonly Subject[]): Model {
  return {
    environment,
    resources,
    documents: [...new Set(subjects.flatMap((subject) => subject.documents))],
    subjects,
    grants: subjects.flatMap((subject) => grantsOf(subject, environment)),
    callers: callersOf(resources, subjects),
  };
}
