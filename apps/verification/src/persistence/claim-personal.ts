import { CvrNumber, parseDate, PersonNumber } from '@libs/kernel';
import type { Birth } from '../domain/birth.js';
import type { Claim } from '../domain/claim.js';
import type { Borrower, CvrTold, Guardian, Identification, Numbering } from '../domain/parties.js';
import type { Sent, State } from '../domain/state.js';

/** All of a claim that names people, as it is sealed. */
export type PersonalDocument = {
  readonly borrower: BorrowerDocument;
  readonly birth: Dated;
  readonly guardian?: GuardianDocument;
  readonly card: string;
  readonly sent?: { readonly account: Numbered; readonly liableParty: Numbered };
};

type Kind<Union extends { readonly kind: string }> = Union['kind'];
type Numbered = { readonly kind: string; readonly number?: string };
type Dated = { readonly kind: Kind<Birth>; readonly date?: string };
type BorrowerDocument = {
  readonly number: Numbered;
  readonly birthDate?: string;
  readonly cvr: Numbered;
  readonly card: string;
};
type GuardianDocument = {
  readonly number: Numbered;
  readonly birthDate?: string;
  readonly since?: string;
  readonly card: string;
};

export type PersonalParts = Pick<Claim, 'birth' | 'guardian' | 'card'> & {
  readonly borrower: Omit<Borrower, 'kind'>;
  readonly sent: Pick<Sent, 'account' | 'liableParty'> | undefined;
};

export function personalDocumentOf(state: State): PersonalDocument {
  const { borrower, birth, guardian, card } = state.claim;
  return {
    borrower: {
      number: numbered(borrower.number),
      ...(borrower.birthDate !== undefined && { birthDate: borrower.birthDate.toString() }),
      cvr: numbered(borrower.cvr),
      card: borrower.card,
    },
    birth: birth.kind === 'unknown' ? birth : { kind: birth.kind, date: birth.date.toString() },
    ...(guardian !== undefined && { guardian: guardianDocument(guardian) }),
    card,
    ...('sent' in state && {
      sent: {
        account: numbered(state.sent.account),
        liableParty: numbered(state.sent.liableParty),
      },
    }),
  };
}

export function personalPartsOf(document: PersonalDocument): PersonalParts {
  const { borrower, birth, guardian, card, sent } = document;
  return {
    borrower: {
      number: numberingOf(borrower.number),
      birthDate: dateOf(borrower.birthDate),
      cvr: cvrOf(borrower.cvr),
      card: borrower.card,
    },
    birth: birthOf(birth),
    guardian: guardian && {
      number: numberingOf(guardian.number),
      birthDate: dateOf(guardian.birthDate),
      since: dateOf(guardian.since),
      card: guardian.card,
    },
    card,
    sent: sent && {
      account: identificationOf(sent.account),
      liableParty: identificationOf(sent.liableParty),
    },
  };
}

function guardianDocument({ number, birthDate, since, card }: Guardian): GuardianDocument {
  return {
    number: numbered(number),
    ...(birthDate !== undefined && { birthDate: birthDate.toString() }),
    ...(since !== undefined && { since: since.toString() }),
    card,
  };
}

function numbered(told: Numbering | CvrTold | Identification): Numbered {
  if (!('number' in told)) return { kind: told.kind };
  const { number } = told;
  return {
    kind: told.kind,
    number: number instanceof PersonNumber ? number.reveal() : number.value,
  };
}

function numberingOf({ kind, number = '' }: Numbered): Numbering {
  switch (kind as Kind<Numbering>) {
    case 'missing':
      return { kind: 'missing' };
    case 'invalid':
      return { kind: 'invalid' };
    case 'cpr':
      return { kind: 'cpr', number: PersonNumber.parse(number) };
    case 'replacement':
      return { kind: 'replacement', number: PersonNumber.parse(number) };
    case 'made':
      return { kind: 'made', number: PersonNumber.parse(number) };
  }
}

function cvrOf({ kind, number = '' }: Numbered): CvrTold {
  if (kind !== 'cvr') return { kind: kind as 'missing' | 'invalid' };
  const parsed = CvrNumber.parse(number);
  return parsed === undefined ? { kind: 'invalid' } : { kind: 'cvr', number: parsed };
}

function identificationOf(told: Numbered): Identification {
  const company = cvrOf(told);
  if (company.kind === 'cvr') return company;
  const number = PersonNumber.parse(told.number ?? '');
  return { kind: told.kind === 'cpr' ? 'cpr' : 'replacement', number };
}

function birthOf({ kind, date }: Dated): Birth {
  return kind === 'unknown' || date === undefined
    ? { kind: 'unknown' }
    : { kind, date: parseDate(date) };
}

function dateOf(text: string | undefined): ReturnType<typeof parseDate> | undefined {
  return text === undefined ? undefined : parseDate(text);
}
