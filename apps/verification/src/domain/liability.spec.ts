import { describe, expect, it } from '@jest/globals';
import {
  aBalance,
  aChild,
  aCompany,
  aCompensation,
  aGuardian,
  aMinorsBalance,
  anAdult,
  anAgreement,
  circumstances,
  cpr,
  cvr,
  day,
  given,
  guardianIs,
  guardianNumber,
  inShort,
  kroner,
  lookedAtAgain,
  nowIs,
  otherNumber,
  replacement,
  under,
  verified,
} from './claim.fixture.js';
import type { RegisteredClaim } from './claim.js';
import type { ReleasedClaim } from './outcome.js';

function releasedFrom(registered: RegisteredClaim, surroundings = circumstances()): ReleasedClaim {
  const released = given(registered, surroundings).all.find(({ kind }) => kind === 'released');
  if (released?.kind !== 'released') throw new Error('The claim was not released.');
  return released;
}

describe('who owes', () => {
  it('R17 holds an adult liable, and leaves a guardian out of it', () => {
    expect(releasedFrom(aBalance({ guardian: aGuardian() }))).toMatchObject({
      minor: false,
      liable: 'borrower',
      claimType: 'fee',
      guardian: undefined,
    });
  });

  it('R18 holds the financially responsible person liable for a minor, and names the child as borrower', () => {
    const released = releasedFrom(aMinorsBalance({ guardian: aGuardian() }));

    expect(released).toMatchObject({
      minor: true,
      liable: 'guardian',
      claimType: 'fee',
      borrower: { card: 'borrower card' },
    });
    expect(released.guardian?.number).toEqual(cpr(guardianNumber));
  });

  it.each([
    [aMinorsBalance(), 'fee-minor-unguarded'],
    [
      aMinorsBalance({ facts: { type: 'compensation', acknowledged: true }, verified: true }),
      'compensation-acknowledged-minor-unguarded',
    ],
    [
      aMinorsBalance({ facts: { type: 'compensation', acknowledged: false }, verified: true }),
      'compensation-unacknowledged-minor-unguarded',
    ],
  ])(
    'R19 R20 sends the balance of a minor without one on the child, by a claim type of its own',
    (balance, claimType) => {
      expect(releasedFrom(balance)).toMatchObject({
        minor: true,
        liable: 'borrower',
        claimType,
        guardian: undefined,
      });
    },
  );

  it.each([
    [aBalance(), 'fee'],
    [aCompensation({ verified: true }), 'compensation-acknowledged'],
    [
      aCompensation({ verified: true, facts: { acknowledged: false } }),
      'compensation-unacknowledged',
    ],
  ])('R35 tells fees and both kinds of compensation apart', (balance, claimType) => {
    expect(releasedFrom(balance)).toMatchObject({ claimType });
  });

  it.each([
    ['2008-11-02', false],
    ['2008-11-03', true],
  ])('R21 counts the age on the day of creation: born %s', (birthDate, minor) => {
    expect(
      releasedFrom(aBalance({ borrower: anAdult({ birthDate: day(birthDate) }) })),
    ).toMatchObject({ minor });
  });

  it('R21 believes the birth date before the number', () => {
    expect(
      releasedFrom(aBalance({ borrower: anAdult({ birthDate: day('2012-01-01') }) })),
    ).toMatchObject({ minor: true });
    expect(
      releasedFrom(aBalance({ borrower: aChild({ birthDate: day('1980-01-01') }) })),
    ).toMatchObject({ minor: false });
  });

  it('R21 reads the age from a replacement number where there is no birth date', () => {
    expect(
      releasedFrom(aBalance({ borrower: anAdult({ number: replacement('7103124000') }) })),
    ).toMatchObject({ minor: true });
  });

  it.each([
    [14, false],
    [15, true],
    [0, false],
  ])('R21 R22 goes by the age of majority of the agency: %s', (ageOfMajority, minor) => {
    expect(releasedFrom(aMinorsBalance(), under({ ageOfMajority }))).toMatchObject({ minor });
  });

  it('R21 goes by the limit in force when it is first sent', () => {
    const waiting = given(
      aMinorsBalance({ facts: { type: 'compensation', acknowledged: true } }),
      under({ ageOfMajority: 18 }),
    );

    expect(waiting.when(verified, under({ ageOfMajority: 14, version: 4 })).last).toMatchObject([
      {
        kind: 'released',
        minor: false,
        claimType: 'compensation-acknowledged',
        agreementVersion: 4,
      },
    ]);
  });

  it('R17 holds a company liable itself', () => {
    expect(
      releasedFrom(aBalance({ borrower: aCompany(cvr('13748136')), guardian: aGuardian() })),
    ).toMatchObject({
      minor: false,
      liable: 'borrower',
      claimType: 'fee',
    });
  });
});

