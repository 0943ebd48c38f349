import { splitBySize, documentOf, documentSize, StatementJson, withoutRepetition } from '../../../src/access/statements/statement';

const statementOf = (sid: string, resources: readonly string[] = ['*']): StatementJson => ({ Sid: sid, Effect: 'Allow', Action: ['a:B'], Resource: resources });

test('a document is of the version that has every operator, and is measured without white space', () => {
  const statements = [statementOf('One'), statementOf('Two')];
  const written = JSON.stringify(documentOf(statements), undefined, 2);
  expect(JSON.parse(written)).toEqual({ Version: '2012-10-17', Statement: statements });
  expect(documentSize(statements)).toBe(written.replace(/\s/g, '').length);
});

describe('statements together', () => {
  const sids = (...statements: StatementJson[]) => withoutRepetition(statements).map(({ Sid }) => Sid);
  const unnamed: StatementJson = { Effect: 'Allow', Action: ['a:B'], Resource: ['*'] };

  test('different ones of one Sid are numbered from the second on, and others keep theirs', () => {
    const names = ['A', 'B', 'A', 'C', 'A', 'B'];
    expect(sids(...names.map((name, index) => statementOf(name, [`${index}`])))).toEqual(['A', 'B', 'A2', 'C', 'A3', 'B2']);
    expect(withoutRepetition([statementOf('A', ['x']), statementOf('A', ['y'])])[1]).toEqual(statementOf('A2', ['y']));
  });

  test('equal ones stand there once', () => {
    expect(sids(statementOf('A'), statementOf('B'), statementOf('A'))).toEqual(['A', 'B']);
  });

  test('those without a Sid stay without', () => {
    expect(sids(unnamed, { ...unnamed, Resource: ['x'] })).toEqual([undefined, undefined]);
  });
});

describe('dividing items over documents', () => {
  const statementsOf = (items: readonly string[]) => [statementOf('Items', items)];
  const size = (...items: string[]) => documentSize(statementsOf(items));

  test('fills each up to the limit and not beyond, in the order of the items', () => {
    const limit = size('aaaa', 'bbbb');
    expect(splitBySize(['aaaa', 'bbbb', 'cccc', 'd', 'e'], limit, statementsOf)).toEqual([['aaaa', 'bbbb'], ['cccc', 'd'], ['e']]);
    expect(splitBySize(['aaaa', 'bbbb', 'cccc'], limit - 1, statementsOf)).toEqual([['aaaa'], ['bbbb'], ['cccc']]);
  });

  test('an item that is too long for any stands alone', () => {
    expect(splitBySize(['a', 'b'.repeat(99), 'c', 'd'], size('a', 'b'), statementsOf)).toEqual([['a'], ['b'.repeat(99)], ['c', 'd']]);
  });

  test('no items need no document', () => {
    expect(splitBySize([], 1, statementsOf)).toEqual([]);
  });
});
