import { describe, expect, it } from '@jest/globals';
import { PersonNumber } from '@libs/kernel';
import {
  aChild,
  aClaim,
  aGuardedFee,
  aGuardian,
  anAdult,
  CHILD,
  GUARDIAN,
  IDS,
  settings,
  spelled,
} from './claim.fixture.js';
import { changeDebtor } from './change-receivable.js';
import { charged, given, IDENTITY, lower, takeBack } from './receivable.fixture.js';
import type { Receivable, Step } from './receivable.js';

describe('a changed number', () => {
  const NEW = '6101801000';
  const change =
    (claim = aClaim({ borrower: anAdult({ personIdentifier: PersonNumber.parse(NEW) }) })) =>
    (known: Receivable | undefined): Step<unknown> => {
      const { persons, liable } = claim;
      const ids = { accountId: 'new-account', liabilityId: 'new-liability' };
      const asked = {
        changeId: 'event-9',
        changeType: 'patron.identity-changed',
        ...ids,
        persons,
        liable,
      };
      return changeDebtor(known, asked, settings());
    };

  it('R31, R32 is sent on, with the account and the liability that it ends', () => {
    const party = {
      identifier: NEW,
      identifierKind: 'replacement',
      name: 'Søren Østergård',
      address: { street: 'Ågade 7', postalCode: '8900', city: 'Randers' },
    };
    given(charged())
      .when(change())
      .then(
        {
          kind: 'debtor-changed',
          ...IDENTITY,
          accountId: 'new-account',
          liabilityId: 'new-liability',
          formerAccountId: IDS.accountId,
          formerLiabilityId: IDS.liabilityId,
          changeId: 'event-9',
          changeType: 'patron.identity-changed',
          personal: { account: party, liable: party },
        },
        {
          kind: 'raised',
          accountId: 'new-account',
          liabilityId: 'new-liability',
          writtenDown: '0.00',
        },
      );
  });

  it("R31 of the guardian leaves the child's account as it is", () => {
    const guardian = aGuardian({ personIdentifier: PersonNumber.parse(GUARDIAN) });
    const { outcome } = change(aGuardedFee({ borrower: aChild(), guardian }))(charged());

    expect(spelled(outcome)).toMatchObject({
      personal: { account: { identifier: CHILD }, liable: { identifier: GUARDIAN } },
    });
  });

  it('R31 no longer matters once the receivable is cancelled', () => {
    given(charged(), takeBack)
      .when(change())
      .then({ kind: 'no-effect', because: 'cancelled-already' }, { accountId: IDS.accountId });
  });

  it('R31 no longer matters where nothing is left', () => {
    given(charged(), lower('230.00'))
      .when(change())
      .then({ kind: 'no-effect', because: 'nothing-left' }, { accountId: IDS.accountId });
  });

  it('R48 of what was never sent has no effect', () => {
    given(undefined).when(change()).then({ kind: 'no-effect', because: 'never-raised' }, undefined);
  });

  it('R16 that is no number is not sent, and changes nothing', () => {
    const borrower = anAdult({ personIdentifier: PersonNumber.parse('nonsense') });
    given(charged())
      .when(change(aClaim({ borrower })))
      .then(
        { kind: 'unmappable', because: 'no-account-identifier' },
        { accountId: IDS.accountId, liabilityId: IDS.liabilityId },
      );
  });
});
