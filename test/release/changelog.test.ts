import { hasSection, withSection } from '../../scripts/changelog/section';

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

test('a section is found by its whole version', () => {
  const changelog = withSection('', '0.2.1', patch);
  expect(['0.2.1', '0.2.10', '0.2.0', '0.2'].map((version) => hasSection(changelog, version))).toEqual([true, false, false, false]);
  expect(hasSection('', '0.1.0')).toBe(false);
});

test('the section of another version is refused', () => {
  expect(() => withSection('', '0.3.0', first)).toThrow('The section is not that of version 0.3.0: ## 0.1.0 (2026-12-01)');
});
