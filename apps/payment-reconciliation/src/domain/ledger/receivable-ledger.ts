import type { CalendarDate } from '@libs/kernel';
import { Money, unreachable } from '@libs/kernel';
import type { EntryType, LedgerAccount } from './ledger-entry.js';

/** The sums that all movements of one receivable come to. Each is counted with its reversals taken off. */
export type LedgerSums = {
  readonly charged: Money;
  /** Reductions, cancellations and reimbursements. */
  readonly writtenDown: Money;
  readonly covered: Money;
  readonly writtenOff: Money;
  /** Reversals of more than there was to reverse: taken off above, but owed by nobody. */
  readonly disputed: Money;
};

/** A transaction that has been counted, and how much of it has been reversed since. */
export type CountedTransaction = {
  readonly type: EntryType;
  readonly amount: Money;
  readonly reversed: Money;
  /** What of a reversal went beyond its original, and is disputed. */
  readonly disputed?: Money;
  readonly parentTransactionId?: string;
};

/** Tasks that staff have open because of the ledger. */
export type OpenTasks = { readonly credit: boolean; readonly disputed: boolean };

/** One receivable's books, as far as the next posting needs them. Its entries make the sums, and nothing else does. */
export type ReceivableLedger = {
  readonly receivableId: string;
  readonly municipalityCode: string;
  readonly agencyId: string;
  readonly feeId: string;
  readonly creationDate: CalendarDate;
  readonly sums: LedgerSums;
  readonly counted: ReadonlyMap<string, CountedTransaction>;
  readonly openTasks: OpenTasks;
};

export const NO_SUMS: LedgerSums = {
  charged: Money.zero,
  writtenDown: Money.zero,
  covered: Money.zero,
  writtenOff: Money.zero,
  disputed: Money.zero,
};

/** R53: what the movements leave. Below zero it is a credit. */
export function outstanding(sums: LedgerSums): Money {
  return sums.charged
    .minus(sums.writtenDown)
    .minus(sums.covered)
    .minus(sums.writtenOff)
    .minus(sums.disputed);
}

/** What the borrower still owes. Never negative: the library hears no negative debt (R49, R52). */
export function remaining(sums: LedgerSums): Money {
  const left = outstanding(sums);
  return left.isNegative() ? Money.zero : left;
}

/** What was given beyond the charge, until the debtor system settles it (R52, R53). Never negative. */
export function credit(sums: LedgerSums): Money {
  return remaining(sums).minus(outstanding(sums));
}

export const LEDGER_ACCOUNTS: readonly LedgerAccount[] = [
  'receivable',
  'credit',
  'charged',
  'written-down',
  'covered',
  'written-off',
  'disputed',
];

/** What stands on an account: debit above zero. Over all accounts it comes to nothing. */
export function accountBalance(sums: LedgerSums, account: LedgerAccount): Money {
  switch (account) {
    case 'receivable':
      return remaining(sums);
    case 'credit':
      return credit(sums).negated();
    case 'charged':
      return sums.charged.negated();
    case 'written-down':
      return sums.writtenDown;
    case 'covered':
      return sums.covered;
    case 'written-off':
      return sums.writtenOff;
    case 'disputed':
      return sums.disputed;
    default:
      return unreachable(account);
  }
}
