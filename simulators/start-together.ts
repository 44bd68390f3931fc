/** Something that was started and can be stopped, with the addresses where it is found by name. */
export type Started = { readonly urls: Readonly<Record<string, string>>; stop(): Promise<void> };

/**
 * Starts one after the other; if one fails, those before it are stopped again. Stopping goes backwards and tries every one,
 * even if another fails.
 */
export async function startTogether(
  starters: readonly (() => Promise<Started>)[],
): Promise<Started> {
  const started: Started[] = [];
  try {
    for (const start of starters) started.push(await start());
  } catch (error) {
    await stopBackwards(started);
    throw error;
  }
  return {
    urls: Object.assign({}, ...started.map(({ urls }) => urls)) as Record<string, string>,
    stop: () => stopBackwards(started),
  };
}

async function stopBackwards(started: readonly Started[]): Promise<void> {
  const failures: unknown[] = [];
  for (const each of started.toReversed())
    await each.stop().catch((error: unknown) => failures.push(error));
  if (failures.length > 0)
    throw new AggregateError(failures, 'Not every simulator could be stopped.');
}
