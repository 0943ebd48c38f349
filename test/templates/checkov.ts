import { spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { basename, join } from 'path';
import { NamedTemplate } from './all-templates';
import { Finding } from '../compliance/named-findings';
import { pinnedVersion, pythonEnvironment } from '../support/python-environment';

interface Check {
  readonly check_id: string;
  readonly check_name: string;
  readonly file_path: string;
  /** The type of the resource and its logical id, with a dot between. */
  readonly resource: string;
}

interface Report {
  readonly results: { readonly passed_checks: readonly Check[]; readonly failed_checks: readonly Check[] };
  readonly summary: { readonly skipped: number; readonly parsing_errors: number; readonly resource_count: number };
}

const REQUIREMENTS = join(__dirname, 'requirements-checkov.txt');

export interface CheckovReport {
  readonly version: string;
  /** The checks that a resource is subject to, with the template that it is in. */
  readonly applied: ReadonlyArray<{ readonly rule: string; readonly template: string }>;
  readonly findings: readonly Finding[];
}

/** What checkov finds in templates: the checks of its own for CloudFormation, all of them, in one run, because most of the time goes into starting it. */
export function checkov(templates: readonly NamedTemplate[]): CheckovReport {
  const templateOf = ({ file_path: file }: Check) => templates[Number.parseInt(basename(file), 10)];
  const folder = mkdtempSync(join(tmpdir(), 'checkov-'));
  try {
    templates.forEach(({ body }, index) => writeFileSync(join(folder, `${index}.json`), JSON.stringify(body)));
    const python = join(pythonEnvironment('templates', REQUIREMENTS), 'bin', 'python');
    // The folder is the home too, and no variable of the user's is passed on: a configuration of theirs would decide what is found.
    const { status, stdout, stderr } = spawnSync(python, [
      '-m', 'checkov.main', '--directory', folder, '--framework', 'cloudformation', '--output', 'json', '--compact', '--soft-fail', '--skip-download',
    ], { cwd: folder, env: { PATH: process.env.PATH, HOME: folder }, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    if (status !== 0) throw new Error(`checkov ended with ${status}: ${stderr || stdout}`);

    const { results, summary } = JSON.parse(stdout) as Report;
    const resources = templates.reduce((sum, { body }) => sum + Object.keys(body.Resources).length, 0);
    if (summary.resource_count !== resources || summary.parsing_errors > 0 || summary.skipped > 0) throw new Error(`checkov did not look at all of ${resources} resources: ${JSON.stringify(summary)}`);
    return {
      version: pinnedVersion('checkov', REQUIREMENTS),
      applied: [...results.passed_checks, ...results.failed_checks].map((check) => ({ rule: check.check_id, template: templateOf(check).name })),
      findings: results.failed_checks.map((failed) => findingOf(failed, templateOf(failed))),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function findingOf({ check_id: rule, check_name: message, resource }: Check, { name, body }: NamedTemplate): Finding {
  const id = resource.slice(resource.lastIndexOf('.') + 1);
  return { rule, message, template: name, of: body.Resources[id].Type, id, path: '' };
}
