import { describe, expect, it } from '@jest/globals';
import { PersonNumber } from '@libs/kernel';
import {
  aBalance,
  aChild,
  aCompany,
  aGuardian,
  aMinorsBalance,
  adultNumber,
  anAdult,
  cancelled,
  childNumber,
  circumstances,
  closed,
  cpr,
  cvr,
  day,
  given,
  guardianIs,
  guardianNumber,
  inShort,
  lookedAtAgain,
  nowIs,
  otherNumber,
  replacement,
  reopened,
  settledBy,
  under,
} from './claim.fixture.js';
import type { RegisteredClaim } from './claim.js';
import { numberingOf, type Numbering } from './parties.js';
import { takesReplacementCpr } from './terms.js';
import { anAgreement } from './claim.fixture.js';

const missing: Numbering = { kind: 'missing' };
const invalid: Numbering = { kind: 'invalid' };
const foreigner = (part: Parameters<typeof anAdult>[0] = {}): RegisteredClaim =>
  aBalance({ borrower: anAdult({ number: missing, ...part }) });

describe('the debtor account', () => {
  it('R16 goes by the number of the person or company that made the loan', () => {
    expect(given(aBalance()).state).toMatchObject({
      sent: { account: { kind: 'cpr', number: adultNumber } },
    });
    expect(given(aBalance({ borrower: aCompany(cvr('13748136')) })).state).toMatchObject({
      sent: { account: { kind: 'cvr' } },
    });
    expect(given(aMinorsBalance({ guardian: aGuardian() })).state).toMatchObject({
      sent: { account: { kind: 'cpr' }, liableParty: { kind: 'cpr', number: guardianNumber } },
    });
  });

  it('R16 tells real numbers from replacements by their form, and by what the library says', () => {
    expect(numberingOf(undefined).kind).toBe('missing');
    expect(numberingOf(PersonNumber.parse('nonsense'), 'cpr').kind).toBe('invalid');
    expect(numberingOf(adultNumber).kind).toBe('cpr');
    expect(numberingOf(adultNumber, 'replacement').kind).toBe('replacement');
    expect(numberingOf(PersonNumber.parse('7705800000'), 'cpr').kind).toBe('replacement');
    expect(numberingOf(PersonNumber.parse('1705800AB1')).kind).toBe('replacement');
  });
});

describe('replacement numbers', () => {
  it('R25 makes one from the birth date, sends it, and tells it to the library', () => {
    const { all, state } = given(foreigner({ birthDate: day('1988-04-09') }));

    expect(inShort(all)).toEqual(['replacementAssigned', 'released 230.00']);
    expect(all[0]).toMatchObject({ whose: 'patron', number: PersonNumber.parse('6904880000') });
    expect(state).toMatchObject({
      sent: { account: { kind: 'replacement', number: PersonNumber.parse('6904880000') } },
    });
  });

  it('R25 makes an adult’s where no birth date is known, and asks for the birth date', () => {
    const { all } = given(foreigner());

    expect(inShort(all)).toEqual([
      'replacementAssigned',
      'released 230.00',
      'taskRaised missing-birth-date',
    ]);
    expect(all[1]).toMatchObject({ minor: false });
  });

  it('R25 asks for the birth date also with a replacement number that the library made', () => {
    const sent = given(foreigner({ number: replacement('7705800000') }));

    expect(inShort(sent.all)).toEqual(['released 230.00', 'taskRaised missing-birth-date']);
    expect(
      inShort(
        given(foreigner({ number: replacement('7705800000'), birthDate: day('1980-05-17') })).all,
      ),
    ).toEqual(['released 230.00']);
  });

  it('R25 clears that task when the birth date comes, and R23 moves nothing', () => {
    const sent = given(foreigner()).when(
      nowIs(anAdult({ number: missing, birthDate: day('2015-01-01') })),
    );

    expect(inShort(sent.last)).toEqual(['taskCleared missing-birth-date']);
    expect(sent.state).toMatchObject({ kind: 'released', sent: { minor: false } });
  });

  it('R25 gives a person one number once', () => {
    const earlier = PersonNumber.parse('6904880007');
    const { all } = given(
      foreigner({ birthDate: day('1988-04-09') }),
      circumstances({
        replacements: { patron: earlier, guardian: undefined, seed: 0, isTaken: () => false },
      }),
    );

    expect(all).toMatchObject([
      { kind: 'released', borrower: { number: { kind: 'made', number: earlier } } },
    ]);
  });

  it('R25 makes one for a responsible person as well, another than the child’s', () => {
    const born = day('1988-04-09');
    const balance = aMinorsBalance({
      borrower: aChild({ number: missing, birthDate: day('2015-04-09') }),
      guardian: aGuardian({ number: missing, birthDate: born }),
    });
    const { all } = given(balance);

    expect(all).toMatchObject([
      { kind: 'replacementAssigned', whose: 'patron' },
      { kind: 'replacementAssigned', whose: 'guardian', number: PersonNumber.parse('6904880000') },
      { kind: 'released', liable: 'guardian', guardian: { number: { kind: 'made' } } },
    ]);
  });

  it('R25 never gives child and responsible person the same number', () => {
    const same = day('2015-04-09');
    const balance = aMinorsBalance({
      borrower: aChild({ number: missing, birthDate: same }),
      guardian: aGuardian({ number: missing, birthDate: same }),
    });
    const numbers = given(balance).all.flatMap((outcome) =>
      outcome.kind === 'replacementAssigned' ? [outcome.number] : [],
    );

    expect(numbers).toHaveLength(2);
    expect(numbers[0]?.equals(numbers[1] ?? adultNumber)).toBe(false);
  });

  it('R25 makes none for a responsible person who is not liable, and none for a company', () => {
    expect(inShort(given(aBalance({ guardian: aGuardian({ number: missing }) })).all)).toEqual([
      'released 230.00',
    ]);
    expect(inShort(given(aBalance({ borrower: aCompany(cvr('13748136')) })).all)).toEqual([
      'released 230.00',
    ]);
  });

  it('R25 keeps the number that it made until the library has one', () => {
    const sent = given(foreigner({ birthDate: day('1988-04-09') }));

    expect(
      sent.when(nowIs(anAdult({ number: missing, birthDate: day('1988-04-09') }))).last,
    ).toEqual([]);
    expect(inShort(sent.when(nowIs(anAdult({ number: cpr(otherNumber) }))).last)).toEqual([
      'debtorChanged',
    ]);
  });
});

