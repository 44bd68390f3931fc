import type { CalendarDate } from '@libs/kernel';
import { Money } from '@libs/kernel';
import type { ChargeRaised, DisputeDismissed, LedgerEvent, Reported } from './ledger-event.js';
import { entryTypeOf, transactionIdOf } from './ledger-event.js';
import type { LedgerOutcome, Posting } from './ledger-outcome.js';
import { openTasksAfter, tasksTurned } from './ledger-tasks.js';
import type { CountedTransaction, LedgerSums, ReceivableLedger } from './receivable-ledger.js';
import { NO_SUMS, remaining } from './receivable-ledger.js';
import { entriesBetween } from './write-entries.js';

/**
 * Counts one event in the books of its receivable. Every case has its end (R52): a report twice counts once; a
 * payment beyond what is owed becomes a credit; a reversal before its original waits; a reversal beyond its
 * original is kept as disputed; a strange date is flagged and counts. Whatever the order, the balance is the same.
 * @param state the books so far; none before the charge was raised
 * @param today the Danish calendar day on which the event is counted
 */
export function post(
  state: ReceivableLedger | undefined,
  event: LedgerEvent,
  today: CalendarDate,
): Posting {
  if (state === undefined) {
    return event.kind === 'raised'
      ? count(opened(event), event, today)
      : nothingPosted(state, { kind: 'waits', forWhat: 'receivable', id: event.receivableId });
  }
  const outcome = notCounted(state, event);
  return outcome === undefined ? count(state, event, today) : nothingPosted(state, outcome);
}

/** Why an event isn't counted, or not yet. */
function notCounted(state: ReceivableLedger, event: LedgerEvent): LedgerOutcome | undefined {
  const transactionId = transactionIdOf(event);
  const known = state.counted.get(transactionId);
  if (known !== undefined)
    return { kind: 'counted-before', transactionId, contradicts: differs(known, event) };
  if (!event.amount.isPositive()) return { kind: 'moves-nothing', transactionId };
  if (isReversal(event) && !state.counted.has(event.originalId))
    return { kind: 'waits', forWhat: 'original', id: event.originalId };
  return isDismissal(event) && disputedLeft(state, event).isZero()
    ? { kind: 'moves-nothing', transactionId }
    : undefined;
}

export type Reversal = Extract<Reported, { readonly originalId: string }>;

export function isReversal(event: LedgerEvent): event is Reversal {
  return event.kind === 'coverage-reversed' || event.kind === 'write-off-reversed';
}

function isDismissal(event: LedgerEvent): event is DisputeDismissed {
  return (
    event.kind === 'coverage-dispute-dismissed' || event.kind === 'write-off-dispute-dismissed'
  );
}

function disputedLeft({ counted }: ReceivableLedger, { originalId }: DisputeDismissed): Money {
  return counted.get(originalId)?.disputed ?? Money.zero;
}

function differs(known: CountedTransaction, event: LedgerEvent): boolean {
  return known.type !== entryTypeOf(event) || !known.amount.equals(event.amount);
}

function opened(event: ChargeRaised): ReceivableLedger {
  const { receivableId, municipalityCode, agencyId, feeId, creationDate } = event;
  const openTasks = { credit: false, disputed: false };
  return {
    ...{ receivableId, municipalityCode, agencyId, feeId, creationDate },
    sums: NO_SUMS,
    counted: new Map(),
    openTasks,
  };
}

function count(before: ReceivableLedger, event: LedgerEvent, today: CalendarDate): Posting {
  const applied = applicable(before, event);
  const sums = moved(before.sums, event, applied);
  const openTasks = openTasksAfter(before, sums, event);
  const state = { ...before, sums, openTasks, counted: remembered(before.counted, event, applied) };
  const outcomes = [...registered(state, event, applied), ...tasksTurned(before, openTasks)];
  return { entries: entriesBetween(before, sums, { event, applied, today }), state, outcomes };
}

/** What of an event's amount moves the balance, or the dispute that it dismisses. */
function applicable(books: ReceivableLedger, event: LedgerEvent): Money {
  if (isReversal(event)) return reversible(books, event);
  return isDismissal(event) ? event.amount.min(disputedLeft(books, event)) : event.amount;
}

