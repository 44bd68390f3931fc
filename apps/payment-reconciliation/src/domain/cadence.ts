import type { Instant } from '@libs/kernel';

/** What a debtor system is expected to keep to when its agreements don't say, in hours (R50). */
export const usualCadenceHours = 24;

/** How long a debtor system has said nothing, held against what is expected of it (R50). */
export type Silence = {
  readonly cadenceSeconds: number;
  readonly silentSeconds: number;
  /** Silent for longer than its cadence. */
  readonly late: boolean;
};

/**
 * @param since when it was heard of last; if it never was, when its agreement began
 * @param cadenceHours of each agency of the municipality; the slowest is what may be expected
 */
export function silenceOf(since: Instant, now: Instant, cadenceHours: readonly number[]): Silence {
  const cadenceSeconds = slowest(cadenceHours) * 3_600;
  const silentSeconds = Math.max(0, Math.floor(now.since(since).total('seconds')));
  return { cadenceSeconds, silentSeconds, late: silentSeconds > cadenceSeconds };
}

export function slowest(cadenceHours: readonly number[]): number {
  return cadenceHours.length === 0 ? usualCadenceHours : Math.max(...cadenceHours);
}
