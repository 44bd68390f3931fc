import { Money, parseDate, Temporal, type Instant } from '@libs/kernel';
import type { EntryType } from '../ledger/ledger-entry.js';
import type { Ours, Theirs } from './compare.js';
import { cutFor, sideOf, type DatedMovement } from './cut.js';

/** The first quarter, stated on the night after it; what is registered from noon of 31 March is too young. */
export const CUT = cutFor(
  { from: parseDate('2026-01-01'), to: parseDate('2026-03-31') },
  Temporal.Instant.from('2026-04-01T12:00:00+02:00'),
  24,
);

/** `at('03-15')` or `at('03-31T13:00')`, in 2026, Danish time. */
export const at = (time: string): Instant =>
  Temporal.PlainDateTime.from(`2026-${time.includes('T') ? time : `${time}T09:00`}`)
    .toZonedDateTime('Europe/Copenhagen')
    .toInstant();

export function moved(type: EntryType, amount: string, time: string): DatedMovement {
  return { type, amount: Money.fromKroner(amount), registeredAt: at(time) };
}

export const charged = (amount: string, time = '02-01') => moved('creation', amount, time);
export const paid = (amount: string, time = '02-15') => moved('payment', amount, time);

export function here(
  movements: readonly DatedMovement[],
  told: Partial<Pick<Ours, 'transfer' | 'transferAt'>> = {},
): Ours {
  return {
    ...sideOf(movements, CUT),
    agencyId: 'DK-761500',
    feeId: '700123',
    transfer: 'accepted',
    transferAt: at('02-01T10:00'),
    ...told,
  };
}

/** @param outstanding what it states, unless that is what its movements come to */
export function there(movements: readonly DatedMovement[], outstanding?: string): Theirs {
  const side = sideOf(movements, CUT);
  const stated = outstanding === undefined ? side.now : Money.fromKroner(outstanding);
  return { kind: 'itemised', side, stated };
}

export function balanceThere(outstanding: string, movedAt?: string): Theirs {
  return {
    kind: 'balance',
    closing: Money.fromKroner(outstanding),
    movedAt: movedAt === undefined ? undefined : at(movedAt),
  };
}
