import { Money } from '@libs/kernel';
import type { EntryType, LedgerEntry } from '../ledger/ledger-entry.js';

/** What moved in a municipality and a period, by the library system's words for transactions. Each is above zero. */
export type MovementSums = Readonly<Record<EntryType, Money>>;

export const NO_MOVEMENTS: MovementSums = mapMovements(() => Money.zero);

/**
 * R53: charged − written down (cancellations and reimbursements among them) − covered − written off ± reversals
 * is what is outstanding. Below zero it is a credit. Holds for either side and for any set of movements.
 */
export function outstandingOf(moved: MovementSums): Money {
  return moved.creation
    .minus(moved.reduction)
    .minus(moved.cancellation)
    .minus(moved.reimbursement)
    .minus(moved.payment)
    .plus(moved.payment_reduction)
    .minus(moved.write_off)
    .plus(moved.write_off_reduction);
}

/** The one side's sums and the other's, type by type. */
export function plusMovements(one: MovementSums, other: MovementSums): MovementSums {
  return mapMovements((type) => one[type].plus(other[type]));
}

export function sameMovements(one: MovementSums, other: MovementSums): boolean {
  return ENTRY_TYPES.every((type) => one[type].equals(other[type]));
}

export function mapMovements<Value>(of: (type: EntryType) => Value): Record<EntryType, Value> {
  return {
    creation: of('creation'),
    reduction: of('reduction'),
    cancellation: of('cancellation'),
    reimbursement: of('reimbursement'),
    payment: of('payment'),
    payment_reduction: of('payment_reduction'),
    write_off: of('write_off'),
    write_off_reduction: of('write_off_reduction'),
  };
}

export const ENTRY_TYPES = Object.keys(mapMovements(() => undefined)) as readonly EntryType[];

/** What must stand at the end of a period, from what stood at its beginning and what moved in it. */
export function closingBalance(opening: Money, moved: MovementSums): Money {
  return opening.plus(outstandingOf(moved));
}

/**
 * The movements that a set of entries tells of. Reversals that are disputed are left out of it: they moved
 * nothing that is owed.
 */
export function movementsOf(entries: Iterable<LedgerEntry>): MovementSums {
  const moved: Record<EntryType, Money> = { ...NO_MOVEMENTS };
  for (const { type, account, amount } of entries) {
    if (account !== 'receivable' && account !== 'credit') continue;
    moved[type] = raises(type) ? moved[type].plus(amount) : moved[type].minus(amount);
  }
  return moved;
}

/** Whether it makes more outstanding; the others make less. */
export function raises(type: EntryType): boolean {
  return type === 'creation' || type === 'payment_reduction' || type === 'write_off_reduction';
}
