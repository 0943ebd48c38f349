import { App, Stack, Stage, ValidationError } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { AppPlan, DenyPlan, RolePlan } from './app-plans';
import { CrisDenyPolicy, CrisMonitoring, CrisWorkload, ExplicitDeny, InferenceProfile, InferenceProfileGrants } from '../../src';
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
  /** What was thrown. */
  readonly error?: unknown;
  /** ARNs of the application inference profiles that a workload calls, as deployed, in the order of its profiles. */
  readonly applicationArns?: readonly string[];
}

/** A synthesized app, in whose policies every value is as it is when deployed. */
export interface DeployedApp {
  readonly steps: readonly Step[];
  readonly warnings: readonly { readonly path: string; readonly id: string }[];
  /** The policies of a role, of all stacks. */
  policiesOf(role: number): AttachedPolicies;
  /** The same with references to the environment as such: `arn:aws:bedrock:AWS::Region:…`. */
  policiesAsWritten(role: number): AttachedPolicies;
}

interface BuiltRole { readonly role: iam.IRole; readonly grantee: iam.IGrantable; readonly id: () => string }

/** Builds the app of a plan and synthesizes it. What a grant, deny or workload throws is kept, and the app goes on. */
export function deploy(plan: AppPlan): DeployedApp {
  const app = new App({ context: { '@aws-cdk/aws-iam:minimizePolicies': plan.minimizePolicies }, analyticsReporting: false });
  const stage = plan.stacks.some(({ inStage }) => inStage) ? new Stage(app, 'Stage') : undefined;
  const stacks = plan.stacks.map(({ env, inStage }, index) => new Stack(inStage ? stage! : app, `Stack${index}`, { env }));
  const roles = plan.roles.map((role, index) => buildRole(stacks[role.stack], role, index));

  const steps: (Omit<Step, 'applicationArns'> & { readonly workload?: CrisWorkload })[] = [];
  const step = (what: Step['what'], index: number, role: number, scope: Construct, define: () => CrisWorkload | undefined) => {
    const done = { what, index, role, path: `/${scope.node.path}` };
    try {
      steps.push({ ...done, workload: define() });
    } catch (error) {
      steps.push({ ...done, error });
    }
  };
  const grant = plan.grants.map(({ stack, profiles, sourceRegions, streaming, roles: list }, index) => {
    const scope = new Construct(stacks[stack], `Grants${index}`);
    const grants = InferenceProfileGrants.of(scope, profiles.map(profileOf), { sourceRegions: sourceRegions && [...sourceRegions], streaming });
    return () => {
      for (const role of list) step('grant', index, role, scope, () => void grants.invoke(roles[role].grantee));
    };
  });
  for (const give of grant) give();
  plan.workloads.forEach(({ stack, role, profiles, sourceRegions, costTags, deny }, index) => {
    const scope = new Construct(stacks[stack], `Workload${index}`);
    step('workload', index, role, scope, () => new CrisWorkload(scope, `Workload${index}`, {
      role: roles[role].role,
      inferenceProfiles: profiles.map(profileOf),
      sourceRegions: sourceRegions && [...sourceRegions],
      costTags: costTags ? { workload: String(index) } : undefined,
      explicitDeny: deny && denyOf(deny),
      // The first is monitored, which every other one of its stack would share.
      monitoring: index === 0 ? undefined : CrisMonitoring.none(),
    }));
  });
  plan.denies.forEach(({ stack, roles: list, deny }, index) => list.forEach((role) => {
    const scope = new Construct(stacks[stack], `Deny${index}For${role}`);
    step('deny', index, role, scope, () => void new CrisDenyPolicy(scope, `Deny${index}For${role}`, { deny: denyOf(deny), roles: [roles[role].role] }));
  }));

  plan.grants.forEach(({ again }, index) => {
    if (again) grant[index]();
  });

  const assembly = app.synth();
  const artifacts = stacks.map((stack) => (Stage.of(stack) === app ? assembly : assembly.getNestedAssembly(stage!.artifactId)).getStackArtifact(stack.artifactId));
  const templates = artifacts.map(({ template }) => template as Template);
  const pseudoOf = (index: number): Pseudo => {
    const { account, region } = plan.stacks[index].env ?? plan.deployedTo;
    return { partition: 'aws', region, accountId: account };
  };
  const deployed = lazy(() => mergedIam(templates, pseudoOf));
  const written = lazy(() => mergedIam(templates, () => AS_WRITTEN));
  return {
    steps: steps.map(({ workload, ...rest }) => ({
      ...rest,
      applicationArns: workload?.inferenceProfiles.flatMap(({ application }) => {
        if (!application) return [];
        const stack = Stack.of(workload);
        return [String(resolveIntrinsics(stack.resolve(application.inferenceProfileArn), templates[stacks.indexOf(stack)], pseudoOf(stacks.indexOf(stack))))];
      }),
    })),
    warnings: artifacts.flatMap(({ messages }) => messages.flatMap(({ level, id, entry }) => (String(level) === 'warning' ? [{ path: id, id: /\[ack: (.+)\]$/.exec(String(entry.data))?.[1] ?? String(entry.data) }] : []))),
    policiesOf: (role) => policiesOf(withRole(deployed(), roles[role].id()), roles[role].id(), pseudoOf(plan.roles[role].stack)),
    policiesAsWritten: (role) => policiesOf(withRole(written(), roles[role].id()), roles[role].id(), AS_WRITTEN),
  };
}

