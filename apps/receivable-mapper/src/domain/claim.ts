import type {
  CalendarDate,
  CvrNumber,
  GlnNumber,
  Money,
  PersonNumber,
  PNumber,
} from '@libs/kernel';
import { PersonalPart } from '@libs/kernel';

/** The six kinds of claim that a municipality tells apart, each with a code of its own (R19, R35). */
export type ClaimType = GuardedClaimType | `${GuardedClaimType}-minor-unguarded`;
export type GuardedClaimType = 'fee' | 'compensation-acknowledged' | 'compensation-unacknowledged';

/** A loan as the library tells of it. The return deadline is the day the material must be back. */
export type Loan = {
  readonly loanDate: CalendarDate;
  readonly renewalDate?: CalendarDate;
  readonly returnDeadline: CalendarDate;
};

export type Material = {
  readonly materialItemNumber: string;
  readonly title: string;
  readonly author?: string;
  readonly classification?: string;
};

export type Address = {
  readonly street: string;
  readonly postalCode: string;
  readonly city: string;
  readonly country?: string;
};

/** How a person's number is to be read: as a CPR number or as a stand-in for one (R16, R25). */
export type PersonIdentifierKind = 'cpr' | 'replacement';

type PersonTold = {
  readonly personIdentifier?: PersonNumber;
  /** Missing: guessed from the form of the number. */
  readonly personIdentifierKind?: PersonIdentifierKind;
  readonly birthDate?: CalendarDate;
  readonly name?: string;
  readonly address?: Address;
};

type BorrowerTold = PersonTold & {
  readonly kind: 'person' | 'company' | 'group' | 'library';
  readonly cvrNumber?: CvrNumber;
  readonly pNumber?: PNumber;
  readonly glnNumber?: GlnNumber;
};

/** Understands who made the loan, as the library knew them when the claim was released. */
export class Borrower extends PersonalPart {
  constructor(readonly told: BorrowerTold) {
    super();
  }
}

/** Understands the adult who answers for a minor, as the library told of them (R17, R18). */
export class Guardian extends PersonalPart {
  constructor(readonly told: PersonTold) {
    super();
  }
}

/** Understands all that a released claim tells of people and of what they borrowed. */
export class ClaimPersons extends PersonalPart {
  constructor(
    readonly borrower: Borrower,
    readonly guardian: Guardian | undefined,
    readonly materials: readonly Material[],
  ) {
    super();
  }
}

/** A claim that verification has released: what is owed, by whom, and what may now be sent. */
export type ReleasedClaim = {
  readonly agencyId: string;
  readonly feeId: string;
  readonly municipalityCode: string;
  readonly agreementVersion: number;
  readonly type: 'fee' | 'compensation';
  readonly claimType: ClaimType;
  /** Settled by verification from what was true at creation (R17, R23). */
  readonly liable: 'borrower' | 'guardian';
  readonly minor: boolean;
  /** What is left of the balance at release (R34). */
  readonly amount: Money;
  readonly creationDate: CalendarDate;
  readonly billNumber?: string;
  readonly loan?: Loan;
  readonly persons: ClaimPersons;
};
