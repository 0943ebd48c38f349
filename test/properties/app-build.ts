import { App, CfnWaitConditionHandle, Errors, Stack, Stage } from 'aws-cdk-lib';
import * as bedrock from 'aws-cdk-lib/aws-bedrock';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AppPlan, ApplicationPlan, Callees, DenyPlan, modelOf, MonitoringPlan, Place, Places, RolePlan } from './app-plans';
import {
  ApplicationInferenceProfile, ApplicationInferenceProfileSource, AuditSource, CrisDenyPolicy, CrisMonitoring, CrisPermissionsBoundary, CrisTrail, CrisWorkload, ExplicitDeny,
  IInferenceProfile, InferenceProfile, InferenceProfileGrants,
} from '../../src';
import { PolicyDocumentJson } from '../support/iam-evaluator';
import { Template } from '../support/template-intrinsics';
import { AttachedPolicies, policiesOf, Pseudo, resolveIntrinsics } from '../support/template-policies';

/** What one grant, deny or workload of a plan came to, for one role. */
export interface Step {
  readonly what: 'grant' | 'deny' | 'workload';
  /** Position in its list of the plan. */
  readonly index: number;
  readonly role: number;
  /** The construct that warnings are at. */
  readonly path: string;
  /** What was thrown: that the role is of another account. */
  readonly error?: Error;
  /** ARNs of the application inference profiles that carry the cost tags of a workload, in the order of its profiles. */
  readonly costArns?: readonly string[];
}

/** A synthesized app, in whose policies every value is as it is when deployed. */
export interface DeployedApp {
  readonly steps: readonly Step[];
  readonly warnings: readonly { readonly path: string; readonly id: string }[];
  readonly templates: readonly Template[];
  /** ARNs of the application inference profiles of the plan. */
  readonly applicationArns: readonly string[];
  /** The policies of a role, of all stacks. */
  policiesOf(role: number): AttachedPolicies;
  /** The same with references to the environment as such: `arn:aws:bedrock:AWS::Region:…`. */
  policiesAsWritten(role: number): AttachedPolicies;
  boundaryOf(role: number): PolicyDocumentJson | undefined;
  /** The IDs of the profiles with an alarm on latency in a stack, each as often as it has one. */
  alarmsIn(stack: number): readonly string[];
}

/** What the app of a plan comes to: it is synthesized, or it ends with an error. */
export type Outcome = { readonly app: DeployedApp } | { readonly error: Error };

