import { guardrailDeny, withGuardrail } from './guardrail';
import { StatementJson } from './statement';
import { distinct, foundationModelArn, inferenceProfileArn, regionlessModelArn, REGIONLESS_REQUESTED_REGION, StatementSource } from '../../bedrock/arns';

/** A profile to be invoked from one source Region. Neither global nor of a geography: over a model, which is in the source Region alone. */
export interface InvocationTarget {
  readonly inferenceProfileId: string;
  readonly foundationModelId: string;
  readonly isGlobal: boolean;
  /** Prefix of the geography; undefined for any other profile. */
  readonly geographyPrefix?: string;
  /** Destinations of a geographic profile; undefined where they are not known. */
  readonly destinationRegions?: readonly string[];
  /** What an application inference profile adds; undefined for a system-defined one. */
  readonly application?: ApplicationTarget;
}

export interface ApplicationTarget {
  readonly arn: string;
  /** The system-defined profile that it is over; undefined over a model. */
  readonly systemProfileId?: string;
  /** Whether the system-defined profile may be called itself. */
  readonly systemProfileToo: boolean;
}

/**
 * What a call through each profile is authorized for, and nothing else: one statement on the profiles, one per evaluation of their models.
 *
 * `bedrock:InferenceProfileArn` is present on the model evaluations only; on the profile evaluation a condition on it would deny.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html
 */
export function invokeStatements(
  targets: readonly InvocationTarget[], source: StatementSource, actions: readonly string[], guardrails?: readonly string[],
): StatementJson[] {
  if (targets.length === 0) return [];
  const global = targets.filter((target) => target.isGlobal);
  const inRegion = targets.filter((target) => !target.isGlobal && target.geographyPrefix === undefined);
  const geographies = distinct(targets.flatMap((target) => target.geographyPrefix ?? []));

  const profiles: StatementJson = {
    Sid: 'CrisInferenceProfile',
    Effect: 'Allow',
    Action: actions,
    Resource: distinct(targets.flatMap((target) => profileArns(target, source))),
    Condition: { StringEquals: { 'aws:RequestedRegion': source.region } },
  };
  const models = [
    ...(global.length > 0 ? globalModelStatements(global, source, actions) : []),
    ...(inRegion.length > 0 ? [sourceRegionModelStatement('CrisInRegionModel', inRegion, source, actions)] : []),
    ...geographies.map((prefix) => geographicModelStatement(prefix, targets.filter((target) => target.geographyPrefix === prefix), source, actions)),
  ];
  if (!guardrails) return [profiles, ...models];
  return [...withGuardrail(profiles, models, guardrails), guardrailDeny(distinct(targets.map((target) => target.foundationModelId)), source, guardrails)];
}

function globalModelStatements(targets: readonly InvocationTarget[], source: StatementSource, actions: readonly string[]): StatementJson[] {
  return [
    sourceRegionModelStatement('CrisSourceRegionModel', targets, source, actions),
    {
      Sid: 'CrisGlobalModel',
      Effect: 'Allow',
      Action: actions,
      Resource: modelsOf(targets).map((model) => regionlessModelArn(source, model)),
      Condition: { StringEquals: { 'aws:RequestedRegion': REGIONLESS_REQUESTED_REGION, ...throughProfiles(targets, source) } },
    },
  ];
}

function sourceRegionModelStatement(sid: string, targets: readonly InvocationTarget[], source: StatementSource, actions: readonly string[]): StatementJson {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: actions,
    Resource: modelsOf(targets).map((model) => foundationModelArn(source, model)),
    Condition: { StringEquals: { 'aws:RequestedRegion': source.region, ...throughProfiles(targets, source) } },
  };
}

// One statement a geography: profiles of different geographies in one statement would lend each other their Regions.
function geographicModelStatement(
  prefix: string, targets: readonly InvocationTarget[], source: StatementSource, actions: readonly string[],
): StatementJson {
  return {
    // A Sid holds letters and digits only.
    Sid: `CrisGeographicModel${prefix.toUpperCase().replace(/[^A-Z0-9]/g, '')}`,
    Effect: 'Allow',
    Action: actions,
    Resource: distinct(targets.flatMap((target) => destinationArns(target, source))),
    Condition: { StringEquals: throughProfiles(targets, source) },
  };
}

// Every candidate destination is authorized on every call, so a missing one fails calls under load; an unknown list becomes "any Region".
export function destinationArns(target: InvocationTarget, source: StatementSource): string[] {
  const regions = target.destinationRegions ? [source.region, ...target.destinationRegions] : ['*'];
  return distinct(regions).map((region) => foundationModelArn(source, target.foundationModelId, region));
}

/** What is called: an application inference profile, not the system-defined one that it is over, unless that is to be called too. */
export function profileArns({ inferenceProfileId, application }: InvocationTarget, source: StatementSource): string[] {
  if (!application) return [inferenceProfileArn(source, inferenceProfileId)];
  return [application.arn, ...(application.systemProfileToo ? systemProfileArns(application, source) : [])];
}

function systemProfileArns({ systemProfileId }: ApplicationTarget, source: StatementSource): string[] {
  return systemProfileId === undefined ? [] : [inferenceProfileArn(source, systemProfileId)];
}

// Which ARN the key holds in a call through an application inference profile is not documented, so either is accepted. It opens nothing: the
// system-defined profile itself is not allowed.
function throughProfiles(targets: readonly InvocationTarget[], source: StatementSource): Record<string, string | string[]> {
  const arns = distinct(targets.flatMap((target) => [...profileArns(target, source), ...(target.application ? systemProfileArns(target.application, source) : [])]));
  return { 'bedrock:InferenceProfileArn': arns.length === 1 ? arns[0] : arns };
}

function modelsOf(targets: readonly InvocationTarget[]): string[] {
  return distinct(targets.map((target) => target.foundationModelId));
}
