import { findingsIn } from './findings';
import { checkedRule, folderOf, Ignore, IGNORE_FILE, OPTION, readIgnores, sift } from './ignore';
import { readInput } from './input';
import { namesBedrock } from './names-bedrock';
import { notUnderstoodIn } from './not-understood';
import { Checked, jsonReport, textReport } from './report';
import { sarifReport } from './sarif';
import { FROM_PLAN } from './terraform';
import { isRegion } from '../../bedrock/regions';
import { UnreadableInput } from '../../checks/read/json';
import { CommandIo } from '../io';
import { oneOf, parsedArguments, UsageError } from '../options';
import { version } from '../version';

const USAGE = `cdk-bedrock-cris check [options] <file | folder | -> ...

Reports what is wrong with Amazon Bedrock cross-Region inference in CloudFormation and AWS SAM templates, and in IAM, service control and endpoint
policies. It needs no AWS account and no network.

  file     a template or a policy, whatever its name:
             CloudFormation and AWS SAM templates, in YAML or JSON
             a policy, bare or as the AWS CLI prints it, in JSON or YAML: aws iam get-policy-version, get-role-policy, get-account-authorization-details,
             aws organizations describe-policy, aws ec2 describe-vpc-endpoints, aws cloudformation get-template. A bare one with a Principal is taken for an
             endpoint policy, one without for an identity policy or a service control policy
             snapshots of templates, as Jest and Vitest write them
  folder   all of these that are in it and in its folders, but for node_modules and hidden folders. Of a cdk.out, the stacks that its manifest names
  -        standard input

  --region REGION      where the templates and policies are used, if they do not tell; without it only what is wrong in every Region is reported
  --fail-on SEVERITY   exit with 1 if there is an error (the default) or even a warning: error, warning
  --ignore RULE        do not report a rule; may be given several times
  --ignore-file FILE   findings not to report; without it the file ${IGNORE_FILE} of this folder, if there is one
  --format FORMAT      text (the default), json, or sarif for code scanning
  --help               this text

Examples

  npx cdk-bedrock-cris check .
  npx cdk-bedrock-cris check --region eu-west-1 template.yaml policies/
  npx cdk-bedrock-cris check --format sarif . > cris.sarif
  aws iam get-account-authorization-details | npx cdk-bedrock-cris check --region eu-west-1 -

Each line of an ignore file is a rule, and where it is ignored, until when, and why; only the rule must be there:

  wildcardModels path=policies/*.json id=AdminRole until=2027-01-31 # reviewed, ticket 123

Terraform is not read. Check the policy in its plan; ADDRESS is that of the document or of the policy:

  ${FROM_PLAN}

Exits with 2 if an argument is not usable, or a file could not be read (the others are checked nevertheless), else with 1 if there are errors, else with 0.
`;

const OPTIONS = {
  'region': { type: 'string' },
  'fail-on': { type: 'string', default: 'error' },
  'ignore': { type: 'string', multiple: true, default: [] as string[] },
  'ignore-file': { type: 'string' },
  'format': { type: 'string', default: 'text' },
  'help': { type: 'boolean', short: 'h' },
} as const;

/** The verb `check`. */
export function checkCommand(args: readonly string[], io: CommandIo): number {
  try {
    const { values, positionals } = parsedArguments(args, OPTIONS);
    if (values.help) {
      io.out(USAGE);
      return 0;
    }
    if (positionals.length === 0) throw new UsageError('no file or folder given');
    const { region } = values;
    if (region !== undefined && !isRegion(region)) throw new UsageError(`--region: ${region} is not a Region; give a name like eu-west-1`);
    const failing = { error: ['error'], warning: ['error', 'warning'] }[oneOf('--fail-on', values['fail-on'], ['error', 'warning'])];
    const format = oneOf('--format', values.format, ['text', 'json', 'sarif']);
    const ignores = [...values.ignore.map((rule): Ignore => ({ rule: checkedRule(rule), source: OPTION })), ...readIgnores(values['ignore-file'])];
    const checked = check(positionals, region, ignores, folderOf(values['ignore-file']), io);

    for (const { file, message } of checked.unreadable) io.err(`${file}: ${message}\n`);
    if (format === 'json') io.out(jsonReport(checked));
    else if (format === 'sarif') io.out(sarifReport(checked, version(), process.cwd()));
    else if (checked.unreadable.length === 0 || checked.templates + checked.policies > 0) io.out(textReport(checked, io.colour ?? false));
    return checked.unreadable.length > 0 ? 2 : checked.findings.some(({ severity }) => failing.includes(severity)) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof UnreadableInput) && !(error instanceof UsageError)) throw error;
    io.err(`${error.message}\n"cdk-bedrock-cris check --help" shows the usage\n`);
    return 2;
  }
}

function check(paths: readonly string[], region: string | undefined, ignores: readonly Ignore[], folder: string, io: CommandIo): Checked {
  // It can be read once, and its text is looked at again for the lines of findings.
  let standard: Buffer | undefined;
  const input = () => standard ??= io.input?.() ?? Buffer.alloc(0);
  const { sources, ...others } = readInput(paths, region, input);
  const sifted = sift(findingsIn(sources, region, input), ignores, { folder, files: sources.map(({ file }) => file), today: new Date().toISOString().slice(0, 10) });
  return {
    ...others,
    ...sifted,
    notUnderstood: notUnderstoodIn(sources),
    templates: sources.filter(({ kind }) => kind === 'template').length,
    policies: sources.reduce((sum, { policies }) => sum + policies, 0),
    isAboutBedrock: sources.some(({ template }) => namesBedrock(template)),
  };
}