describe('Prisme', () => {
  it.each([
    ['kmd-opus', undefined, true],
    ['kmd-opus', false, true],
    ['prisme-2009', true, false],
    ['prisme-2015', undefined, false],
    ['eg', undefined, true],
    ['eg', true, true],
    ['eg', false, false],
  ] as const)(
    'R26 %s with the setting %s takes replacement numbers: %s',
    (product, acceptsReplacementCpr, takes) => {
      expect(takesReplacementCpr(anAgreement({ product, acceptsReplacementCpr }))).toBe(takes);
    },
  );

  const prisme = under({ product: 'prisme-2015' });

  it.each([
    ['has no number', foreigner()],
    ['has a replacement number', foreigner({ number: replacement('7705800000') })],
    ['is liable and has no number', aMinorsBalance({ guardian: aGuardian({ number: missing }) })],
    [
      'is a child with a replacement number',
      aMinorsBalance({
        borrower: aChild({ number: replacement('7103124000') }),
        guardian: aGuardian(),
      }),
    ],
  ])('R26 holds a balance for an agency on Prisme where somebody %s', (_, balance) => {
    expect(inShort(given(balance, prisme).all)).toEqual([
      'held no-cpr-on-prisme',
      'taskRaised no-cpr-on-prisme',
    ]);
  });

  it('R26 lets real numbers pass, also where a responsible person without one is not liable', () => {
    expect(
      inShort(given(aBalance({ guardian: aGuardian({ number: missing }) }), prisme).all),
    ).toEqual(['released 230.00']);
  });

  it('R26 releases by itself when the number comes, or the agency leaves Prisme', () => {
    const held = given(foreigner(), prisme);

    expect(inShort(held.when(nowIs(anAdult())).last)).toEqual([
      'released 230.00',
      'taskCleared no-cpr-on-prisme',
    ]);
    expect(inShort(held.when(lookedAtAgain, under({ product: 'kmd-opus' })).last)).toEqual([
      'replacementAssigned',
      'released 230.00',
      'taskRaised missing-birth-date',
      'taskCleared no-cpr-on-prisme',
    ]);
  });

  it('R26 does not send a real number’s change to a replacement on, but asks for it', () => {
    const asked = given(aBalance(), prisme).when(
      nowIs(anAdult({ number: replacement('7705800000') })),
    );

    expect(inShort(asked.last)).toEqual(['taskRaised no-cpr-on-prisme']);
    expect(inShort(asked.when(nowIs(anAdult())).last)).toEqual(['taskCleared no-cpr-on-prisme']);
  });
});

