import { missingFrom, withSection } from '../../scripts/changelog/section';

const first = '## 0.1.0 (2026-12-01)\n\n### Features\n\n* one\n';
const second = '\n\n## [0.2.0](https://example.com/compare/v0.1.0...v0.2.0) (2026-12-08)\n\n### Features\n\n* two\n';
const patch = '### [0.2.1](https://example.com/compare/v0.2.0...v0.2.1) (2026-12-09)\n\n### Bug Fixes\n\n* three\n';
const headings = (changelog: string) => changelog.split('\n').filter((line) => /^#+ \[?\d/.test(line)).map((line) => /\d+\.\d+\.\d+/.exec(line)![0]);

test('a release comes first, and nothing of the earlier ones is lost', () => {
  const changelog = withSection(withSection(withSection('', '0.1.0', first), '0.2.0', second), '0.2.1', patch);
  expect(headings(changelog)).toEqual(['0.2.1', '0.2.0', '0.1.0']);
  for (const line of ['* one', '* two', '* three']) expect(changelog.split('\n').filter((each) => each === line)).toHaveLength(1);
  expect(changelog.split('\n').filter((line) => line === '# Changelog')).toHaveLength(1);
});

test('a section written twice replaces the earlier one', () => {
  const changelog = withSection(withSection(withSection('', '0.1.0', first), '0.2.0', second), '0.2.0', second.replace('two', 'two, reworded'));
  expect(headings(changelog)).toEqual(['0.2.0', '0.1.0']);
  expect(changelog).toContain('* two, reworded');
  expect(changelog).not.toContain('* two\n');
});

// The release tool puts what it writes before what an earlier run has left in its file.
test('of notes that hold earlier ones too, only the first section is taken', () => {
  const changelog = withSection('', '0.1.0', `${first}\n${first.replace('one', 'one, of an earlier run')}`);
  expect(headings(changelog)).toEqual(['0.1.0']);
  expect(changelog).not.toContain('of an earlier run');
});

describe('what is missing from the section of a release', () => {
  const line = (text: string, commit: string) => `* ${text} ([${commit}](https://example.com/commit/${commit}00000))`;
  const notes = `## [0.2.0](https://example.com/compare/v0.1.0...v0.2.0) (2026-12-08)\n\n### Features\n\n${line('one', 'a1b2c3d')}\n${line('two', 'b2c3d4e')}\n`;
  const complete = withSection('', '0.2.0', notes);

  test.each<[string, string, string, string[]]>([
    ['nothing', complete, '0.2.0', []],
    ['nothing, where a line is worded anew', complete.replace('* one', '* the first thing'), '0.2.0', []],
    ['a commit that came later', withSection('', '0.2.0', notes.replace(line('two', 'b2c3d4e'), '')), '0.2.0', [line('two', 'b2c3d4e')]],
    ['all of it, where the section is that of another version', complete, '0.2.1', [line('one', 'a1b2c3d'), line('two', 'b2c3d4e')]],
    ['all of it, where there is none', '', '0.2.0', [line('one', 'a1b2c3d'), line('two', 'b2c3d4e')]],
  ])('%s', (_what, changelog, version, missing) => {
    expect(missingFrom(changelog, version, notes)).toEqual(missing);
  });
});

describe('the first release, whose section is written by hand', () => {
  const byHand = '# Changelog\n\n## 0.1.0 (not released yet)\n\n* for users\n';
  const notes = '## 0.1.0 (2026-12-01)\n\n* a fix of what nobody had ([a1b2c3d](https://example.com/commit/a1b2c3d00000))\n';

  test('stays as it is, and needs no commits', () => {
    expect(withSection(byHand, '0.1.0', notes)).toBe(byHand);
    expect(missingFrom(byHand, '0.1.0', notes)).toEqual([]);
  });

  test('is missed where there is none, and where it is empty', () => {
    expect(missingFrom('# Changelog\n', '0.1.0', notes)).toHaveLength(1);
    expect(missingFrom('# Changelog\n\n## 0.1.0\n', '0.1.0', notes)).toHaveLength(1);
  });
});

test('the section of another version is refused', () => {
  expect(() => withSection('', '0.3.0', first)).toThrow('The section is not that of version 0.3.0: ## 0.1.0 (2026-12-01)');
});
