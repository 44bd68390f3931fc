import { setTimeout as pause } from 'node:timers/promises';

export type Patience = {
  /** Default 30 seconds. */
  readonly withinMs?: number;
  /** Default 20 milliseconds. */
  readonly everyMs?: number;
};

/**
 * Tries until `attempt` neither throws nor returns false, and returns what it returned. Made for expectations that come true
 * some time: `await eventually(() => expect(heard).toHaveLength(3))`.
 * @throws the last attempt's failure when the time is over
 */
export async function eventually<Result>(
  attempt: () => Result | Promise<Result>,
  { withinMs = 30_000, everyMs = 20 }: Patience = {},
): Promise<Result> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const tried = await outcomeOf(attempt);
    if (tried.kind === 'came') return tried.result;
    if (performance.now() >= deadline) throw tried.failure ?? stillFalse(withinMs);
    await pause(everyMs);
  }
}

type Tried<Result> =
  | { readonly kind: 'came'; readonly result: Result }
  | { readonly kind: 'not yet'; readonly failure?: Error };

function stillFalse(withinMs: number): Error {
  return new Error(`It was still false after ${String(withinMs)} ms.`);
}

async function outcomeOf<Result>(attempt: () => Result | Promise<Result>): Promise<Tried<Result>> {
  try {
    const result = await attempt();
    return result === false ? { kind: 'not yet' } : { kind: 'came', result };
  } catch (failure) {
    return {
      kind: 'not yet',
      failure: failure instanceof Error ? failure : new Error(String(failure)),
    };
  }
}
