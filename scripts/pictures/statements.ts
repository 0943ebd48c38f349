import { Synthesized } from './quick-start';

/** What the role may call, as its policy says: one statement for each of the three evaluations of a call through a global profile. */
export interface Statements {
  readonly inferenceProfileId: string;
  /** The actions of all three. */
  readonly actions: readonly string[];
  /** The Region of the second statement's model. */
  readonly modelRegion: string;
  /** `aws:RequestedRegion` of the third statement, whose model has no Region. */
  readonly requestedRegion: string;
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: { readonly StringEquals?: Readonly<Record<string, unknown>> };
}

export function statementsOf({ resources, text }: Synthesized): Statements {
  const all = Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement)
    .filter(({ Action }) => [Action].flat().some((action) => action.startsWith('bedrock:')));
  const found = all.map((statement) => ({ ...statement, arn: text(statement.Resource).split(':') }));
  const profile = found.filter(({ arn }) => arn[5].startsWith('inference-profile/global.'));
  const regional = found.filter(({ arn }) => arn[5].startsWith('foundation-model/') && arn[3] !== '');
  const global = found.filter(({ arn }) => arn[5].startsWith('foundation-model/') && arn[3] === '');
  const actions = new Set(found.map(({ Action }) => [Action].flat().join()));
  if (found.length !== 3 || profile.length !== 1 || regional.length !== 1 || global.length !== 1 || actions.size !== 1 || found.some(({ Effect }) => Effect !== 'Allow')) {
    throw new Error(`the architecture shows a global profile, its model in the source Region and its model without a Region, but the policy is ${JSON.stringify(all)}`);
  }
  const condition = (statement: Statement, key: string) => statement.Condition?.StringEquals?.[key];
  if ([...regional, ...global].some((statement) => text(condition(statement, 'bedrock:InferenceProfileArn')) !== profile[0].arn.join(':'))) {
    throw new Error('the architecture says that the model is allowed through the profile only, but the policy does not');
  }
  return {
    inferenceProfileId: profile[0].arn.slice(5).join(':').split('/')[1],
    actions: [profile[0].Action].flat(),
    modelRegion: regional[0].arn[3],
    requestedRegion: text(condition(global[0], 'aws:RequestedRegion')),
  };
}
