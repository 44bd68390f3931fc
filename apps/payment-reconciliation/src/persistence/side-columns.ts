import { Money } from '@libs/kernel';
import type { Side } from '../domain/reconciliation/cut.js';
import { ENTRY_TYPES, mapMovements, raises } from '../domain/reconciliation/identity.js';

/** The columns that a side is kept in, in øre. */
export const sideColumns = [
  'opening_ore',
  ...ENTRY_TYPES.map((type) => `${type}_ore`),
  'closing_ore',
  'settled_ore',
  'now_ore',
] as const;

/** As PostgreSQL gives it: whole numbers as text; nulls where there is no such side. */
export type SideRow = Readonly<Record<string, string | null>>;

/** @param prefix of the columns' names, where two sides are in one row */
export function sideIn(row: SideRow, prefix = ''): Side {
  const money = (name: string): Money => Money.ofOre(Number(row[`${prefix}${name}_ore`]));
  return {
    opening: money('opening'),
    moved: mapMovements(money),
    closing: money('closing'),
    settled: money('settled'),
    now: money('now'),
  };
}

/** A side's amounts in the order of `sideColumns`. */
export function sideOre({ opening, moved, closing, settled, now }: Side): readonly number[] {
  return [opening, ...ENTRY_TYPES.map((type) => moved[type]), closing, settled, now].map(
    ({ ore }) => ore,
  );
}

/**
 * Sums a side out of entries on the accounts `receivable` and `credit`, whose amounts are what they add to what is outstanding.
 * Parameters of the cut: `$2` from, `$3` until, `$4` horizon.
 */
export const sideSums = [
  sum('opening', 'registered_at < $2'),
  ...ENTRY_TYPES.map((type) =>
    sum(
      type,
      `entry_type = '${type}' AND registered_at >= $2 AND registered_at < $3`,
      raises(type) ? '' : '-',
    ),
  ),
  sum('closing', 'registered_at < $3'),
  sum('settled', 'registered_at <= $4'),
  sum('now', 'true'),
].join(', ');

function sum(name: string, which: string, sign = ''): string {
  return `coalesce(sum(${sign}amount_ore) FILTER (WHERE ${which}), 0)::bigint AS ${name}_ore`;
}
