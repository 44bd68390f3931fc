import type { PersonNumber } from '@libs/kernel';
import type { KeyedHash } from '@libs/sealing';
import type { Replacements } from '../domain/circumstances.js';
import type { Claim } from '../domain/claim.js';
import type { Outcome } from '../domain/outcome.js';
import type { Guardian } from '../domain/parties.js';
import { currentPersonHash, type NumberBook, type Person } from '../persistence/number-book.js';
import { guardianPerson, patronPerson } from './persons.js';

type Whose = { readonly agencyId: string; readonly patronId: string };

/** What the domain asks of the agency's replacement numbers (R25), answered from the batch's book. */
export function replacementsFor(
  book: NumberBook,
  hash: KeyedHash,
  whose: Whose,
  guardian: Guardian | undefined,
): Replacements {
  return {
    patron: book.madeFor(patronPerson(whose)),
    guardian: guardian && book.madeFor(guardianPerson(whose, guardian)),
    get seed() {
      return seedOf(currentPersonHash(hash, patronPerson(whose)));
    },
    isTaken: (candidate) => book.isTaken(whose.agencyId, candidate),
  };
}

/** Enters the numbers that a decision gave out, and those that it heard of: the library's own are taken as well. */
export function enterNumbers(
  book: NumberBook,
  before: Claim | undefined,
  after: Claim,
  outcomes: readonly Outcome[],
): void {
  for (const outcome of outcomes)
    if (outcome.kind === 'replacementAssigned') book.give(personOf(after, outcome), outcome.number);
  const { agencyId } = after.facts;
  const known = replacementsIn(before);
  for (const number of replacementsIn(after))
    if (!known.some((each) => each.equals(number))) book.hearOf({ agencyId, number });
}

function personOf({ facts, guardian }: Claim, { whose }: { whose: 'patron' | 'guardian' }): Person {
  return whose === 'patron' || guardian === undefined
    ? patronPerson(facts)
    : guardianPerson(facts, guardian);
}

function replacementsIn(claim: Claim | undefined): PersonNumber[] {
  const numberings = [claim?.borrower.number, claim?.guardian?.number];
  return numberings.flatMap((each) => (each?.kind === 'replacement' ? [each.number] : []));
}

/** Where the search for a free number begins: nobody without the key can tell from a number whose it is. */
function seedOf(personHash: string): number {
  return Buffer.from(personHash, 'base64url').readUInt32BE(0);
}
