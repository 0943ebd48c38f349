import { deployedByUsers, ResourceBody } from './all-templates';
import { LintFinding } from './cfn-lint';
import { checkov } from './checkov';
import { NAMED_CHECKOV } from './named-checkov';
import { names } from './named-findings';

const templates = deployedByUsers();
const resources = templates.reduce((sum, { body }) => sum + Object.keys(body.Resources).length, 0);

const ANYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
// Checked together with the others, so that a checkov that does not look is seen: a check that has to fail for each type of which something can be wrong.
const FAULTY: Readonly<Record<string, ResourceBody>> = {
  CKV_AWS_57: { Type: 'AWS::S3::Bucket', Properties: { AccessControl: 'PublicReadWrite' } },
  CKV_AWS_110: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: ANYTHING } },
  CKV_AWS_63: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', PolicyDocument: ANYTHING } },
  CKV_AWS_60: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' } }] } } },
  CKV_AWS_66: { Type: 'AWS::Logs::LogGroup', Properties: {} },
  CKV_AWS_7: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: ANYTHING } },
  CKV_AWS_36: { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: 'b', IsLogging: true } },
  CKV_AWS_45: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables: { KEY: 'AKIAIOSFODNN7EXAMPLE', SECRET: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' } } } },
};

let findings: LintFinding[];
let faults: LintFinding[];

beforeAll(() => {
  const all = checkov([...templates, { name: 'control', body: { Resources: FAULTY } }]);
  findings = all.filter(({ template }) => template !== 'control');
  faults = all.filter(({ template }) => template === 'control');
});

test('checkov finds nothing that is not named', () => {
  const unnamed = findings.filter((finding) => !NAMED_CHECKOV.some((named) => names(named, finding)));
  process.stdout.write(`checkov: ${templates.length} templates, ${resources} resources, ${unnamed.length} findings, ${findings.length - unnamed.length} named\n`);
  expect(unnamed.map(({ rule, of, template, message }) => `${rule} ${of} in ${template}: ${message}`)).toEqual([]);
  expect(templates.length).toBeGreaterThan(30);
});

test.each(NAMED_CHECKOV)('$rule of $of is still found: $reason', (named) => {
  expect(findings.filter((finding) => names(named, finding))).not.toEqual([]);
});

test.each(Object.entries(FAULTY))('%s is found', (rule, { Type }) => {
  expect(faults.filter((fault) => fault.of === Type).map((fault) => fault.rule)).toContain(rule);
});
