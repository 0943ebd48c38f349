import { readdirSync, readFileSync } from 'fs';
import { homedir, tmpdir } from 'os';
import { join } from 'path';
import { INTEG, NamedTemplate } from './all-templates';
import { INTEG_TESTS, recorded, synthesized } from './integ-tests';

const snapshots = readdirSync(INTEG).filter((entry) => entry.endsWith('.snapshot'));

test('every integration test has a snapshot, and every snapshot a test', () => {
  expect(INTEG_TESTS.length).toBeGreaterThanOrEqual(3);
  expect(snapshots).toEqual(INTEG_TESTS.map((file) => `${file}.snapshot`));
});

describe.each(INTEG_TESTS)('%s', (file) => {
  const stacks = recorded(file);

  // The salt makes each deployment call again: it is the time of the synthesis.
  const comparable = (templates: NamedTemplate[]) =>
    templates.map(({ name, region, body }) => ({ name, region, body: JSON.parse(JSON.stringify(body, (key, value: unknown) => (key === 'salt' ? undefined : value))) as unknown }));

  test('the snapshot is what the code defines, its assertions included, which integ-runner does not compare', () => {
    expect(comparable(stacks)).toEqual(comparable(synthesized(file)));
    expect(stacks).toHaveLength(2);
  });

  test('it is the same for everyone: no account, no folder of a machine', () => {
    const folder = join(INTEG, `${file}.snapshot`);
    const texts = readdirSync(folder).filter((entry) => entry.endsWith('.json')).map((entry) => readFileSync(join(folder, entry), 'utf8'));
    const folders = [process.cwd(), homedir(), tmpdir()].map((path) => `${path}/`).filter((path) => path !== '//');
    for (const text of texts) {
      const accounts = text.match(/(?<=:)\d{12}(?=:|")|"aws:\/\/(?!unknown-account)/g) ?? [];
      expect([...folders.filter((path) => text.includes(path)), ...accounts]).toEqual([]);
    }
  });

  test('nothing stays that would cost: what holds data is deleted with its stack, and buckets are emptied', () => {
    const resources = stacks.flatMap(({ body }) => Object.values(body.Resources)) as { Type: string; DeletionPolicy?: string }[];
    const kept = resources.filter(({ Type, DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete'
      || (/^AWS::(S3::Bucket|Logs::LogGroup|KMS::Key)$/.test(Type) && DeletionPolicy === undefined));
    const count = (type: string) => resources.filter(({ Type }) => Type === type).length;
    expect(kept).toEqual([]);
    expect(count('Custom::S3AutoDeleteObjects')).toBe(count('AWS::S3::Bucket'));
  });
});