const AS_WRITTEN: Pseudo = { partition: 'aws', region: 'AWS::Region', accountId: 'AWS::AccountId' };

/** A role that exists is not in a template. */
const withRole = (resources: Template, id: string): Template => ({ Resources: { [id]: { Type: 'AWS::IAM::Role', Properties: {} }, ...resources } });

/** The IAM resources of all stacks together. Ids of this app differ in every stack, so none is there twice. */
function mergedIam(templates: readonly Template[], pseudoOf: (index: number) => Pseudo): Template {
  const exported = new Map(templates.flatMap((template, index) => Object.values((template.Outputs ?? {}) as Record<string, { Value: unknown; Export?: { Name: string } }>)
    .flatMap(({ Value, Export }) => (Export ? [[Export.Name, resolveIntrinsics(Value, template, pseudoOf(index))] as const] : []))));
  const all = templates.flatMap((template, index) => Object.entries((template.Resources ?? {}) as Record<string, { Type: string; Properties?: unknown }>)
    .filter(([, { Type }]) => Type.startsWith('AWS::IAM::'))
    .map(([id, { Type, Properties }]) => {
      const imported: unknown = JSON.parse(JSON.stringify(Properties ?? {}), (_, value: { 'Fn::ImportValue'?: string } | null) => {
        const name = value?.['Fn::ImportValue'];
        return name === undefined ? value : exported.get(name);
      });
      return [id, { Type, Properties: resolveIntrinsics(imported, template, pseudoOf(index)) }] as const;
    }));
  const ids = all.map(([id]) => id);
  if (new Set(ids).size < ids.length) throw new Error(`Two stacks of the plan have the same logical ids: ${ids.join(', ')}`);
  return Object.fromEntries(all);
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
    default: {
      const own = new iam.Role(stack, name, { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
      const role = kind === 'new' ? own : own.withoutPolicyUpdates();
      return { role, grantee: role, id: logicalIdOf(own) };
    }
  }
}

function denyOf(deny: DenyPlan): ExplicitDeny {
  switch (deny.kind) {
    case 'globalInference': return ExplicitDeny.globalInference();
    case 'outsideProfiles': return ExplicitDeny.outsideProfiles(deny.profiles.map(profileOf));
    case 'outsideSourceRegions': return ExplicitDeny.outsideSourceRegions([...deny.regions]);
  }
}

function profileOf(id: string): InferenceProfile {
  return InferenceProfile.fromInferenceProfileId(id);
}

function lazy<T>(produce: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => (value ??= { of: produce() }).of;
}

/** Whether an error is CDK's for input that contradicts itself, of a role of another account. */
export function isForeignRoleError(error: unknown): boolean {
  return error instanceof ValidationError
    && /^(grantee|roles): it is in the account "\d{12}", where this stack, in "\d{12}", cannot write policies; define this in a stack in that account, or give toDocument\(\) to whoever manages the policies there$/.test(error.message);
}