/** What of a reversal can be true: no more than is left of its original, and nothing of another kind. */
function reversible(books: ReceivableLedger, event: Reversal): Money {
  const original = books.counted.get(event.originalId);
  const reversed = event.kind === 'coverage-reversed' ? 'payment' : 'write_off';
  if (original?.type !== reversed) return Money.zero;
  return event.amount.min(original.amount.minus(original.reversed));
}

/** Which sum an event moves, and which way. */
const MOVES = {
  raised: { sum: 'charged', way: 'up' },
  reduced: { sum: 'writtenDown', way: 'up' },
  cancelled: { sum: 'writtenDown', way: 'up' },
  reimbursed: { sum: 'writtenDown', way: 'up' },
  covered: { sum: 'covered', way: 'up' },
  'coverage-reversed': { sum: 'covered', way: 'down' },
  'written-off': { sum: 'writtenOff', way: 'up' },
  'write-off-reversed': { sum: 'writtenOff', way: 'down' },
  'coverage-dispute-dismissed': { sum: 'covered', way: 'up' },
  'write-off-dispute-dismissed': { sum: 'writtenOff', way: 'up' },
} as const satisfies Record<
  LedgerEvent['kind'],
  { readonly sum: keyof LedgerSums; readonly way: 'up' | 'down' }
>;

function moved(sums: LedgerSums, event: LedgerEvent, applied: Money): LedgerSums {
  const { sum, way } = MOVES[event.kind];
  if (isDismissal(event))
    return {
      ...sums,
      [sum]: sums[sum].plus(applied),
      disputed: sums.disputed.minus(applied),
    };
  const { amount } = event;
  return {
    ...sums,
    [sum]: way === 'up' ? sums[sum].plus(amount) : sums[sum].minus(amount),
    disputed: sums.disputed.plus(amount.minus(applied)),
  };
}

function remembered(
  counted: ReceivableLedger['counted'],
  event: LedgerEvent,
  applied: Money,
): ReceivableLedger['counted'] {
  const after = new Map(counted);
  const type = entryTypeOf(event);
  const { amount } = event;
  if (!('originalId' in event))
    return after.set(transactionIdOf(event), { type, amount, reversed: Money.zero });
  const disputed = isReversal(event) ? amount.minus(applied) : Money.zero;
  after.set(event.transactionId, {
    ...{ type, amount, reversed: Money.zero, parentTransactionId: event.originalId },
    ...(!disputed.isZero() && { disputed }),
  });
  const original = counted.get(event.originalId);
  if (original !== undefined) after.set(event.originalId, partlyUndone(original, event, applied));
  return after;
}

/** The transaction that another one speaks of, after it. */
function partlyUndone(
  original: CountedTransaction,
  event: Reversal | DisputeDismissed,
  applied: Money,
): CountedTransaction {
  if (isReversal(event)) return { ...original, reversed: original.reversed.plus(applied) };
  return { ...original, disputed: original.disputed?.minus(applied) ?? Money.zero };
}

/** R49: the library gets each report as a movement with what remains. What moved nothing is no movement. */
function registered(
  after: ReceivableLedger,
  event: LedgerEvent,
  applied: Money,
): readonly LedgerOutcome[] {
  if (!isReported(event) || applied.isZero()) return [];
  return [
    {
      kind: 'transaction-registered',
      agencyId: after.agencyId,
      feeId: after.feeId,
      transactionId: event.transactionId,
      ...(isReversal(event) && { parentTransactionId: event.originalId }),
      type: entryTypeOf(event),
      amount: applied,
      remainingAmount: remaining(after.sums),
      effectiveDate: event.effectiveDate,
      registeredAt: event.registeredAt,
      ...(event.channel !== undefined && { channel: event.channel }),
    },
  ];
}

function isReported(event: LedgerEvent): event is Reported {
  return 'effectiveDate' in event && !isDismissal(event);
}

function nothingPosted(state: ReceivableLedger | undefined, outcome: LedgerOutcome): Posting {
  return { entries: [], state, outcomes: [outcome] };
}
