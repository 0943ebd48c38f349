import { ParsedDocument, parseDocument } from './statement';
import { isOpaque } from '../read/opaque';
import { asList, isRecord, Resource } from '../read/template';

type DocumentKind = 'identity' | 'service-control' | 'endpoint';

/** A policy document of a template. */
export interface PolicyDocument extends ParsedDocument {
  readonly kind: DocumentKind;
  /** The resource that holds it; undefined for a policy file. */
  readonly logicalId?: string;
  /** Where it stands in the resource, for example `Properties.Policies.0.PolicyDocument`. */
  readonly location: string;
  /** Whether all of it is known, and that it exists. */
  readonly complete: boolean;
}

/** The property that holds the document, by type of resource, and the kind of the document. */
const HOLDERS: Record<string, [string, DocumentKind]> = {
  'AWS::IAM::Policy': ['PolicyDocument', 'identity'],
  'AWS::IAM::ManagedPolicy': ['PolicyDocument', 'identity'],
  'AWS::IAM::RolePolicy': ['PolicyDocument', 'identity'],
  'AWS::IAM::UserPolicy': ['PolicyDocument', 'identity'],
  'AWS::IAM::GroupPolicy': ['PolicyDocument', 'identity'],
  'AWS::SSO::PermissionSet': ['InlinePolicy', 'identity'],
  'AWS::Organizations::Policy': ['Content', 'service-control'],
  'AWS::EC2::VPCEndpoint': ['PolicyDocument', 'endpoint'],
};

export const HOLDER_TYPES: readonly string[] = [...Object.keys(HOLDERS), 'AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'];

/** The documents in a resource, whose properties are resolved. */
export function documentsOf(resource: Resource): PolicyDocument[] {
  const holder = HOLDERS[resource.type];
  if (holder) {
    const [property, kind] = holder;
    const given = resource.properties[property];
    if (given === undefined || (kind === 'service-control' && resource.properties.Type !== 'SERVICE_CONTROL_POLICY')) return [];
    if (kind === 'endpoint' && !carriesInference(resource.properties.ServiceName)) return [];
    return [documentOf(resource, kind, `Properties.${property}`, given)];
  }
  return asList(resource.properties.Policies).map((policy, index) =>
    documentOf(resource, 'identity', `Properties.Policies.${index}.PolicyDocument`, isRecord(policy) ? policy.PolicyDocument : undefined));
}

// Calls pass the endpoint of the runtime; one whose service is not known may be it.
function carriesInference(serviceName: unknown): boolean {
  return typeof serviceName !== 'string' || isOpaque(serviceName) || /\.bedrock-runtime(-fips)?$/.test(serviceName);
}

/** A document that stands in a file of its own. */
export function documentFromFile(document: unknown): PolicyDocument {
  const parsed = parseDocument(document);
  return { kind: parsed.statements.some((statement) => statement.hasPrincipal) ? 'endpoint' : 'identity', location: '', ...parsed };
}

function documentOf(resource: Resource, kind: DocumentKind, location: string, given: unknown): PolicyDocument {
  const parsed = parseDocument(typeof given === 'string' ? documentOfText(given) : given);
  return { kind, logicalId: resource.logicalId, location, ...parsed, complete: parsed.complete && !resource.conditional };
}

/** The document in a text, as permission sets and policies of organizations may have it; undefined if it is none. */
export function documentOfText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
