import type { Day } from './chance/calendar.js';
import type { Desk } from './desk.js';
import type { BalanceCreated, Guardian, Patron } from './events.js';
import { feeOre, kroner } from './tariff.js';
import type { Work } from './words/works.js';

export type FeeWish = {
  readonly forChildren?: boolean;
  readonly overdueDays?: number;
  readonly works?: readonly Work[];
  readonly renewed?: boolean;
  readonly onHold?: boolean;
  readonly creationDate?: Day;
  readonly guardian?: Guardian;
};

/** A fee for late return: one for all that was lent and returned together. */
export function overdueFee(desk: Desk, patron: Patron, wish: FeeWish = {}): BalanceCreated {
  const { forChildren = false, creationDate = desk.day, guardian } = wish;
  const overdueDays = wish.overdueDays ?? daysOverdue(desk);
  const lent = wish.works ?? [desk.work(forChildren)];
  const loan = lent[0] && desk.loan(lent[0], overdueDays, creationDate);
  return {
    ...desk.balance(patron, feeOre(overdueDays, forChildren)),
    type: 'fee',
    creationDate,
    reasonMessage:
      wish.onHold === true ? 'Lånet sat i bero efter afleveringsfristen' : 'Afleveret for sent',
    ...(loan !== undefined && {
      loan: {
        ...(wish.renewed === true && lent[0] ? desk.renewed(loan, lent[0]) : loan),
        ...(wish.onHold === true && { onHold: true }),
      },
    }),
    materials: lent.map((work) => desk.material(work)),
    ...(guardian !== undefined && { guardian }),
  };
}

/** A fee that no loan is behind. */
export function feeWithoutLoan(desk: Desk, patron: Patron): BalanceCreated {
  const [reasonMessage, ore] = desk.dice.oneOf([
    ['Reserveret materiale ikke afhentet', 2_000],
    ['Nyt lånerkort', 2_500],
    ['Studieboks ikke ryddet', 5_000],
  ] as const);
  return { ...desk.balance(patron, ore), type: 'fee', reasonMessage };
}

export type CompensationWish = {
  readonly acknowledged?: boolean;
  readonly forChildren?: boolean;
  readonly creationDate?: Day;
  readonly guardian?: Guardian;
};

/** A compensation for what was lost or damaged: its price and the agency's administration. */
export function compensation(
  desk: Desk,
  patron: Patron,
  wish: CompensationWish = {},
): BalanceCreated {
  const { forChildren = false, creationDate = desk.day, guardian } = wish;
  const acknowledged = wish.acknowledged ?? desk.dice.isLucky(0.5);
  const work = desk.work(forChildren);
  const damaged = desk.dice.isLucky(0.3);
  const overdueDays = damaged ? desk.dice.between(-10, 3) : desk.dice.between(30, 90);
  const loan = desk.loan(work, overdueDays, creationDate);
  return {
    ...desk.balance(patron, work.priceOre + desk.agency.administrationOre),
    type: 'compensation',
    acknowledged,
    creationDate,
    reasonMessage: damaged ? 'Beskadiget' : 'Ikke afleveret',
    loan: desk.dice.isLucky(0.3) ? desk.renewed(loan, work) : loan,
    materials: [desk.material(work)],
    ...(guardian !== undefined && { guardian }),
  };
}

/** A compensation for something that was never lent out. */
export function compensationWithoutLoan(desk: Desk, patron: Patron): BalanceCreated {
  const ore = desk.dice.oneOf([34_900, 75_000, 120_050]);
  const reasonMessage = 'Udstyr i læsesalen beskadiget';
  return { ...desk.balance(patron, ore), type: 'compensation', acknowledged: true, reasonMessage };
}

/** A share of the balance's amount, in whole kroner, at least one. */
export function partOf({ amount }: BalanceCreated, share: number): string {
  return kroner(Math.max(100, Math.floor(Number(amount) * share) * 100));
}

/** Most are a few days late. */
function daysOverdue({ dice }: Desk): number {
  const drawn = dice.share();
  if (drawn < 0.6) return dice.between(1, 7);
  return drawn < 0.9 ? dice.between(8, 30) : dice.between(31, 60);
}
