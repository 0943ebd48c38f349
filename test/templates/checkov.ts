import { spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { basename, join } from 'path';
import { NamedTemplate } from './all-templates';
import { LintFinding } from './cfn-lint';
import { pythonEnvironment } from '../support/python-environment';

interface FailedCheck {
  readonly check_id: string;
  readonly check_name: string;
  readonly check_result: { readonly evaluated_keys?: readonly string[] };
  readonly file_path: string;
  /** The type of the resource and its logical id, with a dot between. */
  readonly resource: string;
}

interface Report {
  readonly results: { readonly failed_checks: readonly FailedCheck[] };
  readonly summary: { readonly skipped: number; readonly parsing_errors: number; readonly resource_count: number };
}

/** What checkov finds in templates: the checks of its own for CloudFormation, all of them, in one run, because most of the time goes into starting it. */
export function checkov(templates: readonly NamedTemplate[]): LintFinding[] {
  const folder = mkdtempSync(join(tmpdir(), 'checkov-'));
  try {
    templates.forEach(({ body }, index) => writeFileSync(join(folder, `${index}.json`), JSON.stringify(body)));
    const python = join(pythonEnvironment('templates', join(__dirname, 'requirements-checkov.txt')), 'bin', 'python');
    // The folder is the home too, and no variable of the user's is passed on: a configuration of theirs would decide what is found.
    const { status, stdout, stderr } = spawnSync(python, [
      '-m', 'checkov.main', '--directory', folder, '--framework', 'cloudformation', '--output', 'json', '--quiet', '--soft-fail', '--skip-download',
    ], { cwd: folder, env: { PATH: process.env.PATH, HOME: folder }, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    if (status !== 0) throw new Error(`checkov ended with ${status}: ${stderr || stdout}`);

    const { results, summary } = JSON.parse(stdout) as Report;
    const resources = templates.reduce((sum, { body }) => sum + Object.keys(body.Resources).length, 0);
    if (summary.resource_count !== resources || summary.parsing_errors > 0 || summary.skipped > 0) throw new Error(`checkov did not look at all of ${resources} resources: ${JSON.stringify(summary)}`);
    return results.failed_checks.map((failed) => findingOf(failed, templates[Number.parseInt(basename(failed.file_path), 10)]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The path has the logical id in front, because one bucket may do without what another may not. */
function findingOf({ check_id: rule, check_name: message, check_result: result, resource }: FailedCheck, { name, body }: NamedTemplate): LintFinding {
  const id = resource.slice(resource.lastIndexOf('.') + 1);
  return { rule, message, template: name, of: body.Resources[id].Type, path: `${id}/${(result.evaluated_keys ?? []).join(', ')}` };
}
