import { describe, expect, it } from '@jest/globals';
import { Money } from '@libs/kernel';
import fc from 'fast-check';
import { movementsOf, outstandingOf } from '../reconciliation/identity.js';
import type { LedgerEntry } from './ledger-entry.js';
import type { LedgerEvent } from './ledger-event.js';
import {
  charged,
  coverageReversed,
  covered,
  lowered,
  sumOf,
  TODAY,
  writeOffReversed,
  writtenOff,
} from './ledger.fixture.js';
import type { LedgerOutcome } from './ledger-outcome.js';
import { post } from './post.js';
import type { ReceivableLedger } from './receivable-ledger.js';
import {
  accountBalance,
  credit,
  LEDGER_ACCOUNTS,
  outstanding,
  remaining,
} from './receivable-ledger.js';

const amount = fc.integer({ min: 1, max: 60_000 }).map((ore) => Money.ofOre(ore).toKroner());
const place = fc.nat({ max: 5 });

/** Events by number, so that each id is one event; reversals point at numbered originals that may or may not be there. */
const oneEvent = fc.oneof(
  fc.tuple(amount, place).map(([sum, n]) => covered(sum, { id: `coverage-${n}` })),
  fc.tuple(amount, place).map(([sum, n]) => writtenOff(sum, { id: `write-off-${n}` })),
  fc
    .tuple(amount, place, place)
    .map(([sum, n, of]) => coverageReversed(sum, { id: `uncovering-${n}`, of: `coverage-${of}` })),
  fc
    .tuple(amount, place, place)
    .map(([sum, n, of]) => writeOffReversed(sum, { id: `unwriting-${n}`, of: `write-off-${of}` })),
  fc.tuple(amount, place).map(([sum, n]) => lowered('reduced', sum, `reduction-${n}`)),
  fc.tuple(amount, place).map(([sum, n]) => lowered('cancelled', sum, `cancellation-${n}`)),
);

const idOf = (event: LedgerEvent): string =>
  'transactionId' in event ? event.transactionId : 'reductionId' in event ? event.reductionId : '';

/** A charge and what befell it, each id once. */
const history = fc
  .tuple(amount, fc.uniqueArray(oneEvent, { maxLength: 14, selector: idOf }))
  .map(([sum, events]): readonly LedgerEvent[] => [charged(sum), ...events]);

/** The same history, in another order and with repeats. */
const doubledAndShuffled = history.chain((events) =>
  fc.tuple(
    fc.constant(events),
    fc.subarray([...events]).chain((repeats) => shuffled([...events, ...repeats])),
  ),
);

function shuffled(events: readonly LedgerEvent[]): fc.Arbitrary<readonly LedgerEvent[]> {
  return fc.shuffledSubarray([...events], { minLength: events.length, maxLength: events.length });
}

type Played = {
  readonly books: ReceivableLedger | undefined;
  readonly entries: readonly LedgerEntry[];
  readonly outcomes: readonly LedgerOutcome[];
  readonly waiting: number;
};

/** Plays events as the service does: what waits is set aside and tried again after each step forward. */
function play(events: readonly LedgerEvent[]): Played {
  let books: ReceivableLedger | undefined;
  const entries: LedgerEntry[] = [];
  const outcomes: LedgerOutcome[] = [];
  let queue = [...events];
  let waiting: LedgerEvent[] = [];
  for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
    const posting = post(books, event, TODAY);
    expect(sumOf(posting.entries).ore).toBe(0);
    books = posting.state;
    entries.push(...posting.entries);
    outcomes.push(...posting.outcomes);
    if (posting.outcomes.some(({ kind }) => kind === 'waits')) waiting.push(event);
    else if (posting.entries.length > 0) {
      queue = [...waiting, ...queue];
      waiting = [];
    }
  }
  return { books, entries, outcomes, waiting: waiting.length };
}

function balances({ books }: Played): Record<string, string> {
  if (books === undefined) return {};
  const { sums } = books;
  return Object.fromEntries(
    LEDGER_ACCOUNTS.map((account) => [account, accountBalance(sums, account).toKroner()]),
  );
}

describe('any history of one receivable', () => {
  it('R52, R53 doubled and in any order ends in the same balances', () => {
    fc.assert(
      fc.property(doubledAndShuffled, ([inOrder, mixed]) => {
        expect(balances(play(mixed))).toEqual(balances(play(inOrder)));
      }),
      { numRuns: 1000 },
    );
  });

  it('R53 nothing is created and nothing lost: the entries alone make every balance', () => {
    fc.assert(
      fc.property(history, (events) => {
        const played = play(events);
        const byAccount = LEDGER_ACCOUNTS.map((account) => [
          account,
          sumOf(played.entries.filter((entry) => entry.account === account)).toKroner(),
        ]);
        expect(Object.fromEntries(byAccount)).toEqual(balances(played));
      }),
    );
  });

  it('R49, R52 the library never hears of a negative debt, nor one beyond the charge', () => {
    fc.assert(
      fc.property(doubledAndShuffled, ([events, mixed]) => {
        const ceiling = events[0]?.amount.ore ?? 0;
        for (const outcome of play(mixed).outcomes) {
          if (outcome.kind !== 'transaction-registered') continue;
          expect(outcome.remainingAmount.isNegative()).toBe(false);
          expect(outcome.remainingAmount.ore).toBeLessThanOrEqual(ceiling);
        }
      }),
    );
  });

  it('R53 what is owed less what is credited is what the identity says, of the entries', () => {
    fc.assert(
      fc.property(doubledAndShuffled, ([, mixed]) => {
        const { books, entries } = play(mixed);
        if (books === undefined) throw new Error('a charge makes books');
        const { sums } = books;
        expect(outstandingOf(movementsOf(entries)).ore).toBe(outstanding(sums).ore);
        expect(remaining(sums).minus(credit(sums)).ore).toBe(outstanding(sums).ore);
        expect(Math.min(remaining(sums).ore, credit(sums).ore)).toBe(0);
      }),
    );
  });

  it('R52 what still waits in the end is only what has no original, in whatever order', () => {
    fc.assert(
      fc.property(
        history.chain((events) => fc.tuple(fc.constant(events), shuffled(events))),
        ([events, mixed]) => {
          const ids = new Set(events.map(idOf));
          const orphans = events.filter(
            (event) => 'originalId' in event && !ids.has(event.originalId),
          );
          expect(play(mixed).waiting).toBe(orphans.length);
        },
      ),
    );
  });

  it('R52 every task that was raised is open or cleared, and none is raised over an open one', () => {
    fc.assert(
      fc.property(doubledAndShuffled, ([, mixed]) => {
        const { books, outcomes } = play(mixed);
        const open = { credit: 0, 'disputed-report': 0 };
        for (const outcome of outcomes) {
          if (outcome.kind === 'task-raised') open[outcome.task] += 1;
          if (outcome.kind === 'task-cleared') open[outcome.task] -= 1;
          expect(Object.values(open).every((count) => count === 0 || count === 1)).toBe(true);
        }
        expect(books?.openTasks).toEqual({
          credit: open.credit === 1,
          disputed: open['disputed-report'] === 1,
        });
      }),
    );
  });
});