describe('who is no minor', () => {
  it('R21 counts no age of a company, whatever birth date it comes with', () => {
    const founded = aCompany(cvr('13748136'), { birthDate: day('2020-01-01') });

    expect(releasedFrom(aBalance({ borrower: founded }))).toMatchObject({ minor: false });
  });

  it('R25 takes for an adult whose replacement number tells no birth date', () => {
    const { all } = given(aBalance({ borrower: anAdult({ number: replacement('110312A1B2') }) }));

    expect(all).toMatchObject([
      { kind: 'released', minor: false },
      { kind: 'taskRaised', task: 'missing-birth-date' },
    ]);
  });
});

describe('what happens to who owes', () => {
  const waiting = (
    registered = aMinorsBalance({ guardian: aGuardian() }),
  ): ReturnType<typeof given> =>
    given({
      ...registered,
      facts: { ...registered.facts, type: 'compensation', acknowledged: true },
    });

  it('R23 keeps the guardian of the day the balance was created', () => {
    const claim = waiting()
      .when(guardianIs({ change: 'another-person' }))
      .when(verified);

    expect(claim.last).toMatchObject([
      { kind: 'released', liable: 'guardian', guardian: { card: 'guardian card' } },
    ]);
  });

  it('R23 keeps a guardian liable who is gone when it is sent, and R24 asks for another', () => {
    const claim = waiting()
      .when(guardianIs({ change: 'removed' }))
      .when(verified);

    expect(claim.last).toMatchObject([
      { kind: 'released', liable: 'guardian' },
      { kind: 'taskRaised', task: 'missing-guardian' },
    ]);
  });

  it('R23 makes no adult of a child that has turned 18 while it waited', () => {
    const late = circumstances({ terms: anAgreement() });

    expect(
      waiting().when(verified, { ...late, now: late.now.add({ hours: 24 * 365 * 5 }) }).last,
    ).toMatchObject([{ kind: 'released', minor: true }]);
  });

  it('R23 moves nobody from minor to adult by a later identity', () => {
    const claim = waiting()
      .when(nowIs(anAdult({ birthDate: day('1980-01-01') })))
      .when(verified);

    expect(claim.last).toMatchObject([{ kind: 'released', minor: true, liable: 'guardian' }]);
  });

  it('R23 goes by the identity of creation where intake hands on a newer one', () => {
    const registered = aBalance({ borrower: anAdult(), borrowerAtCreation: aChild() });

    expect(releasedFrom(registered)).toMatchObject({
      minor: true,
      borrower: { number: { kind: 'cpr' } },
    });
  });

  it('R25 learns before it is sent that a borrower without a birth date is a child', () => {
    const unknown = anAdult({ number: { kind: 'missing' } });
    const claim = waiting(aBalance({ borrower: unknown }))
      .when(nowIs({ ...unknown, birthDate: day('2015-06-01') }))
      .when(verified);

    expect(claim.last).toMatchObject([
      { kind: 'replacementAssigned' },
      { kind: 'released', minor: true },
      { kind: 'taskRaised', task: 'missing-guardian' },
    ]);
  });

  it.each([
    ['2026-11-02', 'guardian'],
    ['2026-11-03', 'borrower'],
  ])('R24 holds a guardian liable who was there on the day: since %s', (since, liable) => {
    expect(
      releasedFrom(aMinorsBalance({ guardian: aGuardian({ since: day(since) }) })),
    ).toMatchObject({ liable });
  });

  it('R24 asks for a guardian when a minor has none at sending', () => {
    expect(inShort(given(aMinorsBalance()).all)).toEqual([
      'released 230.00',
      'taskRaised missing-guardian',
    ]);
  });

  it('R24 asks for none when one was added since, who is not liable', () => {
    const added = waiting(aMinorsBalance())
      .when(guardianIs({ change: 'another-person' }))
      .when(verified);

    expect(added.last).toMatchObject([
      {
        kind: 'released',
        liable: 'borrower',
        claimType: 'compensation-acknowledged-minor-unguarded',
      },
    ]);
    expect(
      inShort(given(aMinorsBalance({ guardian: aGuardian({ since: day('2026-11-03') }) })).all),
    ).toEqual(['released 230.00']);
    expect(inShort(given(aMinorsBalance({ guardianNow: 'another-person' })).all)).toEqual([
      'released 230.00',
    ]);
  });

  it('R24 asks again where one that came too late has gone again', () => {
    const tooLate = aGuardian({ since: day('2026-11-03') });

    expect(
      inShort(given(aMinorsBalance({ guardian: tooLate, guardianNow: 'nobody' })).all),
    ).toContain('taskRaised missing-guardian');
  });

  it('R24 clears the task by itself when a guardian comes, and asks no more after sending', () => {
    const sent = given(aMinorsBalance()).when(guardianIs({ change: 'another-person' }));

    expect(inShort(sent.last)).toEqual(['taskCleared missing-guardian']);
    expect(sent.when(guardianIs({ change: 'removed' })).last).toEqual([]);
  });

  it('R24 asks nothing for adults, and nothing where the child has one', () => {
    expect(inShort(given(aBalance()).all)).toEqual(['released 230.00']);
    expect(inShort(given(aMinorsBalance({ guardian: aGuardian() })).all)).toEqual([
      'released 230.00',
    ]);
  });

  it('R31 sends the changed number of the guardian who is liable, and only theirs', () => {
    const sent = given(aMinorsBalance({ guardian: aGuardian() }));
    const renumbered = {
      change: 'number-changed',
      guardian: aGuardian({ number: cpr(otherNumber), card: 'new card' }),
    } as const;

    expect(sent.when(guardianIs(renumbered)).last).toMatchObject([
      { kind: 'debtorChanged', liable: 'guardian', guardian: { card: 'new card' } },
    ]);
    expect(sent.when(guardianIs(renumbered)).when(guardianIs(renumbered)).last).toEqual([]);
    expect(
      sent.when(guardianIs({ change: 'another-person' })).when(guardianIs(renumbered)).last,
    ).toEqual([]);
    expect(given(aMinorsBalance()).when(guardianIs(renumbered)).last).toEqual([]);
    expect(given(aBalance({ guardian: aGuardian() })).when(guardianIs(renumbered)).last).toEqual(
      [],
    );
  });

  it('R31 keeps the number of a guardian when a change tells none', () => {
    const nameless = {
      change: 'number-changed',
      guardian: aGuardian({ number: { kind: 'missing' } }),
    } as const;

    expect(
      given(aMinorsBalance({ guardian: aGuardian() })).when(guardianIs(nameless)).last,
    ).toEqual([]);
  });

  it('R48 sends the amount and the parties once, however often it is looked at again', () => {
    const sent = given(aMinorsBalance({ guardian: aGuardian(), amount: kroner('10.00') }));

    expect(sent.when(lookedAtAgain).when(lookedAtAgain).all).toEqual(sent.all);
  });
});
