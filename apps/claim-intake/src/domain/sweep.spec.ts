import { describe, expect, it } from '@jest/globals';
import {
  aBalance,
  anAgreement,
  anOldBalance,
  closed,
  day,
  given,
  sentToCollection,
  tell,
} from './claim.fixture.js';
import { decide } from './decide.js';
import { sweep } from './sweep.js';

const movedBack = anAgreement({ version: 4, cutOffDate: day('2026-03-10') });

describe('sweep', () => {
  it('R02 lets an open balance go on from the new cut-off date, decided by the new version', () => {
    expect(sweep(given(anOldBalance()), movedBack).outcomes).toMatchObject([
      { kind: 'registered', agreementVersion: 4 },
    ]);
  });

  it('R02 leaves alone what is older than the new cut-off date', () => {
    const claim = given(anOldBalance({ creationDate: day('2026-03-09') }));

    expect(sweep(claim, movedBack)).toEqual({ state: claim, outcomes: [] });
  });

  it('R48 lets nothing go on twice when a sweep is taken up again', () => {
    const swept = sweep(given(anOldBalance()), movedBack).state;

    expect(sweep(swept, movedBack)).toEqual({ state: swept, outcomes: [] });
    expect(
      sweep(swept, anAgreement({ version: 5, cutOffDate: day('2026-01-01') })).outcomes,
    ).toEqual([]);
  });

  it('R02 tells a new reason for leaving out once, and the same one not again', () => {
    const leftOut = sweep(given(anOldBalance(), sentToCollection()), movedBack).state;
    const closing = decide(leftOut, closed(), { agreement: movedBack });

    expect(closing.outcomes).toMatchObject([
      { kind: 'kept', transfer: 'left-out', reason: { code: 'closed' } },
    ]);
    expect(sweep(leftOut, movedBack).outcomes).toEqual([]);
    expect(decide(closing.state, closed('written-off'), { agreement: movedBack }).outcomes).toEqual(
      [],
    );
  });

  it('R05 moves a kept balance back behind a cut-off date that moves forward', () => {
    const inactive = tell([aBalance()], { agreement: anAgreement({ active: false }) }).claim;
    if (inactive === undefined) throw new Error('The balance was not kept.');

    expect(sweep(inactive, anAgreement({ cutOffDate: day('2027-01-01') })).outcomes).toMatchObject([
      { kind: 'kept', transfer: 'before-cut-off' },
    ]);
  });

  it('R11 loses nothing of what was told while the agreement was inactive', () => {
    const whileInactive = { agreement: anAgreement({ active: false }) };
    const open = tell([aBalance()], whileInactive).claim;
    const settled = tell([aBalance(), closed()], whileInactive).claim;
    if (open === undefined || settled === undefined) throw new Error('The balances were not kept.');

    expect(sweep(open, anAgreement({ version: 4 })).outcomes).toMatchObject([
      { kind: 'registered', agreementVersion: 4 },
    ]);
    expect(sweep(settled, anAgreement({ version: 4 })).outcomes).toMatchObject([
      { kind: 'kept', transfer: 'left-out' },
    ]);
  });

  it('R11 transfers nothing new while the agreement is inactive, also when the cut-off date moves', () => {
    expect(sweep(given(anOldBalance()), { ...movedBack, active: false }).outcomes).toMatchObject([
      { kind: 'kept', transfer: 'no-agreement' },
    ]);
  });

  it('R11 has nothing to sweep of a balance that was answered without an agreement', () => {
    const unserved = { kind: 'unserved', agencyId: 'DK-761500', feeId: '4711' } as const;

    expect(sweep(unserved, movedBack)).toEqual({ state: unserved, outcomes: [] });
  });
});
