import { rows } from './rows.js';
import type { Target } from './targets.js';

/** What was aimed at, what was found, and whether that is enough. */
export function aims(targets: readonly Target[]): string {
  return rows(
    ['target', 'aim', 'found', ''],
    targets.map(({ what, found, isReached, ...limit }) => [
      what,
      limit.atLeast === undefined ? `≤ ${String(limit.atMost)}` : `≥ ${String(limit.atLeast)}`,
      String(Number(found.toPrecision(3))),
      isReached ? 'reached' : 'not reached',
    ]),
  );
}
