import { LintFinding } from './cfn-lint';

/** A finding that stands, and why. */
export interface NamedFinding {
  readonly rule: string;
  readonly of: string;
  /** Where within the resource; anywhere if it is not said. */
  readonly path?: RegExp;
  /** In which templates; everywhere if it is not said. */
  readonly template?: RegExp;
  readonly reason: string;
}

const SNAPSHOT = /^integ\.[\w.-]+\.snapshot\//;

/** Findings that are not this library's to mend. One that is no longer found has to go. */
export const NAMED_FINDINGS: readonly NamedFinding[] = [
  {
    rule: 'W3005',
    of: 'AWS::Lambda::Function',
    path: /^DependsOn\/\d+$/,
    reason: 'lambda.Function of the CDK depends on its role beside referring to it, so that the policies of the role are there first',
  },
  {
    rule: 'W3005',
    of: 'AWS::CloudTrail::Trail',
    path: /^DependsOn\/\d+$/,
    template: /^integ\.existing-trail\.ts\.snapshot\//,
    reason: 'cloudtrail.Trail of the CDK, which stands for a trail that this library did not make, depends on its role beside referring to it',
  },
  {
    rule: 'W3005',
    of: 'AWS::StepFunctions::StateMachine',
    path: /^DependsOn\/\d+$/,
    template: SNAPSHOT,
    reason: 'waiters of integ-tests depend on their role beside referring to it',
  },
  {
    rule: 'W3037',
    of: 'AWS::IAM::Role',
    path: /^Properties\/Policies\/0\/PolicyDocument\/Statement\/\d+\/Action/,
    template: SNAPSHOT,
    reason: 'integ-tests grants lambda:Invoke, which is no action, beside lambda:InvokeFunction, which is what it takes',
  },
];

export function names({ rule, of, path, template }: NamedFinding, finding: LintFinding): boolean {
  return finding.rule === rule && finding.of === of && (path?.test(finding.path) ?? true) && (template?.test(finding.template) ?? true);
}
