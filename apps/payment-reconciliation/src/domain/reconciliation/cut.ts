import type { CalendarDate, Instant } from '@libs/kernel';
import { Money, startOfDanishDay, Temporal } from '@libs/kernel';
import type { EntryType } from '../ledger/ledger-entry.js';
import { mapMovements, raises, type MovementSums } from './identity.js';

/** Where the books are cut: a period of whole Danish days, by the time of registration, and how old is old enough to be known to both. */
export type Cut = {
  readonly from: Instant;
  /** The first moment after the period. */
  readonly until: Instant;
  /** What was registered later may not have been told to the other side yet: one cadence before the statement (R50), and not after the period. */
  readonly horizon: Instant;
};

/** One side's books of one receivable, or of many, as a cut shows them. Below zero is a credit. */
export type Side = {
  /** Outstanding when the period began. */
  readonly opening: Money;
  /** What moved in it. */
  readonly moved: MovementSums;
  /** Outstanding when it ended. */
  readonly closing: Money;
  /** Outstanding by what was registered up to the horizon. */
  readonly settled: Money;
  /** Outstanding by everything there is. */
  readonly now: Money;
};

export type DatedMovement = {
  readonly type: EntryType;
  /** Above zero. */
  readonly amount: Money;
  readonly registeredAt: Instant;
};

/** @param statedAt when the other side's statement was asked for */
export function cutFor(
  period: { readonly from: CalendarDate; readonly to: CalendarDate },
  statedAt: Instant,
  cadenceHours: number,
): Cut {
  const until = startOfDanishDay(period.to.add({ days: 1 }));
  const told = statedAt.subtract({ hours: cadenceHours });
  return {
    from: startOfDanishDay(period.from),
    until,
    horizon: isBefore(told, until) ? told : until,
  };
}

/** What movements come to, in any order (R53). */
export function sideOf(movements: readonly DatedMovement[], cut: Cut): Side {
  const ore = { opening: 0, closing: 0, settled: 0, now: 0 };
  const moved = mapMovements(() => 0);
  for (const { type, amount, registeredAt } of movements) {
    const change = raises(type) ? amount.ore : -amount.ore;
    ore.now += change;
    if (!isAfter(registeredAt, cut.horizon)) ore.settled += change;
    if (!isBefore(registeredAt, cut.until)) continue;
    ore.closing += change;
    if (isBefore(registeredAt, cut.from)) ore.opening += change;
    else moved[type] += amount.ore;
  }
  return {
    opening: Money.ofOre(ore.opening),
    moved: mapMovements((type) => Money.ofOre(moved[type])),
    closing: Money.ofOre(ore.closing),
    settled: Money.ofOre(ore.settled),
    now: Money.ofOre(ore.now),
  };
}

function isBefore(one: Instant, other: Instant): boolean {
  return Temporal.Instant.compare(one, other) < 0;
}

function isAfter(one: Instant, other: Instant): boolean {
  return Temporal.Instant.compare(one, other) > 0;
}
