import type { CalendarDate } from '@libs/kernel';
import type { LedgerEntry } from '../domain/ledger/ledger-entry.js';
import type { LedgerEvent, Reported } from '../domain/ledger/ledger-event.js';
import type { LedgerOutcome } from '../domain/ledger/ledger-outcome.js';
import { isReversal, post } from '../domain/ledger/post.js';
import type { Books } from '../persistence/books-document.js';

export type Entered = {
  readonly books: Books | undefined;
  readonly entries: readonly LedgerEntry[];
  readonly outcomes: readonly LedgerOutcome[];
};

/**
 * Posts an event, and then the reversals that waited for it. A reversal before its original waits in the books, visibly,
 * until the original comes (R52).
 */
export function enterInBooks(
  books: Books | undefined,
  event: LedgerEvent,
  today: CalendarDate,
): Entered {
  const { entries, state, outcomes } = post(books?.ledger, event, today);
  if (state === undefined) return { books, entries, outcomes };
  const waiting = books?.waiting ?? [];
  if (isReversal(event) && outcomes.some(({ kind }) => kind === 'waits'))
    return { books: { ledger: state, waiting: withOnce(waiting, event) }, entries, outcomes };
  const next = waiting.find(
    (reversal) => 'originalId' in reversal && state.counted.has(reversal.originalId),
  );
  const entered = {
    books: { ledger: state, waiting: waiting.filter((reversal) => reversal !== next) },
    entries,
    outcomes,
  };
  if (next === undefined) return entered;
  const then = enterInBooks(entered.books, next, today);
  return {
    books: then.books,
    entries: [...entries, ...then.entries],
    outcomes: [...outcomes, ...then.outcomes],
  };
}

function withOnce(waiting: readonly Reported[], event: Reported): readonly Reported[] {
  return waiting.some(({ transactionId }) => transactionId === event.transactionId)
    ? waiting
    : [...waiting, event];
}
