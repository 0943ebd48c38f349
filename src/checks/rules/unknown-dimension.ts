import { DIMENSIONS } from '../../bedrock/metrics';
import { alarmMetrics } from '../model/alarm-metrics';
import { PAGES, Rule } from '../model/rule';
import { isOpaque } from '../read/opaque';

export const unknownDimension: Rule = {
  id: 'unknownDimension',
  severity: 'error',
  summary: 'An alarm on a metric of Amazon Bedrock has a dimension with a value that was never filled in, or (a warning) one that is not known',
  page: PAGES.metrics,
  check: (model) => alarmMetrics(model).flatMap(({ logicalId, location, dimensions }) => dimensions.flatMap(({ name, value }) => {
    const place = { logicalId, location: `${location}.Dimensions` };
    if (!isOpaque(name) && !DIMENSIONS.includes(name)) {
      return [{
        ...place, severity: 'warning' as const, message: `metrics of AWS/Bedrock have no dimension ${name}, as far as this library knows`, remedy: 'give ModelId, with the ID of the inference profile',
      }];
    }
    if (!/undefined|\[object|^$/.test(value)) return [];
    return [{ ...place, message: `the dimension ${name} has the value ${JSON.stringify(value)}`, remedy: 'give the ID of the inference profile that is called' }];
  })),
};
