import { danishDay, Temporal } from '@libs/kernel';
import type { Decision } from '@libs/messaging';
import type { Tx } from '@libs/persistence';
import type { LedgerEntry } from '../domain/ledger/ledger-entry.js';
import type { LedgerEvent } from '../domain/ledger/ledger-event.js';
import type { BalanceStore, KnownBalance } from '../persistence/balance-store.js';
import { enterInBooks } from './enter-in-books.js';
import { settlementChanged } from './settlement-told.js';
import { ledgerUpdate } from './updates-of.js';

/** A balance, and the entries that a batch has made on it. */
export type BalanceView = KnownBalance & { readonly entries: readonly LedgerEntry[] };

/** Posts an event in a balance's books, and tells of it. @param now RFC 3339 */
export function postInBooks(
  view: BalanceView,
  { now }: { readonly now: string },
  event: LedgerEvent,
): Decision<BalanceView> {
  const today = danishDay(Temporal.Instant.from(now));
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
