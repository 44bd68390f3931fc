import type { Day } from './chance/calendar.js';
import type { Desk } from './desk.js';
import type { BalanceCreated, Guardian, Loan, Patron } from './events.js';
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
  const { forChildren = false, overdueDays = daysOverdue(desk), creationDate = desk.day } = wish;
  const { works = [desk.work(forChildren)] } = wish;
  return {
    ...desk.balance(patron, feeOre(overdueDays, forChildren)),
    type: 'fee',
    creationDate,
    reasonMessage: 'Afleveret for sent',
    ...overdueLoan(desk, works, { overdueDays, creationDate, ...wish }),
    materials: works.map((work) => desk.material(work)),
    ...guarded(wish),
  };
}

type LoanWish = Pick<FeeWish, 'renewed' | 'onHold'> & {
  readonly overdueDays: number;
  readonly creationDate: Day;
};

type Lent = { readonly loan?: Loan; readonly reasonMessage?: string };

function overdueLoan(desk: Desk, [work]: readonly Work[], wish: LoanWish): Lent {
  if (work === undefined) return {};
  const lent = desk.loan(work, wish.overdueDays, wish.creationDate);
  const loan = wish.renewed === true ? desk.renewed(lent, work) : lent;
  if (wish.onHold !== true) return { loan };
  return {
    loan: { ...loan, onHold: true },
    reasonMessage: 'Lånet sat i bero efter afleveringsfristen',
  };
}

function guarded({ guardian }: { readonly guardian?: Guardian }): { readonly guardian?: Guardian } {
  return guardian === undefined ? {} : { guardian };
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
  const { forChildren = false, creationDate = desk.day } = wish;
  const { acknowledged = desk.dice.isLucky(0.5) } = wish;
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
    ...guarded(wish),
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
