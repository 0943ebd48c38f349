import { applies } from './decide';
import { PolicyDocument } from './documents';
import { sampleRequests } from './sample-requests';
import { Statement } from './statement';
import { Subject } from './subjects';
import { Environment } from '../read/template';

/**
 * Whether a slip changes nothing: all that the statement would do without it is done besides, for everybody who has the document. That is so where
 * the right ARN stands beside the wrong one.
 */
export function isHarmless(subjects: readonly Subject[], document: PolicyDocument, statement: Statement, mended: Statement, environment: Environment): boolean {
  const its = subjects.filter(({ documents }) => documents.includes(document));
  const beside = its.flatMap(({ documents }) => documents.flatMap(({ statements }) => statements));
  const meant = sampleRequests(mended, environment, beside).filter((request) => applies(mended, request) === 'yes');
  if (meant.length === 0) return false;
  return its.every(({ documents }) => {
    const same = documents.flatMap(({ statements }) => statements).filter(({ effect }) => effect === statement.effect);
    return meant.every((request) => same.some((one) => (statement.effect === 'Allow' ? applies(one, request) !== 'no' : applies(one, request) === 'yes')));
  });
}

/** The statement with other resources. */
export function withResources(statement: Statement, values: readonly string[]): Statement {
  return { ...statement, resources: { ...statement.resources, values } };
}

/** The statement with one resource in the place of another. */
export function withReplaced(statement: Statement, wrong: string, ...right: readonly string[]): Statement {
  return withResources(statement, [...new Set(statement.resources.values.flatMap((value) => (value === wrong ? right : [value])))]);
}
