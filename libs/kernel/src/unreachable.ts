/** Ends a `switch` over a union: the compiler refuses it while a kind is missing. */
export function unreachable(value: never): never {
  throw new Error(`There is no case for "${kindOf(value)}".`);
}

function kindOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'kind' in value
    ? String(value.kind)
    : typeof value;
}
