import { asList, isRecord, Json, valueAt } from './template';

/** A template without the resources of AWS SAM whose policies, environment and rules are read: those that SAM makes of them are in it. */
export interface PlainTemplate {
  readonly template: unknown;
  /** Where in the user's own template a value of a resource is. */
  readonly origin: (logicalId: string, location: readonly string[]) => readonly string[];
  /** What was not read, for people. */
  readonly notUnderstood: readonly string[];
}

/**
 * What SAM makes of functions and state machines, as far as it matters here.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
 */
export function withoutSam(template: Json): PlainTemplate | undefined {
  const resources = isRecord(template.Resources) ? Object.entries(template.Resources) : [];
  if (!resources.some(([, resource]) => isRecord(resource) && kindOf(resource.Type))) return undefined;
  const made = new Map<string, Made>();
  const notUnderstood: string[] = [];
  for (const [logicalId, resource] of resources) {
    for (const [id, one] of generated(logicalId, resource, template, notUnderstood)) made.set(id, one);
  }
  for (const [logicalId, resource] of resources) if (!made.has(logicalId)) made.set(logicalId, { resource, places: [['', ['Resources', logicalId]]] });
  const origin = (logicalId: string, location: readonly string[]) => placeOf(template, made.get(logicalId)?.places ?? [], location);
  return { template: { ...template, Resources: Object.fromEntries([...made].map(([id, { resource }]) => [id, resource])) }, origin, notUnderstood };
}

/** A resource, and where its parts come from. */
interface Made {
  readonly resource: unknown;
  readonly places: readonly (readonly [string, readonly string[]])[];
}

interface Kind {
  readonly type: string;
  readonly section: string;
  readonly role: string;
  readonly service: string;
  readonly managed: readonly string[];
}

const KINDS: Readonly<Record<string, Kind>> = {
  'AWS::Serverless::Function': {
    type: 'AWS::Lambda::Function', section: 'Function', role: 'Role', service: 'lambda.amazonaws.com', managed: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
  },
  'AWS::Serverless::StateMachine': { type: 'AWS::StepFunctions::StateMachine', section: 'StateMachine', role: 'RoleArn', service: 'states.amazonaws.com', managed: [] },
};

function kindOf(type: unknown): Kind | undefined {
  return typeof type === 'string' && Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
}

function generated(logicalId: string, resource: unknown, template: Json, notUnderstood: string[]): [string, Made][] {
  const kind = isRecord(resource) ? kindOf(resource.Type) : undefined;
  if (!isRecord(resource) || !kind) return [];
  const globals = isRecord(template.Globals) ? template.Globals[kind.section] : undefined;
  const merged = merge(globals ?? {}, isRecord(resource.Properties) ? resource.Properties : {});
  const { Policies, Events, Role, AssumeRolePolicyDocument, PermissionsBoundary, ...properties } = isRecord(merged) ? merged : {};
  const { Type, Properties, ...attributes } = resource;
  const path = ['Resources', logicalId];
  const own = [...path, 'Properties'];
  const roleId = `${logicalId}Role`;
  const main: Made = {
    resource: { ...attributes, Type: kind.type, Properties: { ...properties, [kind.role]: Role ?? { 'Fn::GetAtt': [roleId, 'Arn'] } } },
    places: [['', path], [`Properties.${kind.role}`, [...own, 'Role']]],
  };
  // With a role of its own, SAM does not use the policies.
  const role = Role === undefined ? roleOf(logicalId, kind, Policies, notUnderstood) : undefined;
  const trust = AssumeRolePolicyDocument ?? { Statement: [{ Effect: 'Allow', Principal: { Service: kind.service }, Action: 'sts:AssumeRole' }] };
  return [
    [logicalId, main],
    ...(role ? [[roleId, {
      resource: {
        ...attributes, Type: 'AWS::IAM::Role', Properties: { ...role.properties, AssumeRolePolicyDocument: trust, ...(PermissionsBoundary !== undefined && { PermissionsBoundary }) },
      },
      places: [['', path], ['Properties.AssumeRolePolicyDocument', [...own, 'AssumeRolePolicyDocument']], ['Properties.PermissionsBoundary', [...own, 'PermissionsBoundary']], ...role.places],
    }] as [string, Made]] : []),
    ...rulesOf(logicalId, attributes, Events),
  ];
}

