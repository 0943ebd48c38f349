const TITLE = '# Changelog';
const INTRODUCTION = 'Written by `npm run changelog` from the [conventional commits](https://www.conventionalcommits.org) since the last release; [how](https://github.com/cdk-bedrock-cris/cdk-bedrock-cris/blob/main/docs/releasing.md). The section at the head may be that of a release in preparation.';

/** The changelog with the first section of a release's notes at its head; a section of the same version, from an earlier run, is replaced. */
export function withSection(changelog: string, version: string, notes: string): string {
  const [section] = sections(notes.trimStart());
  if (!headsVersion(section.split('\n')[0], version)) throw new Error(`The section is not that of version ${version}: ${section.split('\n')[0]}`);
  const kept = sections(changelog).filter((each) => !headsVersion(each.split('\n')[0], version));
  return `${[`${TITLE}\n\n${INTRODUCTION}`, section, ...kept].join('\n\n')}\n`;
}

/** The lines of a release's notes whose commit is not in its section of the changelog: the wording may be edited there, the links to commits stay. */
export function missingFrom(changelog: string, version: string, notes: string): string[] {
  const section = sections(changelog).find((each) => headsVersion(each.split('\n')[0], version)) ?? '';
  return notes.split('\n').filter((line) => {
    const [, commit] = /\/commit\/([0-9a-f]{7,40})\)/.exec(line) ?? [];
    return commit !== undefined && !section.includes(`/commit/${commit})`);
  });
}

// A heading is `## 1.2.3 (date)`, or with a link to the comparison `## [1.2.3](...) (date)`; patches have one more #.
function sections(changelog: string): string[] {
  return changelog.split(/\n(?=##?#? \[?\d+\.\d+\.\d+)/).slice(/^##/.test(changelog) ? 0 : 1).map((each) => each.trim());
}

function headsVersion(heading: string, version: string): boolean {
  return /^##?#? \[?(\d+\.\d+\.\d+[^\]\s(]*)/.exec(heading)?.[1] === version;
}
