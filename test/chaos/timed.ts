import { setTimeout as pause } from 'node:timers/promises';

export type Timed<Result> = { readonly result: Result; readonly seconds: number };

export async function timed<Result>(work: () => Promise<Result>): Promise<Timed<Result>> {
  const beganAt = performance.now();
  const result = await work();
  return { result, seconds: Math.round((performance.now() - beganAt) / 1_000) };
}

/** @throws Error naming what was waited for, when `withinMs` have passed */
export async function soon<Result>(
  what: string,
  withinMs: number,
  awaited: Promise<Result>,
): Promise<Result> {
  const given = new AbortController();
  const late = pause(withinMs, undefined, { signal: given.signal, ref: false }).then(() => {
    throw new Error(`${what} did not come within ${String(withinMs / 1_000)} s.`);
  });
  late.catch(() => undefined); // it may be late, or not needed any more
  try {
    return await Promise.race([awaited, late]);
  } finally {
    given.abort();
  }
}
