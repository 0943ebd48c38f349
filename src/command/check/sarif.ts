import { createHash } from 'crypto';
import { isAbsolute, relative, resolve, sep } from 'path';
import { pathToFileURL } from 'url';
import { Located } from './findings';
import { Ignore } from './ignore';
import { STANDARD_INPUT } from './input';
import { Checked } from './report';
import { RULES } from '../../checks/rules';

/**
 * For code scanning of a pipeline: a file of the Static Analysis Results Interchange Format.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifReport({ findings, ignored, unreadable, notUnderstood }: Checked, version: string, folder: string): string {
  const rules = RULES.map(({ id, severity, summary, page }) => ({
    id,
    name: id[0].toUpperCase() + id.slice(1),
    shortDescription: { text: `${summary}.` },
    helpUri: page,
    help: { text: `${summary}. See ${page}`, markdown: `${summary}. See [the documentation of AWS](${page}).` },
    defaultConfiguration: { level: LEVELS[severity] },
  }));
  const notifications = [
    ...unreadable.map(({ file, message }) => ({ level: 'error', message: { text: `${file}: ${message}` }, locations: [{ physicalLocation: { artifactLocation: artifactOf(file, folder) } }] })),
    ...notUnderstood.map(({ file, what }) => ({ level: 'note', message: { text: `not understood, so not checked: ${what}` }, locations: [{ physicalLocation: { artifactLocation: artifactOf(file, folder) } }] })),
  ];
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'cdk-bedrock-cris', semanticVersion: version, informationUri: 'https://github.com/cdk-bedrock-cris/cdk-bedrock-cris', rules } },
      invocations: [{ executionSuccessful: unreadable.length === 0, toolExecutionNotifications: notifications }],
      originalUriBaseIds: { '%SRCROOT%': { uri: `${pathToFileURL(folder).href}/` } },
      columnKind: 'utf16CodeUnits',
      results: withFingerprints([...findings.map((finding) => ({ finding })), ...ignored.map(({ finding, by }) => ({ finding, by }))], folder),
    }],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

function withFingerprints(found: readonly { readonly finding: Located; readonly by?: Ignore }[], folder: string): object[] {
  const seen = new Map<string, number>();
  return found.map(({ finding, by }) => {
    const { rule, severity, message, remedy, line, column, logicalId, constructPath, location, sid, paste, also = [] } = finding;
    const artifactLocation = artifactOf(finding.file, folder);
    // What stays when lines move: what is wrong, and in what.
    const identity = [rule, artifactLocation.uri, constructPath ?? logicalId, sid ?? location].join('\0');
    const count = seen.get(identity) ?? 0;
    seen.set(identity, count + 1);
    const names = [constructPath, logicalId].filter((name) => name !== undefined).map((name) => ({ fullyQualifiedName: name, kind: 'resource' }));
    return {
      ruleId: rule,
      ruleIndex: RULES.findIndex(({ id }) => id === rule),
      level: LEVELS[severity],
      message: { text: `${message}\nRemedy: ${remedy}${paste === undefined ? '' : `\n\n${paste}`}` },
      locations: [{
        physicalLocation: { artifactLocation, region: { startLine: line, startColumn: column } },
        ...(names.length > 0 && { logicalLocations: names }),
      }],
      ...(also.length > 0 && { relatedLocations: also.map((other) => ({ physicalLocation: { artifactLocation, region: { startLine: other.line, startColumn: other.column } } })) }),
      partialFingerprints: { 'cdkBedrockCris/v1': `${createHash('sha256').update(identity).digest('hex')}:${count + 1}` },
      ...(by && { suppressions: [{ kind: 'external', status: 'accepted', justification: by.reason ?? by.source }] }),
    };
  });
}

function artifactOf(file: string, folder: string): { uri: string; uriBaseId?: string } {
  if (file === STANDARD_INPUT) return { uri: 'stdin' };
  const path = relative(folder, resolve(folder, file));
  // What is elsewhere has no path below the root.
  return isAbsolute(path) || path.startsWith('..') ? { uri: pathToFileURL(resolve(folder, file)).href } : { uri: path.split(sep).map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}
