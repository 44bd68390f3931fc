import type { Awaited } from './awaited.js';
import type { LibraryBeside, Pace } from './library-beside.js';
import type { Measured } from './measured.js';

type Tell = (text: string) => void;

const tellEveryMs = 5_000;

/** Publishes fees and waits for what comes back; tells now and then how far it has come, and at the end what was found. */
export async function clock(
  library: LibraryBeside,
  awaited: Awaited,
  tell: Tell,
  pace?: Pace,
): Promise<Measured> {
  const measured = await telling(awaited, tell, library.measure(awaited, pace));
  tell(wordsOf(measured));
  return measured;
}

/** Tells now and then how many have come back, as long as the work goes on. */
export async function telling<Found>(
  awaited: Awaited,
  tell: Tell,
  work: Promise<Found>,
): Promise<Found> {
  const timer = setInterval(() => {
    tell(`${String(awaited.heard)} of ${String(awaited.count)}`);
  }, tellEveryMs);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

export function wordsOf({ count, seconds, perSecond, p50Ms, p99Ms, maxMs }: Measured): string {
  return `${String(count)} in ${seconds.toFixed(1)} s: ${perSecond.toFixed(0)}/s; p50 ${String(p50Ms)} ms, p99 ${String(p99Ms)} ms, max ${String(maxMs)} ms`;
}
