import type { Money } from '@libs/kernel';
import type { Circumstances } from './circumstances.js';
import type { Claim } from './claim.js';
import type { Change } from './claim.js';
import { refused, type Decision } from './outcome.js';
import {
  isCancelled,
  isUnsent,
  type Released,
  type State,
  type Waiting,
  type Withdrawn,
} from './state.js';
import { tasksAfterSending, withTasks } from './tasks.js';
import { weigh } from './weigh.js';

/** A payment at the library, or the undoing of the one that `undoes` names. */
export type PaymentTold = Change & {
  readonly paymentId: string;
  readonly amount: Money;
  readonly undoes: string | undefined;
};

/**
 * R13: what is held can be paid at the library, and is then not sent. What has been sent is paid through the debtor system:
 * a payment is refused, and staff are asked to undo it.
 */
export function payAtLibrary(
  state: State,
  told: PaymentTold,
  circumstances: Circumstances,
): Decision {
  if (isCancelled(state)) return refused(state, told, 'balance-cancelled');
  return isUnsent(state)
    ? payBefore(state, told, circumstances)
    : payAfter(state, told, circumstances);
}

function payBefore(
  state: Waiting | Withdrawn,
  told: PaymentTold,
  circumstances: Circumstances,
): Decision {
  const { claim } = state;
  const booked = told.undoes === undefined ? pay(claim, told) : undo(claim, told, told.undoes);
  return booked === undefined
    ? refused(state, told, 'payment-unknown')
    : weigh(state, booked, circumstances);
}

function pay(claim: Claim, { paymentId, amount }: PaymentTold): Claim {
  return { ...claim, payments: [...claim.payments, { paymentId, amount }] };
}

/** A payment that we don't know is from before the claim was registered: intake has looked it up in its books. */
function undo(claim: Claim, { amount }: PaymentTold, undoes: string): Claim | undefined {
  const payments = claim.payments.filter(({ paymentId }) => paymentId !== undoes);
  if (payments.length < claim.payments.length) return { ...claim, payments };
  return amount.compare(claim.paidBefore) > 0
    ? undefined
    : { ...claim, paidBefore: claim.paidBefore.minus(amount) };
}

function payAfter(state: Released, told: PaymentTold, { terms }: Circumstances): Decision {
  const { paymentId, undoes } = told;
  if (undoes === undefined) {
    const { outcomes } = refused(state, told, 'paid-through-debtor-system');
    const asked = remember(state, [...state.sent.refusedPayments, paymentId], terms);
    return { state: asked.state, outcomes: [...outcomes, ...asked.outcomes] };
  }
  if (!state.sent.refusedPayments.includes(undoes))
    return refused(state, told, 'payment-undone-after-transfer');
  return remember(
    state,
    state.sent.refusedPayments.filter((refusedId) => refusedId !== undoes),
    terms,
  );
}

function remember(
  state: Released,
  refusedPayments: readonly string[],
  terms: Circumstances['terms'],
): Decision {
  const remembered = { ...state, sent: { ...state.sent, refusedPayments } };
  return withTasks(remembered, tasksAfterSending(remembered, terms));
}
