import type { PersonNumber } from '@libs/kernel';
import { PersonalPart } from '@libs/kernel';
import type { Address, Borrower, Guardian, PersonIdentifierKind } from './claim.js';

export type IdentifierKind = PersonIdentifierKind | 'cvr';

type PartyFields = {
  readonly identifier: string;
  readonly identifierKind: IdentifierKind;
  readonly pNumber?: string;
  readonly name?: string;
  readonly address?: Address;
};

/** Understands one person or company as the debtor system is to know them, spelled as it is sent (R16–R18, R32). */
export class Party extends PersonalPart {
  readonly identifier: string;
  readonly identifierKind: IdentifierKind;
  declare readonly pNumber?: string;
  declare readonly name?: string;
  declare readonly address?: Address;

  constructor(fields: PartyFields) {
    super();
    this.identifier = fields.identifier;
    this.identifierKind = fields.identifierKind;
    if (fields.pNumber !== undefined) this.pNumber = fields.pNumber;
    if (fields.name !== undefined) this.name = fields.name;
    if (fields.address !== undefined) this.address = fields.address;
  }
}

/**
 * The one who made the loan: by CVR number if a company or an institution, else by CPR or replacement CPR
 * (R16). Nothing, if that number is missing or none: such claims are held long before us (R27, R29).
 */
export function borrowerParty(borrower: Borrower, sendPNumber: boolean): Party | undefined {
  const { kind, cvrNumber, pNumber } = borrower.told;
  if (kind === 'person') return personParty(borrower);
  if (kind === 'group' || cvrNumber === undefined) return undefined;
  return new Party({
    identifier: cvrNumber.value,
    identifierKind: 'cvr',
    ...(sendPNumber && pNumber !== undefined && { pNumber: pNumber.value }),
  });
}

/** A person by number; name and address go along only where the number is a stand-in (R32). */
export function personParty(person: Borrower | Guardian): Party | undefined {
  const { personIdentifier, personIdentifierKind, name, address } = person.told;
  if (personIdentifier === undefined || personIdentifier.kind === 'invalid') return undefined;
  const identifierKind = personIdentifierKind ?? guessedKind(personIdentifier);
  const standIn = identifierKind === 'replacement';
  return new Party({
    // eslint-disable-next-line no-restricted-syntax -- R16 sends the number; a party is a personal part, sealed whole
    identifier: personIdentifier.reveal(),
    identifierKind,
    ...(standIn && name !== undefined && { name }),
    ...(standIn && address !== undefined && { address }),
  });
}

function guessedKind(identifier: PersonNumber): PersonIdentifierKind {
  return identifier.isReplacement ? 'replacement' : 'cpr';
}
