import { decide } from './event-ruler';
import { fieldsOf, misspelt } from './misspelt';
import { TABLES } from './tables';
import { CLOUDTRAIL_RECORDS, toEventBridgeEvent } from '../support/cloudtrail-records';
import { matchesEventPattern } from '../support/event-pattern';

describe.each(Object.entries(TABLES))('%s', (name, { patterns, records, expected }) => {
  const fields = [...new Set(Object.values(patterns).flatMap(fieldsOf))];
  /** The patterns as they are, and once more for each field that is misspelt in those that have it. */
  const variants = [
    ...Object.entries(patterns).map(([of, pattern]) => ({ of, field: undefined as string | undefined, pattern })),
    ...Object.entries(patterns).flatMap(([of, pattern]) => fieldsOf(pattern).map((field) => ({ of, field: field as string | undefined, pattern: misspelt(pattern, field) }))),
  ];
  /** For each variant, the records that it matches: as event-ruler has it, and as our own matcher. */
  let decided: readonly { of: string; field?: string; theirs: string[]; ours: string[] }[];
  const matched = (of: string, field?: string) => decided.find((each) => each.of === of && each.field === field)?.theirs;

  beforeAll(() => {
    const events = Object.entries(records).map(([record, body]) => ({ record, event: toEventBridgeEvent(body) }));
    const answers = decide(variants.flatMap(({ pattern }) => events.map(({ event }) => ({ pattern, event }))));
    process.stdout.write(`event-ruler: ${name}, ${Object.keys(patterns).length} patterns, ${events.length} records, ${answers.length} decisions, ${fields.length} fields each misspelt once\n`);
    decided = variants.map(({ of, field, pattern }, index) => ({
      of,
      field,
      theirs: events.filter((_, at) => answers[index * events.length + at]).map(({ record }) => record),
      ours: events.filter(({ event }) => matchesEventPattern(pattern, event)).map(({ record }) => record),
    }));
  });

  test('the table holds every record, and no other', () => {
    expect(Object.keys(expected)).toEqual(Object.keys(records));
    expect(records).toMatchObject(CLOUDTRAIL_RECORDS);
  });

  test.each(Object.keys(records))('event-ruler matches %s with the patterns that it should', (record) => {
    expect(Object.keys(patterns).filter((of) => matched(of)!.includes(record))).toEqual(expected[record]);
  });

  test('our own matcher decides every one of them as event-ruler does, misspelt or not', () => {
    expect(decided.filter(({ ours, theirs }) => ours.join() !== theirs.join())).toEqual([]);
  });

  // The control: a pattern is not matched by what happens to be in the records, whatever its fields are called.
  test.each(fields)('%s, misspelt, changes a decision', (field) => {
    const changed = Object.keys(patterns).filter((of) => (matched(of, field) ?? matched(of))!.join() !== matched(of)!.join());
    expect(changed).not.toEqual([]);
  });
});
