import type { CalendarDate, Instant, Money } from '@libs/kernel';
import type { LedgerEntry } from './ledger-entry.js';
import type { ReceivableLedger } from './receivable-ledger.js';

/** What `balance.transaction-registered` says (R49). */
export type TransactionRegistered = {
  readonly kind: 'transaction-registered';
  readonly agencyId: string;
  readonly feeId: string;
  readonly transactionId: string;
  readonly parentTransactionId?: string;
  readonly type: 'payment' | 'payment_reduction' | 'write_off' | 'write_off_reduction';
  readonly amount: Money;
  readonly remainingAmount: Money;
  readonly effectiveDate: CalendarDate;
  readonly registeredAt: Instant;
  readonly channel?: string;
};

export type LedgerTaskKind = 'credit' | 'disputed-report';

export type LedgerTask =
  | {
      readonly kind: 'task-raised';
      readonly task: LedgerTaskKind;
      readonly agencyId: string;
      readonly feeId: string;
      readonly receivableId: string;
      readonly text: string;
    }
  | {
      readonly kind: 'task-cleared';
      readonly task: LedgerTaskKind;
      readonly agencyId: string;
      readonly feeId: string;
      readonly receivableId: string;
    };

/** It can't be counted yet: set aside, visibly, until what it speaks of has come (R52). */
export type Waits = {
  readonly kind: 'waits';
  readonly forWhat: 'receivable' | 'original';
  readonly id: string;
};

/** Told before under the same id: counted once (R52). `contradicts`: the same id, but another amount or kind. */
export type CountedBefore = {
  readonly kind: 'counted-before';
  readonly transactionId: string;
  readonly contradicts: boolean;
};

/** Nothing to count: an amount of zero or less moves nothing. */
export type MovesNothing = { readonly kind: 'moves-nothing'; readonly transactionId: string };

export type LedgerOutcome =
  TransactionRegistered | LedgerTask | Waits | CountedBefore | MovesNothing;

/** What one event came to: entries to append, the books after it, and what to tell. */
export type Posting = {
  readonly entries: readonly LedgerEntry[];
  readonly state: ReceivableLedger | undefined;
  readonly outcomes: readonly LedgerOutcome[];
};
