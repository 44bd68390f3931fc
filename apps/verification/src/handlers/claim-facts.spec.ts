import { describe, expect, it } from '@jest/globals';
import { eventNameOf, eventOf, faultsIn, instanceOf, sealedFieldsOf } from '@libs/contracts';
import { Money, PersonNumber, revealed } from '@libs/kernel';
import {
  aBalance,
  aChild,
  aCompensation,
  aGuardian,
  aMinorsBalance,
  anAdult,
  cancelled,
  circumstances,
  given,
  lookedAtAgain,
  loweredTo,
  nowIs,
  reimbursementOf,
  replacement,
  settledBy,
  under,
  verified,
} from '../domain/claim.fixture.js';
import type { Outcome } from '../domain/outcome.js';
import { factOf, type About } from './claim-facts.js';

const about: About = {
  facts: { agencyId: 'DK-761500', feeId: '4711', patronId: '815' },
  at: '2026-11-02T09:00:00.000Z',
  intakeNumber: 5,
};
const card = JSON.stringify({ materials: [{ materialItemNumber: '1', title: 'Titel' }] });
const [borrower, guardian] = [anAdult({ card: '{"name":"Gunhild"}' }), aGuardian({ card: '{}' })];
const missing = { kind: 'missing' } as const;

const histories: readonly (readonly Outcome[])[] = [
  given(aBalance({ borrower, card })).when(loweredTo('100.00')).when(loweredTo('200.00')).all,
  given(aBalance({ borrower, card })).when(cancelled).all,
  given(aCompensation({ borrower, card })).when(cancelled).all,
  given(aCompensation({ borrower, card, verified: true })).when(
    reimbursementOf('10.00'),
    settledBy({ covered: '230.00' }),
  ).all,
  given(
    aCompensation({ borrower: anAdult({ number: missing, card: '{}' }), card }),
    under({ product: 'prisme-2015' }),
  )
    .when(lookedAtAgain, circumstances())
    .when(verified, circumstances()).all,
  given(aMinorsBalance({ borrower: aChild({ card: '{}' }), guardian, card })).all,
  given(aBalance({ borrower, card })).when(
    nowIs(anAdult({ card: '{}', number: replacement('6102710001') })),
  ).all,
];

/** As whoever takes it looks at it: the plain part, and the sealed part once opened. */
function faultsFound(fact: object): object[] {
  const { personal, ...plain } = revealed(fact) as Record<string, unknown>;
  const { class: of } = eventOf(fact);
  const sealed = sealedFieldsOf(of).get('personal')?.of();
  return [
    ...faultsIn(instanceOf(of, { ...plain, ...(sealed && { personal: 'a.b.c.d.e' }) })),
    ...(sealed === undefined ? [] : faultsIn(instanceOf(sealed, personal))),
  ];
}

describe('what verification announces', () => {
  const facts = histories.flat().map((outcome) => factOf(outcome, about));

  it('holds every kind of outcome', () => {
    const names = new Set(facts.map((fact) => eventNameOf(eventOf(fact).type)));
    expect([...names].sort()).toEqual(
      [
        'claim.change-declined',
        'claim.debtor-changed',
        'claim.held',
        'claim.reimbursed',
        'claim.released',
        'claim.replacement-assigned',
        'claim.task-cleared',
        'claim.task-raised',
        'claim.taken-back',
        'claim.withdrawn',
        'claim.written-down',
      ].sort(),
    );
  });

  it('keeps the contract, and says of which claim it is and what it is based on', () => {
    for (const fact of facts) {
      expect(faultsFound(fact)).toEqual([]);
      expect(fact).toMatchObject({
        agencyId: 'DK-761500',
        feeId: '4711',
        at: about.at,
        basis: { 'claim-intake': 5 },
      });
    }
  });

  it('prints nothing personal', () => {
    const printed = JSON.stringify(facts);
    expect(printed).not.toMatch(/Gunhild|Titel|1705800000|2408830000|6102710001/);
    expect(JSON.stringify(revealed(facts))).toMatch(/Gunhild/);
  });

  it('R18 sends the guardian along only where liable', () => {
    const released = facts.filter((fact) => eventNameOf(eventOf(fact).type) === 'claim.released');
    const guarded = released.filter(
      (fact) => 'guardian' in (revealed(fact) as { personal: object }).personal,
    );
    expect(guarded).toHaveLength(1);
    expect(guarded[0]).toMatchObject({ liable: 'guardian', minor: true });
  });

  it('R25 tells the number of our making, and whose it is', () => {
    const number = PersonNumber.parse('6102710001');
    const fact = factOf({ kind: 'replacementAssigned', whose: 'guardian', number }, about);
    expect(revealed(fact)).toMatchObject({
      patronId: '815',
      whose: 'guardian',
      personal: { personIdentifier: '6102710001' },
    });
  });

  it('R45 names the change that it answers, in kroner', () => {
    const change = { changeId: 'e9', changeType: 'dk.debitorbro.balance.cancelled.v1' };
    const fact = factOf({ kind: 'takenBack', ...change, amount: Money.ofOre(5) }, about);
    expect(fact).toMatchObject({ ...change, amount: '0.05' });
  });
});
