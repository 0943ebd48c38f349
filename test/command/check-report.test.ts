import { Located } from '../../src/command/check/findings';
import { Checked, textReport } from '../../src/command/check/report';
import { sarifReport } from '../../src/command/check/sarif';

const finding: Located = {
  rule: 'wildcardModels', severity: 'warning', message: 'every model is allowed', remedy: 'allow the profile alone', page: 'https://docs.aws.amazon.com/x', path: 'a.yaml', file: 'a.yaml', line: 3, column: 5,
};
const checked = (found: Located): Checked => ({
  findings: [found], ignored: [], stale: [], unreadable: [], notUnderstood: [], templates: 1, policies: 0, passedOver: 0, terraform: 0, isAboutBedrock: true,
});
const paste = '{\n  "Effect": "Allow"\n}\n';

test('what can be pasted stands by itself, as it is', () => {
  const [head, ...lines] = textReport(checked({ ...finding, constructPath: 'Stack/Role', logicalId: 'Role', location: 'Properties', sid: 'All', paste }), false).split('\n');
  expect(head).toBe('a.yaml:3:5: warning wildcardModels at Stack/Role Role Properties (Sid All)');
  const at = lines.indexOf('');
  const end = lines.indexOf('', at + 1);
  expect(JSON.parse(lines.slice(at, end).join('\n'))).toEqual({ Effect: 'Allow' });
  expect(new Set(lines.slice(at + 1, end).map((line) => line.slice(0, 6)))).toEqual(new Set([' '.repeat(6)]));
});

test('other places of the same fault are linked too, of many the first', () => {
  const also = Array.from({ length: 23 }, (_, index) => ({ logicalId: `R${index}`, location: 'Properties.X', line: index + 10, column: 1 }));
  const text = textReport(checked({ ...finding, also }), false);
  expect(text).toContain('\n  Also at a.yaml:10:1 R0 Properties.X\n');
  expect([text.match(/Also at/g)!.length, text.includes('and at 3 more places')]).toEqual([20, true]);
});

test('both are in SARIF', () => {
  const { runs: [{ results: [result] }] } = JSON.parse(sarifReport(checked({ ...finding, paste, also: [{ logicalId: 'B', line: 9, column: 2 }] }), '1.0.0', process.cwd())) as {
    runs: [{ results: [{ message: { text: string }; relatedLocations: { physicalLocation: { region: object } }[] }] }];
  };
  expect(result.message.text).toContain(paste);
  expect(result.relatedLocations.map(({ physicalLocation }) => physicalLocation.region)).toEqual([{ startLine: 9, startColumn: 2 }]);
});
