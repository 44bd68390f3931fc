import type { CalendarDate } from '@libs/kernel';
import {
  CvrNumber,
  GlnNumber,
  Money,
  parseDate,
  PersonNumber,
  PNumber,
  Temporal,
} from '@libs/kernel';
import type { AgreementSettings } from './agreement-settings.js';
import type { Loan, Material, ReleasedClaim } from './claim.js';
import { Borrower, ClaimPersons, Guardian } from './claim.js';

/*
 * Nobody has these numbers: each belongs to a birth before 2007, when every CPR number kept the check by 11, and
 * breaks it.
 */
export const ADULT = '0101801000';
export const CHILD = '0302054000';
export const GUARDIAN = '1203752001';

export const day = (text: string): CalendarDate => parseDate(text);
export const kroner = (text: string): Money => Money.fromKroner(text);

export const IDS = {
  receivableId: '5b0c3f0e-4a51-4c3e-8a54-0d5f6f1c0001',
  accountId: '5b0c3f0e-4a51-4c3e-8a54-0d5f6f1c0002',
  liabilityId: '5b0c3f0e-4a51-4c3e-8a54-0d5f6f1c0003',
};

export function aLoan(told: Partial<Loan> = {}): Loan {
  return { loanDate: day('2026-09-01'), returnDeadline: day('2026-10-01'), ...told };
}

export function aMaterial(told: Partial<Material> = {}): Material {
  return {
    materialItemNumber: '5012345678',
    title: 'Børnene i Bølgebryderby',
    author: 'Ærø, Åse',
    classification: '86-096',
    ...told,
  };
}

export function anAdult(told: Partial<Borrower['told']> = {}): Borrower {
  return new Borrower({
    kind: 'person',
    personIdentifier: PersonNumber.parse(ADULT),
    name: 'Søren Østergård',
    address: { street: 'Ågade 7', postalCode: '8900', city: 'Randers' },
    ...told,
  });
}

export function aChild(told: Partial<Borrower['told']> = {}): Borrower {
  return anAdult({ personIdentifier: PersonNumber.parse(CHILD), name: 'Ida Østergård', ...told });
}

export function aGuardian(told: Partial<Guardian['told']> = {}): Guardian {
  return new Guardian({
    personIdentifier: PersonNumber.parse(GUARDIAN),
    name: 'Åse Østergård',
    address: { street: 'Ågade 7', postalCode: '8900', city: 'Randers' },
    ...told,
  });
}

export function aCompany(told: Partial<Borrower['told']> = {}): Borrower {
  return new Borrower({
    kind: 'company',
    cvrNumber: certain(CvrNumber.parse('13748136')),
    pNumber: certain(PNumber.parse('1003388394')),
    glnNumber: certain(GlnNumber.parse('5790000000005')),
    name: 'Børnehuset Solsikken',
    ...told,
  });
}

type Told = Partial<Omit<ReleasedClaim, 'persons'>> & {
  readonly borrower?: Borrower;
  readonly guardian?: Guardian;
  readonly materials?: readonly Material[];
};

/** A fee of an adult for one overdue loan, unless told otherwise. */
export function aClaim({ borrower, guardian, materials, ...told }: Told = {}): ReleasedClaim {
  return {
    agencyId: 'DK-761500',
    feeId: '700123',
    municipalityCode: '615',
    agreementVersion: 4,
    type: 'fee',
    claimType: 'fee',
    liable: 'borrower',
    minor: false,
    amount: kroner('230.00'),
    creationDate: day('2026-11-02'),
    billNumber: '2026-4711',
    loan: aLoan(),
    persons: new ClaimPersons(borrower ?? anAdult(), guardian, materials ?? [aMaterial()]),
    ...told,
  };
}

/** The same without a loan. */
export function withoutLoan({ loan, ...claim }: ReleasedClaim): ReleasedClaim {
  return loan === undefined ? claim : { ...claim };
}

export function aCompensation(told: Told = {}): ReleasedClaim {
  return aClaim({ type: 'compensation', claimType: 'compensation-acknowledged', ...told });
}

/** A child with somebody who answers for it, on the day that counts. */
export function aGuardedFee(told: Told = {}): ReleasedClaim {
  return aClaim({
    borrower: aChild(),
    guardian: aGuardian(),
    minor: true,
    liable: 'guardian',
    ...told,
  });
}

export function settings(told: Partial<AgreementSettings> = {}): AgreementSettings {
  return {
    claimTypes: {
      fee: { code: 'aaaaaaaa-0000-4000-8000-000000000001', psrmType: 'BIBGEBY' },
      'compensation-acknowledged': {
        code: 'aaaaaaaa-0000-4000-8000-000000000002',
        psrmType: 'BIBERMA',
      },
      'compensation-unacknowledged': {
        code: 'aaaaaaaa-0000-4000-8000-000000000003',
        psrmType: 'BIBERUA',
      },
      'fee-minor-unguarded': { code: 'aaaaaaaa-0000-4000-8000-000000000004' },
      'compensation-acknowledged-minor-unguarded': { code: 'aaaaaaaa-0000-4000-8000-000000000005' },
      'compensation-unacknowledged-minor-unguarded': {
        code: 'aaaaaaaa-0000-4000-8000-000000000006',
      },
    },
    feeDueDays: 30,
    sendPNumber: true,
    specificationText: 'full',
    ...told,
  };
}

function certain<Number>(parsed: Number | undefined): Number {
  if (parsed === undefined) throw new Error('the fixture has a number that is none');
  return parsed;
}

/** Everything as text, to be compared letter by letter: dates and amounts hide what they hold. */
export function spelled(value: unknown): unknown {
  if (value instanceof Money) return value.toKroner();
  if (value instanceof Temporal.PlainDate) return value.toString();
  if (Array.isArray(value)) return value.map(spelled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, spelled(held)]));
}
