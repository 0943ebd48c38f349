import { parseBedrockArn } from '../../bedrock/arns';
import { Caller, CALLER_TYPES, callersOf } from '../policy/callers';
import { HOLDER_TYPES, PolicyDocument } from '../policy/documents';
import { ENFORCED_GUARDRAIL, EnforcedGuardrail, enforcedGuardrailsOf } from '../policy/enforced-guardrails';
import { ApplicationProfiles, Grant, grantsOf } from '../policy/grants';
import { mendedOnce } from '../policy/mend';
import { namesInvocation } from '../policy/misplaced';
import { Statement } from '../policy/statement';
import { GROUP_MEMBERS, isPrincipal, nameOf, Subject, subjectsOf, targetsOf } from '../policy/subjects';
import { isKnown } from '../read/environments';
import { resolve } from '../read/intrinsics';
import { isOpaque, opaque, wordsIn } from '../read/opaque';
import { deploymentsOf, ParameterValues } from '../read/parameters';
import { asList, Environment, isRecord, Resource, resourcesOf, TemplateSource, textsIn } from '../read/template';

/** What the rules read of a template, deployed to one environment. */
export interface Model {
  readonly environment: Environment;
  /** The resources that rules read, with resolved properties. */
  readonly resources: readonly Resource[];
  /** The same by their logical IDs. */
  readonly byId: ReadonlyMap<string, Resource>;
  readonly documents: readonly PolicyDocument[];
  readonly subjects: readonly Subject[];
  /** What the policies of each say of Amazon Bedrock; equal texts decide the same. */
  readonly policies: ReadonlyMap<Subject, string>;
  /** The statements of a subject, with what rules report for itself set right. */
  readonly mendedOf: (subject: Subject) => readonly Statement[];
  readonly grants: readonly Grant[];
  readonly callers: readonly Caller[];
  /** Application profiles that the template makes, and what each is over. */
  readonly applicationProfiles: ApplicationProfiles;
  /** The guardrails that the template enforces. */
  readonly enforcedGuardrails: readonly EnforcedGuardrail[];
}

/** What is known of all templates together. */
export interface Application {
  /** Whether something in it is allowed inference. */
  readonly usesInference: boolean;
  readonly trails: readonly Resource[];
  /** The guardrails that templates enforce whose account and Region are known. */
  readonly enforcedGuardrails: readonly EnforcedGuardrail[];
}

export const TYPES = {
  trail: 'AWS::CloudTrail::Trail',
  rule: 'AWS::Events::Rule',
  metricFilter: 'AWS::Logs::MetricFilter',
  alarm: 'AWS::CloudWatch::Alarm',
  enforcedGuardrail: ENFORCED_GUARDRAIL,
  resourcePolicy: 'AWS::Bedrock::ResourcePolicy',
  applicationProfile: 'AWS::Bedrock::ApplicationInferenceProfile',
} as const;

const READ: ReadonlySet<string> = new Set<string>([...HOLDER_TYPES, GROUP_MEMBERS, ...CALLER_TYPES, ...Object.values(TYPES)]);

/** Whether the rules read resources of a type. */
export function isRead(type: string): boolean {
  return READ.has(type);
}

/** What other templates attach policies to. */
export interface Elsewhere {
  /** Roles, users and groups, by their names. */
  readonly names: ReadonlySet<string>;
  /** Whether that may be roles which this template exports. */
  readonly takesImports: boolean;
}

export function modelOf(source: TemplateSource, environment: Environment, elsewhere: Elsewhere = { names: new Set(), takesImports: true }, given?: ParameterValues): Model {
  const { template } = source;
  const all = resourcesOf(template);
  const mappings = isRecord(template) && isRecord(template.Mappings) ? template.Mappings : {};
  const parameters = given ?? deploymentsOf(template, [])[0].parameters;
  const scope = { environment, resources: new Map(all.map((resource) => [resource.logicalId, resource])), mappings, parameters };
  const resolved = all.filter(({ type }) => isRead(type)).map((resource) => ({ resource, properties: resolve(resource.properties, scope) }));
  const resources = resolved.map(({ resource, properties }) => ({ ...resource, properties: isRecord(properties) ? properties : {} }));
  // Properties with a macro beside them are not known.
  const macros = hasMacros(template) || resolved.some(({ properties }) => !isRecord(properties));
  const out = handedOut(source);
  return assemble(environment, resources, subjectsOf(resources, (principal) =>
    macros || (elsewhere.takesImports && out.has(principal.logicalId)) || elsewhere.names.has(nameOf(principal) ?? '')));
}

