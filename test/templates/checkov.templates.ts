import { deployedByUsers, ResourceBody, resourcesIn } from './all-templates';
import { checkov, CheckovReport } from './checkov';
import { Finding, noLongerFound, report, unnamed } from '../compliance/named-findings';

const templates = deployedByUsers();

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

let scan: CheckovReport;
let findings: readonly Finding[];
let faults: readonly Finding[];

beforeAll(() => {
  scan = checkov([...templates, { name: 'control', body: { Resources: FAULTY } }]);
  findings = scan.findings.filter(({ template }) => template !== 'control');
  faults = scan.findings.filter(({ template }) => template === 'control');
});

test('checkov finds nothing that is not named', () => {
  const applied = new Set(scan.applied.filter(({ template }) => template !== 'control').map(({ rule }) => rule));
  report(`checkov ${scan.version}`, 'checkov --framework cloudformation', `${templates.length} templates, ${resourcesIn(templates)} resources, ${applied.size} checks that apply`, findings);
  expect(unnamed(findings)).toEqual([]);
  expect(templates.length).toBeGreaterThan(30);
});

test('everything that is named is still found', () => {
  expect(noLongerFound('checkov', findings)).toEqual([]);
});

test.each(Object.entries(FAULTY))('%s is found', (rule, { Type }) => {
  expect(faults.filter((fault) => fault.of === Type).map((fault) => fault.rule)).toContain(rule);
});
