import { plusDays } from '../chance/calendar.js';
import { compensation, compensationWithoutLoan, partOf } from '../charge.js';
import type { Desk, Said } from '../desk.js';
import type { BalanceChange, BalanceCreated } from '../events.js';
import { kroner } from '../tariff.js';
import {
  isVerifiedByHand,
  isVerifiedByLibrary,
  isVerifiedByTime,
  sendsAtOnce,
  served,
  story,
  waits,
  type Story,
} from './story.js';

/** Compensations of today: some go at once, the others wait to be verified (R09, R10). */
export const compensations: readonly Story[] = [
  story('a compensation where none is verified', 16, served(sendsAtOnce), (desk) => [open(desk)]),
  story('a compensation verified by hand', 12, served(isVerifiedByHand), (desk) =>
    followed(desk, () => ({ what: 'verified', verifiedBy: 'manual' })),
  ),
  story('a compensation that waits for staff', 7, served(isVerifiedByHand), (desk) => [open(desk)]),
  story('a compensation that was verified when it was created', 3, served(waits), (desk) => [
    desk.opens({ ...compensation(desk, desk.adult()), verified: true }),
  ]),
  story('a compensation verified by the library system', 6, served(isVerifiedByLibrary), (desk) =>
    followed(desk, () => ({ what: 'verified', verifiedBy: 'automatic' })),
  ),
  story(
    'a compensation that waits for the library system',
    3,
    served(isVerifiedByLibrary),
    (desk) => [open(desk)],
  ),
  story('a compensation whose days of waiting are over', 4, served(isVerifiedByTime), (desk) => {
    const afterDays = desk.agency.agreement?.verification.afterDays ?? 0;
    const creationDate = plusDays(desk.day, -afterDays - desk.dice.between(0, 20));
    return [desk.opens(compensation(desk, desk.adult(), { creationDate }))];
  }),
  story('a compensation whose days of waiting begin', 4, served(isVerifiedByTime), (desk) => [
    open(desk),
  ]),
  story('a compensation verified before its days are over', 2, served(isVerifiedByTime), (desk) =>
    followed(desk, () => ({ what: 'verified', verifiedBy: 'manual' })),
  ),
  story('a compensation cancelled while it waits', 4, served(waits), (desk) =>
    followed(desk, () => ({ what: 'cancelled', reason: 'Bogen er fundet på hylden' })),
  ),
  story('a compensation lowered while it waits', 3, served(waits), (desk) =>
    followed(desk, (balance) => ({ what: 'amount-changed', newAmount: partOf(balance, 0.6) })),
  ),
  story('a compensation paid at the library while it waits', 3, served(waits), (desk) =>
    followed(desk, ({ amount }) => ({ what: 'paid', paymentId: desk.office.paymentId(), amount })),
  ),
  story('a compensation paid in part while it waits', 2, served(waits), (desk) =>
    followed(desk, (balance) => ({
      what: 'paid',
      paymentId: desk.office.paymentId(),
      amount: partOf(balance, 0.5),
    })),
  ),
  story('a compensation closed while it waits', 2, served(waits), (desk) =>
    followed(desk, () => ({ what: 'closed', status: 'written-off' })),
  ),
  story('a compensation marked for collection while it waits', 2, served(waits), (desk) =>
    followed(desk, () => ({ what: 'sent-to-collection' })),
  ),
  story('a collection mark that was a mistake', 2, served(isVerifiedByHand), (desk) =>
    followed(
      desk,
      () => ({ what: 'sent-to-collection' }),
      () => ({ what: 'reopened' }),
    ),
  ),
  story('a compensation without a loan', 3, served(sendsAtOnce), (desk) => [
    desk.opens(compensationWithoutLoan(desk, desk.adult())),
  ]),
  story('a compensation whose dates are out of order (R42)', 3, served(sendsAtOnce), (desk) => {
    const balance = compensation(desk, desk.adult());
    const { loan } = balance;
    return [
      desk.opens({
        ...balance,
        ...(loan && { loan: { ...loan, renewalDate: plusDays(loan.dueDate, 3) } }),
      }),
    ];
  }),
  story('a compensation cancelled by an amount of nothing', 2, served(waits), (desk) =>
    followed(desk, () => ({ what: 'amount-changed', newAmount: kroner(0) })),
  ),
];

function open(desk: Desk): Said {
  return desk.opens(compensation(desk, desk.adult()));
}

/** A compensation, and what is said of it later. */
function followed(
  desk: Desk,
  ...told: ((balance: BalanceCreated) => BalanceChange)[]
): readonly Said[] {
  const balance = compensation(desk, desk.adult());
  return desk.follows(
    balance,
    told.map((tell) => tell(balance)),
  );
}
