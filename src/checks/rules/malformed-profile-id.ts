import { CATALOG } from '../../bedrock/catalog';
import { PAGES, inStatements, Rule, Found } from '../model/rule';
import { arnsOf } from '../policy/misplaced';
import { isOpaque } from '../read/opaque';

export const malformedProfileId: Rule = {
  id: 'malformedProfileId',
  severity: 'error',
  summary: 'The ID in the ARN of an inference profile has two prefixes, none, or (a warning) one that is not known',
  page: PAGES.profiles,
  check: inStatements((statement) => arnsOf(statement).filter(({ type }) => type === 'inference-profile').flatMap(({ id }) => faultOf(id))),
};

function faultOf(id: string): Omit<Found, 'logicalId' | 'location'>[] {
  const [first, second] = id.split('.');
  const { prefixes, providers, date } = CATALOG;
  if (isOpaque(first) || /[*?]/.test(first) || second === undefined) return [];
  if (providers.has(first)) {
    return [{ message: `inference-profile/${id} has no prefix: ${id} is the ID of a foundation model`, remedy: `give inference-profile/global.${id}, or the prefix of a geography` }];
  }
  if (prefixes.has(first) && prefixes.has(second)) {
    return [{ message: `inference-profile/${id} has two prefixes, ${first} and ${second}`, remedy: `give inference-profile/${id.slice(id.indexOf('.') + 1)}, or with the prefix ${first} alone` }];
  }
  if (prefixes.has(first)) return [];
  return [{ severity: 'warning', message: `inference-profile/${id} starts with ${first}, a prefix that the catalog of ${date} does not know`, remedy: `check the ID; known are ${[...prefixes].join(', ')}` }];
}
