import { describe, expect, it } from '@jest/globals';
import {
  aBalance,
  anAgreement,
  anOldBalance,
  at,
  cancelled,
  day,
  given,
  kroner,
  paid,
  refusalCodes,
  tell,
} from './claim.fixture.js';
import type { Registered } from './outcome.js';
import { register } from './register.js';

describe('register', () => {
  it('R01 lets a balance go on that was created after the cut-off date', () => {
    const { last, claim } = tell([aBalance()]);

    expect(last).toMatchObject([
      {
        kind: 'registered',
        agreementVersion: 3,
        municipalityCode: '615',
        facts: { feeId: '4711' },
      },
    ]);
    expect(claim).toMatchObject({ standing: { kind: 'registered', agreementVersion: 3 } });
  });

  it('R01 lets a balance go on that was created on the cut-off date itself', () => {
    expect(tell([aBalance({ creationDate: day('2026-10-01') })]).last).toMatchObject([
      { kind: 'registered' },
    ]);
  });

  it('R03 keeps a balance created the day before the cut-off date', () => {
    expect(tell([aBalance({ creationDate: day('2026-09-30') })]).last).toMatchObject([
      { kind: 'kept', transfer: 'before-cut-off', reason: { code: 'before-cut-off' } },
    ]);
  });

  it('R07 lets the smallest amount go on', () => {
    expect(tell([aBalance({ amount: kroner('0.01') })]).last).toMatchObject([
      { kind: 'registered' },
    ]);
  });

  it.each(['0.00', '-5.00'])('R07 refuses %s kroner: that is no balance', (amount) => {
    const { claim, last } = tell([aBalance({ amount: kroner(amount) })]);

    expect(claim).toBeUndefined();
    expect(last).toMatchObject([
      {
        kind: 'changeRefused',
        refusedType: 'balance.created',
        refusedId: 'created-1',
        reason: { code: 'amount-not-positive' },
      },
    ]);
  });

  it.each(['-0.01', '230.01'])('R07 refuses a remainder of %s of 230.00 kroner', (remaining) => {
    expect(refusalCodes(tell([aBalance({ remainingAmount: kroner(remaining) })]).last)).toEqual([
      'remaining-out-of-range',
    ]);
  });

  it('R08 lets a fee go on whose loan was put on hold after its return deadline', () => {
    const loan = {
      loanId: '1',
      loanDate: day('2026-09-01'),
      renewalDate: undefined,
      returnDeadline: day('2026-10-01'),
      onHold: true,
    };

    expect(tell([aBalance({ loan })]).last).toMatchObject([
      { kind: 'registered', facts: { loan: { onHold: true } } },
    ]);
  });

  it('R34 tells what is left of a balance that is partly paid already', () => {
    const { last } = tell([
      aBalance({ amount: kroner('230.00'), remainingAmount: kroner('80.00') }),
    ]);
    const { amount, remainingAmount } = last[0] as Registered;

    expect([amount.toKroner(), remainingAmount.toKroner()]).toEqual(['230.00', '80.00']);
  });

  it.each(['closed', 'sent-to-collection'] as const)(
    'R02 leaves out a balance that comes %s',
    (status) => {
      expect(tell([aBalance({ status })]).last).toMatchObject([
        { kind: 'kept', transfer: 'left-out', reason: { code: status } },
      ]);
    },
  );

  it('R02 leaves out a balance that comes with nothing left', () => {
    expect(tell([aBalance({ remainingAmount: kroner('0.00') })]).last).toMatchObject([
      { kind: 'kept', transfer: 'left-out', reason: { code: 'nothing-left' } },
    ]);
  });

  it('R11 keeps a balance while the agreement is inactive', () => {
    const { claim, last } = tell([aBalance()], { agreement: anAgreement({ active: false }) });

    expect(last).toMatchObject([
      { kind: 'kept', transfer: 'no-agreement', reason: { code: 'agreement-inactive' } },
    ]);
    expect(claim).toMatchObject({
      kind: 'followed',
      standing: { kind: 'inactive' },
      personal: 'sealed at creation',
    });
  });

  it('R11 keeps nothing of a balance of an agency without an agreement, and answers each of its events', () => {
    const { claim, all } = tell([aBalance(), paid('p1', '10.00'), cancelled()], {
      agreement: undefined,
    });

    expect(claim).toEqual({ kind: 'unserved', agencyId: 'DK-761500', feeId: '4711' });
    expect(all).toHaveLength(3);
    for (const outcome of all)
      expect(outcome).toMatchObject({ kind: 'kept', transfer: 'no-agreement' });
  });

  it('R11 takes a balance in when it is loaded after its agency got an agreement', () => {
    const unserved = tell([aBalance()], { agreement: undefined }).claim;

    expect(
      register(unserved, aBalance({ id: 'loaded' }), { agreement: anAgreement() }).outcomes,
    ).toMatchObject([{ kind: 'registered' }]);
  });

  it('R11 refuses a change of a balance that was never loaded', () => {
    expect(refusalCodes(tell([cancelled()]).last)).toEqual(['balance-unknown']);
  });

  it.each([
    ['that has gone on', given(aBalance())],
    ['from before the cut-off date', given(anOldBalance())],
    ['that was cancelled', given(aBalance(), cancelled())],
  ])('R48 refuses a second creation of a balance %s, and the first stands', (_, claim) => {
    const { state, outcomes } = register(
      claim,
      aBalance({ id: 'again', amount: kroner('999.00') }),
      { agreement: anAgreement() },
    );

    expect(state).toBe(claim);
    expect(outcomes).toMatchObject([
      { kind: 'changeRefused', refusedId: 'again', reason: { code: 'balance-already-known' } },
    ]);
  });

  it('R31 gives a late balance the newer identity that is known already', () => {
    const identity = {
      at: at('2026-11-03T00:00:00Z'),
      patronKind: 'company' as const,
      personal: 'newer',
    };
    const { last } = tell([aBalance()], {
      agreement: anAgreement(),
      known: { identity, guardianChanges: [] },
    });

    expect(last).toMatchObject([
      {
        kind: 'registered',
        newerIdentity: 'newer',
        patronKind: 'company',
        personal: 'sealed at creation',
      },
    ]);
  });

  it('R31 lets a balance keep its own identity when the known one is older', () => {
    const identity = {
      at: at('2026-11-01T00:00:00Z'),
      patronKind: 'company' as const,
      personal: 'older',
    };
    const { last } = tell([aBalance()], {
      agreement: anAgreement(),
      known: { identity, guardianChanges: [] },
    });

    expect(last).toMatchObject([
      { kind: 'registered', newerIdentity: undefined, patronKind: 'person' },
    ]);
  });
});
