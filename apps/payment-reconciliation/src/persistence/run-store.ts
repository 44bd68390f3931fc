import { Injectable } from '@nestjs/common';
import { Money, type Instant } from '@libs/kernel';
import type { Tx } from '@libs/persistence';
import type { Difference } from '../domain/reconciliation/compare.js';
import type { Totals } from '../domain/reconciliation/totals.js';
import type { Period, ReasonShown, Run } from './reconciliation-run.js';
import { totalsDocument, totalsOf, type TotalsDocument } from './totals-document.js';

/** A run, and once it is done what it came to. */
export type RunKept = Run & { readonly totals?: Totals; readonly endedAt?: string };

/** A difference, and whose it is; the agency and the fee are unknown where the receivable is. */
export type DifferenceKept = Difference & {
  readonly receivableId: string;
  readonly agencyId?: string;
  readonly feeId?: string;
};

type Row = {
  readonly run_id: string;
  readonly municipality_code: string;
  readonly period_from: string;
  readonly period_to: string;
  readonly source: Run['source'];
  readonly asked_by: string;
  readonly asked_at: Date;
  readonly horizon: Date;
  readonly state: Run['state'];
  readonly stated: number | null;
  readonly reason: ReasonShown | null;
  readonly totals: TotalsDocument | null;
  readonly ended_at: Date | null;
};

type DifferenceRow = {
  readonly receivable_id: string;
  readonly type: Difference['type'];
  readonly because: Difference['because'];
  readonly agency_id: string | null;
  readonly fee_id: string | null;
  readonly here_ore: string | null;
  readonly there_ore: string | null;
};

const columns = `run_id, municipality_code, period_from::text, period_to::text, source, asked_by, asked_at, horizon, state, stated, reason, totals, ended_at`;

/** Keeps the reconciliations, open and ended, and the differences that each found. */
@Injectable()
export class RunStore {
  /** The same run twice is one. */
  async add(tx: Tx, runs: readonly Run[]): Promise<void> {
    for (const run of runs)
      await tx.query(
        `INSERT INTO reconciliation (run_id, municipality_code, period_from, period_to, source, asked_by, asked_at, horizon, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
        [
          ...[run.runId, run.municipalityCode, run.from, run.to, run.source],
          ...[run.askedBy, run.askedAt, run.horizon, run.state],
        ],
      );
  }

  async find(tx: Tx, runIds: readonly string[]): Promise<ReadonlyMap<string, RunKept>> {
    const rows = await tx.query<Row>(
      `SELECT ${columns} FROM reconciliation WHERE run_id = ANY($1::uuid[])`,
      [runIds],
    );
    return new Map(rows.map((row) => [row.run_id, keptOf(row)]));
  }

  /** The newest of a period that came to its end, or else the newest there is. */
  async newest(tx: Tx, municipalityCode: string, period: Period): Promise<RunKept | undefined> {
    const [row] = await tx.query<Row>(
      `SELECT ${columns} FROM reconciliation WHERE municipality_code = $1 AND period_from = $2 AND period_to = $3
       ORDER BY (state = 'done') DESC, asked_at DESC LIMIT 1`,
      [municipalityCode, period.from, period.to],
    );
    return row && keptOf(row);
  }

  /** All of a municipality, the newest first. */
  async all(tx: Tx, municipalityCode: string, rowsMax: number): Promise<readonly RunKept[]> {
    const rows = await tx.query<Row>(
      `SELECT ${columns} FROM reconciliation WHERE municipality_code = $1 ORDER BY asked_at DESC, run_id LIMIT $2`,
      [municipalityCode, rowsMax],
    );
    return rows.map(keptOf);
  }

  /** Everything that the statement has is here. */
  async ready(tx: Tx, runId: string, stated: number): Promise<void> {
    await tx.query(
      `UPDATE reconciliation SET state = 'comparing', stated = $2 WHERE run_id = $1 AND state = 'reading'`,
      [runId, stated],
    );
  }

  /** Takes the oldest that is to be compared, for as long as the transaction lasts; nobody else gets it meanwhile. */
  async takeReady(tx: Tx): Promise<RunKept | undefined> {
    const [row] = await tx.query<Row>(
      `SELECT ${columns} FROM reconciliation WHERE state = 'comparing' ORDER BY asked_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
    );
    return row && keptOf(row);
  }

