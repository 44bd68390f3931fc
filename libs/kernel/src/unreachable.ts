/** Ends a `switch` over a union: the compiler refuses it while a kind is missing. */
export function unreachable(value: never): never {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? String((value as { kind: unknown }).kind) : typeof value;
  throw new Error(`There is no case for "${kind}".`);
}
