/** Statements whose text is built as it is needed (searches) could be endless: so many are prepared, and the others are not. */
const namesMax = 500;

const names = new Map<string, string>();

/**
 * The name under which a connection prepares a statement, so that PostgreSQL parses and plans it once and not for each batch.
 * The same text has the same name in every connection. Nothing where there are too many already.
 */
export function preparedName(sql: string): string | undefined {
  const known = names.get(sql);
  if (known !== undefined || names.size >= namesMax) return known;
  const name = `s${String(names.size + 1)}`;
  names.set(sql, name);
  return name;
}
