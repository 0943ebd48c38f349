import { findingsIn } from './findings';
import { checkedRule, folderOf, Ignore, IGNORE_FILE, OPTION, readIgnores, sift } from './ignore';
import { readInput } from './input';
import { notUnderstoodIn } from './not-understood';
import { Checked, jsonReport, textReport } from './report';
import { sarifReport } from './sarif';
import { FROM_PLAN } from './terraform';
import { isRegion } from '../../bedrock/regions';
import { UnreadableInput } from '../../checks/read/json';
import { isRecord, MAX_DEPTH, resourcesOf } from '../../checks/read/template';
import { CommandIo } from '../io';
import { oneOf, parsedArguments, UsageError } from '../options';
import { version } from '../version';

const USAGE = `cdk-bedrock-cris check [options] <file | folder | -> ...

Reports what is wrong with Amazon Bedrock cross-Region inference in templates and policies.
It needs no AWS account and no network.

  file     of any name; its content decides what it is:
             a template of CloudFormation or AWS SAM, in YAML or JSON
             a policy, in JSON or YAML. With a Principal it is taken for an endpoint policy,
             without for an identity policy or a service control policy
             what the AWS CLI prints: iam get-policy-version, iam get-role-policy,
             iam get-account-authorization-details, organizations describe-policy,
             ec2 describe-vpc-endpoints, cloudformation get-template
             snapshots of templates, as Jest and Vitest write them
  folder   all of these in it and in its folders, but node_modules and hidden folders
           are left out. Of a cdk.out, the stacks that its manifest names
  -        standard input

Options

  --region REGION      where the templates and policies are used, if they do not say;
                       without it, only what is wrong in every Region is reported
  --fail-on SEVERITY   exit with 1 from this severity: error (the default) or warning
  --ignore RULE        do not report this rule; may be repeated
  --ignore-file FILE   findings not to report; the default is ${IGNORE_FILE}
                       in the working folder, if it is there
  --format FORMAT      text (the default), json, or sarif for code scanning
  --help               this text

Exit codes

  0   no error
  1   at least one error, or with --fail-on warning at least one warning
  2   an argument is not usable, or a file could not be read; the others are checked

Examples

  npx cdk-bedrock-cris check .
  npx cdk-bedrock-cris check --region eu-west-1 template.yaml policies/
  npx cdk-bedrock-cris check --format sarif . > cris.sarif
  aws iam get-account-authorization-details | npx cdk-bedrock-cris check --region eu-west-1 -

A line of an ignore file is a rule, then optionally where, until when, and why:

  wildcardModels path=policies/*.json id=AdminRole until=2027-01-31 # reviewed, ticket 123

Terraform is not read. Check the policy in its plan; ADDRESS is that of the document or policy:

  ${FROM_PLAN}
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

/** Whether a template or a policy names Amazon Bedrock anywhere, other than in what its resources are called. */
function namesBedrock(json: unknown): boolean {
  if (!isRecord(json) || !isRecord(json.Resources)) return occurs(json);
  return occurs({ ...json, Resources: resourcesOf(json).map(({ type, properties }) => ({ type, properties })) });
}

// The keys of conditions name it too.
function occurs(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return /bedrock/i.test(value);
  return typeof value === 'object' && value !== null && depth < MAX_DEPTH && Object.entries(value).some(([key, part]) => occurs(key) || occurs(part, depth + 1));
}
