import { denyGlobalInference, denyOverOthers } from './denies';
import { invokeStatements } from './invoke';
import { DenyJson, distinct, StatementJson } from './statement';
import { accountResourceArn, anyModelArn, anyResourceArn, inferenceProfileArn, Place } from '../../bedrock/arns';
import {
  INFERENCE_PROFILE_ARN, invokeActions, INVOKE_ACTIONS, InvocationTarget, keyValues, profileArns, REGIONLESS_REQUESTED_REGION, REQUESTED_REGION,
} from '../../bedrock/authorizations';

/** What a boundary lets through from one source Region. */
interface BoundarySource {
  readonly targets: readonly InvocationTarget[];
  readonly source: Place;
}

/** What a boundary allows and denies, its ARNs in each source Region. With `applications`, any application inference profile over the models too. */
export function boundaryStatements(sources: readonly BoundarySource[], streaming: boolean, applications = false): DenyJson[] {
  return [
    ...sources.flatMap(({ source, targets }) => invokeStatements(targets, source, invokeActions(streaming))),
    ...(applications ? applicationStatements(sources, streaming) : []),
    ...boundaryDenies(sources, streaming, applications),
  ];
}

/**
 * Calls through any application inference profile of the account in the source Regions, of the models of the profiles.
 *
 * Where a call is processed is left to what the application inference profile is over. A call in which `bedrock:InferenceProfileArn` is the
 * system-defined profile is allowed as one of that profile is.
 */
function applicationStatements(sources: readonly BoundarySource[], streaming: boolean): StatementJson[] {
  const [{ source: { partition } }] = sources;
  const arns = applicationArns(sources);
  const allow = (Resource: string[], Condition: StatementJson['Condition']): StatementJson => ({ Effect: 'Allow', Action: invokeActions(streaming), Resource, Condition });
  return [
    allow(arns, { StringEquals: { [REQUESTED_REGION]: distinct(sources.map(({ source }) => source.region)) } }),
    allow(modelArns(sources, partition), { StringLike: { [INFERENCE_PROFILE_ARN]: arns } }),
  ];
}

function applicationArns(sources: readonly BoundarySource[]): string[] {
  return distinct(sources.map(({ source }) => accountResourceArn(source, 'application-inference-profile/*')));
}

function modelArns(sources: readonly BoundarySource[], partition: string): string[] {
  return distinct(sources.flatMap(({ targets }) => targets.map(({ foundationModelId }) => anyModelArn(partition, foundationModelId))));
}

/**
 * The same for more source Regions than a document can name in each ARN: ARNs in any Region, and the source Regions as a condition.
 *
 * A call is authorized on its profile in the Region that it is sent to, so the condition is as exact there as a Region in the ARN. Models are reached
 * through profiles only, and each routes to one model. Where a geographic profile may process a call is left to the profile.
 *
 * Each profile is named once, by what is not denied. What is allowed are all profiles of their scopes, which takes less.
 */
export function boundaryOverRegions(sources: readonly BoundarySource[], streaming: boolean, applications = false): DenyJson[] {
  const regions = distinct(sources.map(({ source }) => source.region));
  const anywhere: Place = { ...sources[0].source, region: '*' };
  const targets = [...new Map(sources.flatMap((one) => one.targets).map((target) => [target.application?.arn ?? target.inferenceProfileId, target])).values()];
  const everywhere = [{ targets, source: anywhere }];
  const others = applications ? applicationArns(everywhere) : [];
  const allow = (Resource: string[], Condition: StatementJson['Condition']): StatementJson => ({ Effect: 'Allow', Action: invokeActions(streaming), Resource, Condition });
  const scopes = (arns: readonly string[]) => distinct(arns.map((arn) => ofScope(arn, anywhere)));
  const models = (its: readonly InvocationTarget[], requestedRegions?: string[]) => its.length === 0 ? [] : [allow(
    distinct(its.map(({ foundationModelId }) => anyModelArn(anywhere.partition, foundationModelId))),
    {
      ...requestedRegions && { StringEquals: { [REQUESTED_REGION]: requestedRegions } },
      StringLike: { [INFERENCE_PROFILE_ARN]: [...scopes(its.flatMap((target) => keyValues(target, anywhere))), ...others] },
    },
  )];
  return [
    allow([...scopes(targets.flatMap((target) => profileArns(target, anywhere))), ...others], { StringEquals: { [REQUESTED_REGION]: regions } }),
    ...models(targets.filter(({ geographyPrefix }) => geographyPrefix === undefined), [...regions, REGIONLESS_REQUESTED_REGION]),
    ...models(targets.filter(({ geographyPrefix }) => geographyPrefix !== undefined)),
    ...boundaryDenies(everywhere, streaming, applications, scopes),
    {
      Sid: 'CrisBoundaryOtherRegions',
      Effect: 'Deny',
      Action: INVOKE_ACTIONS,
      Resource: ['inference-profile/*', ...(applications ? ['application-inference-profile/*'] : [])].map((resource) => anyResourceArn(anywhere.partition, resource)),
      Condition: { StringNotEquals: { [REQUESTED_REGION]: regions } },
    },
  ];
}

