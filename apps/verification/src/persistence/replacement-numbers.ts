import { Injectable } from '@nestjs/common';
import { PersonNumber } from '@libs/kernel';
import type { Tx } from '@libs/persistence';
import { KeyedHash, Sealer } from '@libs/sealing';
import {
  currentNumberHash,
  currentPersonHash,
  NumberBook,
  personHashes,
  type Person,
} from './number-book.js';

type Row = {
  readonly agency_id: string;
  readonly number_hash: string;
  readonly person_hash: string | null;
  readonly number: string | null;
};

/**
 * Keeps the replacement numbers of each agency, those of our own making sealed, so that each is given out once and each
 * person gets one once (R25).
 */
@Injectable()
export class ReplacementNumbers {
  constructor(
    private readonly sealer: Sealer,
    private readonly hash: KeyedHash,
  ) {}

  /**
   * Opens the book for a batch. Whoever gives out an agency's numbers does so alone until the transaction ends: the lock comes
   * after those of all subjects and before the reading, and is taken only where somebody lacks a number.
   * @param persons who may be given one
   */
  async open(tx: Tx, persons: readonly Person[]): Promise<NumberBook> {
    const book = new NumberBook(this.hash);
    const agencyIds = [...new Set(persons.map(({ agencyId }) => agencyId))].sort();
    if (agencyIds.length === 0) return book;
    await tx.query(
      `SELECT pg_advisory_xact_lock(hashtextextended('replacement-number/' || agency_id, 0)) FROM unnest($1::text[]) AS named (agency_id)`,
      [agencyIds],
    );
    const byHash = new Map(
      persons.flatMap((person) => personHashes(this.hash, person).map((each) => [each, person])),
    );
    const rows = await tx.query<Row>(
      `SELECT agency_id, number_hash, person_hash, CASE WHEN person_hash = ANY($2) THEN number END AS number
       FROM replacement_number WHERE agency_id = ANY($1)`,
      [agencyIds, [...byHash.keys()]],
    );
    const taken = Map.groupBy(rows, ({ agency_id: agencyId }) => agencyId);
    for (const agencyId of agencyIds)
      book.enter(
        agencyId,
        (taken.get(agencyId) ?? []).map(({ number_hash: each }) => each),
      );
    for (const row of rows) this.enterPerson(book, byHash.get(row.person_hash ?? ''), row);
    return book;
  }

  /** Fails when somebody else has taken one of the given numbers meanwhile: the batch is then decided anew. */
  async keep(tx: Tx, { given, heardOf }: NumberBook): Promise<void> {
    if (given.length > 0) {
      const hashes = given.map((person) => currentPersonHash(this.hash, person));
      await tx.send(
        `INSERT INTO replacement_number (agency_id, number_hash, person_hash, number)
         SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])`,
        [
          given.map(({ agencyId }) => agencyId),
          given.map(({ agencyId, number }) => currentNumberHash(this.hash, agencyId, number)),
          hashes,
          given.map(({ agencyId, number }, i) =>
            this.sealer.seal(number.reveal(), placeOfNumber(agencyId, hashes[i] ?? '')),
          ),
        ],
      );
    }
    if (heardOf.length > 0) {
      await tx.send(
        `INSERT INTO replacement_number (agency_id, number_hash)
         SELECT DISTINCT * FROM unnest($1::text[], $2::text[]) AS told (agency_id, number_hash) ORDER BY 1, 2
         ON CONFLICT DO NOTHING`,
        [
          heardOf.map(({ agencyId }) => agencyId),
          heardOf.map(({ agencyId, number }) => currentNumberHash(this.hash, agencyId, number)),
        ],
      );
    }
  }

  private enterPerson(book: NumberBook, person: Person | undefined, row: Row): void {
    if (person === undefined || row.number === null || row.person_hash === null) return;
    const number = this.sealer.open(row.number, placeOfNumber(row.agency_id, row.person_hash));
    book.enterPerson(person, PersonNumber.parse(number as string));
  }
}

function placeOfNumber(agencyId: string, personHash: string): string {
  return `verification/replacement/${agencyId}/${personHash}`;
}
