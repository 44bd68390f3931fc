import { setTimeout as pause } from 'node:timers/promises';

const usualMs = 60;

/**
 * Tries until it succeeds.
 * @throws Error naming what was waited for and the last reason, when `withinMs` have passed
 */
export async function until<Result>(
  what: string,
  withinMs: number,
  attempt: () => Promise<Result>,
  everyMs = usualMs,
): Promise<Result> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > deadline)
        throw new Error(`${what} did not come within ${String(withinMs / 1000)} s.`, {
          cause: error,
        });
      await pause(everyMs);
    }
  }
}
