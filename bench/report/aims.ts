import { rows } from './rows.js';
import type { Target } from './targets.js';

/** Each target with what was found, and the verdict. */
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
