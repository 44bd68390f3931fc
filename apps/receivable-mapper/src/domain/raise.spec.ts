import { describe, expect, it } from '@jest/globals';
import { PersonNumber } from '@libs/kernel';
import {
  aClaim,
  aCompensation,
  aGuardedFee,
  aGuardian,
  aLoan,
  anAdult,
  day,
  IDS,
  kroner,
  settings,
  spelled,
} from './claim.fixture.js';
import { mapReceivable, raise } from './map-receivable.js';

const TODAY = day('2026-11-23');

describe('what must not be sent', () => {
  const unknown = PersonNumber.parse('nonsense');
  const late = aLoan({ loanDate: day('2026-10-02') });

  it.each([
    [
      'R42 a debt that came to be after it fell due',
      aCompensation({ loan: late }),
      'dates-out-of-order',
    ],
    ['R07 an amount of nothing', aClaim({ amount: kroner('0.00') }), 'no-amount'],
    [
      'R29 a borrower group',
      aClaim({ borrower: anAdult({ kind: 'group' }) }),
      'no-account-identifier',
    ],
    [
      'R16 a person whose number is none',
      aClaim({ borrower: anAdult({ personIdentifier: unknown }) }),
      'no-account-identifier',
    ],
    [
      'R27 a company by the number of a person',
      aClaim({ borrower: anAdult({ kind: 'company' }) }),
      'no-account-identifier',
    ],
    ['R17 a guardian who is not told', aClaim({ liable: 'guardian' }), 'no-liable-identifier'],
    [
      'R17 a guardian without a number',
      aGuardedFee({ guardian: aGuardian({ personIdentifier: unknown }) }),
      'no-liable-identifier',
    ],
  ])('%s is refused, not sent wrong', (_, claim, because) => {
    expect(mapReceivable(claim, settings(), IDS, TODAY)).toEqual({ kind: 'unmappable', because });
  });

  it('R35 a claim type without a code is refused', () => {
    const { fee, ...claimTypes } = settings().claimTypes;

    expect(fee).toBeDefined();
    expect(mapReceivable(aClaim(), settings({ claimTypes }), IDS, TODAY)).toEqual({
      kind: 'unmappable',
      because: 'claim-type-not-agreed',
    });
  });
});

describe('raising', () => {
  it('R34 remembers what was charged, and nothing personal', () => {
    const step = raise(undefined, aClaim(), settings(), { ids: IDS, today: TODAY });

    expect(step.outcome.kind).toBe('raised');
    expect(spelled(step.receivable)).toEqual({
      kind: 'raised',
      ...IDS,
      agencyId: 'DK-761500',
      feeId: '700123',
      municipalityCode: '615',
      agreementVersion: 4,
      charged: '230.00',
      writtenDown: '0.00',
    });
  });

  it('R48 a claim that is released again is not sent twice', () => {
    const first = raise(undefined, aClaim(), settings(), { ids: IDS, today: TODAY });
    const other = { ...IDS, receivableId: '5b0c3f0e-4a51-4c3e-8a54-0d5f6f1c0009' };
    const again = raise(first.receivable, aClaim(), settings(), { ids: other, today: TODAY });

    expect(again.outcome).toEqual({ kind: 'no-effect', because: 'raised-already' });
    expect(again.receivable).toBe(first.receivable);
  });

  it('R42 what must not be sent leaves nothing behind', () => {
    const claim = aCompensation({ loan: aLoan({ loanDate: day('2026-10-02') }) });
    const step = raise(undefined, claim, settings(), { ids: IDS, today: TODAY });

    expect(step).toEqual({
      receivable: undefined,
      outcome: { kind: 'unmappable', because: 'dates-out-of-order' },
    });
  });
});
