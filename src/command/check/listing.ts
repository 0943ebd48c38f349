import { accountPolicies } from './account-policies';
import { endpointPolicies } from './endpoint-policies';
import { ListedResource } from './listed-policies';
import { parsedText } from './policy-file';
import { checkTemplates } from '../../checks/check';
import { Finding } from '../../checks/model/rule';
import { UnreadableInput } from '../../checks/read/json';
import { isRecord, Json, TemplateSource } from '../../checks/read/template';

/** Policies as the AWS CLI lists them, in the form of a template: each is a resource that is named by where it came from. */
export interface Listing extends TemplateSource {
  /** How many there are. */
  readonly policies: number;
}

/** What is wrong in the policies of a listing; all that one principal has are judged together. */
export function checkListing(listing: Listing): Finding[] {
  return checkTemplates([listing]).map((finding) => ({ ...finding, ...(finding.location !== undefined && { location: finding.location.replace(/^Properties\.PolicyDocument\./, '') }) }));
}

/** The listing that a file holds, if it holds one; throws where a policy in it cannot be read. */
export function listingIn(path: string, json: unknown): Listing | undefined {
  if (!isRecord(json)) return undefined;
  const found = endpointPolicies(json) ?? accountPolicies(json);
  if (!found) return undefined;
  const { region, account } = found;
  const resources = Object.entries(found.resources).map(([name, { Type, Properties }]): [string, ListedResource] =>
    [name, { Type, Properties: holdsPolicy(Properties) ? { ...Properties, PolicyDocument: documentOf(path, name, Properties.PolicyDocument) } : Properties }]);
  return {
    path,
    template: { Resources: Object.fromEntries(resources) },
    policies: resources.filter(([, { Properties }]) => holdsPolicy(Properties)).length,
    ...(region !== undefined && { region }),
    ...(account !== undefined && { account }),
  };
}

// A role, user or group has none of its own.
function holdsPolicy(properties: Json): boolean {
  return 'PolicyDocument' in properties;
}

function documentOf(path: string, name: string, given: unknown): unknown {
  const document = typeof given === 'string' ? parsedText(given) : given;
  if (isRecord(document) && document.Statement !== undefined) return document;
  throw new UnreadableInput(`${path}: ${name} holds no policy (it has no Statement)`);
}
