type Pattern = Readonly<Record<string, unknown>>;

/** The fields of a pattern, as paths: those within alternatives too, but no operators. */
export function fieldsOf(pattern: unknown): string[] {
  return Object.entries(pattern as Pattern).flatMap(([name, value]) => {
    if (name === '$or') return (value as Pattern[]).flatMap((alternative, index) => fieldsOf(alternative).map((field) => `$or/${index}/${field}`));
    return [name, ...(Array.isArray(value) ? [] : fieldsOf(value).map((field) => `${name}/${field}`))];
  });
}

/** A pattern with one of its fields misspelt. */
export function misspelt(pattern: unknown, path: string): unknown {
  const [name, ...rest] = path.split('/');
  if (Array.isArray(pattern)) return pattern.map((each, index) => (String(index) === name ? misspelt(each, rest.join('/')) : each));
  return Object.fromEntries(Object.entries(pattern as Pattern).map(([field, value]) => {
    if (field !== name) return [field, value];
    return rest.length === 0 ? [`${field}X`, value] : [field, misspelt(value, rest.join('/'))];
  }));
}
