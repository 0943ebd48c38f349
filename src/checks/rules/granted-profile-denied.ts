import { isRegionDeny } from './region-deny-blocks-cris';
import { PAGES, at, Rule } from '../model/rule';
import { evaluationsOf } from '../policy/authorizations';
import { applies } from '../policy/decide';
import { readable } from '../read/opaque';

export const grantedProfileDenied: Rule = {
  id: 'grantedProfileDenied',
  severity: 'warning',
  summary: 'A principal is allowed a profile, and one of its own denies stops every call through it',
  page: PAGES.geographic,
  check: (model) => model.grants.filter(({ single }) => single).flatMap(({ subject, call, pattern }) => subject.documents.flatMap((document) => document.statements
    // A list of Regions that are allowed has a rule of its own.
    .filter((statement) => statement.effect === 'Deny' && !isRegionDeny(statement))
    .flatMap((statement) => {
      const stopped = evaluationsOf(call).find((evaluation) => applies(statement, evaluation) === 'yes');
      return stopped ? [{
        ...at(document, statement),
        message: `calls through ${readable(pattern)}, which is allowed, are stopped: ${stopped.action} on ${readable(stopped.resource)} is denied`,
        remedy: 'leave out the deny, or the profile; for a geographic profile every destination has to be left open',
      }] : [];
    }))),
};
