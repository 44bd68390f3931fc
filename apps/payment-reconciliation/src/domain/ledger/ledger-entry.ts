import type { CalendarDate, Instant, Money } from '@libs/kernel';

/** What an entry tells of, by the library system's own words for transactions. */
export type EntryType =
  | 'creation'
  | 'reduction'
  | 'cancellation'
  | 'payment'
  | 'payment_reduction'
  | 'reimbursement'
  | 'write_off'
  | 'write_off_reduction';

/**
 * Where an entry stands. `receivable` is what is still owed and never below zero; `credit` is what was given too
 * much and never above zero; `disputed` holds what was reported but can't be true (a reversal of more than
 * there is to reverse), until it is corrected. The other four tell where it came from and went to.
 */
export type LedgerAccount =
  'receivable' | 'credit' | 'charged' | 'written-down' | 'covered' | 'written-off' | 'disputed';

/** What is unusual about an entry, though it counts (R52). */
export type EntryFlag =
  'dated-in-the-future' | 'dated-before-the-receivable' | 'exceeds-its-original';

/** Who entered something by hand, and why. */
export type Correction = { readonly by: string; readonly reason: string };

/** One side of one event. The entries of an event sum to zero; debit is above zero. Never changed, never deleted. */
export type LedgerEntry = {
  readonly municipalityCode: string;
  readonly receivableId: string;
  readonly transactionId: string;
  /** The transaction that this one reverses. */
  readonly parentTransactionId?: string;
  readonly type: EntryType;
  readonly account: LedgerAccount;
  readonly amount: Money;
  readonly sourceMessageId: string;
  readonly effectiveDate: CalendarDate;
  readonly registeredAt: Instant;
  readonly flags: readonly EntryFlag[];
  /** None for what came by message. */
  readonly correction?: Correction;
};
