import { ALARM_CASES } from './corpus/audit-alarms';
import { FILTER_CASES, RULE_CASES } from './corpus/audit-events';
import { TRAIL_CASES } from './corpus/audit-trails';
import { sorted, tuplesOf } from './corpus/corpus-case';
import { sourcesOf } from './corpus/sources';
import { checkTemplates } from '../../src/checks/check';

describe.each([
  ['trails', TRAIL_CASES],
  ['event rules', RULE_CASES],
  ['metric filters', FILTER_CASES],
  ['alarms', ALARM_CASES],
])('%s', (_group, cases) => {
  test.each(cases.map((audit) => [audit.name, audit] as const))('%s', (_name, audit) => {
    expect(tuplesOf(checkTemplates(sourcesOf(audit)), audit.templates)).toEqual(sorted(audit.expected));
    if (audit.mended) expect(tuplesOf(checkTemplates(sourcesOf({ ...audit, templates: audit.mended })))).toEqual([]);
  });
});