/** All system-defined profiles of the scope of one, for example `global.*`; an application inference profile as it is. */
function ofScope(arn: string, place: Place): string {
  const start = inferenceProfileArn(place, '');
  return arn.startsWith(start) ? `${start}${arn.slice(start.length).split('.')[0]}.*` : arn;
}

/**
 * Denies what calls a model in any other way than through the profiles, however much else the boundary allows.
 *
 * Two statements are enough. Every call through a profile is authorized on that profile too, so one that is not listed is stopped there, whichever
 * value `bedrock:InferenceProfileArn` has on its models. What is left are models that are called without a profile. The project of the Responses
 * API is no model: what is called is authorized besides.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export function boundaryDenies(
  sources: readonly BoundarySource[], streaming: boolean, applications = false, shortened: (arns: readonly string[]) => string[] = distinct,
): DenyJson[] {
  const [{ source: { partition } }] = sources;
  const profiles = distinct(sources.flatMap(({ targets, source }) => targets.flatMap((target) => profileArns(target, source))));
  const others = applications ? applicationArns(sources) : [];
  return [
    {
      Sid: 'CrisBoundaryOtherModels',
      Effect: 'Deny',
      // The endpoint bedrock-mantle knows no profiles. Its resources are of its own, so NotResource covers them all.
      Action: [...INVOKE_ACTIONS, 'bedrock-mantle:*'],
      // An application inference profile may be over any model, so the models are named then.
      NotResource: [...profiles, ...others, ...(applications ? modelArns(sources, partition) : [anyModelArn(partition)]), anyResourceArn(partition, 'project/*')],
    },
    {
      Sid: 'CrisBoundaryDirectCalls',
      Effect: 'Deny',
      Action: INVOKE_ACTIONS,
      Resource: [anyModelArn(partition)],
      Condition: { Null: { [INFERENCE_PROFILE_ARN]: 'true' } },
    },
    ...(applications ? overOthers(sources, partition, shortened) : []),
    ...(streaming ? [] : [{ Sid: 'CrisBoundaryStreaming', Effect: 'Deny' as const, Action: INVOKE_ACTIONS.slice(1), Resource: ['*'] }]),
  ];
}

// What can be denied of application inference profiles over other profiles of the same models, as ExplicitDeny.outsideProfiles does. Shortened to
// scopes, it lets those pass that are over another profile of a scope in the list: of their models, those in the list are called.
function overOthers(sources: readonly BoundarySource[], partition: string, shortened: (arns: readonly string[]) => string[]): DenyJson[] {
  const allowed = shortened(sources.flatMap(({ targets, source }) => targets.flatMap((target) => keyValues(target, source))));
  return [
    ...denyOverOthers(partition, 'InferenceProfiles', [...allowed, ...applicationArns(sources)]),
    ...(sources.some(({ targets }) => targets.some(({ isGlobal }) => isGlobal)) ? [] : denyGlobalInference(partition)),
  ];
}
