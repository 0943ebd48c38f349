import { distinct, foundationModelArn, inferenceProfileArn, regionlessModelArn, REGIONLESS_REQUESTED_REGION, StatementSource } from './arns';
import { StatementJson } from './statement';

/** A profile to be invoked from one source Region. */
export interface InvocationTarget {
  readonly inferenceProfileId: string;
  readonly foundationModelId: string;
  /** Prefix of the geography; undefined for a global profile. */
  readonly geographyPrefix?: string;
  /** Destinations of a geographic profile; undefined where they are not known. */
  readonly destinationRegions?: readonly string[];
}

/**
 * What a call through each profile is authorized for, and nothing else: one statement on the profiles, one per evaluation of their models.
 *
 * `bedrock:InferenceProfileArn` is present on the model evaluations only; on the profile evaluation a condition on it would deny.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html
 */
export function invokeStatements(targets: readonly InvocationTarget[], source: StatementSource, actions: readonly string[]): StatementJson[] {
  const global = targets.filter((target) => target.geographyPrefix === undefined);
  const geographies = distinct(targets.flatMap((target) => target.geographyPrefix ?? []));

  return [
    {
      Sid: 'CrisInferenceProfile',
      Effect: 'Allow',
      Action: actions,
      Resource: profileArns(targets, source),
      Condition: { StringEquals: { 'aws:RequestedRegion': source.region } },
    },
    ...(global.length > 0 ? globalModelStatements(global, source, actions) : []),
    ...geographies.map((prefix) => geographicModelStatement(prefix, targets.filter((target) => target.geographyPrefix === prefix), source, actions)),
  ];
}

function globalModelStatements(targets: readonly InvocationTarget[], source: StatementSource, actions: readonly string[]): StatementJson[] {
  const models = distinct(targets.map((target) => target.foundationModelId));
  const through = throughProfiles(targets, source);
  return [
    {
      Sid: 'CrisSourceRegionModel',
      Effect: 'Allow',
      Action: actions,
      Resource: models.map((model) => foundationModelArn(source, model)),
      Condition: { StringEquals: { 'aws:RequestedRegion': source.region, ...through } },
    },
    {
      Sid: 'CrisGlobalModel',
      Effect: 'Allow',
      Action: actions,
      Resource: models.map((model) => regionlessModelArn(source, model)),
      Condition: { StringEquals: { 'aws:RequestedRegion': REGIONLESS_REQUESTED_REGION, ...through } },
    },
  ];
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

function throughProfiles(targets: readonly InvocationTarget[], source: StatementSource): Record<string, string | string[]> {
  const arns = profileArns(targets, source);
  return { 'bedrock:InferenceProfileArn': arns.length === 1 ? arns[0] : arns };
}

function profileArns(targets: readonly InvocationTarget[], source: StatementSource): string[] {
  return distinct(targets.map((target) => inferenceProfileArn(source, target.inferenceProfileId)));
}
