import { allTemplates, NamedTemplate } from './all-templates';
import { cfnLint, LintFinding } from './cfn-lint';
import { NAMED_FINDINGS, names } from './named-findings';

const templates = allTemplates();
const resources = templates.reduce((sum, { body }) => sum + Object.keys(body.Resources).length, 0);
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

let findings: LintFinding[];
let found: (control: string) => string[];

beforeAll(() => {
  const all = cfnLint([...templates, ...controls]);
  findings = all.filter(({ template }) => !template.startsWith('control: '));
  found = (control) => all.filter(({ template }) => template === `control: ${control}`).map(({ rule, of, path }) => `${rule} ${of} ${path}`).sort();
});

test('cfn-lint finds no error and no warning that is not named', () => {
  const unnamed = findings.filter((finding) => !NAMED_FINDINGS.some((named) => names(named, finding)));
  process.stdout.write(`cfn-lint: ${templates.length} templates, ${resources} resources, ${unnamed.length} findings, ${findings.length - unnamed.length} named\n`);
  expect(unnamed).toEqual([]);
  expect(templates.length).toBeGreaterThan(40);
});

test.each(NAMED_FINDINGS)('$rule of $of is still found: $reason', (named) => {
  expect(findings.filter((finding) => names(named, finding))).not.toEqual([]);
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
