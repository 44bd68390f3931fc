import { Injectable } from '@nestjs/common';
import type { Tx } from '@libs/persistence';
import type { TracedName } from './claim-store.js';

/** A sweep over an agency's kept claims after a cut-off move or an activation, from `fromDate` on, oldest first. */
export type SweepJob = {
  readonly agencyId: string;
  readonly version: number;
  readonly fromDate: string;
  readonly afterDate: string;
  readonly afterFeeId: string;
  /** In which the agreement's version was made. */
  readonly traceparent: string | undefined;
};
export type SweepLease = { readonly leasedBy: string; readonly seconds: number };
export type SweepProgress = {
  readonly version: number;
  readonly fromDate: string;
  readonly lookedAt: number;
  readonly beganAt: string;
  readonly endedAt: string | undefined;
};
export type KeptName = TracedName & { readonly creationDate: string };

type Row = {
  readonly agency_id: string;
  readonly version: number;
  readonly from_date: string;
  readonly after_date: string;
  readonly after_fee_id: string;
  readonly traceparent: string | null;
};

@Injectable()
export class SweepJobs {
  /** A newer version's sweep takes over from an older one's that has not ended. */
  async add(
    tx: Tx,
    job: { readonly agencyId: string; readonly version: number; readonly fromDate: string },
    now: string,
  ): Promise<void> {
    await tx.query(`UPDATE sweep_job SET ended_at = $2 WHERE agency_id = $1 AND ended_at IS NULL`, [
      job.agencyId,
      now,
    ]);
    await tx.query(
      `INSERT INTO sweep_job (agency_id, version, from_date, after_date, began_at) VALUES ($1, $2, $3, $3, $4) ON CONFLICT DO NOTHING`,
      [job.agencyId, job.version, job.fromDate, now],
    );
  }

  /** The sweeps that are not over, for the one replica that sweeps; none for the others. Two at it would do no harm, and no good. */
  async lease(
    tx: Pick<Tx, 'query'>,
    { leasedBy, seconds }: SweepLease,
  ): Promise<readonly SweepJob[]> {
    const rows = await tx.query<Row>(
      `WITH leased AS (
         UPDATE sweep_lease SET leased_by = $1, leased_until = now() + make_interval(secs => $2)
         WHERE (leased_by = $1 OR leased_until < now()) AND EXISTS (SELECT FROM sweep_job WHERE ended_at IS NULL) RETURNING leased_by
       )
       SELECT agency_id, version, from_date::text, after_date::text, after_fee_id, traceparent
       FROM sweep_job LEFT JOIN agreement_version USING (agency_id, version)
       WHERE ended_at IS NULL AND EXISTS (SELECT FROM leased) ORDER BY began_at, agency_id`,
      [leasedBy, seconds],
    );
    return rows.map((row) => ({
      agencyId: row.agency_id,
      version: row.version,
      fromDate: row.from_date,
      afterDate: row.after_date,
      afterFeeId: row.after_fee_id,
      traceparent: row.traceparent ?? undefined,
    }));
  }

  /** Whoever looks next sweeps. */
  async release(tx: Pick<Tx, 'query'>, leasedBy: string): Promise<void> {
    await tx.query(`UPDATE sweep_lease SET leased_until = '-infinity' WHERE leased_by = $1`, [
      leasedBy,
    ]);
  }

  /** The next kept claims of a sweep, without locks: each is asked again under its own. */
  async next(
    tx: Pick<Tx, 'query'>,
    { agencyId, afterDate, afterFeeId }: SweepJob,
    rowsMax: number,
  ): Promise<readonly KeptName[]> {
    const rows = await tx.query<{
      fee_id: string;
      creation_date: string;
      traceparent: string | null;
    }>(
      `SELECT fee_id, creation_date::text, traceparent FROM claim WHERE agency_id = $1 AND standing IN ('before-cut-off', 'inactive')
       AND (creation_date, fee_id) > ($2::date, $3) ORDER BY creation_date, fee_id LIMIT $4`,
      [agencyId, afterDate, afterFeeId, rowsMax],
    );
    return rows.map((row) => ({
      agencyId,
      feeId: row.fee_id,
      creationDate: row.creation_date,
      traceparent: row.traceparent ?? undefined,
    }));
  }

  /** @param to where it would go on after a crash; where it was when left out */
  async moveOn(
    tx: Tx,
    { agencyId, version }: SweepJob,
    to: KeptName | undefined,
    count: number,
  ): Promise<void> {
    await tx.query(
      `UPDATE sweep_job SET looked_at = looked_at + $5,
         after_date = CASE WHEN (after_date, after_fee_id) < ($3::date, $4::text) THEN $3::date ELSE after_date END,
         after_fee_id = CASE WHEN (after_date, after_fee_id) < ($3::date, $4::text) THEN $4::text ELSE after_fee_id END
       WHERE agency_id = $1 AND version = $2`,
      [agencyId, version, to?.creationDate, to?.feeId, count],
    );
  }

  async end(tx: Pick<Tx, 'query'>, { agencyId, version }: SweepJob): Promise<void> {
    await tx.query(
      `UPDATE sweep_job SET ended_at = now() WHERE agency_id = $1 AND version = $2 AND ended_at IS NULL`,
      [agencyId, version],
    );
  }

  async progress(tx: Pick<Tx, 'query'>, agencyId: string): Promise<SweepProgress | undefined> {
    const [row] = await tx.query<{
      version: number;
      from_date: string;
      looked_at: string;
      began_at: Date;
      ended_at: Date | null;
    }>(
      `SELECT version, from_date::text, looked_at, began_at, ended_at FROM sweep_job WHERE agency_id = $1 ORDER BY version DESC LIMIT 1`,
      [agencyId],
    );
    return (
      row && {
        version: row.version,
        fromDate: row.from_date,
        lookedAt: Number(row.looked_at),
        beganAt: row.began_at.toISOString(),
        endedAt: row.ended_at?.toISOString(),
      }
    );
  }
}