/** Builds the app of a plan and synthesizes it. That a role is of another account is kept with the step, and the app goes on. */
export function deploy(plan: AppPlan, flags: Readonly<Record<string, unknown>> = {}): Outcome {
  // The CDK notes the call stack of every token, which takes half of the time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return { app: deployed(plan, flags) };
  } catch (error) {
    return { error: error as Error };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

interface BuiltRole { readonly role: iam.IRole; readonly grantee: iam.IGrantable; readonly id: () => string }

function deployed(plan: AppPlan, flags: Readonly<Record<string, unknown>>): DeployedApp {
  const context = { ...flags, '@aws-cdk/aws-iam:minimizePolicies': plan.minimizePolicies };
  const app = new App({ context, analyticsReporting: false, treeMetadata: false, stackTraces: false });
  const stage = plan.stacks.some(({ inStage }) => inStage) ? new Stage(app, 'Stage') : undefined;
  const stacks = plan.stacks.map(({ account, region, inStage }, index) => new Stack(inStage ? stage! : app, `Stack${index}`, { env: { account, region } }));
  // CloudFormation takes no stack without a resource.
  for (const stack of stacks) new CfnWaitConditionHandle(stack, 'Handle');
  const places = new Places(plan);
  const applications = plan.applications.map((application, index) => buildApplication(stacks[application.stack], places.of(application.stack), application, index));
  const called = (callees: Callees): IInferenceProfile[] => [...callees.profiles.map(profileOf), ...callees.applications.map((one) => applications[one])];
  const denyOf = (deny: DenyPlan): ExplicitDeny => {
    switch (deny.kind) {
      case 'globalInference': return ExplicitDeny.globalInference();
      case 'outsideProfiles': return ExplicitDeny.outsideProfiles(called(deny));
      case 'outsideSourceRegions': return ExplicitDeny.outsideSourceRegions([...deny.regions]);
    }
  };

  const roles = plan.roles.map((role, index) => buildRole(stacks[role.stack], role, index));
  plan.boundaries.forEach(({ role, sourceRegions, ...callees }) => {
    const boundary = new CrisPermissionsBoundary(stacks[plan.roles[role].stack], `Boundary${role}`, { inferenceProfiles: called(callees), sourceRegions: sourceRegions && [...sourceRegions] });
    iam.PermissionsBoundary.of(roles[role].role).apply(boundary.managedPolicy);
  });
  const monitoringOf = (monitoring: MonitoringPlan, index: number) => new CrisMonitoring(stacks[monitoring.stack], `Monitoring${index}`, {
    inferenceProfiles: isEmpty(monitoring) ? undefined : called(monitoring),
    alarms: { enabled: monitoring.alarms },
    dashboard: { enabled: monitoring.dashboard },
    audit: auditOf(stacks[monitoring.stack], monitoring, index),
  });
  const monitorings = plan.monitorings.map((monitoring, index) => (monitoring.last ? undefined : monitoringOf(monitoring, index)));

  const steps: (Omit<Step, 'costArns'> & { readonly workload?: CrisWorkload })[] = [];
  const step = (what: Step['what'], index: number, role: number, scope: Construct, define: () => CrisWorkload | undefined) => {
    const done = { what, index, role, path: `/${scope.node.path}` };
    try {
      steps.push({ ...done, workload: define() });
    } catch (error) {
      if (!isForeignRoleError(error as Error)) throw error;
      steps.push({ ...done, error: error as Error });
    }
  };
  const grant = plan.grants.map(({ stack, sourceRegions, streaming, roles: list, ...callees }, index) => {
    const scope = new Construct(stacks[stack], `Grants${index}`);
    const grants = InferenceProfileGrants.of(scope, called(callees), { sourceRegions: sourceRegions && [...sourceRegions], streaming });
    return () => {
      for (const role of list) step('grant', index, role, scope, () => void grants.invoke(roles[role].grantee));
    };
  });
  for (const give of grant) give();
  plan.workloads.forEach(({ stack, role, sourceRegions, costTags, deny, monitoring, ...callees }, index) => {
    const scope = new Construct(stacks[stack], `Workload${index}`);
    step('workload', index, role, scope, () => new CrisWorkload(scope, `Workload${index}`, {
      role: roles[role].role,
      inferenceProfiles: called(callees),
      sourceRegions: sourceRegions && [...sourceRegions],
      costTags: costTags ? { workload: String(index) } : undefined,
      explicitDeny: deny && denyOf(deny),
      monitoring: monitoring === 'none' ? CrisMonitoring.none() : monitoring === 'of the stack' ? undefined : monitorings[monitoring],
    }));
  });
  plan.denies.forEach(({ stack, roles: list, deny }, index) => list.forEach((role) => {
    const scope = new Construct(stacks[stack], `Deny${index}For${role}`);
    step('deny', index, role, scope, () => void new CrisDenyPolicy(scope, `Deny${index}For${role}`, { deny: denyOf(deny), roles: [roles[role].role] }));
  }));
  plan.monitorings.forEach((monitoring, index) => {
    if (monitoring.last) monitorings[index] = monitoringOf(monitoring, index);
  });
  plan.grants.forEach(({ again }, index) => {
    if (again) grant[index]();
  });

  const assembly = app.synth();
  const artifacts = stacks.map((stack) => (Stage.of(stack) === app ? assembly : assembly.getNestedAssembly(stage!.artifactId)).getStackArtifact(stack.artifactId));
  const templates = artifacts.map(({ template }) => template as Template);
  const pseudoOf = (index: number): Pseudo => ({ partition: 'aws', region: places.of(index).region, accountId: places.of(index).account });
  const inAll = lazy(() => mergedIam(templates, pseudoOf));
  const written = lazy(() => mergedIam(templates, () => AS_WRITTEN));
  const arnOf = (profile: IInferenceProfile) => {
    const stack = Stack.of(profile as IInferenceProfile & Construct);
    return String(resolveIntrinsics(stack.resolve(profile.application!.inferenceProfileArn), templates[stacks.indexOf(stack)], pseudoOf(stacks.indexOf(stack))));
  };
  return {
    steps: steps.map(({ workload, ...rest }) => ({
      ...rest,
      costArns: workload && plan.workloads[rest.index].costTags ? workload.inferenceProfiles.slice(0, plan.workloads[rest.index].profiles.length).map(arnOf) : undefined,
    })),
    warnings: artifacts.flatMap(({ messages }) => messages.filter(({ level }) => String(level) === 'warning'))
      .map(({ id, entry }) => ({ path: id, id: /\[ack: (.+)\]$/.exec(String(entry.data))?.[1] ?? String(entry.data) })),
    templates,
    applicationArns: applications.map(arnOf),
    policiesOf: (role) => policiesOf(withRole(inAll(), roles[role].id()), roles[role].id(), pseudoOf(plan.roles[role].stack)),
    policiesAsWritten: (role) => policiesOf(withRole(written(), roles[role].id()), roles[role].id(), AS_WRITTEN),
    boundaryOf: (role) => {
      const boundary = inAll()[roles[role].id()]?.Properties?.PermissionsBoundary as string | undefined;
      return boundary === undefined ? undefined : inAll()[boundary].Properties!.PolicyDocument as PolicyDocumentJson;
    },
    alarmsIn: (stack) => alarmedIn(templates, stack, pseudoOf),
  };
}

const AS_WRITTEN: Pseudo = { partition: 'aws', region: 'AWS::Region', accountId: 'AWS::AccountId' };

/** A role that exists is not in a template. */
const withRole = (resources: Resources, id: string): Template => ({ Resources: { [id]: { Type: 'AWS::IAM::Role', Properties: {} }, ...resources } });

type Resources = Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>;

/** The resources of one stack for which a condition holds, with the values that they have when deployed. */
function resolved(
  templates: readonly Template[], stack: number, pseudoOf: (index: number) => Pseudo, isMeant: (type: string, properties: Readonly<Record<string, unknown>>) => boolean,
): Resources {
  const exportOf = (name: string) => {
    for (const [index, template] of templates.entries()) {
      const found = Object.values((template.Outputs ?? {}) as Record<string, { Value: unknown; Export?: { Name: string } }>).find(({ Export }) => Export?.Name === name);
      if (found) return resolveIntrinsics(found.Value, template, pseudoOf(index));
    }
    return undefined;
  };
  const withImports = (value: unknown): unknown => JSON.parse(JSON.stringify(value), (_, inner: { 'Fn::ImportValue'?: string } | null) => {
    const name = inner?.['Fn::ImportValue'];
    return name === undefined ? inner : exportOf(name);
  });
  const all = Object.entries((templates[stack].Resources ?? {}) as Resources).filter(([, { Type, Properties = {} }]) => isMeant(Type, Properties));
  const deployedOf = (properties: unknown) => resolveIntrinsics(withImports(properties), templates[stack], pseudoOf(stack)) as Record<string, unknown>;
  return Object.fromEntries(all.map(([id, { Type, Properties = {} }]) => [id, { Type, Properties: deployedOf(Properties) }]));
}

/** The IAM resources of all stacks together. Ids of this app differ in every stack, so none is there twice. */
function mergedIam(templates: readonly Template[], pseudoOf: (index: number) => Pseudo): Resources {
  const each = templates.map((_, stack) => resolved(templates, stack, pseudoOf, (type) => type.startsWith('AWS::IAM::')));
  const ids = each.flatMap((one) => Object.keys(one));
  if (new Set(ids).size < ids.length) throw new Error(`Two stacks of the plan have the same logical ids: ${ids.join(', ')}`);
  return Object.assign({}, ...each) as Resources;
}

function alarmedIn(templates: readonly Template[], stack: number, pseudoOf: (index: number) => Pseudo): string[] {
  const alarms = resolved(templates, stack, pseudoOf, (type, { MetricName }) => type === 'AWS::CloudWatch::Alarm' && MetricName === 'InvocationLatency');
  // The ID of a new profile is an attribute, for which resolveIntrinsics has a placeholder, as it has one with the logical id for the ARN.
  return Object.values(alarms).map(({ Properties }) => (Properties!.Dimensions as [{ readonly Value: string }])[0].Value.replace(/\.InferenceProfileId$/, ''));
}

function buildRole(stack: Stack, { kind, account }: RolePlan, index: number): BuiltRole {
  const name = `Role${index}`;
  const logicalIdOf = (role: iam.IRole) => () => Stack.of(role).getLogicalId(role.node.defaultChild as iam.CfnRole);
  switch (kind) {
    case 'function': {
      const fn = new lambda.Function(stack, name, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('//') });
      return { role: fn.role!, grantee: fn, id: logicalIdOf(fn.role!) };
    }
    case 'imported':
    case 'imported immutable': {
      const role = iam.Role.fromRoleArn(stack, name, `arn:aws:iam::${account}:role/team/${name}`, { mutable: kind === 'imported' });
      return { role, grantee: role, id: () => name };
    }
    case 'imported by name': {
      const role = iam.Role.fromRoleName(stack, name, name);
      return { role, grantee: role, id: () => name };
    }
    default: {
      const own = new iam.Role(stack, name, { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
      const role = kind === 'new' ? own : own.withoutPolicyUpdates();
      return { role, grantee: role, id: logicalIdOf(own) };
    }
  }
}

function buildApplication(stack: Stack, { account, region }: Place, { over, ofModel, imported }: ApplicationPlan, index: number): IInferenceProfile {
  const modelSource = ofModel
    ? ApplicationInferenceProfileSource.foundationModel(new bedrock.FoundationModelIdentifier(modelOf(over)))
    : ApplicationInferenceProfileSource.inferenceProfile(profileOf(over));
  const id = `Application${index}`;
  if (!imported) return new ApplicationInferenceProfile(stack, id, { modelSource });
  const inferenceProfileArn = `arn:aws:bedrock:${region}:${account}:application-inference-profile/a1b2c3d4e5f${index}`;
  return ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, id, { inferenceProfileArn, modelSource });
}

function auditOf(stack: Stack, { audit }: MonitoringPlan, index: number): AuditSource {
  switch (audit) {
    case 'eventBridge': return AuditSource.eventBridge();
    case 'trail': return AuditSource.trail(new CrisTrail(stack, `Trail${index}`));
    case 'logGroup': return AuditSource.logGroup(logs.LogGroup.fromLogGroupName(stack, `TrailLogs${index}`, 'organization-trail'));
    case 'none': return AuditSource.none();
  }
}

function isEmpty({ profiles, applications }: Callees): boolean {
  return profiles.length + applications.length === 0;
}

function profileOf(id: string): InferenceProfile {
  return InferenceProfile.fromInferenceProfileId(id);
}

function lazy<T>(produce: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => (value ??= { of: produce() }).of;
}

/** Whether an error is that of a role of another account. */
function isForeignRoleError({ message }: Error): boolean {
  return /^(grantee|roles): it is in the account "\d{12}", where this stack, in "\d{12}", cannot write policies; define this in a stack in that account, or give toDocument\(\) to whoever manages the policies there$/.test(message);
}

/** Whether an error is one of this library, for input that contradicts itself: it names the prop, the value and the remedy. */
export function isOurs(error: Error): boolean {
  return Errors.isValidationError(error) && error.name === 'BedrockCrisInput' && /^[\w.]+: .+;.+$/s.test(error.message);
}
