import { alarmMetrics } from '../model/alarm-metrics';
import { PAGES, Rule } from '../model/rule';
import { directCalls, splitId } from '../policy/authorizations';
import { decide } from '../policy/decide';

export const metricOfModelNotProfile: Rule = {
  id: 'metricOfModelNotProfile',
  severity: 'warning',
  summary: 'An alarm watches a model by its own ID where only calls through a profile are allowed; their metrics have the ID of the profile',
  page: PAGES.metrics,
  check: (model) => alarmMetrics(model).flatMap(({ logicalId, location, dimensions }) => {
    const modelId = dimensions.find(({ name }) => name === 'ModelId')?.value;
    const through = model.grants.filter(({ call }) => splitId(call.inferenceProfileId)[1] === modelId);
    // Every principal that may call through a profile, and none that may call the model itself.
    if (through.length === 0 || model.subjects.some((subject) => {
      const statements = subject.documents.flatMap((document) => document.statements);
      return directCalls(through[0].call).some((direct) => decide(statements, subject.complete, direct) !== 'not-allowed');
    })) return [];
    return [{
      logicalId,
      location: `${location}.Dimensions`,
      message: `calls through ${through[0].call.inferenceProfileId} are counted under that ID, not under ${modelId}`,
      remedy: `give the dimension ModelId the value ${through[0].call.inferenceProfileId}`,
    }];
  }),
};
