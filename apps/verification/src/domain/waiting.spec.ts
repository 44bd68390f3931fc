import { describe, expect, it } from '@jest/globals';
import {
  aBalance,
  aCompany,
  aCompensation,
  anAgreement,
  at,
  cancelled,
  circumstances,
  day,
  given,
  inShort,
  lookedAtAgain,
  under,
  verified,
} from './claim.fixture.js';
import { receive } from './receive.js';
import { automaticVerificationDay, dueForAutomaticVerification } from './verification-due.js';

const after14Days = { mode: 'automatic', afterDays: 14 } as const;
const on = (time: string): ReturnType<typeof circumstances> =>
  circumstances({ now: at(time), terms: anAgreement({ verification: after14Days }) });

describe('what waits for verification', () => {
  it.each(['none', 'manual', 'automatic'] as const)(
    'R08 lets a fee go at once under %s verification',
    (mode) => {
      const { all } = given(aBalance(), under({ verification: { mode, afterDays: 14 } }));

      expect(inShort(all)).toEqual(['released 230.00']);
    },
  );

  it('R08 lets a fee go whose loan was put on hold', () => {
    const loan = {
      loanId: '1',
      loanDate: day('2026-09-01'),
      renewalDate: undefined,
      returnDeadline: day('2026-10-01'),
      onHold: true,
    };

    expect(inShort(given(aBalance({ facts: { loan } })).all)).toEqual(['released 230.00']);
  });

  it('R09 lets a compensation go at once where the agency uses no verification', () => {
    const { all } = given(
      aCompensation(),
      under({ verification: { mode: 'none', afterDays: undefined } }),
    );

    expect(inShort(all)).toEqual(['released 230.00']);
  });

  it.each(['manual', 'automatic'] as const)(
    'R09 holds a compensation back under %s verification',
    (mode) => {
      const { state, all } = given(
        aCompensation(),
        under({ verification: { mode, afterDays: undefined } }),
      );

      expect(state.kind).toBe('awaiting-verification');
      expect(all).toMatchObject([
        {
          kind: 'held',
          transfer: 'awaiting-verification',
          reason: { code: 'awaiting-verification' },
        },
      ]);
    },
  );

  it('R09 lets a compensation go that comes verified', () => {
    expect(inShort(given(aCompensation({ verified: true })).all)).toEqual(['released 230.00']);
  });

  it('R09 lets a compensation go when it is verified, and once only', () => {
    const claim = given(aCompensation()).when(verified);

    expect(inShort(claim.last)).toEqual(['released 230.00']);
    expect(claim.when(verified).last).toEqual([]);
  });

  it('R10 verifies by itself on the Danish day that is so many days after creation', () => {
    const { state } = given(aCompensation(), on('2026-11-02T09:00:00Z'));

    expect(
      automaticVerificationDay(state.claim, anAgreement({ verification: after14Days })),
    ).toEqual(day('2026-11-16'));
    expect(
      dueForAutomaticVerification(
        state,
        anAgreement({ verification: after14Days }),
        at('2026-11-15T22:59:59Z'),
      ),
    ).toBe(false);
    expect(
      dueForAutomaticVerification(
        state,
        anAgreement({ verification: after14Days }),
        at('2026-11-15T23:00:00Z'),
      ),
    ).toBe(true);
  });

  it('R10 releases when it is looked at on that day, and not before', () => {
    const waiting = given(aCompensation(), on('2026-11-02T09:00:00Z'));

    expect(waiting.when(lookedAtAgain, on('2026-11-15T22:59:59Z')).last).toEqual([]);
    expect(inShort(waiting.when(lookedAtAgain, on('2026-11-15T23:00:00Z')).last)).toEqual([
      'released 230.00',
    ]);
  });

  it('R10 releases an old compensation at once when its day has passed', () => {
    const old = aCompensation({ facts: { creationDate: day('2026-03-01') } });

    expect(inShort(given(old, on('2026-11-02T09:00:00Z')).all)).toEqual(['released 230.00']);
  });

  it('R10 lets the verification by hand come first', () => {
    expect(inShort(given(aCompensation(), on('2026-11-02T09:00:00Z')).when(verified).last)).toEqual(
      ['released 230.00'],
    );
  });

  it.each([
    ['manual', 14],
    ['automatic', undefined],
  ] as const)(
    'R10 never verifies by itself under %s verification after %s days',
    (mode, afterDays) => {
      const terms = anAgreement({ verification: { mode, afterDays } });
      const { state } = given(aCompensation(), circumstances({ terms }));

      expect(dueForAutomaticVerification(state, terms, at('2036-01-01T00:00:00Z'))).toBe(false);
    },
  );

  it('R10 has nothing for the timer where a compensation is verified, but held, or sent', () => {
    const terms = anAgreement({ verification: after14Days });
    const held = given(aCompensation({ verified: true, borrower: aCompany({ kind: 'missing' }) }));

    expect(dueForAutomaticVerification(held.state, terms, at('2027-01-01T00:00:00Z'))).toBe(false);
    const sent = given(
      aCompensation(),
      under({ verification: { mode: 'none', afterDays: undefined } }),
    );
    expect(dueForAutomaticVerification(sent.state, terms, at('2027-01-01T00:00:00Z'))).toBe(false);
  });

  it('R10 never sends a compensation that was cancelled while it waited', () => {
    const claim = given(aCompensation()).when(cancelled);

    expect(inShort(claim.last)).toEqual(['withdrawn cancelled']);
    expect(claim.when(verified).last).toEqual([]);
    expect(claim.when(lookedAtAgain, on('2030-01-01T00:00:00Z')).last).toEqual([]);
  });

  it('R09 tells what staff can cure before it tells that verification is missing', () => {
    const claim = given(aCompensation({ borrower: aCompany({ kind: 'missing' }) }));

    expect(claim.state).toMatchObject({
      kind: 'held',
      reasons: ['missing-cvr', 'awaiting-verification'],
    });
    expect(inShort(claim.all)).toEqual(['held missing-cvr', 'taskRaised missing-cvr']);
    expect(claim.when(verified).last).toEqual([]);
    expect(claim.when(verified).state).toMatchObject({ reasons: ['missing-cvr'] });
  });

  it('R11 lets nothing go while the agreement is inactive, and all of it when it is active again', () => {
    const held = given(aBalance(), under({ active: false }));

    expect(inShort(held.all)).toEqual(['held agreement-inactive']);
    expect(inShort(held.when(lookedAtAgain, under({ active: true })).last)).toEqual([
      'released 230.00',
    ]);
  });

  it('R48 takes a claim over once', () => {
    const { state } = given(aBalance());

    expect(receive(state, aBalance({ verified: true }), circumstances())).toEqual({
      state,
      outcomes: [],
    });
  });
});
