import type { CalendarDate } from '@libs/kernel';
import { Temporal } from '@libs/kernel';
import type { ReleasedClaim } from './claim.js';

/** The span of days for which a receivable is collected; both ends belong to it (R38). */
export type Period = { readonly from: CalendarDate; readonly to: CalendarDate };

export type ReceivableDates = {
  readonly foundationDate: CalendarDate;
  readonly dueDate: CalendarDate;
  readonly period: Period;
};

type Dated = Pick<ReleasedClaim, 'type' | 'creationDate' | 'loan'>;

/**
 * When the debt came to be, when it falls due and which days it covers (R36–R38).
 * @param feeDueDays days counted from the overdue date of the loan to a fee's due date
 */
export function receivableDates(claim: Dated, feeDueDays: number): ReceivableDates {
  return claim.type === 'fee' ? feeDates(claim, feeDueDays) : compensationDates(claim);
}

function feeDates({ creationDate, loan }: Dated, feeDueDays: number): ReceivableDates {
  const foundationDate = loan === undefined ? creationDate : loan.returnDeadline.add({ days: 1 });
  return {
    foundationDate,
    dueDate: foundationDate.add({ days: feeDueDays }),
    period: atMostAYear(foundationDate, creationDate),
  };
}

function compensationDates({ creationDate, loan }: Dated): ReceivableDates {
  const foundationDate = loan?.renewalDate ?? loan?.loanDate ?? creationDate;
  const dueDate = loan?.returnDeadline ?? creationDate;
  return { foundationDate, dueDate, period: atMostAYear(foundationDate, dueDate) };
}

/** R38: one year less a day at most; the start is kept, the end is cut. */
function atMostAYear(from: CalendarDate, to: CalendarDate): Period {
  const latest = from.add({ years: 1 }).subtract({ days: 1 });
  return { from, to: Temporal.PlainDate.compare(to, latest) > 0 ? latest : to };
}

/** R42: a debt can't fall due before it came to be. */
export function inOrder({ foundationDate, dueDate }: ReceivableDates): boolean {
  return Temporal.PlainDate.compare(foundationDate, dueDate) <= 0;
}
