import type { Instant } from '@libs/kernel';

/** How long to wait after a failure: twice as long each time, up to a limit. */
export type BackOff = { readonly firstMs: number; readonly longestMs: number };

/** Beyond this many doublings every limit in use is reached long since. */
const DOUBLINGS_MAX = 30;

/**
 * When to try again. Half of the wait is fixed and half drawn by lot, so that what failed together doesn't come
 * back together.
 * @param failures failures in a row, from 1
 * @param jitter drawn by the caller, from 0 up to but not 1
 */
export function retryAt(
  now: Instant,
  { firstMs, longestMs }: BackOff,
  failures: number,
  jitter: number,
): Instant {
  const doublings = Math.min(Math.max(failures - 1, 0), DOUBLINGS_MAX);
  const waitMs = Math.min(longestMs, firstMs * 2 ** doublings);
  return now.add({ milliseconds: Math.round(waitMs * (0.5 + jitter / 2)) });
}
