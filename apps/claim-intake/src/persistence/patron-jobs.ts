import { Injectable } from '@nestjs/common';
import { Temporal } from '@libs/kernel';
import type { Tx } from '@libs/persistence';
import type { PatronEvent } from '../domain/library-event.js';

/** A change of a patron that is still to reach their claims, and how far it has come. */
export type PatronJob = {
  readonly id: string;
  readonly agencyId: string;
  readonly patronId: string;
  readonly change: PatronEvent;
  readonly afterFeeId: string;
  /** In which the change was heard. */
  readonly traceparent: string | undefined;
};

type Row = {
  readonly id: string;
  readonly agency_id: string;
  readonly patron_id: string;
  readonly change: ChangeDocument;
  readonly after_fee_id: string;
  readonly traceparent: string | null;
};
type ChangeDocument = {
  readonly kind: PatronEvent['kind'];
  readonly id: string;
  readonly time: string;
} & Record<string, unknown>;

@Injectable()
export class PatronJobs {
  async add(tx: Tx, jobs: readonly Omit<PatronJob, 'afterFeeId'>[]): Promise<void> {
    await tx.query(
      `INSERT INTO patron_job (id, agency_id, patron_id, change, traceparent) SELECT id, agency_id, patron_id, change, traceparent
       FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::text[]) WITH ORDINALITY
         AS added (id, agency_id, patron_id, change, traceparent, place) ORDER BY place
       ON CONFLICT DO NOTHING`,
      [
        jobs.map(({ id }) => id),
        jobs.map(({ agencyId }) => agencyId),
        jobs.map(({ patronId }) => patronId),
        jobs.map(({ change }) => JSON.stringify(change)),
        jobs.map(({ traceparent }) => traceparent ?? null),
      ],
    );
  }

  /** The oldest job of each patron: their changes take effect one after the other (R47). */
  async next(tx: Tx, jobsMax: number): Promise<readonly PatronJob[]> {
    const rows = await tx.query<Row>(
      `SELECT DISTINCT ON (agency_id, patron_id) id, agency_id, patron_id, change, after_fee_id, traceparent
       FROM patron_job ORDER BY agency_id, patron_id, place LIMIT $1`,
      [jobsMax],
    );
    return rows.map((row) => ({
      id: row.id,
      agencyId: row.agency_id,
      patronId: row.patron_id,
      change: changeOf(row.change),
      afterFeeId: row.after_fee_id,
      traceparent: row.traceparent ?? undefined,
    }));
  }

  /** Moves a job on, in the transaction that did the work. */
  async moveOn(tx: Tx, id: string, afterFeeId: string): Promise<void> {
    await tx.query(`UPDATE patron_job SET after_fee_id = $2 WHERE id = $1 AND after_fee_id < $2`, [
      id,
      afterFeeId,
    ]);
  }

  async end(tx: Tx, id: string): Promise<void> {
    await tx.query(`DELETE FROM patron_job WHERE id = $1`, [id]);
  }
}

function changeOf(document: ChangeDocument): PatronEvent {
  return { ...document, time: Temporal.Instant.from(document.time) } as unknown as PatronEvent;
}
