import { describe, expect, it } from '@jest/globals';
import { aBalance, aCompensation, day, given, inShort, under } from './claim.fixture.js';
import type { Loan, RegisteredClaim } from './claim.js';

const loan = (loanDate: string, dueDate: string, renewalDate?: string): Loan => ({
  loanId: '1',
  loanDate: day(loanDate),
  renewalDate: renewalDate === undefined ? undefined : day(renewalDate),
  returnDeadline: day(dueDate),
  onHold: undefined,
});
const compensationFor = (theLoan: Loan | undefined): RegisteredClaim =>
  aCompensation({ verified: true, facts: { loan: theLoan } });
const held = ['held dates-out-of-order', 'taskRaised dates-out-of-order'];
const released = ['released 230.00'];

describe('the order of dates', () => {
  it.each([
    ['a loan before its return deadline', loan('2026-09-01', '2026-10-01'), released],
    ['a loan on its return deadline', loan('2026-10-01', '2026-10-01'), released],
    ['a loan after its return deadline', loan('2026-10-02', '2026-10-01'), held],
    ['a renewal in time', loan('2026-09-01', '2026-10-01', '2026-09-20'), released],
    ['a renewal after the return deadline', loan('2026-09-01', '2026-10-01', '2026-10-02'), held],
    ['a renewal that mends the order', loan('2026-10-05', '2026-10-01', '2026-09-20'), released],
    ['no loan', undefined, released],
  ])('R42 a compensation with %s', (_, theLoan, outcome) => {
    expect(inShort(given(compensationFor(theLoan)).all)).toEqual(outcome);
  });

  it('R42 a fee is in order whatever its loan, as long as it falls due after it came to be', () => {
    const fee = aBalance({ facts: { loan: loan('2026-10-02', '2026-10-01') } });

    expect(inShort(given(fee, under({ feeDueDays: 0 })).all)).toEqual(released);
    expect(inShort(given(fee, under({ feeDueDays: -1 })).all)).toEqual(held);
    expect(inShort(given(aBalance(), under({ feeDueDays: 0 })).all)).toEqual(released);
  });
});
