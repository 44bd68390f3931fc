import { Money } from '@libs/kernel';

/** A payment at the library, and the one that undid it, if any. */
export type Payment = {
  readonly paymentId: string;
  readonly amount: Money;
  /** The undoing's own `paymentId`. */
  readonly undoneBy: string | undefined;
};

export type PaymentTold = {
  readonly paymentId: string;
  readonly amount: Money;
  /** The `paymentId` that this one takes back. */
  readonly undoes: string | undefined;
};

export type PaymentRefusal =
  | 'payment-not-positive'
  | 'payment-already-known'
  | 'payment-unknown'
  | 'payment-already-undone'
  | 'undoing-amount-differs';

export type Entry =
  | { readonly kind: 'entered'; readonly payments: readonly Payment[] }
  | { readonly kind: 'refused'; readonly code: PaymentRefusal };

/** Books a payment at the library or its undoing (R03). Each `paymentId` counts once, each payment is undone once, whole. */
export function enter(payments: readonly Payment[], told: PaymentTold): Entry {
  if (!told.amount.isPositive()) return { kind: 'refused', code: 'payment-not-positive' };
  if (
    payments.some(
      ({ paymentId, undoneBy }) => paymentId === told.paymentId || undoneBy === told.paymentId,
    )
  ) {
    return { kind: 'refused', code: 'payment-already-known' };
  }
  return told.undoes === undefined ? pay(payments, told) : undo(payments, told, told.undoes);
}

/** What the payments come to that still stand. */
export function paidBy(payments: readonly Payment[]): Money {
  return payments
    .filter(({ undoneBy }) => undoneBy === undefined)
    .reduce((sum, { amount }) => sum.plus(amount), Money.zero);
}

function pay(payments: readonly Payment[], { paymentId, amount }: PaymentTold): Entry {
  return { kind: 'entered', payments: [...payments, { paymentId, amount, undoneBy: undefined }] };
}

function undo(payments: readonly Payment[], told: PaymentTold, undoes: string): Entry {
  const original = payments.find(({ paymentId }) => paymentId === undoes);
  if (original === undefined) return { kind: 'refused', code: 'payment-unknown' };
  if (original.undoneBy !== undefined) return { kind: 'refused', code: 'payment-already-undone' };
  if (!original.amount.equals(told.amount))
    return { kind: 'refused', code: 'undoing-amount-differs' };
  const undone = { ...original, undoneBy: told.paymentId };
  return {
    kind: 'entered',
    payments: payments.map((payment) => (payment === original ? undone : payment)),
  };
}
