const TITLE = '# Changelog';
const INTRODUCTION = 'What changes for users, by version. The first section may be that of a release in preparation.\n[How it is written](https://github.com/cdk-bedrock-cris/cdk-bedrock-cris/blob/main/docs/releasing.md).';

/**
 * The changelog with the first section of a release's notes at its head; a section of the same version, from an earlier run, is replaced. That of the very first
 * release stays: its commits mend what nobody had, so it is written for users by hand.
 */
export function withSection(changelog: string, version: string, notes: string): string {
  if (isFirst(notes) && sectionOf(changelog, version) !== '') return changelog;
  const [section] = sections(notes.trimStart());
  if (!headsVersion(section.split('\n')[0], version)) throw new Error(`The section is not that of version ${version}: ${section.split('\n')[0]}`);
  const kept = sections(changelog).filter((each) => !headsVersion(each.split('\n')[0], version));
  return `${[`${TITLE}\n\n${INTRODUCTION}`, section, ...kept].join('\n\n')}\n`;
}

/**
 * The lines of a release's notes whose commit is not in its section of the changelog: the wording may be edited there, the links to commits stay. The section of the
 * very first release needs no links.
 */
export function missingFrom(changelog: string, version: string, notes: string): string[] {
  const section = sectionOf(changelog, version);
  if (isFirst(notes) && section.includes('\n')) return [];
  return notes.split('\n').filter((line) => {
    const [, commit] = /\/commit\/([0-9a-f]{7,40})\)/.exec(line) ?? [];
    return commit !== undefined && !section.includes(`/commit/${commit})`);
  });
}

// Without a release before it there is nothing that its heading could link a comparison to.
function isFirst(notes: string): boolean {
  return /^##?#? \d/.test(notes.trimStart());
}

function sectionOf(changelog: string, version: string): string {
  return sections(changelog).find((each) => headsVersion(each.split('\n')[0], version)) ?? '';
}

// A heading is `## 1.2.3 (date)`, or with a link to the comparison `## [1.2.3](...) (date)`; patches have one more #.
function sections(changelog: string): string[] {
  return changelog.split(/\n(?=##?#? \[?\d+\.\d+\.\d+)/).slice(/^##/.test(changelog) ? 0 : 1).map((each) => each.trim());
}

function headsVersion(heading: string, version: string): boolean {
  return /^##?#? \[?(\d+\.\d+\.\d+[^\]\s(]*)/.exec(heading)?.[1] === version;
}
