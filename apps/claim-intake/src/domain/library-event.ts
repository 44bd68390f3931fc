import type { CalendarDate, Instant, Money } from '@libs/kernel';
import type { Loan, PatronKind, Sealed } from './balance.js';
import type { ToldOfBorrower } from './minor-circumstances.js';
import type { GuardianChangeKind } from './patron.js';

/** What every word from the library has: its `id` and when the library says that it happened. */
type Word<Kind extends string> = {
  readonly kind: Kind;
  readonly id: string;
  readonly time: Instant;
};

type BalanceWord<Kind extends string> = Word<Kind> & {
  readonly agencyId: string;
  readonly feeId: string;
};

export type BalanceCreated = BalanceWord<'balance.created'> & {
  readonly type: 'fee' | 'compensation';
  readonly acknowledged: boolean | undefined;
  readonly amount: Money;
  /** What was left when the library told of it; the amount where nothing was paid. */
  readonly remainingAmount: Money;
  readonly creationDate: CalendarDate;
  readonly billNumber: string | undefined;
  readonly loan: Loan | undefined;
  readonly patronId: string;
  readonly patronKind: PatronKind;
  readonly borrower: ToldOfBorrower;
  readonly personal: Sealed;
  readonly verified: boolean;
  readonly status: 'open' | 'closed' | 'sent-to-collection';
};

/** `newAmount` is the whole charge; nothing counts as a cancellation. */
export type AmountChanged = BalanceWord<'balance.amount-changed'> & { readonly newAmount: Money };
export type BalanceVerified = BalanceWord<'balance.verified'> & {
  readonly verifiedBy: 'manual' | 'automatic';
};
export type BalanceCancelled = BalanceWord<'balance.cancelled'>;
export type ReimbursementRequested = BalanceWord<'balance.reimbursement-requested'> & {
  readonly amount: Money | undefined;
};
export type BalancePaid = BalanceWord<'balance.paid'> & {
  readonly paymentId: string;
  readonly amount: Money;
  readonly undoes: string | undefined;
};
export type BalanceReopened = BalanceWord<'balance.reopened'>;
export type BalanceClosed = BalanceWord<'balance.closed'> & {
  readonly status: 'paid' | 'written-off' | 'cancelled' | 'collection-ended';
};
export type SentToCollection = BalanceWord<'balance.sent-to-collection'>;

export type BalanceChange =
  | AmountChanged
  | BalanceVerified
  | BalanceCancelled
  | ReimbursementRequested
  | BalancePaid
  | BalanceReopened
  | BalanceClosed
  | SentToCollection;

export type BalanceEvent = BalanceCreated | BalanceChange;

export type IdentityChanged = Word<'patron.identity-changed'> & {
  readonly patronKind: PatronKind;
  readonly personal: Sealed;
};
export type GuardianChanged = Word<'patron.guardian-changed'> & {
  readonly change: GuardianChangeKind;
  readonly personal: Sealed | undefined;
};

export type PatronEvent = IdentityChanged | GuardianChanged;
