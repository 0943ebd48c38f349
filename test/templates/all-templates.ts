import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ORGANIZATION } from '../../examples/organization/organization';
import { OrganizationStage } from '../../examples/organization/organization-stage';
import { AssistantStack } from '../../examples/typescript/assistant-stack';
import { CatalogRefreshRoleStack } from '../../examples/typescript/catalog-refresh-role';
import { ALL_SCENARIOS } from '../scenarios/scenarios';
import { RECOMMENDED_FLAGS, stackOf } from '../scenarios/synthesize';

export interface TemplateBody {
  readonly Resources: Readonly<Record<string, ResourceBody>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
}

export interface ResourceBody {
  readonly Type: string;
  readonly Properties?: unknown;
  readonly DependsOn?: string | readonly string[];
}

/** A template that this repository makes, and the Region that it is for, if it is for one. */
export interface NamedTemplate {
  readonly name: string;
  readonly region?: string;
  readonly body: TemplateBody;
}

export const INTEG = join(__dirname, '..', 'integ');

/** The templates of every scenario, every construct alone, the examples, and the integration tests as they were recorded. */
export function allTemplates(): NamedTemplate[] {
  return [...deployedByUsers(), ...integSnapshots()];
}

/** Those that a user deploys: the integration tests live for an hour in an account that may be played with, and what deploys them is not of this library. */
export function deployedByUsers(): NamedTemplate[] {
  return [...scenarios(), ...examples()];
}

/** How many resources there are in templates. */
export function resourcesIn(templates: readonly NamedTemplate[]): number {
  return templates.reduce((sum, { body }) => sum + Object.keys(body.Resources).length, 0);
}

function scenarios(): NamedTemplate[] {
  return Object.entries(ALL_SCENARIOS).map(([name, scenario]) => ({ name, region: scenario.region, body: bodyOf(stackOf(scenario)) }));
}

function examples(): NamedTemplate[] {
  const region = 'eu-west-1';
  // The command of the CDK bundles the function's code; what is in the template is the same without.
  const app = () => new App({ context: { ...RECOMMENDED_FLAGS, 'aws:cdk:bundling-stacks': [] } });
  return [
    { name: 'examples/typescript', region, body: bodyOf(new AssistantStack(app(), 'CrisQuickStart', { env: { region } })) },
    ...organization(app()),
    { name: 'examples/typescript catalog refresh', region, body: bodyOf(new CatalogRefreshRoleStack(app(), 'CatalogRefresh', { env: { region }, repository: 'owner/name' })) },
  ];
}

/** The stacks of examples/organization, and what its StackSets deploy. */
function organization(app: App): NamedTemplate[] {
  const sinkArns = Object.fromEntries(ORGANIZATION.sourceRegions.map((region) => [region, `arn:aws:oam:${region}:${ORGANIZATION.monitoringAccount}:sink/a1b2c3d4`]));
  new OrganizationStage(app, 'Bedrock', { organization: { ...ORGANIZATION, sinkArns } });
  const { directory, stacks } = app.synth().getNestedAssembly('assembly-Bedrock');
  const stackSets = readdirSync(directory).filter((file) => file.endsWith('.stackset.template.json')).map((file) => ({ name: file, region: undefined, file }));
  return [...stackSets, ...stacks.map(({ stackName, environment, templateFile }) => ({ name: stackName, region: environment.region, file: templateFile }))]
    .map(({ name, region, file }) => ({ name: `examples/organization ${name}`, region, body: JSON.parse(readFileSync(join(directory, file), 'utf8')) as TemplateBody }));
}

interface Manifest {
  readonly artifacts: Readonly<Record<string, { readonly type: string; readonly environment?: string; readonly properties?: { readonly templateFile?: string } }>>;
}

/** The stacks of the recorded assemblies, those of the assertions included, which integ-runner does not compare. */
export function integSnapshots(): NamedTemplate[] {
  return readdirSync(INTEG).filter((entry) => entry.endsWith('.snapshot')).flatMap((folder) => assembly(join(INTEG, folder), folder));
}

/** The stacks of a cloud assembly. */
export function assembly(folder: string, name: string): NamedTemplate[] {
  if (!existsSync(join(folder, 'manifest.json'))) throw new Error(`${name} holds no manifest.json, so it is no cloud assembly`);
  const { artifacts } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  return Object.values(artifacts).filter(({ type }) => type === 'aws:cloudformation:stack').map(({ environment, properties }) => {
    const region = /^aws:\/\/[^/]+\/([a-z]+-[a-z-]+-\d)$/.exec(environment ?? '')?.[1];
    return { name: `${name}/${properties!.templateFile!}`, region, body: JSON.parse(readFileSync(join(folder, properties!.templateFile!), 'utf8')) as TemplateBody };
  });
}

function bodyOf(stack: Stack): TemplateBody {
  return Template.fromStack(stack).toJSON() as TemplateBody;
}
