import { spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { basename, join } from 'path';
import { NamedTemplate } from './all-templates';
import { pythonEnvironment } from '../support/python-environment';

/** An error or a warning of cfn-lint, or a check of checkov that fails. */
export interface LintFinding {
  readonly rule: string;
  readonly message: string;
  readonly template: string;
  /** The type of the resource, or the section of the template, that it is in. */
  readonly of: string;
  /** The path within the resource, for checkov with the logical id of the resource in front. */
  readonly path: string;
}

/** Lints templates, each for its own Region; those that are for no Region in particular, for all. */
export function cfnLint(templates: readonly NamedTemplate[]): LintFinding[] {
  const regions = [...new Set(templates.map(({ region }) => region))];
  return regions.flatMap((region) => lintFor(region, templates.filter((template) => template.region === region)));
}

interface Match {
  readonly Filename: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path: ReadonlyArray<string | number> | null };
}

function lintFor(region: string | undefined, templates: readonly NamedTemplate[]): LintFinding[] {
  const folder = mkdtempSync(join(tmpdir(), 'cfn-lint-'));
  try {
    const files = templates.map(({ body }, index) => {
      const file = `${index}.json`;
      writeFileSync(join(folder, file), JSON.stringify(body));
      return file;
    });
    const python = join(pythonEnvironment('templates', join(__dirname, 'requirements.txt')), 'bin', 'python');
    // The folder is the home too: a configuration file of the user's, or of the project's, would decide what is found.
    const { status, stdout, stderr } = spawnSync(python, [
      '-c', 'from cfnlint.runner import main; main()', '--format', 'json', '--regions', region ?? 'ALL_REGIONS', '--template', ...files,
    ], { cwd: folder, env: { ...process.env, HOME: folder }, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    // 2 for errors and 4 for warnings, added up; everything else is a failure of cfn-lint itself.
    if (![0, 2, 4, 6].includes(status ?? -1)) throw new Error(`cfn-lint ended with ${status}: ${stderr || stdout}`);
    return (JSON.parse(stdout) as Match[]).map((match) => findingOf(match, templates[Number.parseInt(basename(match.Filename), 10)]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function findingOf({ Rule, Message, Location }: Match, { name, body }: NamedTemplate): LintFinding {
  const [section = '', id = '', ...path] = Location.Path ?? [];
  return { rule: Rule.Id, message: Message, template: name, of: section === 'Resources' ? body.Resources[id]?.Type ?? `${id}` : `${section}`, path: path.join('/') };
}
