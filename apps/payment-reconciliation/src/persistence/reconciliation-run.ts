import { parseDate, startOfDanishDay, Temporal } from '@libs/kernel';
import type { Terms } from '../domain/reconciliation/compare.js';
import type { Cut } from '../domain/reconciliation/cut.js';

/** Where the other side is taken from: the debtor system itself, or a list that somebody sent. */
export type StatementSource = 'debtor-system' | 'csv';

export type Period = { readonly from: string; readonly to: string };
export type ReasonShown = { readonly code: string; readonly text: string };

/** A reconciliation of one municipality and period (R53). Times are RFC 3339, days `YYYY-MM-DD`. */
export type Run = Period & {
  readonly runId: string;
  readonly municipalityCode: string;
  readonly source: StatementSource;
  readonly askedBy: string;
  readonly askedAt: string;
  /** What was registered later may not be known to both sides yet. */
  readonly horizon: string;
  readonly state: 'reading' | 'comparing' | 'done' | 'failed';
  /** Receivables that the statement says it has; none before it is complete. */
  readonly stated?: number;
  /** Why it failed. */
  readonly reason?: ReasonShown;
};

export function cutOf({ from, to, horizon }: Period & Pick<Run, 'horizon'>): Cut {
  return {
    from: startOfDanishDay(parseDate(from)),
    until: startOfDanishDay(parseDate(to).add({ days: 1 })),
    horizon: Temporal.Instant.from(horizon),
  };
}

/** A list is of the end of the period, whenever it comes; a debtor system is looked at when it is asked. */
export function termsOf({ source, askedAt, ...run }: Run): Terms {
  const { until, horizon } = cutOf(run);
  return source === 'csv'
    ? { coverage: 'what-is-open', horizon, statedAt: until }
    : { coverage: 'everything', horizon, statedAt: Temporal.Instant.from(askedAt) };
}
