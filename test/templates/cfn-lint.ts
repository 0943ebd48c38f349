import { spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { basename, join } from 'path';
import { NamedTemplate } from './all-templates';
import { Finding } from '../compliance/named-findings';
import { pinnedVersion, pythonEnvironment } from '../support/python-environment';

const REQUIREMENTS = join(__dirname, 'requirements.txt');
// What its command does, and on the error output how many rules there are.
const PROGRAM = [
  'import sys', 'from cfnlint.config import ConfigMixIn', 'from cfnlint.runner import Runner',
  'runner = Runner(ConfigMixIn(sys.argv[1:]))', 'print(len(runner.rules), "rules", file=sys.stderr)', 'runner.cli()',
].join('\n');

export interface LintReport {
  readonly version: string;
  readonly rules: number;
  readonly findings: readonly Finding[];
}

/** Lints templates, each for its own Region; those that are for no Region in particular, for all. */
export function cfnLint(templates: readonly NamedTemplate[]): LintReport {
  const regions = [...new Set(templates.map(({ region }) => region))];
  const reports = regions.map((region) => lintFor(region, templates.filter((template) => template.region === region)));
  return { version: pinnedVersion('cfn-lint', REQUIREMENTS), rules: Math.min(...reports.map(({ rules }) => rules)), findings: reports.flatMap(({ findings }) => findings) };
}

interface Match {
  readonly Filename: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path: ReadonlyArray<string | number> | null };
}

function lintFor(region: string | undefined, templates: readonly NamedTemplate[]): Omit<LintReport, 'version'> {
  const folder = mkdtempSync(join(tmpdir(), 'cfn-lint-'));
  try {
    const files = templates.map(({ body }, index) => {
      const file = `${index}.json`;
      writeFileSync(join(folder, file), JSON.stringify(body));
      return file;
    });
    const python = join(pythonEnvironment('templates', REQUIREMENTS), 'bin', 'python');
    // The folder is the home too: a configuration file of the user's, or of the project's, would decide what is found.
    const { status, stdout, stderr } = spawnSync(python, ['-c', PROGRAM, '--format', 'json', '--regions', region ?? 'ALL_REGIONS', '--template', ...files], {
      cwd: folder, env: { ...process.env, HOME: folder }, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024,
    });
    // 2 for errors and 4 for warnings, added up; everything else is a failure of cfn-lint itself.
    if (![0, 2, 4, 6].includes(status ?? -1)) throw new Error(`cfn-lint ended with ${status}: ${stderr || stdout}`);
    return {
      rules: Number(/^(\d+) rules$/m.exec(stderr)?.[1]),
      findings: (JSON.parse(stdout) as Match[]).map((match) => findingOf(match, templates[Number.parseInt(basename(match.Filename), 10)])),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function findingOf({ Rule, Message, Location }: Match, { name, body }: NamedTemplate): Finding {
  const [section = '', id = '', ...path] = Location.Path ?? [];
  const of = section === 'Resources' ? body.Resources[id]?.Type : undefined;
  return { rule: Rule.Id, message: Message, template: name, of: of ?? `${section || id}`, id: `${id}`, path: path.join('/') };
}
