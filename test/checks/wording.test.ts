import { ALARM_CASES } from './corpus/audit-alarms';
import { FILTER_CASES, RULE_CASES } from './corpus/audit-events';
import { TRAIL_CASES } from './corpus/audit-trails';
import { CALLERS } from './corpus/callers';
import { FAULTY_DENIES } from './corpus/denies';
import { DENY_TEMPLATES } from './corpus/deny-templates';
import { EDGES } from './corpus/edges';
import { PEER_SLIPS } from './corpus/peer-slips';
import { PEERS } from './corpus/peers';
import { FAULTY_EFFECTS } from './corpus/review-denies';
import { REVIEW_TEMPLATES } from './corpus/review-templates';
import { sourcesOf } from './corpus/sources';
import { THREADS } from './corpus/threads';
import { checkPolicyDocument, checkTemplates } from '../../src/checks/check';
import { RULES } from '../../src/checks/rules';

const TEMPLATES = [THREADS, PEERS, PEER_SLIPS, EDGES, CALLERS, REVIEW_TEMPLATES, DENY_TEMPLATES, ALARM_CASES, RULE_CASES, FILTER_CASES, TRAIL_CASES].flat();
const DOCUMENTS = [...FAULTY_DENIES, ...FAULTY_EFFECTS];
const FOUND = [
  ...TEMPLATES.flatMap((corpusCase) => checkTemplates(sourcesOf(corpusCase))),
  ...DOCUMENTS.flatMap(({ document }) => checkPolicyDocument('policy.json', document)),
];

// What is said is what users get: it is read when it changes. One of each kind, whatever the names in it.
const kindOf = (text: string) => text.replace(/arn:[^\s;,]+|[\w<>*.:/-]*[./:*][\w<>*.:/-]+|[a-z]{2}(-[a-z]+)+-\d|\d+/g, '…').replace(/…(, …)+( and …)?/g, '…');

test.each(RULES.map(({ id }) => [id]))('%s', (id) => {
  const kinds = new Map(FOUND.filter(({ rule }) => rule === id).map(({ severity, message, remedy, paste = '' }) =>
    [kindOf(`${severity} ${message} ${remedy}`), [`${severity}: ${message}`, remedy, paste.replace(/\s+/g, ' ')].filter(Boolean).join('\n  ')]));
  expect(kinds.size).toBeGreaterThan(0);
  expect(`\n${[...kinds.values()].sort().join('\n')}\n`).toMatchSnapshot();
});
