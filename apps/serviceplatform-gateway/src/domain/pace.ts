/** When the next call of a lane may begin, in milliseconds since the epoch. */
export type Pace = { readonly nextAtMs: number };

export const AT_ONCE: Pace = { nextAtMs: 0 };

/**
 * R55: spreads a lane's calls evenly, so that a backlog does not fall upon a debtor system all at once.
 * @param perSecond calls a second at most; nothing for no limit
 * @returns how long this call must wait, and the pace for the one after it
 */
export function nextTurn(
  { nextAtMs }: Pace,
  nowMs: number,
  perSecond: number | undefined,
): { readonly waitMs: number; readonly pace: Pace } {
  if (perSecond === undefined) return { waitMs: 0, pace: AT_ONCE };
  const turnMs = Math.max(nextAtMs, nowMs);
  return { waitMs: turnMs - nowMs, pace: { nextAtMs: turnMs + 1_000 / perSecond } };
}