  async finish(tx: Tx, runId: string, totals: Totals, endedAt: string): Promise<void> {
    await tx.query(
      `UPDATE reconciliation SET state = 'done', totals = $2, ended_at = $3 WHERE run_id = $1`,
      [runId, JSON.stringify(totalsDocument(totals)), endedAt],
    );
  }

  async fail(tx: Tx, runId: string, reason: ReasonShown, endedAt: string): Promise<void> {
    await tx.query(
      `UPDATE reconciliation SET state = 'failed', reason = $2, ended_at = $3 WHERE run_id = $1`,
      [runId, JSON.stringify(reason), endedAt],
    );
  }

  /** Ends what has been waiting for its statement since before a moment. */
  async giveUp(tx: Tx, before: Instant, reason: ReasonShown): Promise<void> {
    await tx.query(
      `WITH given_up AS (
         UPDATE reconciliation SET state = 'failed', reason = $2, ended_at = now() WHERE state = 'reading' AND asked_at < $1 RETURNING run_id)
       DELETE FROM statement_line USING given_up WHERE statement_line.run_id = given_up.run_id`,
      [before.toString(), JSON.stringify(reason)],
    );
  }

  async note(tx: Tx, runId: string, found: readonly DifferenceKept[]): Promise<void> {
    if (found.length === 0) return;
    await tx.query(
      `INSERT INTO reconciliation_difference (run_id, receivable_id, type, because, agency_id, fee_id, here_ore, there_ore)
       SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[])`,
      [
        runId,
        found.map(({ receivableId }) => receivableId),
        found.map(({ type }) => type),
        found.map(({ because }) => because),
        found.map(({ agencyId }) => agencyId ?? null),
        found.map(({ feeId }) => feeId ?? null),
        found.map(({ here }) => here?.ore ?? null),
        found.map(({ there }) => there?.ore ?? null),
      ],
    );
  }

  /** @param after the receivable that the last page ended with */
  async differences(
    tx: Tx,
    runId: string,
    { after, rowsMax }: { readonly after?: string | undefined; readonly rowsMax: number },
  ): Promise<readonly DifferenceKept[]> {
    const rows = await tx.query<DifferenceRow>(
      `SELECT receivable_id, type, because, agency_id, fee_id, here_ore, there_ore FROM reconciliation_difference
       WHERE run_id = $1 AND receivable_id > $2 ORDER BY receivable_id LIMIT $3`,
      [runId, after ?? '00000000-0000-0000-0000-000000000000', rowsMax],
    );
    return rows.map(differenceOf);
  }
}

function keptOf(row: Row): RunKept {
  return {
    runId: row.run_id,
    municipalityCode: row.municipality_code,
    from: row.period_from,
    to: row.period_to,
    source: row.source,
    askedBy: row.asked_by,
    askedAt: row.asked_at.toISOString(),
    horizon: row.horizon.toISOString(),
    state: row.state,
    ...(row.stated !== null && { stated: row.stated }),
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.totals !== null && { totals: totalsOf(row.totals) }),
    ...(row.ended_at !== null && { endedAt: row.ended_at.toISOString() }),
  };
}

function differenceOf(row: DifferenceRow): DifferenceKept {
  return {
    receivableId: row.receivable_id,
    type: row.type,
    because: row.because,
    ...(row.agency_id !== null && { agencyId: row.agency_id }),
    ...(row.fee_id !== null && { feeId: row.fee_id }),
    ...(row.here_ore !== null && { here: Money.ofOre(Number(row.here_ore)) }),
    ...(row.there_ore !== null && { there: Money.ofOre(Number(row.there_ore)) }),
  };
}
