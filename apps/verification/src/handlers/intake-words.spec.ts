import { describe, expect, it } from '@jest/globals';
import {
  ClaimAmountChanged,
  ClaimCancelled,
  ClaimClosed,
  ClaimGuardianChanged,
  ClaimIdentityChanged,
  ClaimPaidAtLibrary,
  ClaimPersonal,
  type ClaimRegistered,
  ClaimReimbursementRequested,
  ClaimReopened,
  ClaimSentToCollection,
  ClaimVerified,
  Guardian,
  instanceOf,
  Patron,
} from '@libs/contracts';
import {
  aCompensation,
  aMinorsBalance,
  circumstances,
  given,
  inShort,
  settledBy,
} from '../domain/claim.fixture.js';
import type { State } from '../domain/state.js';
import { adult, aRegistration, planted } from '../intake.fixture.js';
import { wordOf, type IntakeEvent } from './intake-words.js';
import { registeredOf } from './registered-claim.js';

const change = {
  changeId: 'e1',
  changeType: 'dk.debitorbro.balance.x.v1',
  agencyId: 'DK-761500',
  feeId: '1',
};
const sent = given(aCompensation({ verified: true })).state;
const waiting = given(aCompensation()).state;
const childs = given(aMinorsBalance()).state;

const told = <Event extends object>(of: new () => Event, part: object = {}): Event =>
  instanceOf(of, { ...change, ...part });
const withPatron = (part: object): IntakeEvent =>
  Object.assign(told(ClaimIdentityChanged), {
    newerPatron: instanceOf(Patron, { ...adult, ...part }),
  });
const ofGuardian = (kind: string, part?: object): IntakeEvent =>
  Object.assign(
    told(ClaimGuardianChanged, { change: kind }),
    part && { newerGuardian: instanceOf(Guardian, part) },
  );

const said: readonly (readonly [string, State, IntakeEvent, readonly string[]])[] = [
  ['verified', waiting, told(ClaimVerified), ['released 230.00']],
  [
    'a lower amount',
    sent,
    told(ClaimAmountChanged, { newAmount: '200.00' }),
    ['writtenDown 30.00'],
  ],
  [
    'a higher amount',
    sent,
    told(ClaimAmountChanged, { newAmount: '230.01' }),
    ['changeRefused amount-raised'],
  ],
  ['cancelled', sent, told(ClaimCancelled), ['takenBack 230.00']],
  ['closed as cancelled', sent, told(ClaimClosed, { status: 'cancelled' }), ['takenBack 230.00']],
  ['closed as paid', sent, told(ClaimClosed, { status: 'paid' }), ['changeRefused not-settled']],
  ['sent to collection', waiting, told(ClaimSentToCollection), ['withdrawn sent-to-collection']],
  [
    'reopened',
    given(aCompensation()).when((state, c) => wordOf(told(ClaimSentToCollection))(state, c)).state,
    told(ClaimReopened),
    ['held awaiting-verification'],
  ],
  [
    'paid at the library',
    waiting,
    told(ClaimPaidAtLibrary, { paymentId: 'p', amount: '230.00' }),
    ['withdrawn paid-at-library'],
  ],
  [
    'paid at the library after all',
    sent,
    told(ClaimPaidAtLibrary, { paymentId: 'p', amount: '1.00', undoes: null }),
    ['changeRefused paid-through-debtor-system', 'taskRaised payment-at-library'],
  ],
  ['another number', sent, withPatron({ personIdentifier: planted.other }), ['debtorChanged ']],
  ['a guardian', childs, ofGuardian('another-person'), ['taskCleared missing-guardian']],
  ['no guardian any more', childs, ofGuardian('removed'), []],
  [
    "a guardian's new number, where none was there",
    childs,
    ofGuardian('number-changed', { personIdentifier: planted.guardian }),
    [],
  ],
];

