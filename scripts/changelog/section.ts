const TITLE = '# Changelog';
const INTRODUCTION = 'Written by `npm run changelog` from the [conventional commits](https://www.conventionalcommits.org) since the last release; [CONTRIBUTING.md](CONTRIBUTING.md) says when. The section at the head may be that of a release in preparation.';

/** The changelog with a release's section at its head; a section of the same version, from an earlier run, is replaced. */
export function withSection(changelog: string, version: string, section: string): string {
  if (!headsVersion(section.trimStart().split('\n')[0], version)) throw new Error(`The section is not that of version ${version}: ${section.trimStart().split('\n')[0]}`);
  const kept = sections(changelog).filter((each) => !headsVersion(each.split('\n')[0], version));
  return `${[`${TITLE}\n\n${INTRODUCTION}`, section.trim(), ...kept].join('\n\n')}\n`;
}

/** Whether the changelog has a section of a version. */
export function hasSection(changelog: string, version: string): boolean {
  return sections(changelog).some((each) => headsVersion(each.split('\n')[0], version));
}

// A heading is `## 1.2.3 (date)`, or with a link to the comparison `## [1.2.3](...) (date)`; patches have one more #.
function sections(changelog: string): string[] {
  return changelog.split(/\n(?=##?#? \[?\d+\.\d+\.\d+)/).slice(changelog.startsWith('## ') ? 0 : 1).map((each) => each.trim());
}

function headsVersion(heading: string, version: string): boolean {
  return /^##?#? \[?(\d+\.\d+\.\d+[^\]\s(]*)/.exec(heading)?.[1] === version;
}