describe('companies and groups', () => {
  it.each(['company', 'library'] as const)(
    'R27 holds a %s without a CVR number, and releases it when the number comes',
    (kind) => {
      const held = given(aBalance({ borrower: aCompany({ kind: 'missing' }, { kind }) }));

      expect(inShort(held.all)).toEqual(['held missing-cvr', 'taskRaised missing-cvr']);
      expect(inShort(held.when(nowIs(aCompany(cvr('13748136'), { kind }))).last)).toEqual([
        'released 230.00',
        'taskCleared missing-cvr',
      ]);
    },
  );

  it('R06 R27 sends an old balance with the CVR number that the company has by now', () => {
    const registered = aBalance({
      borrower: aCompany(cvr('13748136')),
      borrowerAtCreation: aCompany({ kind: 'missing' }),
    });

    expect(inShort(given(registered).all)).toEqual(['released 230.00']);
  });

  it('R25 asks no birth date of a company, whatever number it comes with', () => {
    const odd = aCompany(cvr('13748136'), { number: replacement('7705800000') });

    expect(inShort(given(aBalance({ borrower: odd })).all)).toEqual(['released 230.00']);
  });

  it('R27 asks once, however often it is told the same', () => {
    const company = aCompany({ kind: 'missing' });

    expect(
      given(aBalance({ borrower: company }))
        .when(nowIs(company))
        .when(lookedAtAgain).all,
    ).toHaveLength(2);
  });

  it('R31 holds a number that is not one, and says so', () => {
    expect(inShort(given(aBalance({ borrower: aCompany(cvr('13748137')) })).all)).toEqual([
      'held invalid-identity',
      'taskRaised invalid-identity',
    ]);
    expect(inShort(given(foreigner({ number: invalid })).all)).toEqual([
      'held invalid-identity',
      'taskRaised invalid-identity',
    ]);
    expect(
      inShort(given(aMinorsBalance({ guardian: aGuardian({ number: invalid }) })).all),
    ).toEqual(['held invalid-identity', 'taskRaised invalid-identity']);
  });

  it('R31 changes the reason, and the task with it, when a hold changes', () => {
    const held = given(aBalance({ borrower: aCompany({ kind: 'missing' }) })).when(
      nowIs(aCompany({ kind: 'invalid' })),
    );

    expect(inShort(held.last)).toEqual([
      'held invalid-identity',
      'taskRaised invalid-identity',
      'taskCleared missing-cvr',
    ]);
  });

  it('R30 knows all that is in the way, and shows what can’t be cured by a number first', () => {
    const balance = aBalance({
      borrower: anAdult({ number: invalid }),
      facts: {
        type: 'compensation',
        acknowledged: true,
        loan: {
          loanId: '1',
          loanDate: day('2026-10-02'),
          renewalDate: undefined,
          returnDeadline: day('2026-10-01'),
          onHold: undefined,
        },
      },
    });

    expect(given(balance, under({ active: false })).state).toMatchObject({
      kind: 'held',
      reasons: [
        'invalid-identity',
        'dates-out-of-order',
        'agreement-inactive',
        'awaiting-verification',
      ],
    });
  });

  it('R29 holds the balance of a group: nobody is liable', () => {
    expect(inShort(given(aBalance({ borrower: anAdult({ kind: 'group' }) })).all)).toEqual([
      'held no-liable-person',
      'taskRaised no-liable-person',
    ]);
  });
});

