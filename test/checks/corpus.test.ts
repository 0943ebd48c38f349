import { ALARM_CASES } from './corpus/audit-alarms';
import { FILTER_CASES, RULE_CASES } from './corpus/audit-events';
import { TRAIL_CASES } from './corpus/audit-trails';
import { AWS_ALLOWS, AWS_DENIES } from './corpus/aws-policies';
import { CALLERS } from './corpus/callers';
import { CorpusCase, Json, sorted, tuplesOf } from './corpus/corpus-case';
import { FAULTY_DENIES } from './corpus/denies';
import { DENY_TEMPLATES } from './corpus/deny-templates';
import { EDGES } from './corpus/edges';
import { PEER_SLIPS } from './corpus/peer-slips';
import { PEERS } from './corpus/peers';
import { FAULTY_EFFECTS } from './corpus/review-denies';
import { REVIEW_TEMPLATES } from './corpus/review-templates';
import { sourcesOf } from './corpus/sources';
import { THREADS } from './corpus/threads';
import { SILENT_CASES } from './corpus/unknowns';
import { UNRELATED_TEMPLATES } from './corpus/unrelated-plain';
import { UNRELATED_STACKS } from './corpus/unrelated-stacks';
import { checkPolicyDocument, checkTemplates } from '../../src/checks/check';
import { RULES } from '../../src/checks/rules';

const found = (corpusCase: CorpusCase) => tuplesOf(checkTemplates(sourcesOf(corpusCase)), corpusCase.templates);
const rows = (cases: readonly CorpusCase[]) => cases.map((corpusCase) => [corpusCase.name, corpusCase] as const);

describe.each([
  ['what people hit', THREADS],
  ['what peers grant', [...PEERS, ...PEER_SLIPS]],
  ['what IAM makes of it', EDGES],
  ['who calls', CALLERS],
  ['what a whole template shows', REVIEW_TEMPLATES],
  ['what is right, or not known', SILENT_CASES],
])('%s', (_group, cases) => {
  test.each(rows(cases))('%s', (_name, corpusCase) => {
    expect(found(corpusCase)).toEqual(sorted(corpusCase.expected));
  });

  const mended = cases.filter((corpusCase) => corpusCase.mended);
  if (mended.length > 0) {
    test.each(rows(mended))('mended: %s', (_name, corpusCase) => {
      expect(found({ ...corpusCase, templates: corpusCase.mended! })).toEqual([]);
    });
  }
});

// What is silent because the rest is somewhere must speak where the rest is gone, or it would be silent about everything.
const RESTS = SILENT_CASES.filter(({ templates: [{ Resources }] }) => (Resources as Json).Rest && !JSON.stringify(Resources).includes('ManagedPolicyArns'));
test.each(rows(RESTS))('%s, and is taken away', (_name, { templates: [{ Resources }], region }) => {
  const { Rest, ...others } = Resources as Json;
  const alone = { Resources: others };
  expect(found({ name: '', region, templates: [alone], expected: [] })).toEqual(expect.arrayContaining([expect.stringMatching(/^sourceRegionModelMissing error/)]));
});

test('there is a case for each of the twenty threads', () => {
  expect(THREADS.map(({ name }) => Number(/\d+/.exec(name)))).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
});

describe('what AWS documents', () => {
  test.each([...AWS_ALLOWS, ...AWS_DENIES].map((aws) => [aws.name, aws] as const))('%s', (_name, { document, expected }) => {
    expect(tuplesOf(checkPolicyDocument('policy.json', document))).toEqual(sorted(expected));
  });
});

describe('stacks that have nothing to do with Bedrock', () => {
  test.each(UNRELATED_STACKS.map((stack) => [stack.name, stack] as const))('%s', (_name, { template, region }) => {
    const json = template();
    expect(Object.keys(json.Resources as object).length).toBeGreaterThanOrEqual(20);
    expect(checkTemplates([{ path: 'unrelated.json', template: json, region }])).toEqual([]);
  });

  test.each(Object.entries(UNRELATED_TEMPLATES))('written by hand: %s', (_name, json) => {
    expect(checkTemplates([{ path: 'unrelated.json', template: json, region: 'eu-west-1' }])).toEqual([]);
    expect(checkTemplates([{ path: 'unrelated.json', template: json }])).toEqual([]);
  });

  test('there are twenty of them', () => {
    expect(UNRELATED_STACKS.length + Object.keys(UNRELATED_TEMPLATES).length).toBeGreaterThanOrEqual(20);
  });

  test('all of them as one application', () => {
    const sources = UNRELATED_STACKS.map(({ name, region, template }) => ({ path: `${name}.json`, region, template: template() }));
    expect(checkTemplates(sources)).toEqual([]);
  });
});

test('every rule has a case that it finds', () => {
  const templates = [
    ...THREADS, ...PEERS, ...PEER_SLIPS, ...EDGES, ...CALLERS, ...REVIEW_TEMPLATES, ...DENY_TEMPLATES, ...TRAIL_CASES, ...RULE_CASES, ...FILTER_CASES, ...ALARM_CASES,
  ];
  const expected = [...templates, ...FAULTY_DENIES, ...FAULTY_EFFECTS].flatMap((corpusCase) => corpusCase.expected.map(([rule]) => rule));
  expect([...new Set(expected)].sort()).toEqual(RULES.map(({ id }) => id).sort());
});

test('a finding names its file, a remedy and a page of AWS', () => {
  for (const finding of THREADS.flatMap((thread) => checkTemplates(sourcesOf(thread)))) {
    expect(finding).toMatchObject({ path: expect.stringMatching(/^template-\d\.json$/), remedy: expect.stringMatching(/\S/), page: expect.stringMatching(/^https:\/\/(docs\.)?aws\.amazon\.com\//) });
  }
});

test.each([
  ['nothing', undefined], ['null', null], ['a text', 'Resources'], ['a list', []], ['no resources', {}], ['resources that are a list', { Resources: [] }],
  ['resources that are none', { Resources: { A: null, B: 'x', C: {}, D: { Type: 7 }, E: { Type: 'AWS::IAM::Role' } } }],
  ['properties that are none', { Resources: Object.fromEntries(['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::Events::Rule', 'AWS::CloudTrail::Trail', 'AWS::Logs::MetricFilter', 'AWS::CloudWatch::Alarm', 'AWS::Lambda::Function', 'AWS::ECS::TaskDefinition'].map((Type) => [Type.replace(/::/g, ''), { Type, Properties: 'x' }])) }],
  ['policies that are none', { Resources: { A: { Type: 'AWS::IAM::Role', Properties: { Policies: 'x', ManagedPolicyArns: 7 } }, B: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: [] } }, C: { Type: 'AWS::Organizations::Policy', Properties: { Type: 'SERVICE_CONTROL_POLICY', Content: '{' } } } }],
])('what is no template has no faults: %s', (_name, template) => {
  expect(checkTemplates([{ path: 'x.json', template }])).toEqual([]);
  expect(checkPolicyDocument('x.json', template)).toEqual([]);
});
