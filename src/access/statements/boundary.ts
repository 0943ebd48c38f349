import { DenyJson, distinct } from './statement';
import { anyModelArn, anyResourceArn, Place } from '../../bedrock/arns';
import { INFERENCE_PROFILE_ARN, INVOKE_ACTIONS, InvocationTarget, profileArns } from '../../bedrock/authorizations';

/** What a boundary lets through from one source Region. */
interface BoundarySource {
  readonly targets: readonly InvocationTarget[];
  readonly source: Place;
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
export function boundaryDenies(sources: readonly BoundarySource[], streaming: boolean): DenyJson[] {
  const [{ source: { partition } }] = sources;
  const profiles = distinct(sources.flatMap(({ targets, source }) => targets.flatMap((target) => profileArns(target, source))));
  return [
    {
      Sid: 'CrisBoundaryOtherModels',
      Effect: 'Deny',
      // The endpoint bedrock-mantle knows no profiles. Its resources are of its own, so NotResource covers them all.
      Action: [...INVOKE_ACTIONS, 'bedrock-mantle:*'],
      NotResource: [...profiles, anyModelArn(partition), anyResourceArn(partition, 'project/*')],
    },
    {
      Sid: 'CrisBoundaryDirectCalls',
      Effect: 'Deny',
      Action: INVOKE_ACTIONS,
      Resource: [anyModelArn(partition)],
      Condition: { Null: { [INFERENCE_PROFILE_ARN]: 'true' } },
    },
    ...(streaming ? [] : [{ Sid: 'CrisBoundaryStreaming', Effect: 'Deny' as const, Action: INVOKE_ACTIONS.slice(1), Resource: ['*'] }]),
  ];
}