describe("claim-intake's word", () => {
  it.each(said)('%s is what it says', (_, state, event, outcomes) => {
    const decided = wordOf(event)(state, circumstances());
    expect(inShort(decided.outcomes).map((each) => each.trim())).toEqual(
      outcomes.map((each) => each.trim()),
    );
  });

  it.each([[undefined], [null], ['230.00']])('R46 asks for %s back', (amount) => {
    const event = told(ClaimReimbursementRequested, { amount });
    const covered = settledBy({ covered: '230.00' });
    expect(inShort(wordOf(event)(sent, covered).outcomes)).toEqual(['reimbursed 230.00']);
  });

  it('names the change that is answered', () => {
    const [outcome] = wordOf(told(ClaimCancelled))(sent, circumstances()).outcomes;
    expect(outcome).toMatchObject({ changeId: 'e1', changeType: 'dk.debitorbro.balance.x.v1' });
  });

  it('about a claim that was never registered is refused for good', () => {
    expect(() => wordOf(told(ClaimCancelled))(undefined, circumstances())).toThrow(
      expect.objectContaining({ code: 'claim.unknown' }),
    );
  });

  it('of a changed number names the guardian', () => {
    expect(() => wordOf(ofGuardian('number-changed'))).toThrow(
      expect.objectContaining({ code: 'claim.no-guardian' }),
    );
  });

  it('that registers a claim again changes nothing', () => {
    const again = wordOf(opened('again', {}))(sent, circumstances());
    expect(again).toEqual({ state: sent, outcomes: [] });
  });
});

function opened(feeId: string, personal: object, more: object = {}): ClaimRegistered {
  const event = aRegistration(feeId, { personal, ...more });
  return Object.assign(event, { personal: instanceOf(ClaimPersonal, event.personal) });
}

describe('a registration', () => {
  const child = { ...adult, personIdentifier: planted.child };

  it('R06, R23 has the borrower as they are now, and knows who they were', () => {
    const newerPatron = instanceOf(Patron, { ...adult, personIdentifier: planted.other });
    const { borrower, borrowerAtCreation } = registeredOf(opened('1', {}, { newerPatron }));
    expect([borrower, borrowerAtCreation].map((each) => revealedNumber(each))).toEqual([
      planted.other,
      planted.adult,
    ]);
    expect(registeredOf(opened('2', {})).borrowerAtCreation).toBeUndefined();
  });

  it('R31 has the newest number of the guardian of that day, and since when they were', () => {
    const guardian = { personIdentifier: planted.guardian, name: 'A', since: '2020-01-01' };
    const newer = { personIdentifier: planted.other, name: 'B', since: '2025-01-01' };
    const newest = registeredOf(
      opened('3', { patron: child, guardian }, { newerGuardian: instanceOf(Guardian, newer) }),
    );
    expect(revealedNumber(newest.guardian)).toBe(planted.other);
    expect(newest.guardian?.since?.toString()).toBe('2020-01-01');
    const nameless = registeredOf(
      opened(
        '4',
        { patron: child, guardian },
        { newerGuardian: instanceOf(Guardian, { name: 'B' }) },
      ),
    );
    expect(revealedNumber(nameless.guardian)).toBe(planted.guardian);
  });

  it('takes null for missing', () => {
    const nulls = {
      acknowledged: null,
      billNumber: null,
      loan: null,
      newerPatron: null,
      newerGuardian: null,
    };
    const { facts, guardian } = registeredOf(
      opened('5', { guardian: null, reasonMessage: null }, nulls),
    );
    expect([facts.acknowledged, facts.billNumber, facts.loan, guardian]).toEqual(
      Array(4).fill(undefined),
    );
  });

  it("that the transport did not open is our mistake, not the message's", () => {
    expect(() =>
      registeredOf(Object.assign(aRegistration('6'), { personal: 'a.b.c.d.e' })),
    ).toThrow('was not opened');
  });
});

function revealedNumber(party: { readonly number: object } | undefined): string | undefined {
  const number = party?.number as { readonly number?: { reveal(): string } } | undefined;
  return number?.number?.reveal();
}
