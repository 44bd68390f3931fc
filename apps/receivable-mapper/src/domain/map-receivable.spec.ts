import { describe, expect, it } from '@jest/globals';
import { PersonNumber, revealed } from '@libs/kernel';
import type { AgreementSettings } from './agreement-settings.js';
import type { ReleasedClaim } from './claim.js';
import {
  aChild,
  aClaim,
  aCompany,
  aCompensation,
  ADULT,
  aGuardedFee,
  aGuardian,
  aLoan,
  aMaterial,
  anAdult,
  CHILD,
  day,
  GUARDIAN,
  IDS,
  kroner,
  settings,
  spelled,
  withoutLoan,
} from './claim.fixture.js';
import { mapReceivable } from './map-receivable.js';
import type { Raised } from './receivable.js';

const TODAY = day('2026-11-23');

function raised(
  claim: ReleasedClaim,
  agreed: AgreementSettings = settings(),
  today = TODAY,
): Raised {
  const mapped = mapReceivable(claim, agreed, IDS, today);
  if (mapped.kind === 'unmappable') throw new Error(`not mapped: ${mapped.because}`);
  return mapped;
}

describe('a whole receivable', () => {
  it("R32–R41 an adult's fee for an overdue loan", () => {
    expect(spelled(raised(aClaim()))).toEqual({
      kind: 'raised',
      ...IDS,
      agencyId: 'DK-761500',
      feeId: '700123',
      municipalityCode: '615',
      agreementVersion: 4,
      claimType: 'fee',
      claimTypeCode: 'aaaaaaaa-0000-4000-8000-000000000001',
      psrmType: 'BIBGEBY',
      amount: '230.00',
      creationDate: '2026-11-02',
      foundationDate: '2026-10-02',
      dueDate: '2026-11-01',
      period: { from: '2026-10-02', to: '2026-11-02' },
      warnings: [],
      personal: {
        account: { identifier: ADULT, identifierKind: 'cpr' },
        liable: { identifier: ADULT, identifierKind: 'cpr' },
        specificationText: 'Biblioteksgebyr 700123: Gebyr-nr. 2026-4711',
        textLines: [
          'Beregnet fra: 02.10.2026 86-096 Ærø, Åse Børnene i Bølgebryderby',
          'Lånt: 01.09.2026 Afl.frist: 01.10.2026',
          'Gebyr-nr. 2026-4711 Materiale-nr. 5012345678',
        ],
      },
    });
  });

  it("R27, R28, R32–R41 a company's compensation for two renewed materials", () => {
    const claim = aCompensation({
      borrower: aCompany(),
      amount: kroner('1249.50'),
      loan: aLoan({ renewalDate: day('2026-09-15'), returnDeadline: day('2026-10-15') }),
      materials: [
        aMaterial(),
        { materialItemNumber: '5012345679', title: 'Kort over Danmark 1:100 000' },
      ],
    });

    expect(spelled(raised(claim))).toMatchObject({
      claimType: 'compensation-acknowledged',
      claimTypeCode: 'aaaaaaaa-0000-4000-8000-000000000002',
      psrmType: 'BIBERMA',
      amount: '1249.50',
      creationDate: '2026-11-02',
      foundationDate: '2026-09-15',
      dueDate: '2026-10-15',
      period: { from: '2026-09-15', to: '2026-10-15' },
      warnings: [],
      personal: {
        account: { identifier: '13748136', identifierKind: 'cvr', pNumber: '1003388394' },
        liable: { identifier: '13748136', identifierKind: 'cvr', pNumber: '1003388394' },
        specificationText: 'Erstatning 700123: Erstatnings-nr. 2026-4711',
        textLines: [
          'Beregnet fra: 02.11.2026 86-096 Ærø, Åse Børnene i Bølgebryderby',
          'Beregnet fra: 02.11.2026 Kort over Danmark 1:100 000',
          'Lånt: 01.09.2026 Afl.frist: 15.10.2026',
          'Erstatnings-nr. 2026-4711 Materiale-nr. 5012345678, 5012345679',
          'P-nr. 1003388394 EAN-nr. 5790000000005',
        ],
        glnNumber: '5790000000005',
      },
    });
  });

  it('R17, R18, R39, R40 the fee of a child that somebody answers for', () => {
    expect(spelled(raised(aGuardedFee()))).toMatchObject({
      claimType: 'fee',
      psrmType: 'BIBGEBY',
      warnings: [{ code: 'psrm-names-another' }],
      personal: {
        account: { identifier: CHILD, identifierKind: 'cpr' },
        liable: { identifier: GUARDIAN, identifierKind: 'cpr' },
        specificationText:
          'Biblioteksgebyr 700123: Gebyr-nr. 2026-4711, Ida Østergård, født 03.02.2005',
        textLines: [
          'Beregnet fra: 02.10.2026 86-096 Ærø, Åse Børnene i Bølgebryderby',
          'Lånt: 01.09.2026 Afl.frist: 01.10.2026',
          'Gebyr-nr. 2026-4711 Materiale-nr. 5012345678',
          `Mindreårigs CPR-nr. ${CHILD}`,
        ],
      },
    });
  });

  it('R19 a child alone is liable itself, by a claim type of its own and without PSRM information', () => {
    const claim = aClaim({ borrower: aChild(), minor: true, claimType: 'fee-minor-unguarded' });
    const receivable = raised(claim, settings(), day('2036-01-01'));

    expect(receivable).not.toHaveProperty('psrmType');
    expect(spelled(receivable)).toMatchObject({
      claimTypeCode: 'aaaaaaaa-0000-4000-8000-000000000004',
      warnings: [],
      personal: { account: { identifier: CHILD }, liable: { identifier: CHILD } },
    });
  });

  it('R33, R36–R38, R40 a compensation without a loan or a material is of the day it was created', () => {
    expect(spelled(raised(withoutLoan(aCompensation({ materials: [] }))))).toMatchObject({
      creationDate: '2026-11-02',
      foundationDate: '2026-11-02',
      dueDate: '2026-11-02',
      period: { from: '2026-11-02', to: '2026-11-02' },
      personal: {
        textLines: ['Beregnet fra: 02.11.2026', 'Erstatnings-nr. 2026-4711'],
      },
    });
  });
});

