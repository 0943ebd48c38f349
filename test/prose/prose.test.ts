import { blocksOf, blocksOfDocstrings, sentencesOf } from '../../scripts/prose/blocks';
import { faultsOf } from '../../scripts/prose/rules';

const words = (count: number) => `${'word '.repeat(count - 1)}word.`;

test('a page is its headings, cells, items and paragraphs, without code', () => {
  const page = [
    '# A *title*', '', 'One', 'paragraph with `code of many words` and a [link](https://example.com/a-b).', '- an item', '  of two lines', '',
    '```ts', 'const skipped = 1;', '```', '', '| cell | other `code` |', '|---|---|', '<!-- a comment -->',
  ].join('\n');
  expect(blocksOf(page)).toEqual([
    { line: 1, kind: 'heading', text: 'A title' },
    { line: 3, kind: 'text', text: 'One paragraph with CODE and a link.' },
    { line: 5, kind: 'text', text: 'an item of two lines' },
    { line: 12, kind: 'cell', text: 'cell' },
    { line: 12, kind: 'cell', text: 'other CODE' },
  ]);
});

test('a docstring is its description and what its tags say, without its example', () => {
  const source = [
    'const before = 1;', '/**', ' * What it is.', ' *', ' * @param props what it takes', ' * @default - none', ' * @see https://example.com', ' *',
    ' * @example', ' * const skipped = 1;', ' */', 'class It {', '  /** A member. */', '}', '// no docstring',
  ].join('\n');
  expect(blocksOfDocstrings(source)).toEqual([
    { line: 3, kind: 'text', text: 'What it is.' },
    { line: expect.any(Number) as number, kind: 'text', text: 'what it takes' },
    { line: 13, kind: 'text', text: 'A member.' },
  ]);
});

test('versions and names end no sentence', () => {
  expect(sentencesOf('Use 2.257.0 or newer, as in package.json. It works! Does it? `Yes` it does.')).toHaveLength(4);
});

test.each([
  ['a sentence of 31 words', 'text', words(31)],
  ['two semicolons', 'text', 'one; two; three.'],
  ['a semicolon in a heading', 'heading', 'One; two'],
  ['an existing thing', 'text', 'Give the trail that exists.'],
  ['making', 'text', 'It makes a role.'],
  ['telling', 'text', 'The alarm tells you.'],
  ['an unnamed caller', 'text', 'Whoever calls needs it.'],
  ['AWS\'s word', 'text', 'Each invocation is counted.'],
  ['a slip', 'text', 'The alarm is wrong: a polciy.'],
] as const)('%s is a fault', (_, kind, text) => {
  expect(faultsOf({ line: 1, kind, text })).toHaveLength(1);
});

test.each([
  ['30 words', words(30)],
  ['a long paragraph of short sentences', Array.from({ length: 5 }, () => 'This has only a few words.').join(' ')],
  ['one semicolon', 'one; two.'],
  ['names and our own words', 'The CrisMonitoring of eu-west-1, in cdk-nag and jsii; KMS\'s IAM.'],
  ['idioms', 'Make sure to tell costs apart: model invocation logging makes sure of it.'],
])('%s is none', (_, text) => {
  expect(faultsOf({ line: 1, kind: 'text', text })).toEqual([]);
});
