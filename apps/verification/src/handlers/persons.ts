import { ClaimGuardianChanged, ClaimIdentityChanged, ClaimRegistered } from '@libs/contracts';
import type { Claim } from '../domain/claim.js';
import type { Borrower, Guardian, Numbering } from '../domain/parties.js';
import type { Person } from '../persistence/number-book.js';
import { nameOf } from './people.js';
import { openedBorrower, openedGuardian, registeredOf } from './registered-claim.js';

/** The people of a claim, whoever of them is known. */
export type People = {
  readonly agencyId: string;
  readonly patronId: string;
  readonly borrower: Borrower | undefined;
  readonly guardian: Guardian | undefined;
};

/** R25: the library's own number of the borrower tells them apart. */
export function patronPerson({
  agencyId,
  patronId,
}: Pick<People, 'agencyId' | 'patronId'>): Person {
  return { agencyId, identity: `patron/${patronId}` };
}

/**
 * A guardian has no number of the library's: they are told apart by whose guardian they are, when they were born and what they
 * are called. Brothers and sisters so give one guardian two numbers; the other way about, two people would share an account.
 */
export function guardianPerson(
  { agencyId, patronId }: Pick<People, 'agencyId' | 'patronId'>,
  guardian: Guardian,
): Person {
  const born = guardian.birthDate?.toString() ?? '';
  return { agencyId, identity: `guardian/${patronId}/${born}/${nameOf(guardian)}` };
}

export function peopleOf({ facts, borrower, guardian }: Claim): People {
  return { agencyId: facts.agencyId, patronId: facts.patronId, borrower, guardian };
}

/** Who an event tells of, if it is one that does. */
export function peopleIn(event: object): People | undefined {
  if (event instanceof ClaimRegistered) {
    const { borrower, guardian } = registeredOf(event);
    return { agencyId: event.agencyId, patronId: event.patronId, borrower, guardian };
  }
  if (event instanceof ClaimIdentityChanged) {
    const borrower = openedBorrower(event.newerPatron);
    return { agencyId: event.agencyId, patronId: event.patronId, borrower, guardian: undefined };
  }
  if (event instanceof ClaimGuardianChanged && event.newerGuardian != null) {
    const guardian = openedGuardian(event.newerGuardian);
    return { agencyId: event.agencyId, patronId: event.patronId, borrower: undefined, guardian };
  }
  return undefined;
}

/** Those of them who lack a number, and might be given one (R25). */
export function numberless(people: People): Person[] {
  const { borrower, guardian } = people;
  const persons: Person[] = [];
  if (borrower?.kind === 'person' && isMissing(borrower.number)) persons.push(patronPerson(people));
  if (guardian !== undefined && isMissing(guardian.number))
    persons.push(guardianPerson(people, guardian));
  return persons;
}

function isMissing({ kind }: Numbering): boolean {
  return kind === 'missing';
}
