import type { CalendarDate, CvrNumber, PersonNumber } from '@libs/kernel';

/** Personal strings that the domain carries along and never reads (name, address, and the like). */
export type Card = string;

export type PatronKind = 'person' | 'company' | 'group' | 'library';

/** What was told as somebody's person number. `made` is a replacement of our own making (R25). */
export type Numbering =
  | { readonly kind: 'missing' }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'cpr'; readonly number: PersonNumber }
  | { readonly kind: 'replacement'; readonly number: PersonNumber }
  | { readonly kind: 'made'; readonly number: PersonNumber };

export type CvrTold =
  | { readonly kind: 'missing' }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'cvr'; readonly number: CvrNumber };

/** Who made the loan, as they are now. */
export type Borrower = {
  readonly kind: PatronKind;
  readonly number: Numbering;
  readonly birthDate: CalendarDate | undefined;
  readonly cvr: CvrTold;
  readonly card: Card;
};

/** Who answers for a minor. */
export type Guardian = {
  readonly number: Numbering;
  readonly birthDate: CalendarDate | undefined;
  /** Since when, where the library knows. */
  readonly since: CalendarDate | undefined;
  readonly card: Card;
};

/** By what a debtor system knows a party: the debtor account's number, or the liable party's (R16, R17). */
export type Identification =
  | { readonly kind: 'cpr' | 'replacement'; readonly number: PersonNumber }
  | { readonly kind: 'cvr'; readonly number: CvrNumber };

/**
 * What a told number is worth. A number of the CPR office's form is a real one unless the library says that it is a
 * replacement; any other form is a replacement, whatever it is called (R25, R26).
 */
export function numberingOf(
  number: PersonNumber | undefined,
  saidToBe?: 'cpr' | 'replacement',
): Numbering {
  if (number === undefined) return { kind: 'missing' };
  if (number.kind === 'invalid') return { kind: 'invalid' };
  return {
    kind: number.kind === 'real' && saidToBe !== 'replacement' ? 'cpr' : 'replacement',
    number,
  };
}

/** R16, R27: companies and other libraries by CVR number, people by person number; none where that is lacking. */
export function identificationOf(borrower: Borrower): Identification | undefined {
  switch (borrower.kind) {
    case 'person':
      return personIdentification(borrower.number);
    case 'company':
    case 'library':
      return borrower.cvr.kind === 'cvr' ? borrower.cvr : undefined;
    case 'group':
      return undefined;
  }
}

export function guardianIdentification(guardian: Guardian | undefined): Identification | undefined {
  return guardian === undefined ? undefined : personIdentification(guardian.number);
}

function personIdentification(number: Numbering): Identification | undefined {
  if (number.kind === 'missing' || number.kind === 'invalid') return undefined;
  return { kind: number.kind === 'cpr' ? 'cpr' : 'replacement', number: number.number };
}
