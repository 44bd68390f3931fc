import { describe, expect, it } from '@jest/globals';
import type { CalendarDate } from '@libs/kernel';
import { Temporal } from '@libs/kernel';
import fc from 'fast-check';
import { aClaim, aCompensation, aLoan, day, spelled, withoutLoan } from './claim.fixture.js';
import { inOrder, receivableDates } from './receivable-dates.js';

const FIRST = day('2019-01-01');
const anyDay = fc.integer({ min: 0, max: 4000 }).map((days) => FIRST.add({ days }));
const after = (from: CalendarDate): fc.Arbitrary<CalendarDate> =>
  fc.integer({ min: 0, max: 1200 }).map((days) => from.add({ days }));
const dueDays = fc.integer({ min: 0, max: 90 });
const type = fc.constantFrom('fee' as const, 'compensation' as const);

/** A loan, perhaps renewed, and a claim made at any time after its deadline. */
const wellOrdered = anyDay
  .chain((loanDate) => fc.tuple(fc.constant(loanDate), after(loanDate), fc.boolean()))
  .chain(([loanDate, renewalDate, renewed]) =>
    fc.tuple(
      fc.constant(renewed ? { loanDate, renewalDate } : { loanDate }),
      after(renewed ? renewalDate : loanDate),
    ),
  )
  .chain(([dates, returnDeadline]) =>
    fc.tuple(fc.constant({ ...dates, returnDeadline }), after(returnDeadline.add({ days: 1 }))),
  )
  .map(([loan, creationDate]) => ({ loan, creationDate }));

describe('the dates of a fee', () => {
  it('R36 falls due the agreed days after the day its loan became overdue', () => {
    expect(spelled(receivableDates(aClaim(), 14))).toMatchObject({ dueDate: '2026-10-16' });
  });

  it('R36, R37 without a loan counts from the day it was created', () => {
    expect(spelled(receivableDates(withoutLoan(aClaim()), 30))).toEqual({
      foundationDate: '2026-11-02',
      dueDate: '2026-12-02',
      period: { from: '2026-11-02', to: '2026-11-02' },
    });
  });

  it('R37 comes to be the day after the return deadline, across a month and a year', () => {
    const claim = aClaim({ loan: aLoan({ returnDeadline: day('2026-12-31') }) });

    expect(spelled(receivableDates(claim, 30))).toMatchObject({ foundationDate: '2027-01-01' });
  });

  it('R38 is collected for a year less a day, however late it was made', () => {
    const claim = aClaim({ creationDate: day('2029-05-01') });

    expect(spelled(receivableDates(claim, 30))).toMatchObject({
      period: { from: '2026-10-02', to: '2027-10-01' },
    });
  });

  it('R38 a year from the 29th of February ends on the 27th', () => {
    const loan = aLoan({ returnDeadline: day('2028-02-28') });
    const claim = aClaim({ loan, creationDate: day('2030-01-01') });

    expect(spelled(receivableDates(claim, 30))).toMatchObject({
      period: { from: '2028-02-29', to: '2029-02-27' },
    });
  });
});

describe('the dates of a compensation', () => {
  it('R36–R38 run from the loan to the return deadline', () => {
    expect(spelled(receivableDates(aCompensation(), 30))).toEqual({
      foundationDate: '2026-09-01',
      dueDate: '2026-10-01',
      period: { from: '2026-09-01', to: '2026-10-01' },
    });
  });

  it('R37, R38 run from the renewal where there was one', () => {
    const claim = aCompensation({ loan: aLoan({ renewalDate: day('2026-09-20') }) });

    expect(spelled(receivableDates(claim, 30))).toEqual({
      foundationDate: '2026-09-20',
      dueDate: '2026-10-01',
      period: { from: '2026-09-20', to: '2026-10-01' },
    });
  });
});

describe('the order of dates', () => {
  it('R42 allows a debt to fall due on the day it comes to be', () => {
    const onDay = receivableDates(withoutLoan(aCompensation()), 30);

    expect(inOrder(onDay)).toBe(true);
    expect(inOrder({ ...onDay, foundationDate: onDay.dueDate.add({ days: 1 }) })).toBe(false);
  });

  it('R42 holds for every loan whose own dates are in order', () => {
    fc.assert(
      fc.property(wellOrdered, type, dueDays, (source, kind, days) =>
        inOrder(receivableDates({ ...source, type: kind }, days)),
      ),
    );
  });

  it('R38 no period is longer than a year less a day, or reversed, and its start is never moved', () => {
    fc.assert(
      fc.property(wellOrdered, type, dueDays, (source, kind, days) => {
        const { period, foundationDate } = receivableDates({ ...source, type: kind }, days);
        const yearOn = period.from.add({ years: 1 });
        expect(Temporal.PlainDate.compare(period.to, yearOn)).toBe(-1);
        expect(Temporal.PlainDate.compare(period.from, period.to)).not.toBe(1);
        expect(period.from.equals(foundationDate)).toBe(true);
      }),
    );
  });
});
