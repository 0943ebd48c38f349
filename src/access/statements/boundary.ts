import { InvocationTarget, profileArns } from './invoke';
import { ControlStatementJson } from './statement';
import { distinct, INVOKE_ACTIONS, StatementSource } from '../../bedrock/arns';

/** What a boundary lets through from one source Region. */
interface BoundarySource {
  readonly targets: readonly InvocationTarget[];
  readonly source: StatementSource;
}

/**
 * Denies what calls a model in any other way than through the profiles, however much else the boundary allows.
 *
 * Two statements are enough: every call through a profile is authorized on that profile too, without `bedrock:InferenceProfileArn`, so a profile
 * that is not listed is stopped there, whichever value the key has on its models. What is left are models that are called without a profile. The
 * project of the Responses API is no model: what is called is authorized besides.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export function boundaryDenies(sources: readonly BoundarySource[], streaming: boolean): ControlStatementJson[] {
  const [{ source: { partition } }] = sources;
  const profiles = distinct(sources.flatMap(({ targets, source }) => targets.flatMap((target) => profileArns(target, source))));
  const models = `arn:${partition}:bedrock:*::foundation-model/*`;
  return [
    {
      Sid: 'CrisBoundaryOtherModels',
      Effect: 'Deny',
      // The endpoint bedrock-mantle knows no profiles. Its resources are of its own, so NotResource covers them all.
      Action: [...INVOKE_ACTIONS, 'bedrock-mantle:*'],
      NotResource: [...profiles, models, `arn:${partition}:bedrock:*:*:project/*`],
    },
    {
      Sid: 'CrisBoundaryDirectCalls',
      Effect: 'Deny',
      Action: INVOKE_ACTIONS,
      Resource: [models],
      Condition: { Null: { 'bedrock:InferenceProfileArn': 'true' } },
    },
    ...(streaming ? [] : [{ Sid: 'CrisBoundaryStreaming', Effect: 'Deny' as const, Action: INVOKE_ACTIONS.slice(1), Resource: ['*'] }]),
  ];
}
