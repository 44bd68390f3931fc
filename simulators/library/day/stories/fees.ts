import { plusDays, plusYears } from '../chance/calendar.js';
import { feeWithoutLoan, overdueFee, partOf } from '../charge.js';
import { kroner } from '../tariff.js';
import { longTitledWork } from '../words/works.js';
import { served, story, type Story } from './story.js';

export const plainFee: Story = story('a fee of an adult with a loan', 0, served(), (desk) => [
  desk.opens(overdueFee(desk, desk.adult())),
]);

/** Fees that are sent at once (R08), each with something of its own. */
export const fees: readonly Story[] = [
  story('a fee of a renewed loan', 14, served(), (desk) => [
    desk.opens(overdueFee(desk, desk.adult(), { renewed: true })),
  ]),
  story('a fee for several materials', 14, served(), (desk) => {
    const works = Array.from({ length: desk.dice.between(2, 6) }, () => desk.work());
    return [desk.opens(overdueFee(desk, desk.adult(), { works }))];
  }),
  story('a fee of a loan on hold', 8, served(), (desk) => [
    desk.opens(overdueFee(desk, desk.adult(), { onHold: true })),
  ]),
  story('a fee without a loan', 8, served(), (desk) => [
    desk.opens(feeWithoutLoan(desk, desk.adult())),
  ]),
  story('a fee for a title longer than a line', 2, served(), (desk) => [
    desk.opens(overdueFee(desk, desk.adult(), { works: [longTitledWork] })),
  ]),
  story('a fee that was partly paid before we heard of it', 5, served(), (desk) => {
    const fee = overdueFee(desk, desk.adult(), { overdueDays: desk.dice.between(8, 60) });
    return [desk.opens({ ...fee, remainingAmount: partOf(fee, 0.4) })];
  }),
  story('two fees of one adult', 8, served(), (desk) => {
    const adult = desk.adult();
    return [desk.opens(overdueFee(desk, adult)), desk.opens(overdueFee(desk, adult))];
  }),
  story('a fee of one who has just come of age', 2, served(), (desk) => {
    const majority = desk.agency.agreement?.ageOfMajority ?? 18;
    const birthday = plusYears(desk.day, -majority);
    const birthDate = birthday.endsWith('-01') ? plusDays(birthday, -1) : birthday;
    const patron = {
      ...desk.adult(),
      birthDate,
      personIdentifier: desk.people.cprFor(desk.dice, birthDate),
    };
    return [desk.opens(overdueFee(desk, patron))];
  }),
  story('a balance of nothing, which is none (R07)', 1, served(), (desk) => [
    desk.opens({ ...feeWithoutLoan(desk, desk.adult()), amount: kroner(0) }),
  ]),
];
