import { allTemplates, NamedTemplate, resourcesIn } from './all-templates';
import { cfnLint, LintReport } from './cfn-lint';
import { Finding, noLongerFound, report, unnamed } from '../compliance/named-findings';

const templates = allTemplates();
const regions = [...new Set(templates.map(({ region }) => region))];

// Linted together with the others, so that a lint that does not look is seen.
const FAULTY = {
  Resources: {
    Filter: { Type: 'AWS::Logs::MetricFilter', Properties: { LogGroupName: 'g', FilterPattern: '', MetricTransformation: [] } },
    Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'bedrock:Invoke', Resource: '*' }] } } },
  },
};
const PROFILE = { Resources: { Profile: { Type: 'AWS::Bedrock::ApplicationInferenceProfile', Properties: { InferenceProfileName: 'n' } } } };
const controls: NamedTemplate[] = [
  ...regions.map((region) => ({ name: `control: faulty for ${region ?? 'all Regions'}`, region, body: FAULTY })),
  { name: 'control: where it is', region: 'eu-west-1', body: PROFILE },
  { name: 'control: where it is not', region: 'af-south-1', body: PROFILE },
];

let lint: LintReport;
let findings: readonly Finding[];
let found: (control: string) => string[];

beforeAll(() => {
  lint = cfnLint([...templates, ...controls]);
  findings = lint.findings.filter(({ template }) => !template.startsWith('control: '));
  found = (control) => lint.findings.filter(({ template }) => template === `control: ${control}`).map(({ rule, of, path }) => `${rule} ${of} ${path}`).sort();
});

test('cfn-lint finds no error and no warning that is not named', () => {
  report(`cfn-lint ${lint.version}`, 'cfn-lint --regions, each template for its own', `${templates.length} templates, ${resourcesIn(templates)} resources, ${lint.rules} rules`, findings);
  expect(unnamed(findings)).toEqual([]);
  expect(templates.length).toBeGreaterThan(40);
  expect(lint.rules).toBeGreaterThan(300);
});

test('everything that is named is still found', () => {
  expect(noLongerFound('cfn-lint', findings)).toEqual([]);
});

test.each(regions.map((region) => region ?? 'all Regions'))('a faulty template is found for %s', (region) => {
  expect(found(`faulty for ${region}`)).toEqual([
    'E3002 AWS::Logs::MetricFilter Properties/MetricTransformation',
    'E3003 AWS::Logs::MetricFilter Properties',
    'W3037 AWS::IAM::ManagedPolicy Properties/PolicyDocument/Statement/0/Action',
  ]);
});

test('a resource is found that its Region does not have', () => {
  expect(found('where it is')).toEqual([]);
  expect(found('where it is not')).toEqual(['E3006 AWS::Bedrock::ApplicationInferenceProfile Type']);
});
