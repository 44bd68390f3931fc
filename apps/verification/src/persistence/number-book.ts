import type { PersonNumber } from '@libs/kernel';
import type { KeyedHash } from '@libs/sealing';

/** Somebody who may need a replacement number, by what tells them apart within their agency. Personal: never printed. */
export type Person = { readonly agencyId: string; readonly identity: string };

export type GivenNumber = Person & { readonly number: PersonNumber };
export type TakenNumber = { readonly agencyId: string; readonly number: PersonNumber };

/**
 * Understands which replacement numbers of some agencies are taken, and by whom (R25). It belongs to one batch, whose
 * decisions see one another's numbers in it, and is thrown away with the batch's transaction.
 */
export class NumberBook {
  private readonly takenHashes = new Map<string, Set<string>>();
  private readonly byPerson = new Map<string, PersonNumber>();
  /** What was given out and what was heard of, since it was opened. */
  readonly given: GivenNumber[] = [];
  readonly heardOf: TakenNumber[] = [];

  constructor(private readonly hash: KeyedHash) {}

  /** Enters an agency with all its numbers; only after that are its questions answered. */
  enter(agencyId: string, takenHashes: Iterable<string>): void {
    this.takenHashes.set(agencyId, new Set(takenHashes));
  }

  enterPerson(person: Person, number: PersonNumber): void {
    this.byPerson.set(personKey(person), number);
  }

  madeFor(person: Person): PersonNumber | undefined {
    return this.byPerson.get(personKey(person));
  }

  /** @throws Error for an agency that was not entered: an answer would be a guess. */
  isTaken(agencyId: string, number: PersonNumber): boolean {
    const taken = this.takenHashes.get(agencyId);
    if (taken === undefined)
      throw new Error(`The replacement numbers of ${agencyId} were not gathered.`);
    return numberHashes(this.hash, agencyId, number).some((each) => taken.has(each));
  }

  /** A number of our own making goes to a person, once. */
  give(person: Person, number: PersonNumber): void {
    this.enterPerson(person, number);
    this.take({ agencyId: person.agencyId, number });
    this.given.push({ ...person, number });
  }

  /** The library uses a replacement number: it is not ours to give out. */
  hearOf(taken: TakenNumber): void {
    this.take(taken);
    this.heardOf.push(taken);
  }

  private take({ agencyId, number }: TakenNumber): void {
    this.takenHashes.get(agencyId)?.add(currentNumberHash(this.hash, agencyId, number));
  }
}

/** The agency is part of what is hashed: the same number in two agencies can't be recognised by its hash. */
export function currentNumberHash(hash: KeyedHash, agencyId: string, number: PersonNumber): string {
  return hash.current('replacement-number', `${agencyId}/${number.reveal()}`);
}

export function currentPersonHash(hash: KeyedHash, { agencyId, identity }: Person): string {
  return hash.current('replacement-person', `${agencyId}/${identity}`);
}

export function personHashes(hash: KeyedHash, { agencyId, identity }: Person): readonly string[] {
  return hash.all('replacement-person', `${agencyId}/${identity}`);
}

function numberHashes(hash: KeyedHash, agencyId: string, number: PersonNumber): readonly string[] {
  return hash.all('replacement-number', `${agencyId}/${number.reveal()}`);
}

function personKey({ agencyId, identity }: Person): string {
  return `${agencyId}/${identity}`;
}
