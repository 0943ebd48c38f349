import { Change } from '../../scripts/catalog/changes';
import { Progress } from '../../scripts/catalog/progress';
import { report } from '../../scripts/catalog/report';
import { RegionScan } from '../../scripts/catalog/scan';

const clean = (region: string): RegionScan => ({ region, profiles: [{ id: 'us.a.b', scope: 'us', modelId: 'a.b', destinationRegions: [region] }], odd: [] });
const failed = (region: string): RegionScan => ({ region, profiles: [], odd: [], failure: 'TimeoutError: no answer in time' });

test('gathers what happened by heading and profile, in alphabetical order', () => {
  const changes: Change[] = [
    { kind: 'absent', id: 'us.z', region: 'us-east-1', note: '2 of 8' },
    { kind: 'profile-added', id: 'us.b', region: 'us-east-1' },
    { kind: 'profile-added', id: 'us.a', region: 'us-east-1' },
    { kind: 'profile-added', id: 'us.b', region: 'us-west-2' },
    { kind: 'destinations', id: 'us.c', region: 'us-east-1', note: '+ us-west-1' },
    { kind: 'destinations', id: 'us.c', region: 'us-west-2', note: '- us-west-1' },
    { kind: 'confidence', id: 'us.c', note: 'medium to high' },
    { kind: 'profile-removed', id: 'us.d' },
    { kind: 'destination-absent', id: 'us.c', region: 'us-east-1', note: 'to us-east-2, 3 of 8' },
    { kind: 'destination-absent', id: 'us.c', region: 'us-west-2', note: 'to us-east-2, 3 of 8' },
    { kind: 'destination-back', id: 'us.c', region: 'us-east-1', note: 'to us-west-2' },
  ];
  expect(report('2026-11-22', 'aws', [clean('us-east-1'), failed('us-west-2')], changes)).toBe(`Scan of 2026-11-22, partition \`aws\`: 1 of 2 Regions answered.

A profile leaves a Region after 8 clean scans in a row, on different days, that do not list it there, and a destination after as many that list the profile without it.

## New inference profiles

- \`us.a\`: us-east-1
- \`us.b\`: us-east-1, us-west-2

## Other destination Regions

- \`us.c\`: us-east-1: + us-west-1
- \`us.c\`: us-west-2: - us-west-1

## Confidence

- \`us.c\`: medium to high

## Removed inference profiles

- \`us.d\`

## Absent: counts towards removal

- \`us.z\`: us-east-1: 2 of 8

## Absent destination Regions: counts towards removal

- \`us.c\`: us-east-1, us-west-2: to us-east-2, 3 of 8

## Destination Regions listed again: counts no longer towards removal

- \`us.c\`: us-east-1: to us-west-2

## Regions that changed nothing

- us-west-2: TimeoutError: no answer in time
`);
});

test('says that nothing changed', () => {
  expect(report('2026-11-22', 'aws', [clean('us-east-1')], [])).toBe('Scan of 2026-11-22, partition `aws`: 1 of 1 Regions answered.\n\nNo changes.\n');
});

const shown = (isTTY: boolean, quiet: boolean) => {
  let text = '';
  const progress = new Progress({ write: (part) => { text += part; }, isTTY, quiet }, 2);
  for (const scan of [clean('us-east-1'), failed('us-west-2')]) progress.show(scan);
  return text;
};

test('shows a line for each Region, the number of Regions left only where it can be written over, and nothing where nobody looks', () => {
  const lines = ['us-east-1       1 profiles\n', 'us-west-2       TimeoutError: no answer in time\n'];
  expect(shown(false, false)).toBe(lines.join(''));
  expect(shown(true, false)).toBe(`\r\x1b[2K${lines[0]}1 of 2 Regions\r\x1b[2K${lines[1]}`);
  expect([shown(true, true), shown(false, true)]).toEqual(['', '']);
});
