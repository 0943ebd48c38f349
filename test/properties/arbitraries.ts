import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as fc from 'fast-check';
import { AuditSource, CrisMonitoring, CrisTrail, CrisWorkload, CrisWorkloadProps, ExplicitDeny, ICrisMonitoring, InferenceProfile } from '../../src';
import { CATALOG } from '../../src/bedrock/catalog';

/** What a workload is made from: plain values, so that a counterexample can be read and becomes a named test. */
export interface WorkloadInput {
  readonly stackRegion?: string;
  readonly profiles: string[];
  readonly sourceRegions?: string[];
  readonly principal: 'default' | 'assumedBy' | 'role' | 'both';
  readonly deny?: 'global' | 'profiles' | 'regions' | 'all';
  readonly costTags?: Record<string, string>;
  readonly dashboard?: boolean;
  readonly alarms?: { readonly enabled?: boolean; readonly throttles?: number; readonly latencySeconds?: number; readonly evaluationPeriods?: number };
  readonly audit?: 'none' | 'existing' | 'own' | 'off';
}

const commercial = [...CATALOG.regions.values()].filter((region) => region.global).map((region) => region.region);
const regions = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...commercial) },
  { weight: 1, arbitrary: fc.constantFrom(...CATALOG.regions.keys(), 'cn-north-1', 'xx-new-1', 'Ireland', '') },
);
const globalIds = [...CATALOG.profiles.keys()].filter((id) => id.startsWith('global.'));
const profileIds = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...CATALOG.profiles.keys()) },
  { weight: 2, arbitrary: fc.stringMatching(/^(global|eu|us|zz)\.[a-z]{3,8}\.[a-z0-9-]{1,20}(-v1:0)?$/) },
  { weight: 1, arbitrary: fc.constantFrom('global.global.vendor.model', 'us.us.vendor.model', 'anthropic.claude-opus-5', 'arn:aws:bedrock:::foundation-model/x', 'eu', '') },
  { weight: 1, arbitrary: fc.string({ maxLength: 70 }) },
);

// Mostly what can be synthesized, so that as much is seen of templates as of refusals.
const profiles = fc.oneof(
  { weight: 5, arbitrary: fc.uniqueArray(fc.oneof(fc.constantFrom(...globalIds), fc.stringMatching(/^(global|zz)\.[a-z]{3,8}\.[a-z0-9-]{1,20}$/)), { minLength: 1, maxLength: 14 }) },
  { weight: 2, arbitrary: fc.uniqueArray(fc.constantFrom(...CATALOG.profiles.keys()), { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(profileIds, { maxLength: 12 }) },
);

const tagTexts = fc.oneof(
  { weight: 12, arbitrary: fc.stringMatching(/^[a-zA-Z0-9._:/=+@-]{1,20}$/) },
  { weight: 1, arbitrary: fc.string({ maxLength: 10 }) },
);

function sometimes<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

export const workloadInput: fc.Arbitrary<WorkloadInput> = fc.record({
  stackRegion: fc.option(fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...commercial) },
    { weight: 1, arbitrary: fc.constantFrom(...CATALOG.regions.keys()) },
  ), { nil: undefined }),
  profiles,
  sourceRegions: sometimes(fc.array(regions, { maxLength: 3 })),
  principal: fc.constantFrom(...(['default', 'assumedBy', 'role', 'default', 'assumedBy', 'role', 'both'] as const)),
  deny: fc.option(fc.constantFrom('global' as const, 'profiles' as const, 'regions' as const, 'all' as const), { nil: undefined }),
  costTags: sometimes(fc.dictionary(tagTexts, tagTexts, { maxKeys: 3 })),
  dashboard: fc.option(fc.boolean(), { nil: undefined }),
  alarms: fc.option(fc.record({
    enabled: fc.boolean(),
    throttles: fc.oneof({ weight: 6, arbitrary: fc.nat(1000) }, { weight: 1, arbitrary: fc.double() }),
    latencySeconds: fc.nat(100),
    evaluationPeriods: fc.integer({ min: 0, max: 10 }),
  }, { requiredKeys: [] }), { nil: undefined }),
  audit: fc.option(fc.constantFrom('none' as const, 'existing' as const, 'own' as const, 'off' as const), { nil: undefined }),
}, { requiredKeys: ['profiles', 'principal'] });

/** Defines the workload of an input in a stack. */
export function defineWorkload(stack: Stack, input: WorkloadInput): CrisWorkload {
  const inferenceProfiles = input.profiles.map((id) => InferenceProfile.fromInferenceProfileId(id));
  const principal = new iam.ServicePrincipal('ecs-tasks.amazonaws.com');
  const props: CrisWorkloadProps = {
    inferenceProfiles,
    sourceRegions: input.sourceRegions,
    ...(['role', 'both'].includes(input.principal) && { role: new iam.Role(stack, 'OwnRole', { assumedBy: principal }) }),
    ...(['assumedBy', 'both'].includes(input.principal) && { assumedBy: principal }),
    explicitDeny: denyOf(input, inferenceProfiles),
    costTags: input.costTags,
    monitoring: monitoringOf(stack, input),
  };
  return new CrisWorkload(stack, 'Workload', props);
}

function denyOf({ deny, sourceRegions }: WorkloadInput, allowed: InferenceProfile[]): ExplicitDeny | undefined {
  switch (deny) {
    case 'global': return ExplicitDeny.globalInference();
    case 'profiles': return ExplicitDeny.outsideProfiles(allowed);
    case 'regions': return ExplicitDeny.outsideSourceRegions(sourceRegions ?? ['eu-west-1']);
    case 'all': return ExplicitDeny.all(ExplicitDeny.globalInference(), ExplicitDeny.outsideProfiles(allowed), ExplicitDeny.outsideSourceRegions(['eu-west-1']));
    default: return undefined;
  }
}

function monitoringOf(stack: Stack, { dashboard, alarms, audit }: WorkloadInput): ICrisMonitoring | undefined {
  if (audit === 'off') return CrisMonitoring.none();
  if (dashboard === undefined && alarms === undefined && audit === undefined) return undefined;
  return new CrisMonitoring(stack, 'Monitoring', {
    dashboard: dashboard === undefined ? undefined : { enabled: dashboard },
    alarms: alarms && {
      enabled: alarms.enabled,
      throttles: { threshold: alarms.throttles, evaluationPeriods: alarms.evaluationPeriods },
      latencyP99: { threshold: alarms.latencySeconds === undefined ? undefined : Duration.seconds(alarms.latencySeconds) },
    },
    audit: auditOf(stack, audit),
  });
}

function auditOf(stack: Stack, audit: WorkloadInput['audit']): AuditSource | undefined {
  switch (audit) {
    case 'none': return AuditSource.none();
    case 'existing': return AuditSource.logGroup(logs.LogGroup.fromLogGroupName(stack, 'TrailLogs', 'trail'));
    case 'own': return AuditSource.trail(new CrisTrail(stack, 'OwnTrail'));
    default: return undefined;
  }
}