function roleOf(logicalId: string, { managed }: Kind, policies: unknown, notUnderstood: string[]) {
  const [arns, documents, places]: [unknown[], unknown[], Made['places'][number][]] = [[...managed], [], []];
  asList(policies).forEach((policy, index) => {
    const own = ['Resources', logicalId, 'Properties', 'Policies', ...(Array.isArray(policies) ? [String(index)] : [])];
    const [name] = isRecord(policy) ? Object.keys(policy) : [];
    const sides = isRecord(policy) && Array.isArray(policy['Fn::If']) ? policy['Fn::If'].slice(1) : [policy];
    const document = (side: unknown) => ({ PolicyName: `${logicalId}RolePolicy${index}`, PolicyDocument: side });
    if (sides.some((side) => isRecord(side) && side.Statement !== undefined)) {
      const inline = isRecord(policy) && Array.isArray(policy['Fn::If'])
        ? { 'Fn::If': [policy['Fn::If'][0], ...sides.map((side) => (isRecord(side) && side.Statement !== undefined ? document(side) : side))] } : document(policy);
      places.push([`Properties.Policies.${documents.length}.PolicyDocument`, own], [`Properties.Policies.${documents.length}`, own]);
      documents.push(inline);
    } else if (typeof policy === 'string') {
      arns.push(/^arn:|[{$]/.test(policy) ? policy : `arn:aws:iam::aws:policy/${policy}`);
    } else if (isRecord(policy) && (name === 'Ref' || name?.startsWith('Fn::'))) {
      arns.push(policy);
    } else if (isRecord(policy) && Object.keys(policy).length === 1 && OTHER_SERVICES.test(name)) {
      return;
    } else {
      // What else it allows is not known.
      arns.push({ Ref: `${logicalId} policy ${index}` });
      const isTemplate = isRecord(policy) && Object.keys(policy).length === 1 && name.endsWith('Policy');
      notUnderstood.push(isTemplate ? `the SAM policy template ${name} of ${logicalId}` : `policy ${index} of ${logicalId}, which is neither a policy, nor an ARN, nor a SAM policy template`);
    }
  });
  return { properties: { ManagedPolicyArns: arns, Policies: documents }, places };
}

/**
 * Of the policy templates of SAM, those of services that call no model for anyone.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
 */
const OTHER_SERVICES = new RegExp(`^(${[
  'AcmGet', 'AMI', 'AthenaQuery', 'AWSSecretsManager', 'CloudFormationDescribe', 'CloudWatch', 'CodeCommit', 'CodePipeline', 'ComprehendBasic', 'CostExplorer', 'DynamoDB', 'EC2', 'EFSWrite', 'EKSDescribe',
  'Elastic', 'EventBridgePut', 'FilterLogEvents', 'Firehose', 'Kinesis', 'KMS', 'LambdaInvoke', 'MobileAnalytics', 'OrganizationsList', 'PinpointEndpoint', 'PollyFull', 'Rekognition', 'Route53', 'S3', 'SageMaker',
  'ServerlessRepo', 'SES', 'SNS', 'SQS', 'SSM', 'StepFunctionsExecution', 'Textract', 'VPCAccess',
].join('|')})\\w*Policy$`);

function rulesOf(logicalId: string, attributes: Json, events: unknown): [string, Made][] {
  return Object.entries(isRecord(events) ? events : {}).flatMap(([name, event]): [string, Made][] => {
    if (!isRecord(event) || (event.Type !== 'EventBridgeRule' && event.Type !== 'CloudWatchEvent') || !isRecord(event.Properties)) return [];
    const { Pattern, State, EventBusName } = event.Properties;
    const path = ['Resources', logicalId, 'Properties', 'Events', name];
    return [[`${logicalId}${name}`, {
      resource: { ...attributes, Type: 'AWS::Events::Rule', Properties: { EventPattern: Pattern, ...(State !== undefined && { State }), ...(EventBusName !== undefined && { EventBusName }) } },
      places: [['', path], ['Properties.EventPattern', [...path, 'Properties', 'Pattern']], ['Properties', [...path, 'Properties']]],
    }]];
  });
}

/**
 * What is said for all and for one: maps are merged, lists are joined, of everything else that of the one is used.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 */
function merge(all: unknown, one: unknown): unknown {
  if (Array.isArray(all) && Array.isArray(one)) return [...all, ...one];
  if (!isRecord(all) || !isRecord(one) || isFunction(all) || isFunction(one)) return one;
  return { ...all, ...Object.fromEntries(Object.entries(one).map(([key, value]) => [key, Object.hasOwn(all, key) ? merge(all[key], value) : value])) };
}

function isFunction(value: Json): boolean {
  const [name, ...others] = Object.keys(value);
  return others.length === 0 && (name === 'Ref' || name === 'Condition' || (name?.startsWith('Fn::') ?? false));
}

function placeOf(template: Json, places: Made['places'], location: readonly string[]): readonly string[] {
  for (let length = location.length; length >= 0; length--) {
    const path = places.find(([from]) => from === location.slice(0, length).join('.'))?.[1];
    if (!path) continue;
    const own = [...path, ...location.slice(length)];
    // What a function does not say itself is said for all of them.
    const type = valueAt(template, [...own.slice(0, 2), 'Type']);
    const global = ['Globals', kindOf(type)?.section ?? '', ...own.slice(3)];
    return own.length > 3 && valueAt(template, own) === undefined && valueAt(template, global) !== undefined ? global : own;
  }
  return ['Resources'];
}
