import { describe, expect, it } from '@jest/globals';
import { outstandingOf } from './identity.js';
import { balanceThere, charged, CUT, here, paid, there } from './reconciliation.fixture.js';
import { Reconciling } from './totals.js';

describe('a reconciliation', () => {
  it('R53 sums both sides and counts their differences by type', () => {
    const reconciling = new Reconciling({
      horizon: CUT.horizon,
      statedAt: CUT.until,
      coverage: 'everything',
    });

    reconciling.take(
      here([charged('100.00'), paid('30.00')]),
      there([charged('100.00'), paid('30.00')]),
    );
    reconciling.take(here([charged('50.00')]), undefined);
    reconciling.take(undefined, there([charged('20.00'), paid('25.00')]));

    const { ours, theirs, differences } = reconciling.totals();
    if (!('moved' in theirs)) throw new Error('an itemised side tells what moved');
    expect([ours.receivables, theirs.receivables]).toEqual([2, 2]);
    expect([ours.closing.toKroner(), theirs.closing.toKroner()]).toEqual(['120.00', '65.00']);
    expect(ours.moved.creation.toKroner()).toBe('150.00');
    expect(outstandingOf(theirs.moved).ore).toBe(theirs.closing.ore);
    expect(differences).toEqual({
      'missing-here': 1,
      'missing-there': 1,
      amount: 0,
      state: 0,
      timing: 0,
    });
  });

  it('R53 has of a list of balances what is outstanding, and no more', () => {
    const reconciling = new Reconciling({
      horizon: CUT.horizon,
      statedAt: CUT.until,
      coverage: 'what-is-open',
    });

    reconciling.take(here([charged('100.00')]), balanceThere('100.00'));

    expect(reconciling.totals().theirs).toEqual({
      receivables: 1,
      closing: here([charged('100.00')]).closing,
    });
  });
});
