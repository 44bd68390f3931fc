import { plusDays } from '../chance/calendar.js';
import { compensation, overdueFee, partOf } from '../charge.js';
import type { Desk, Said } from '../desk.js';
import type { BalanceChange, BalanceCreated } from '../events.js';
import { served, story, type Story } from './story.js';

/** What was there before the agency joined, and what comes to us closed or marked (R02, R03, R13). */
export const oldBalances: readonly Story[] = [
  story('an old fee from before the cut-off', 14, served(), (desk) => beforeCutOff(desk)),
  story('an old compensation from before the cut-off', 3, served(), (desk) => [
    desk.opens(compensation(desk, desk.adult(), { creationDate: oldDay(desk) })),
  ]),
  story('an old fee paid in part at the library', 3, served(), (desk) =>
    beforeCutOff(desk, (fee) => [paid(desk, partOf(fee, 0.5))]),
  ),
  story('an old fee paid at the library', 3, served(), (desk) =>
    beforeCutOff(desk, ({ amount }) => [paid(desk, amount), { what: 'closed', status: 'paid' }]),
  ),
  story('an old fee whose payment is undone', 2, served(), (desk) =>
    beforeCutOff(desk, ({ amount }) => {
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
  story('an old fee that is sent to collection', 2, served(), (desk) =>
    beforeCutOff(desk, () => [{ what: 'sent-to-collection' }]),
  ),
  story('an old fee that is closed and reopened', 2, served(), (desk) =>
    beforeCutOff(desk, () => [
      { what: 'closed', status: 'collection-ended' },
      { what: 'reopened' },
    ]),
  ),
  story('a fee that comes to us closed', 3, served(), (desk) => [
    desk.opens({ ...overdueFee(desk, desk.adult()), status: 'closed' }),
  ]),
  story('a fee that comes to us sent to collection', 3, served(), (desk) => [
    desk.opens({ ...overdueFee(desk, desk.adult()), status: 'sent-to-collection' }),
  ]),
  story('a fee that comes to us marked by mistake', 2, served(), (desk) => {
    const fee = { ...overdueFee(desk, desk.adult()), status: 'sent-to-collection' } as const;
    return desk.follows(fee, [{ what: 'reopened' }]);
  }),
];

const isInactive: Story['where'] = ({ agreement }) => agreement?.active === false;
const hasNotJoined: Story['where'] = ({ agreement }) => agreement === undefined;

/** Agencies that transfer nothing: one keeps what it says for later, of the other nothing is kept (R11). */
export const unserved: readonly Story[] = [
  story('a fee under an inactive agreement', 12, isInactive, (desk) => [
    desk.opens(overdueFee(desk, desk.adult())),
  ]),
  story('a compensation under an inactive agreement', 3, isInactive, (desk) => [
    desk.opens(compensation(desk, desk.adult())),
  ]),
  story('a fee paid in part under an inactive agreement', 2, isInactive, (desk) => {
    const fee = overdueFee(desk, desk.adult());
    return desk.follows(fee, [paid(desk, partOf(fee, 0.5))]);
  }),
  story('a fee without an agreement', 10, hasNotJoined, (desk) => [
    desk.opens(overdueFee(desk, desk.adult())),
  ]),
  story('a fee without an agreement, and its cancellation', 2, hasNotJoined, (desk) =>
    desk.follows(overdueFee(desk, desk.adult()), [{ what: 'cancelled' }]),
  ),
];

function oldDay({ agency, dice, day }: Desk): string {
  return plusDays(agency.agreement?.cutOffDate ?? day, -dice.between(1, 200));
}

function beforeCutOff(
  desk: Desk,
  told: (fee: BalanceCreated) => readonly BalanceChange[] = () => [],
): Said[] {
  const overdueDays = desk.dice.between(8, 60);
  const fee = overdueFee(desk, desk.adult(), { creationDate: oldDay(desk), overdueDays });
  return desk.follows(fee, told(fee));
}

function paid(desk: Desk, amount: string): BalanceChange {
  return { what: 'paid', paymentId: desk.office.paymentId(), amount };
}
