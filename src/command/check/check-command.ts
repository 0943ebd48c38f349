import { parseArgs } from 'util';
import { readInput } from './input';
import { checkListing } from './listing';
import { namesBedrock } from './names-bedrock';
import { report } from './report';
import { isRegion } from '../../bedrock/regions';
import { checkPolicyDocument, checkTemplates } from '../../checks/check';
import { UnreadableInput } from '../../checks/read/json';
import { CommandIo } from '../io';

const USAGE = `cdk-bedrock-cris check [--region <region>] [--json] <cdk.out | folder | template.json | policy.json> ...

Reports what is wrong with Amazon Bedrock cross-Region inference in CloudFormation templates (JSON) and IAM, service control and endpoint policies.

  cdk.out         the stacks of its manifest; of another folder its *.template.json, or if there are none, every *.json that is a template or a policy
  template.json   a CloudFormation template, as "cdk synth" writes it
  policy.json     a policy, bare or as the AWS CLI prints it: aws iam get-policy-version, get-role-policy, get-account-authorization-details,
                  aws organizations describe-policy, aws ec2 describe-vpc-endpoints. A bare one with a Principal is taken for an endpoint policy,
                  one without for an identity policy or a service control policy

  --region <region>   where the templates and policies are used, if they do not tell; without it only what is wrong in every Region is reported
  --json              the findings as JSON

Exits with 1 if there are errors, with 2 if an argument is not usable, else with 0.
`;

/** The verb `check`. */
export function checkCommand(args: string[], io: CommandIo): number {
  try {
    const { values, positionals } = parseArgs({
      args, allowPositionals: true, options: { region: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) {
      io.out(USAGE);
      return 0;
    }
    if (positionals.length === 0) throw new UnreadableInput('no file or folder given');
    if (values.region !== undefined && !isRegion(values.region)) throw new UnreadableInput(`--region: ${values.region} is not a Region; give a name like eu-west-1`);
    const { templates, policies, listings } = readInput(positionals, values.region);
    const findings = [
      ...checkTemplates(templates),
      ...listings.flatMap(checkListing),
      ...policies.flatMap(({ path, document }) => checkPolicyDocument(path, document, values.region)),
    ];
    const listed = listings.reduce((sum, listing) => sum + listing.policies, 0);
    const isAboutBedrock = [...templates, ...listings].some(({ template }) => namesBedrock(template)) || policies.some(({ document }) => namesBedrock(document));
    io.out(report(findings, { templates: templates.length, policies: policies.length + listed, isAboutBedrock }, values.json ?? false));
    return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
  } catch (error) {
    if (!(error instanceof UnreadableInput) && !isArgumentError(error)) throw error;
    io.err(`${(error as Error).message}\n"cdk-bedrock-cris check --help" shows the usage\n`);
    return 2;
  }
}

function isArgumentError(error: unknown): boolean {
  return String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
}
