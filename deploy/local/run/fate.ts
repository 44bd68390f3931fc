/**
 * A promise that only ever fails, and may fail unseen: whoever races against it is told, and Node does not end the process if
 * nobody does.
 */
export function fate(...failures: readonly Promise<never>[]): Promise<never> {
  const first = Promise.race(failures);
  first.catch(() => undefined);
  return first;
}