describe('a changed number after sending', () => {
  it('R31 is sent on', () => {
    const sent = given(aBalance()).when(
      nowIs(anAdult({ number: cpr(otherNumber), card: 'new card' })),
    );

    expect(sent.last).toMatchObject([
      {
        kind: 'debtorChanged',
        changeId: 'identity-1',
        changeType: 'identity',
        liable: 'borrower',
        borrower: { card: 'new card' },
        guardian: undefined,
      },
    ]);
    expect(sent.when(nowIs(anAdult({ number: cpr(otherNumber) }))).last).toEqual([]);
  });

  it('R31 is sent on for a company, and from replacement to real number of the same digits', () => {
    const company = given(aBalance({ borrower: aCompany(cvr('13748136')) }));

    expect(inShort(company.when(nowIs(aCompany(cvr('25313763')))).last)).toEqual(['debtorChanged']);
    expect(company.when(nowIs(aCompany(cvr('13748136'), { card: 'moved' }))).last).toEqual([]);
    const stated = given(
      aBalance({
        borrower: anAdult({
          number: numberingOf(adultNumber, 'replacement'),
          birthDate: day('1980-05-17'),
        }),
      }),
    );
    expect(inShort(stated.when(nowIs(anAdult({ birthDate: day('1980-05-17') }))).last)).toEqual([
      'debtorChanged',
    ]);
  });

  it('R31 is sent on for the child’s account while the guardian stays liable', () => {
    const sent = given(aMinorsBalance({ guardian: aGuardian() })).when(
      nowIs(aChild({ number: cpr(otherNumber) })),
    );

    expect(sent.last).toMatchObject([
      { kind: 'debtorChanged', liable: 'guardian', guardian: { card: 'guardian card' } },
    ]);
  });

  it('R31 is not sent on when it is no number; staff are asked, until it is', () => {
    const asked = given(aBalance()).when(nowIs(anAdult({ number: invalid })));

    expect(inShort(asked.last)).toEqual(['taskRaised invalid-identity']);
    expect(inShort(asked.when(nowIs(anAdult({ number: cpr(otherNumber) }))).last)).toEqual([
      'debtorChanged',
      'taskCleared invalid-identity',
    ]);
  });

  it('R31 is not sent on when the library has lost a number that was sent', () => {
    expect(given(aBalance()).when(nowIs(anAdult({ number: missing }))).last).toEqual([]);
    expect(
      inShort(
        given(aBalance({ borrower: aCompany(cvr('13748136')) })).when(
          nowIs(aCompany({ kind: 'missing' })),
        ).last,
      ),
    ).toEqual(['taskRaised missing-cvr']);
  });

  it('R31 keeps what was sent where a company turns out to be a person without a number', () => {
    const company = given(aBalance({ borrower: aCompany(cvr('13748136')) }));

    expect(company.when(nowIs(anAdult({ number: missing }))).last).toEqual([]);
    expect(inShort(company.when(nowIs(anAdult())).last)).toEqual(['debtorChanged']);
  });

  it('R31 is sent on with the number that the other party was sent with', () => {
    const renumbered = guardianIs({
      change: 'number-changed',
      guardian: aGuardian({ number: cpr(otherNumber) }),
    });
    const sent = given(aMinorsBalance({ guardian: aGuardian() })).when(
      nowIs(aChild({ number: missing })),
    );

    expect(sent.when(renumbered).last).toMatchObject([
      { kind: 'debtorChanged', changeType: 'guardian', borrower: { number: cpr(childNumber) } },
    ]);
  });

  it('R31 is not sent on where the claim is over', () => {
    const changed = nowIs(anAdult({ number: cpr(otherNumber) }));

    expect(given(aBalance()).when(cancelled).when(changed).last).toEqual([]);
    expect(given(aBalance()).when(changed, settledBy({ covered: '230.00' })).last).toEqual([]);
    const paidUp = given(aBalance()).when(closed('paid'), settledBy({ covered: '230.00' }));
    expect(paidUp.when(changed).last).toEqual([]);
    expect(paidUp.when(changed).when(reopened, circumstances()).last).toMatchObject([
      { kind: 'debtorChanged', changeType: 'identity' }, // what brought the number, not what let it go
    ]);
  });

  it('R23 keeps the guardian liable where a child turns out to be a company, and needs their number as well', () => {
    const becoming = (number: Numbering): ReturnType<typeof given> =>
      given(aMinorsBalance({ guardian: aGuardian({ number }) }), under({ active: false })).when(
        nowIs(aCompany(cvr('13748136'))),
        circumstances(),
      );

    expect(becoming(invalid).state).toMatchObject({ kind: 'held', reasons: ['invalid-identity'] });
    expect(becoming(missing).last).toMatchObject([
      { kind: 'replacementAssigned', whose: 'guardian' },
      { kind: 'released', liable: 'guardian' },
    ]);
    expect(becoming(cpr(guardianNumber)).last).toMatchObject([
      { kind: 'released', liable: 'guardian', minor: true },
    ]);
  });

  it('R31 moves nothing of a claim that was cancelled while it was held', () => {
    const gone = given(aBalance({ borrower: aCompany({ kind: 'missing' }) })).when(cancelled);

    expect(inShort(gone.last)).toEqual(['withdrawn cancelled', 'taskCleared missing-cvr']);
    expect(gone.when(nowIs(aCompany(cvr('13748136')))).last).toEqual([]);
    expect(gone.when(guardianIs({ change: 'removed' })).last).toEqual([]);
  });
});
