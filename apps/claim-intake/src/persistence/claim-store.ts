import { Injectable } from '@nestjs/common';
import type { Tx } from '@libs/persistence';
import { leftOf, type Claim } from '../domain/claim.js';
import { claimOf, documentOf, type DocumentRow } from './claim-document.js';

export type ClaimName = { readonly agencyId: string; readonly feeId: string };

/** What is known of a balance, if anything, with the `traceparent` of what was last decided about it. */
export type Decided = {
  readonly claim: Claim | undefined;
  readonly traceparent?: string | undefined;
};
/** A claim by its name, and whose way it goes on. */
export type TracedName = ClaimName & Pick<Decided, 'traceparent'>;

type UnservedRow = { readonly agency_id: string; readonly fee_id: string; readonly document: null };

/** Keeps what the library has told of each balance. */
@Injectable()
export class ClaimStore {
  async find(tx: Tx, names: readonly ClaimName[]): Promise<ReadonlyMap<string, Claim>> {
    const rows = await tx.query<DocumentRow | UnservedRow>(
      `SELECT agency_id, fee_id, balance_type, creation_date::text, patron_id, personal, document
       FROM unnest($1::text[], $2::text[]) AS named (agency_id, fee_id) JOIN claim USING (agency_id, fee_id)`,
      [names.map(({ agencyId }) => agencyId), names.map(({ feeId }) => feeId)],
    );
    return new Map(
      rows.map((row) => [
        claimKey({ agencyId: row.agency_id, feeId: row.fee_id }),
        isUnserved(row) ? unservedOf(row) : claimOf(row),
      ]),
    );
  }

  async keep(tx: Tx, decided: readonly Decided[]): Promise<void> {
    await tx.send(
      `INSERT INTO claim (agency_id, fee_id, standing, status, balance_type, creation_date, left_ore, patron_id, personal, document, traceparent)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::bigint[], $8::text[], $9::text[], $10::jsonb[], $11::text[])
       ON CONFLICT (agency_id, fee_id) DO UPDATE SET standing = excluded.standing, status = excluded.status, balance_type = excluded.balance_type,
         creation_date = excluded.creation_date, left_ore = excluded.left_ore, patron_id = excluded.patron_id, personal = excluded.personal, document = excluded.document,
         traceparent = excluded.traceparent`,
      columnsOf(decided.flatMap(rowsOf)),
    );
  }

  /** The claims of a patron, in the order of their ids, after one of them. */
  async ofPatron(
    tx: Tx,
    patron: { agencyId: string; patronId: string },
    afterFeeId: string,
    rowsMax: number,
  ): Promise<readonly TracedName[]> {
    const rows = await tx.query<{ fee_id: string; traceparent: string | null }>(
      `SELECT fee_id, traceparent FROM claim WHERE agency_id = $1 AND patron_id = $2 AND fee_id > $3 ORDER BY fee_id LIMIT $4`,
      [patron.agencyId, patron.patronId, afterFeeId, rowsMax],
    );
    return rows.map(({ fee_id, traceparent }) => ({
      agencyId: patron.agencyId,
      feeId: fee_id,
      traceparent: traceparent ?? undefined,
    }));
  }
}

export function claimKey({ agencyId, feeId }: ClaimName): string {
  return `${agencyId}/${feeId}`;
}

type Row = readonly [
  string,
  string,
  string,
  string,
  string | null,
  string | null,
  number | null,
  string | null,
  string | null,
  string | null,
];

function rowsOf({ claim, traceparent }: Decided): unknown[][] {
  return claim === undefined ? [] : [[...rowOf(claim), traceparent ?? null]];
}

function rowOf(claim: Claim): Row {
  if (claim.kind === 'unserved')
    return [claim.agencyId, claim.feeId, 'unserved', 'unknown', null, null, null, null, null, null];
  const { facts, standing, status, personal } = claim;
  return [
    facts.agencyId,
    facts.feeId,
    standing.kind,
    status.kind,
    facts.type,
    facts.creationDate.toString(),
    leftOf(claim).ore,
    facts.patronId,
    personal,
    JSON.stringify(documentOf(claim)),
  ];
}

function columnsOf(rows: readonly unknown[][]): unknown[][] {
  return Array.from({ length: 11 }, (_, column) => rows.map((row) => row[column]));
}

function isUnserved(row: DocumentRow | UnservedRow): row is UnservedRow {
  return row.document === null;
}

function unservedOf({ agency_id: agencyId, fee_id: feeId }: UnservedRow): Claim {
  return { kind: 'unserved', agencyId, feeId };
}
