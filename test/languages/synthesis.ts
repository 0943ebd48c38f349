import { existsSync, mkdirSync, readFileSync, rmSync } from 'fs';
import { join } from 'path';
import { CACHE, outFolder, ROOT } from './folders';

/** What an app of a language synthesized. */
export interface Synthesis {
  readonly template: { readonly Resources: Record<string, unknown> };
  /** The warnings of constructs, by their path. */
  readonly warnings: string[];
  /** What CrisChecks found, where the app has it. */
  readonly findings: string[];
}

/** Makes an empty folder for what an app synthesizes, and tells the app: the same feature flags in each language. */
export function synthesisEnvironment(language: string, app: string): Record<string, string> {
  const folder = outFolder(language, app);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return {
    CDK_OUTDIR: folder,
    CDK_CONTEXT_JSON: JSON.stringify(readJson(join(ROOT, 'node_modules', 'aws-cdk-lib', 'recommended-feature-flags.json'))),
    CDK_VALIDATION: 'false',
    JSII_RUNTIME_PACKAGE_CACHE_ROOT: join(CACHE, 'jsii'),
  };
}

/** Reads what an app synthesized: its stack has the name of the app. */
export function readSynthesis(language: string, app: string): Synthesis {
  const folder = outFolder(language, app);
  return {
    template: readJson(join(folder, `${app}.template.json`)) as Synthesis['template'],
    warnings: warningsOf(readJson(join(folder, `${app}.metadata.json`)) as Metadata),
    findings: findingsOf(folder),
  };
}

type Metadata = Record<string, { type: string; data: unknown }[]>;

interface Report {
  readonly pluginReports: { readonly violations: { readonly ruleName: string; readonly description: string }[] }[];
}

function warningsOf(metadata: Metadata): string[] {
  return Object.entries(metadata).flatMap(([path, entries]) => entries
    .filter(({ type }) => type === 'aws:cdk:warning')
    .map(({ data }) => `${path}: ${String(data)}`)).sort();
}

// aws-cdk-lib 2.258 renamed the report.
function findingsOf(folder: string): string[] {
  const report = ['validation-report.json', 'policy-validation-report.json'].map((name) => join(folder, name)).find((file) => existsSync(file));
  if (!report) return [];
  return (readJson(report) as Report).pluginReports
    .flatMap(({ violations }) => violations.map(({ ruleName, description }) => `${ruleName}: ${description}`)).sort();
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
