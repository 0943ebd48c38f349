import { spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { basename, dirname, join } from 'path';
import { NamedTemplate } from './all-templates';
import { Finding } from '../compliance/named-findings';

/** The plugin of the CDK for cfn-guard, which brings cfn-guard, for each platform, and the rules of AWS Control Tower. */
const PLUGIN = dirname(require.resolve('@cdklabs/cdk-validator-cfnguard/package.json'));
const PLATFORMS: Readonly<Record<string, string>> = { linux: 'ubuntu', darwin: 'macos' };
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

interface Outcome {
  /** The file of the template. */
  readonly name: string;
  readonly compliant: readonly string[];
  readonly not_applicable: readonly string[];
  readonly not_compliant: ReadonlyArray<{ readonly Rule: { readonly name: string } }>;
}

export interface GuardReport {
  readonly version: string;
  readonly rules: number;
  /** The rules that a resource of a template is subject to, and those that one fails. */
  readonly looked: ReadonlyArray<{ readonly template: string; readonly applied: readonly string[]; readonly failed: readonly string[] }>;
  readonly findings: readonly Finding[];
}

/**
 * What the proactive controls of AWS Control Tower find in templates. By cfn-guard itself and not through the plugin, which does not tell of a rule whether
 * it was looked at, and takes a rule that cannot be read for one that finds nothing.
 */
export function cfnGuard(templates: readonly NamedTemplate[]): GuardReport {
  const rules = join(PLUGIN, 'rules', 'control-tower', 'cfn-guard');
  const templateOf = ({ name }: Outcome) => templates[Number.parseInt(basename(name), 10)];
  const folder = mkdtempSync(join(tmpdir(), 'cfn-guard-'));
  try {
    templates.forEach(({ body }, index) => writeFileSync(join(folder, `${index}.json`), JSON.stringify(body)));
    const outcomes = JSON.parse(run('validate', '--rules', rules, '--data', folder, '--output-format', 'json', '--show-summary', 'none', '--structured')) as Outcome[];
    // Every rule has two variants of one name, for templates and for hooks, of which the second never applies here.
    const each = outcomes.map((outcome) => new Set([...outcome.compliant, ...outcome.not_applicable, ...failedOf(outcome)]));
    const all = new Set(each.flatMap((names) => [...names]));
    if (outcomes.length !== templates.length || each.some(({ size }) => size !== all.size)) {
      throw new Error(`cfn-guard did not look at each of ${templates.length} templates by each of ${all.size} rules`);
    }
    return {
      version: run('--version').trim().replace('cfn-guard ', ''),
      rules: all.size,
      looked: outcomes.map((outcome) => ({ template: templateOf(outcome).name, applied: [...outcome.compliant, ...failedOf(outcome)], failed: failedOf(outcome) })),
      findings: outcomes.flatMap((outcome) => findingsOf(outcome, templateOf(outcome))),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(...args: readonly string[]): string {
  const command = join(PLUGIN, 'bin', PLATFORMS[process.platform], ARCHITECTURES[process.arch], 'cfn-guard');
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  // 19 where a rule is not complied with; 5 where a rule or a template cannot be read.
  if ((status !== 0 && status !== 19) || stderr) throw new Error(`cfn-guard ended with ${status}: ${error?.message ?? stderr}`);
  return stdout;
}

function failedOf({ not_compliant: failed }: Outcome): string[] {
  return failed.map(({ Rule }) => Rule.name);
}

/** A rule that failed holds, nested by how it is written, the message of AWS and the path of each value that it did not find or did not like. */
function findingsOf({ not_compliant: failed }: Outcome, { name: template, body }: NamedTemplate): Finding[] {
  return failed.flatMap(({ Rule }) => {
    const text = JSON.stringify(Rule);
    const [, rule, message] = /\[(CT\.[A-Z0-9]+\.PR\.\d+)\]: (.*?)\\n/.exec(text) ?? [undefined, Rule.name, ''];
    const ids = new Set([...text.matchAll(/"path":"\/Resources\/([^/"]+)/g)].map(([, id]) => id));
    if (ids.size === 0) throw new Error(`cfn-guard names no resource that ${rule} fails for: ${text}`);
    return [...ids].map((id) => ({ rule, message, template, of: body.Resources[id].Type, id, path: '' }));
  });
}
