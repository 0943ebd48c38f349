type LogEvent = Readonly<Record<string, unknown>>;
type Row = Readonly<Record<string, string | number | undefined>>;
type Value = string | number | undefined;

/**
 * The rows that a CloudWatch Logs Insights query makes of log events: the commands and functions that our queries use, and an error on everything else.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function rowsOf(query: string, events: readonly LogEvent[]): Row[] {
  return query.split('\n| ').reduce(run, events.map(flat));
}

function run(rows: Row[], command: string): Row[] {
  const [, name, rest] = /^(\w+) (.*)$/s.exec(command) ?? [];
  switch (name) {
    case 'filter': return rows.filter((row) => holds(rest, row));
    case 'fields': return rows.map((row) => ({ ...row, ...Object.fromEntries(aliased(rest).map(([as, expression]) => [as, valueOf(expression, row)])) }));
    case 'stats': return grouped(rest, rows);
    case 'sort': return sorted(rest, rows);
    case 'limit': return rows.slice(0, Number(rest));
    default: throw new Error(`Command not understood: ${command}`);
  }
}

function grouped(rest: string, rows: readonly Row[]): Row[] {
  const [aggregates, by] = rest.split(' by ');
  const groups = new Map<string, { key: Row; members: Row[] }>();
  for (const row of rows) {
    const key = Object.fromEntries(aliased(by).map(([as, expression]) => [as, valueOf(expression, row)]));
    const group = groups.get(JSON.stringify(key)) ?? { key, members: [] };
    group.members.push(row);
    groups.set(JSON.stringify(key), group);
  }
  return [...groups.values()].map(({ key, members }) => ({ ...Object.fromEntries(aliased(aggregates).map(([as, expression]) => [as, aggregate(expression, members)])), ...key }));
}

function aggregate(expression: string, rows: readonly Row[]): Value {
  const [, name, field] = /^(\w+)\((\*|[@\w.]+)\)$/.exec(expression) ?? [];
  const values = rows.map((row) => (field === '*' ? 1 : row[field])).filter((value) => value !== undefined);
  switch (name) {
    case 'count': return values.length;
    case 'max': return values.sort().at(-1);
    default: throw new Error(`Aggregate not understood: ${expression}`);
  }
}

function sorted(rest: string, rows: readonly Row[]): Row[] {
  const [, field] = /^([@\w]+) desc$/.exec(rest) ?? [];
  if (field === undefined) throw new Error(`Order not understood: ${rest}`);
  return [...rows].sort((one, other) => ((other[field] ?? '') > (one[field] ?? '') ? 1 : -1));
}

/** `a as b, coalesce(c, d) as e`, each with its name. */
function aliased(list: string): [as: string, expression: string][] {
  return list.split(/, (?![^(]*\))/).map((each) => {
    const [expression, as = expression] = each.split(' as ');
    return [as, expression];
  });
}

function valueOf(expression: string, row: Row): Value {
  const [, list] = /^coalesce\((.+)\)$/.exec(expression) ?? [];
  if (list !== undefined) return list.split(', ').map((one) => valueOf(one, row)).find((value) => value !== undefined);
  if (!/^[@\w.]+$/.test(expression)) throw new Error(`Expression not understood: ${expression}`);
  return row[expression];
}

/** Without precedence: what mixes `and` and `or` has parentheses, so that no reader has to know either. */
function holds(condition: string, row: Row): boolean {
  const alternatives = apart(condition, ' or ');
  const terms = apart(condition, ' and ');
  if (alternatives.length > 1 && terms.length > 1) throw new Error(`and beside or without parentheses: ${condition}`);
  if (alternatives.length > 1) return alternatives.some((each) => holds(each, row));
  if (terms.length > 1) return terms.every((each) => holds(each, row));
  if (condition.startsWith('(') && condition.endsWith(')')) return holds(condition.slice(1, -1), row);
  const present = /^ispresent\(([\w.]+)\)$/.exec(condition);
  if (present) return row[present[1]] !== undefined;
  const like = /^([\w.]+) (not )?like \/([\w^$()|]+)\/$/.exec(condition);
  if (like) return (row[like[1]] !== undefined && new RegExp(like[3]).test(String(row[like[1]]))) !== (like[2] !== undefined);
  const [, field, operator, values] = /^([\w.]+) (=|in|not in) ("[^"]*"|\["[^\]]*"\])$/.exec(condition) ?? [];
  if (values === undefined) throw new Error(`Condition not understood: ${condition}`);
  return [JSON.parse(values) as unknown].flat().includes(row[field]) !== (operator === 'not in');
}

/** The parts of a text that are not within parentheses. */
function apart(text: string, separator: string): string[] {
  const parts = [''];
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    depth += text[at] === '(' ? 1 : text[at] === ')' ? -1 : 0;
    if (depth === 0 && text.startsWith(separator, at)) {
      parts.push('');
      at += separator.length - 1;
    } else {
      parts[parts.length - 1] += text[at];
    }
  }
  return parts;
}

/** The fields of an event by their paths, as Insights finds them in JSON: elements of a list by their number, and no field for null. */
function flat(event: LogEvent): Row {
  const leaves = (value: unknown, path: string): [string, string | number][] => (
    typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, inner]) => leaves(inner, path === '' ? name : `${path}.${name}`))
      : value === null || value === undefined ? [] : [[path, typeof value === 'number' ? value : String(value)]]
  );
  return Object.fromEntries(leaves(event, ''));
}
