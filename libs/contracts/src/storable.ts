/** A text that PostgreSQL can store: it has neither NUL nor half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** Where the first text stands that can't be stored, looking through members and lists. */
export function pathOfUnstorable(value: unknown, path: readonly string[] = []): string | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : path.join('.');
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const found = pathOfUnstorable(member, [...path, name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

export const unstorable = 'a text must hold neither NUL nor halves of characters';