/** What a template attaches policies to: roles, users and groups by names that are not its own, and what is imported or passed to it. */
export function targetsIn(template: unknown): { readonly names: readonly string[]; readonly hasUnknown: boolean } {
  const all = resourcesOf(template);
  const own = new Set(all.flatMap((resource) => [opaque(resource.logicalId), nameOf(resource) ?? '']));
  const policies = all.filter(({ type }) => HOLDER_TYPES.includes(type) && !isPrincipal(type)).map((policy) => ({
    ...policy, properties: Object.fromEntries(Object.entries(policy.properties).map(([name, value]) => [name, asList(value).map(refOf)])),
  }));
  const targets = policies.flatMap(targetsOf).filter((target) => !own.has(target));
  return { names: targets.filter((target) => !isOpaque(target)), hasUnknown: targets.some(isOpaque) };
}

function refOf(value: unknown): unknown {
  return isRecord(value) && typeof value.Ref === 'string' ? opaque(value.Ref) : value;
}

/** The model of a policy that stands in a file of its own. */
export function modelOfDocument(document: PolicyDocument, environment: Environment): Model {
  return assemble(environment, [], [{ kind: 'document', documents: [document], boundary: [], managedPolicies: [], complete: document.complete }]);
}

export function applicationOf(models: readonly Model[]): Application {
  return {
    usesInference: models.some(({ documents }) => documents.some(({ statements }) => statements.some((statement) => statement.effect === 'Allow' && namesInvocation(statement)))),
    trails: models.flatMap(({ resources }) => resources.filter(({ type }) => type === TYPES.trail)),
    enforcedGuardrails: models.filter(({ environment }) => isKnown(environment)).flatMap(({ enforcedGuardrails }) => enforcedGuardrails),
  };
}

function assemble(environment: Environment, resources: readonly Resource[], subjects: readonly Subject[]): Model {
  const applicationProfiles = applicationProfilesIn(resources, environment);
  const policies = new Map(subjects.map((subject) => [subject, JSON.stringify([subject.documents.map(({ statements }) => statements.map(whatItDecides)), subject.complete])]));
  const mendedOf = mendedOnce(policies, environment);
  const callers = callersOf(resources, subjects);
  const called = new Set(callers.map(({ modelId }) => parseBedrockArn(modelId)?.id ?? modelId));
  return {
    environment,
    resources,
    byId: new Map(resources.map((resource) => [resource.logicalId, resource])),
    documents: [...new Set(subjects.flatMap((subject) => subject.documents))],
    subjects,
    policies,
    mendedOf,
    grants: grantsOf(policies, mendedOf, environment, applicationProfiles, called),
    applicationProfiles,
    callers,
    enforcedGuardrails: enforcedGuardrailsOf(resources, environment),
  };
}

// A Sid decides nothing, nor does a statement about other services; each keeps its place.
function whatItDecides({ effect, actions, resources, conditions, principal }: Statement): unknown {
  if (!actions.negated && actions.values.every((action) => /^(?!bedrock)[a-z0-9-]+:/i.test(action))) return undefined;
  return [effect, actions, resources, conditions.map(({ operator, key, values }) => [operator.text, key, values]), principal];
}

/** The profile that each is over, by its ARN as other resources name it; one that is over a model needs no other Region. */
function applicationProfilesIn(resources: readonly Resource[], { partition, region, account }: Environment): ApplicationProfiles {
  return new Map(resources.filter(({ type }) => type === TYPES.applicationProfile).flatMap(({ logicalId, properties }) => {
    const source = isRecord(properties.ModelSource) ? properties.ModelSource.CopyFrom : undefined;
    const over = typeof source === 'string' ? parseBedrockArn(source) : undefined;
    return over?.type === 'inference-profile' && !isOpaque(over.id) ? [[`arn:${partition}:bedrock:${region}:${account}:application-inference-profile/${opaque(logicalId)}`, over.id] as const] : [];
  }));
}

/**
 * Logical IDs that a template hands out: exported, passed to a nested stack or to the parent of one. Policies may be attached to such a role where it
 * is used.
 */
function handedOut({ template, isNested }: TemplateSource): Set<string> {
  const outputs = isRecord(template) && isRecord(template.Outputs) ? Object.values(template.Outputs) : [];
  const exported = outputs.filter((output) => isRecord(output) && (isNested || output.Export !== undefined)).map((output) => (output as { Value?: unknown }).Value);
  const passed = resourcesOf(template).filter(({ type }) => type === 'AWS::CloudFormation::Stack').map(({ properties }) => properties.Parameters);
  return new Set([...textsIn([exported, passed])].flatMap(wordsIn));
}

/**
 * Whether a macro or a loop adds to the template what is not seen in it.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-transform.html
 */
function hasMacros(template: unknown): boolean {
  if (!isRecord(template)) return false;
  const transforms = [template.Transform].flat().filter((transform) => transform !== undefined);
  const keys = isRecord(template.Resources) ? Object.keys(template.Resources) : [];
  // Neither changes a role that is written out; a loop has a key of its own.
  return transforms.some((transform) => transform !== 'AWS::LanguageExtensions' && transform !== 'AWS::Serverless-2016-10-31') || keys.some((key) => key.startsWith('Fn::'));
}
