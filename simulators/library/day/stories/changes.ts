import { compensation, overdueFee, partOf } from '../charge.js';
import type { Desk, Said } from '../desk.js';
import type { BalanceChange, BalanceCreated } from '../events.js';
import { kroner } from '../tariff.js';
import { sendsAtOnce, served, story, type Story } from './story.js';

const anywhere = served();

/** What is said of balances that have been sent: lowered, taken back, or refused (R13, R43 to R46). */
export const changes: readonly Story[] = [
  story('a fee that is lowered', 9, anywhere, (desk) =>
    afterFee(desk, (fee) => [lowered(fee, 0.5)]),
  ),
  story('a fee that is lowered twice', 3, anywhere, (desk) =>
    afterFee(desk, (fee) => [lowered(fee, 0.7), lowered(fee, 0.3)]),
  ),
  story('a fee that is lowered and then cancelled', 3, anywhere, (desk) =>
    afterFee(desk, (fee) => [lowered(fee, 0.5), { what: 'cancelled' }]),
  ),
  story('a fee that is cancelled', 8, anywhere, (desk) =>
    afterFee(desk, () => [{ what: 'cancelled', reason: 'Oprettet ved en fejl' }]),
  ),
  story('a fee lowered to nothing', 3, anywhere, (desk) =>
    afterFee(desk, () => [{ what: 'amount-changed', newAmount: kroner(0) }]),
  ),
  story('a fee that is closed as cancelled', 2, anywhere, (desk) =>
    afterFee(desk, () => [{ what: 'closed', status: 'cancelled' }]),
  ),
  story('a fee that is written off at the library', 2, anywhere, (desk) =>
    afterFee(desk, () => [{ what: 'closed', status: 'written-off' }]),
  ),
  story('a compensation that is lowered after transfer', 3, served(sendsAtOnce), (desk) =>
    afterCompensation(desk, (balance) => [lowered(balance, 0.75)]),
  ),
  story('a compensation that is cancelled after transfer', 3, served(sendsAtOnce), (desk) =>
    afterCompensation(desk, () => [{ what: 'cancelled', reason: 'Materialet er afleveret' }]),
  ),
  story('a fee that can’t be raised', 4, anywhere, (desk) =>
    afterFee(desk, (fee) => [raised(fee)]),
  ),
  story('a fee cancelled and created anew with a higher amount', 2, anywhere, (desk) => {
    const adult = desk.adult();
    const first = overdueFee(desk, adult, { overdueDays: 5 });
    const opened = desk.opens(first);
    const refused = desk.says(first, desk.after(opened.at), raised(first));
    const cancelled = desk.says(first, desk.after(refused.at), {
      what: 'cancelled',
      reason: 'Oprettes med højere beløb',
    });
    const anew = overdueFee(desk, adult, { overdueDays: 9 });
    return [opened, refused, cancelled, desk.opens(anew, cancelled.at + 120)];
  }),
  story('a payment at the library that is refused', 4, anywhere, (desk) =>
    afterFee(desk, ({ amount }) => [{ what: 'paid', paymentId: desk.office.paymentId(), amount }]),
  ),
  story('a payment at the library that is refused and undone', 2, anywhere, (desk) =>
    afterFee(desk, ({ amount }) => {
      const paymentId = desk.office.paymentId();
      const undoing = {
        what: 'paid',
        paymentId: desk.office.paymentId(),
        amount,
        undoes: paymentId,
      } as const;
      return [{ what: 'paid', paymentId, amount }, undoing];
    }),
  ),
  story('a fee that is not paid and yet closed as paid', 2, anywhere, (desk) =>
    afterFee(desk, () => [{ what: 'closed', status: 'paid' }]),
  ),
  story('a fee that the library can’t send to collection', 2, anywhere, (desk) =>
    afterFee(desk, () => [{ what: 'sent-to-collection' }]),
  ),
  story('a compensation that is unpaid and can’t be reimbursed', 2, served(sendsAtOnce), (desk) =>
    afterCompensation(desk, (balance) => [
      { what: 'reimbursement-requested', amount: partOf(balance, 0.6) },
    ]),
  ),
  story('a fee, which is never reimbursed', 1, anywhere, (desk) =>
    afterFee(desk, () => [{ what: 'reimbursement-requested' }]),
  ),
];

function lowered(balance: BalanceCreated, share: number): BalanceChange {
  return {
    what: 'amount-changed',
    newAmount: partOf(balance, share),
    reason: 'Nedsat efter aftale',
  };
}

function raised({ amount }: BalanceCreated): BalanceChange {
  return { what: 'amount-changed', newAmount: kroner(Math.round(Number(amount) * 100) + 10_000) };
}

type Told = (balance: BalanceCreated) => readonly BalanceChange[];

function afterFee(desk: Desk, told: Told): Said[] {
  const fee = overdueFee(desk, desk.adult(), { overdueDays: desk.dice.between(3, 45) });
  return desk.follows(fee, told(fee));
}

function afterCompensation(desk: Desk, told: Told): Said[] {
  const balance = compensation(desk, desk.adult());
  return desk.follows(balance, told(balance));
}