describe('who owes', () => {
  const standIn = PersonNumber.parse('6101801000');

  it('R32 only a replacement CPR takes name and address along', () => {
    const { personal } = raised(aClaim({ borrower: anAdult({ personIdentifier: standIn }) }));

    expect(spelled(personal.account)).toEqual({
      identifier: '6101801000',
      identifierKind: 'replacement',
      name: 'Søren Østergård',
      address: { street: 'Ågade 7', postalCode: '8900', city: 'Randers' },
    });
  });

  it('R25, R32 a stand-in that looks like a real number is one if the library says so', () => {
    const { personal } = raised(
      aClaim({ borrower: anAdult({ personIdentifierKind: 'replacement' }) }),
    );

    expect(spelled(personal.account)).toMatchObject({
      identifier: ADULT,
      identifierKind: 'replacement',
      name: 'Søren Østergård',
    });
  });

  it("R18, R32 a guardian's replacement CPR takes the guardian's name along, not the child's", () => {
    const guardian = aGuardian({ personIdentifier: standIn });
    const { personal } = raised(aGuardedFee({ guardian }));

    expect(spelled(personal.liable)).toMatchObject({
      identifier: '6101801000',
      name: 'Åse Østergård',
    });
    expect(personal.account).not.toHaveProperty('name');
  });

  it('R28 an agency can keep the P-number off the account, but not out of the text', () => {
    const { personal } = raised(aClaim({ borrower: aCompany() }), settings({ sendPNumber: false }));

    expect(personal.account).not.toHaveProperty('pNumber');
    expect(personal.liable).not.toHaveProperty('pNumber');
    expect(personal.textLines).toContain('P-nr. 1003388394 EAN-nr. 5790000000005');
  });

  it('R27 an institution is known by its CVR number, also where it is told a CPR number', () => {
    const borrower = aCompany({ kind: 'library', personIdentifier: PersonNumber.parse(ADULT) });

    expect(spelled(raised(aClaim({ borrower })).personal.account)).toMatchObject({
      identifier: '13748136',
    });
  });

  it('R18 who answers for somebody but is not liable is not charged', () => {
    const { personal } = raised(aClaim({ guardian: aGuardian() }));

    expect(spelled(personal.liable)).toEqual({ identifier: ADULT, identifierKind: 'cpr' });
  });

  it('R32, R39, R40 is sealed in the very shape that the message has', () => {
    expect(revealed(raised(aClaim({ borrower: aCompany() })).personal)).toEqual({
      account: { identifier: '13748136', identifierKind: 'cvr', pNumber: '1003388394' },
      liable: { identifier: '13748136', identifierKind: 'cvr', pNumber: '1003388394' },
      specificationText: 'Biblioteksgebyr 700123: Gebyr-nr. 2026-4711',
      textLines: [
        'Beregnet fra: 02.10.2026 86-096 Ærø, Åse Børnene i Bølgebryderby',
        'Lånt: 01.09.2026 Afl.frist: 01.10.2026',
        'Gebyr-nr. 2026-4711 Materiale-nr. 5012345678',
        'P-nr. 1003388394 EAN-nr. 5790000000005',
      ],
      glnNumber: '5790000000005',
    });
  });

  it('prints nothing personal, however it is printed', () => {
    const receivable = raised(aGuardedFee());

    expect(JSON.stringify(receivable)).not.toMatch(/Ida|0302054000|Østergård|1203752001/);
    expect(JSON.stringify(receivable)).toContain('[personal]');
  });
});
