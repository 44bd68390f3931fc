import { Money } from '@libs/kernel';
import type { CountedTransaction, ReceivableLedger } from './receivable-ledger.js';

/** What the debtor system's reports on one receivable come to, however they were told. Nothing of what is disputed. */
export type Settlement = {
  /** Coverage less its reversals. */
  readonly covered: Money;
  /** The reversals of coverage by themselves: a payout shows as one (R46, R53). */
  readonly coverageReversed: Money;
  /** Write-offs less their reversals. */
  readonly writtenOff: Money;
};

/** R13, R46: what those who decide on changes to the balance have to know of its books. */
export function settlementOf({ counted }: ReceivableLedger): Settlement {
  const payments = [...counted.values()].filter(({ type }) => type === 'payment');
  const writeOffs = [...counted.values()].filter(({ type }) => type === 'write_off');
  return {
    covered: sumOf(payments, standing),
    coverageReversed: sumOf(payments, ({ reversed }) => reversed),
    writtenOff: sumOf(writeOffs, standing),
  };
}

export function isSameSettlement(one: Settlement, other: Settlement): boolean {
  return (['covered', 'coverageReversed', 'writtenOff'] as const).every((sum) =>
    one[sum].equals(other[sum]),
  );
}

function standing({ amount, reversed }: CountedTransaction): Money {
  return amount.minus(reversed);
}

function sumOf(
  transactions: readonly CountedTransaction[],
  part: (transaction: CountedTransaction) => Money,
): Money {
  return transactions.reduce((sum, transaction) => sum.plus(part(transaction)), Money.zero);
}
