import { Finding, SEVERITIES } from '../../checks/model/rule';

/** How much was looked at. */
interface Checked {
  readonly templates: number;
  readonly policies: number;
  /** Whether any of them names Amazon Bedrock. */
  readonly isAboutBedrock: boolean;
}

/** The findings for people, a paragraph each, or for programs. */
export function report(findings: readonly Finding[], { templates, policies, isAboutBedrock }: Checked, json: boolean): string {
  const summary = Object.fromEntries(SEVERITIES.map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length]));
  if (json) return `${JSON.stringify({ findings, summary: { ...summary, templates, policies } }, undefined, 2)}\n`;
  const paths = [...new Set(findings.map(({ path }) => path))];
  const sections = paths.map((path) => [path, '', ...findings.filter((finding) => finding.path === path).map(paragraph)].join('\n'));
  const counts = [plural(summary.error, 'error'), plural(summary.warning, 'warning'), `${summary.info} info`].join(', ');
  const checked = [templates && plural(templates, 'template'), (policies || !templates) && plural(policies, 'policy', 'policies')].filter(Boolean).join(' and ');
  // Without this nothing looks like a check that was passed.
  const read = templates + policies;
  const remark = findings.length === 0 && read > 0 && !isAboutBedrock ? `; nothing in ${read === 1 ? 'it' : 'them'} names Amazon Bedrock` : '';
  return [...sections, `${counts} in ${checked}${remark}\n`].join('\n');
}

function paragraph({ severity, rule, logicalId, constructPath, location, message, remedy, page }: Finding): string {
  const place = [constructPath, logicalId, location].filter(Boolean).join(' ');
  return [`  ${severity} ${rule}${place && ` at ${place}`}`, `    ${message}`, `    Remedy: ${remedy}`, `    ${page}`, ''].join('\n');
}

function plural(count: number, singular: string, several = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : several}`;
}
