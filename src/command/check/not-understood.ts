import { Source } from './source';
import { documentOfText, HOLDER_TYPES } from '../../checks/policy/documents';
import { isPrincipal, mayAllowInference } from '../../checks/policy/subjects';
import { readable, textOf } from '../../checks/read/opaque';
import { asList, isRecord, Json, MAX_DEPTH, Resource, resourcesOf, textsIn } from '../../checks/read/template';

/** What may hold a policy, and was not read: for people, each with the file that it is in. */
export function notUnderstoodIn(sources: readonly Source[]): { readonly file: string; readonly what: string }[] {
  return sources.filter(({ kind }) => kind === 'template').flatMap(({ file, template, notUnderstood, stacksElsewhere = [], origin }) => [
    ...macrosOf(template),
    ...notUnderstood,
    ...stacksElsewhere.map((logicalId) => `the template of the nested stack ${logicalId}, which is not here`),
    // What SAM makes of a resource is called as the user called that.
    ...resourcesOf(template).flatMap((resource) => ofResource({ ...resource, logicalId: origin(resource.logicalId, [])[1] })),
    ...policiesElsewhere(resourcesOf(template)).map(({ logicalId, policy }) => `${policy} of ${origin(logicalId, [])[1]}, which is not here`),
  ].map((what) => ({ file, what })));
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros.html */
function macrosOf(template: unknown): string[] {
  const { Transform, Resources } = isRecord(template) ? template : {};
  const names = asList(Transform).map((transform) => readable(textOf(isRecord(transform) ? transform.Name : transform))).filter((name) => name !== 'AWS::LanguageExtensions' && !name.startsWith('AWS::Serverless'));
  const included = [template, Resources].flatMap((part) => Object.keys(isRecord(part) ? part : {}).filter((key) => key.startsWith('Fn::')));
  return [...names.map((name) => `the macro ${name}`), ...included.map((key) => `what ${key} adds to the resources`)];
}

// What else defines resources.
const ELSEWHERE: Readonly<Record<string, string>> = {
  'AWS::CloudFormation::StackSet': 'the template of the stack set', 'AWS::Serverless::Application': 'the application', 'AWS::ServiceCatalog::CloudFormationProvisionedProduct': 'the product',
};

function ofResource(resource: Resource): string[] {
  const { logicalId, type, properties } = resource;
  if (Object.hasOwn(ELSEWHERE, type)) return [`${ELSEWHERE[type]} ${logicalId}`];
  if (type.endsWith('::MODULE')) return [`the module ${logicalId}`];
  if (/^(Custom::|AWS::CloudFormation::CustomResource$)/.test(type)) return [...textsIn(properties)].some((text) => /bedrock:(Invoke|\*)/.test(text)) ? [`the custom resource ${logicalId}, which names bedrock:`] : [];
  if (!HOLDER_TYPES.includes(type)) return [];
  const policies = asList(properties.Policies);
  const documents = [
    properties.PolicyDocument, properties.InlinePolicy, ...(properties.Type === 'SERVICE_CONTROL_POLICY' ? [properties.Content] : []),
    ...policies.map((policy) => (isRecord(policy) && 'PolicyDocument' in policy ? policy.PolicyDocument : policy)),
  ];
  return [...documents.flatMap(unknownIn), ...additionsIn(properties).map((key) => `what ${key} adds to a policy`)].map((what) => `${what} of ${logicalId}`);
}

function unknownIn(document: unknown): string[] {
  if (document === undefined) return [];
  const value = typeof document === 'string' ? documentOfText(document) : document;
  if (!isRecord(value)) return ['a policy'];
  if (isFunction(value)) return [`the policy ${functionOf(value)}`];
  return asList(value.Statement).filter(isRecord).filter(isFunction).map((statement) => `the statement ${functionOf(statement)}`);
}

function isFunction(value: Json): boolean {
  const [name, ...others] = Object.keys(value);
  return others.length === 0 && name !== undefined && (name === 'Ref' || (name.startsWith('Fn::') && !ADDS.test(name)));
}

function functionOf(value: Json): string {
  const [[name, argument]] = Object.entries(value);
  const about = Array.isArray(argument) ? argument[0] as unknown : argument;
  return `${name} ${typeof about === 'string' ? about : ''}`.trim();
}

/** Managed policies from outside of the template, of a principal that is allowed inference in it: what its own policies lack may be there. */
function policiesElsewhere(all: readonly Resource[]): { readonly logicalId: string; readonly policy: string }[] {
  const calling = new Set(all.filter(({ type }) => HOLDER_TYPES.includes(type)).flatMap(({ logicalId, properties }) => {
    const texts = [...textsIn(properties)];
    return texts.some((text) => /^bedrock:(Invoke|\*)/i.test(text)) ? [logicalId, ...texts] : [];
  }));
  const own = new Set(all.map(({ logicalId }) => logicalId));
  const principals = all.filter(({ type, logicalId }) => isPrincipal(type) && calling.has(logicalId));
  return principals.flatMap(({ logicalId, properties }) => asList(properties.ManagedPolicyArns).flatMap((policy) => {
    const [, aws] = /:iam::aws:policy\/([\w+=,.@/-]+)/.exec([...textsIn(policy)].join(' ')) ?? [];
    // What stands for a policy template of SAM is no logical ID, and named besides.
    const isKnown = aws !== undefined ? !mayAllowInference(`arn:aws:iam::aws:policy/${aws}`) : isRecord(policy) && (own.has(String(policy.Ref)) || / /.test(String(policy.Ref)));
    if (isKnown) return [];
    const named = typeof policy === 'string' ? policy : isRecord(policy) && isFunction(policy) ? functionOf(policy) : 'given';
    return [{ logicalId, policy: `the managed policy ${aws ?? named}` }];
  }));
}

// What puts others beside what is written out.
const ADDS = /^Fn::(Transform|ForEach\b)/;

function additionsIn(value: unknown, depth = 0): string[] {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return [];
  return Object.entries(value).flatMap(([key, part]) => (ADDS.test(key) ? [key] : additionsIn(part, depth + 1)));
}
