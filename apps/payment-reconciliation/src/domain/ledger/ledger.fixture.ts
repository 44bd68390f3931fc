import { expect } from '@jest/globals';
import { Money, parseDate, Temporal } from '@libs/kernel';
import type { LedgerEntry } from './ledger-entry.js';
import type { ChargeRaised, DisputeDismissed, LedgerEvent, Reported } from './ledger-event.js';
import type { LedgerOutcome, Posting } from './ledger-outcome.js';
import { post } from './post.js';
import type { ReceivableLedger } from './receivable-ledger.js';

export const TODAY = parseDate('2026-11-23');
export const RECEIVABLE = 'receivable-1';
const AT = Temporal.Instant.from('2026-11-23T06:00:00+01:00');

export const kroner = (text: string): Money => Money.fromKroner(text);

export function charged(amount: string): ChargeRaised {
  return {
    kind: 'raised',
    receivableId: RECEIVABLE,
    sourceMessageId: 'raised-1',
    municipalityCode: '615',
    agencyId: 'DK-761500',
    feeId: '700123',
    amount: kroner(amount),
    creationDate: parseDate('2026-11-02'),
    at: AT,
  };
}

export function lowered(
  kind: 'reduced' | 'cancelled' | 'reimbursed',
  amount: string,
  reductionId = `${kind}-1`,
): LedgerEvent {
  const sourceMessageId = `message of ${reductionId}`;
  return {
    kind,
    receivableId: RECEIVABLE,
    sourceMessageId,
    reductionId,
    amount: kroner(amount),
    at: AT,
  };
}

type Report = { readonly id?: string; readonly on?: string; readonly channel?: string };

export function covered(amount: string, told: Report = {}): Reported {
  return { kind: 'covered', ...report('coverage-1', amount, told) };
}

export function writtenOff(amount: string, told: Report = {}): Reported {
  return { kind: 'written-off', ...report('write-off-1', amount, told) };
}

export function coverageReversed(
  amount: string,
  { of = 'coverage-1', ...told }: Report & { readonly of?: string } = {},
): Reported {
  return { kind: 'coverage-reversed', originalId: of, ...report('reversal-1', amount, told) };
}

export function writeOffReversed(
  amount: string,
  { of = 'write-off-1', ...told }: Report & { readonly of?: string } = {},
): Reported {
  return { kind: 'write-off-reversed', originalId: of, ...report('reversal-1', amount, told) };
}

/** @param of the reversal that is disputed */
export function dismissed(of: string, amount: string, id = 'dismissal-1'): DisputeDismissed {
  return {
    kind: 'coverage-dispute-dismissed',
    originalId: of,
    correction: { by: 'finance-1', reason: 'Talt efter i debitorsystemet' },
    ...report(id, amount, {}),
  };
}

function report(fallbackId: string, amount: string, { id = fallbackId, on, channel }: Report) {
  return {
    receivableId: RECEIVABLE,
    sourceMessageId: `message of ${id}`,
    transactionId: id,
    amount: kroner(amount),
    registeredAt: AT,
    effectiveDate: parseDate(on ?? '2026-11-20'),
    ...(channel !== undefined && { channel }),
  };
}

/** Given what was posted, when one more event comes, then these entries stand and this is told. */
export function given(...past: readonly LedgerEvent[]) {
  const before = past.reduce<ReceivableLedger | undefined>(
    (books, event) => post(books, event, TODAY).state,
    undefined,
  );
  return {
    when: (event: LedgerEvent) => {
      const posting = post(before, event, TODAY);
      expect(sumOf(posting.entries).ore).toBe(0);
      return { posting, then: checks(posting) };
    },
  };
}

type Told = { readonly kind: LedgerOutcome['kind'] } & Readonly<Record<string, unknown>>;

type Expected = {
  /** Account and amount of each entry. */
  readonly entries?: Readonly<Record<string, string>>;
  readonly told: readonly Told[];
};

function checks({ entries, outcomes }: Posting) {
  return (expected: Expected): void => {
    const written = entries.map(({ account, amount }) => [account, amount.toKroner()]);
    expect(Object.fromEntries(written)).toEqual(expected.entries ?? {});
    expect(outcomes.map(spelled)).toMatchObject(expected.told);
    expect(outcomes).toHaveLength(expected.told.length);
  };
}

export function sumOf(entries: readonly LedgerEntry[]): Money {
  return entries.reduce((sum, { amount }) => sum.plus(amount), Money.zero);
}

/** Everything as text, to be compared letter by letter: dates, times and amounts hide what they hold. */
export function spelled(value: unknown): unknown {
  if (value instanceof Money) return value.toKroner();
  if (value instanceof Temporal.PlainDate || value instanceof Temporal.Instant) {
    return value.toString();
  }
  if (Array.isArray(value)) return value.map(spelled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, spelled(held)]));
}
