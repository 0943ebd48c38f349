import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { App } from 'aws-cdk-lib';
import { Organization, ORGANIZATION } from '../../examples/organization/organization';
import { OrganizationStage } from '../../examples/organization/organization-stage';

/** How large an organization is. */
export interface Size {
  readonly accounts: number;
  readonly sourceRegions: readonly string[];
  readonly inferenceProfileIds: readonly string[];
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** What is counted of a template. */
export interface Measured {
  readonly bytes: number;
  readonly resources: number;
  /** Resources by type. */
  readonly types: Readonly<Record<string, number>>;
  /** Metrics that the alarms watch; those of a query are as many as there are accounts. */
  readonly watchedMetrics: number;
  readonly queryAlarms: number;
  /** The longest body of a dashboard, and the widgets in it. */
  readonly dashboard: { readonly bytes: number; readonly widgets: number };
  /** The longest policy document of a managed policy, and of an organization's policy. */
  readonly managedPolicy: number;
  readonly organizationPolicy: number;
  readonly busPolicy: number;
  readonly linkFilter: number;
}

/** What the app of examples/organization defines for an organization of a size, and how long that took. */
export interface OrganizationMeasured {
  readonly seconds: number;
  /** The largest hub: the one with the dashboard. */
  readonly hub: Measured;
  readonly regional: Measured;
  readonly global: Measured;
  readonly policies: Measured;
}

export function measure({ sourceRegions, inferenceProfileIds }: Size): OrganizationMeasured {
  const began = process.hrtime.bigint();
  const organization: Organization = {
    ...ORGANIZATION,
    homeRegion: sourceRegions[0],
    sourceRegions: [...sourceRegions],
    inferenceProfileIds: [...inferenceProfileIds],
    sinkArns: Object.fromEntries(sourceRegions.map((region) => [region, `arn:aws:oam:${region}:${ORGANIZATION.monitoringAccount}:sink/a1b2c3d4-5678-90ab-cdef-EXAMPLE11111`])),
  };
  const app = new App({ analyticsReporting: false });
  new OrganizationStage(app, 'Bedrock', { organization });
  const { directory, stacks } = app.synth().getNestedAssembly('assembly-Bedrock');
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;

  const text = (file: string) => readFileSync(join(directory, file), 'utf8');
  const stackSets = readdirSync(directory).filter((file) => file.endsWith('.stackset.template.json')).map(text);
  const named = (name: string) => stacks.find(({ stackName }) => stackName === name)!.templateFile;
  return {
    seconds,
    hub: count(text(named(`Bedrock-Hub-${sourceRegions[0]}`))),
    regional: count(stackSets.find((template) => template.includes('AWS::Oam::Link'))!),
    global: count(stackSets.find((template) => !template.includes('AWS::Oam::Link'))!),
    policies: count(text(named('Bedrock-Policies'))),
  };
}

function count(text: string): Measured {
  const resources = Object.values((JSON.parse(text) as Template).Resources).filter(({ Type }) => Type !== 'AWS::CDK::Metadata');
  const of = (type: string) => resources.filter(({ Type }) => Type === type).map(({ Properties = {} }) => Properties);
  const types: Record<string, number> = {};
  for (const { Type } of resources) types[Type] = (types[Type] ?? 0) + 1;
  const alarms = of('AWS::CloudWatch::Alarm');
  const bodies = of('AWS::CloudWatch::Dashboard').map(({ DashboardBody }) => literal(DashboardBody));
  const longest = (texts: readonly string[]) => Math.max(0, ...texts.map((one) => one.length));
  return {
    bytes: Buffer.byteLength(text),
    resources: resources.length,
    types,
    watchedMetrics: alarms.reduce((sum, alarm) => sum + metricsOf(alarm), 0),
    queryAlarms: alarms.filter(isQuery).length,
    dashboard: { bytes: longest(bodies), widgets: bodies.reduce((most, body) => Math.max(most, (JSON.parse(body) as { widgets: unknown[] }).widgets.length), 0) },
    managedPolicy: longest(of('AWS::IAM::ManagedPolicy').map(({ PolicyDocument }) => literal(PolicyDocument))),
    organizationPolicy: longest(of('AWS::Organizations::Policy').map(({ Content }) => literal(Content))),
    busPolicy: longest(of('AWS::Events::EventBusPolicy').map(({ Statement }) => literal({ Version: '2012-10-17', Statement: [Statement] }))),
    linkFilter: longest(of('AWS::Oam::Link').map(({ LinkConfiguration }) => (LinkConfiguration as { MetricConfiguration: { Filter: string } }).MetricConfiguration.Filter)),
  };
}

const isQuery = ({ Metrics }: Record<string, unknown>) => (Metrics as { Expression?: string }[] | undefined)?.some(({ Expression }) => Expression?.startsWith('SELECT ')) ?? false;

/** Those that an alarm is billed for: the metrics of its expression, or its one. */
function metricsOf(alarm: Record<string, unknown>): number {
  if (alarm.Metrics === undefined) return 1;
  return (alarm.Metrics as { MetricStat?: unknown }[]).filter(({ MetricStat }) => MetricStat !== undefined).length;
}

/** A value as it is deployed: what CloudFormation fills in, by values of usual length. */
function literal(value: unknown): string {
  const filled = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(filled);
    if (typeof one !== 'object' || one === null) return one;
    const [[key, argument]] = Object.entries(one).length === 1 ? Object.entries(one) : [['', undefined]];
    if (key === 'Ref') return ({ 'AWS::Partition': 'aws', 'AWS::AccountId': '123456789012', 'AWS::Region': 'eu-central-1' } as Record<string, string>)[String(argument)] ?? 'x'.repeat(64);
    if (key === 'Fn::Join') return (argument as [string, unknown[]])[1].map(filled).join((argument as [string])[0]);
    if (key.startsWith('Fn::')) return 'x'.repeat(64);
    return Object.fromEntries(Object.entries(one).map(([name, inner]) => [name, filled(inner)]));
  };
  const result = filled(value);
  return typeof result === 'string' ? result : JSON.stringify(result);
}
