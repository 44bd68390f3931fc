import { danishDay, parseInstant, PermanentFailure } from '@libs/kernel';
import type { Decision } from '@libs/messaging';
import type { Tx } from '@libs/persistence';
import type { LedgerEntry } from '../domain/ledger/ledger-entry.js';
import type { LedgerEvent } from '../domain/ledger/ledger-event.js';
import type { BalanceStore, KnownBalance } from '../persistence/balance-store.js';
import { enterInBooks } from './enter-in-books.js';
import { settlementChanged } from './settlement-told.js';
import { ledgerUpdate } from './updates-of.js';
import type { AnswerTime } from './answer-times.js';

/** A balance, and the entries that a batch has made on it. */
export type BalanceView = KnownBalance & {
  readonly entries: readonly LedgerEntry[];
  readonly answered?: AnswerTime;
};

/**
 * Posts an event in a balance's books, and tells of it.
 * @param now RFC 3339
 * @throws PermanentFailure `ledger.no-receivable` for a movement on what was never raised: its publisher's order is wrong, and it is
 *   parked rather than lost
 */
export function postInBooks(
  view: BalanceView | undefined,
  { now }: { readonly now: string },
  event: LedgerEvent,
): Decision<BalanceView> {
  if (view === undefined || (view.books === undefined && event.kind !== 'raised'))
    throw new PermanentFailure(
      'ledger.no-receivable',
      'It moves a receivable that has not been raised: its publisher must tell of the charge first.',
    );
  const today = danishDay(parseInstant(now));
  const { books, entries, outcomes } = enterInBooks(view.books, event, today);
  return {
    state: { ...view, books, entries: [...view.entries, ...entries] },
    // Verification first: it is to know before the library answers to what it hears.
    announce: [
      ...settlementChanged(view.books?.ledger, books?.ledger),
      ...outcomes.flatMap(ledgerUpdate),
    ],
  };
}

export async function keepPosted(
  balances: BalanceStore,
  tx: Tx,
  changed: readonly BalanceView[],
): Promise<void> {
  await balances.keep(tx, changed);
  await balances.enter(
    tx,
    changed.flatMap(({ entries }) => entries),
  );
}
