import { Finding, SEVERITIES } from '../../checks/finding';

/** The findings for people, a paragraph each, or for programs. */
export function report(findings: readonly Finding[], templates: number, policies: number, json: boolean): string {
  const summary = Object.fromEntries(SEVERITIES.map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length]));
  if (json) return `${JSON.stringify({ findings, summary: { ...summary, templates, policies } }, undefined, 2)}\n`;
  const paths = [...new Set(findings.map(({ path }) => path))];
  const sections = paths.map((path) => [path, '', ...findings.filter((finding) => finding.path === path).map(paragraph)].join('\n'));
  const counts = [plural(summary.error, 'error'), plural(summary.warning, 'warning'), `${summary.info} info`].join(', ');
  const checked = [templates && plural(templates, 'template'), (policies || !templates) && plural(policies, 'policy', 'policies')].filter(Boolean).join(' and ');
  return [...sections, `${counts} in ${checked}\n`].join('\n');
}

function paragraph({ severity, rule, logicalId, constructPath, location, message, remedy, page }: Finding): string {
  const place = [constructPath, logicalId, location].filter(Boolean).join(' ');
  return [`  ${severity} ${rule}${place && ` at ${place}`}`, `    ${message}`, `    Remedy: ${remedy}`, `    ${page}`, ''].join('\n');
}

function plural(count: number, singular: string, several = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : several}`;
}
