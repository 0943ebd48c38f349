import { parseBedrockArn } from '../../bedrock/arns';
import { PAGES, Rule } from '../model/rule';
import { contextOf } from '../policy/authorizations';
import { decide } from '../policy/decide';
import { readable } from '../read/opaque';

export const applicationProfileNotReadable: Rule = {
  id: 'applicationProfileNotReadable',
  severity: 'info',
  summary: 'A caller is given an application inference profile that its role may call but not read; clients that look up its model with `GetInferenceProfile` fail',
  page: PAGES.prerequisites,
  check: (model) => model.callers.flatMap(({ logicalId, location, modelId, subject }) => {
    const arn = parseBedrockArn(modelId);
    if (arn?.type !== 'application-inference-profile') return [];
    const statements = subject.documents.flatMap((document) => document.statements);
    const may = (action: string) => decide(statements, subject.complete, { action, resource: modelId, context: contextOf(arn.region, undefined) });
    if (may('bedrock:InvokeModel') !== 'allowed' || may('bedrock:GetInferenceProfile') !== 'not-allowed') return [];
    return [{
      logicalId,
      location,
      message: `the role ${subject.logicalId} may call ${readable(modelId)}, but not read it`,
      remedy: 'allow bedrock:GetInferenceProfile on it, if the client looks up the model behind the profile',
    }];
  }),
};
