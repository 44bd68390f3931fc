import { Injectable } from '@nestjs/common';
import type { Tx } from '@libs/persistence';
import type { KnownReceivable, ReportItem } from '../domain/judge-report.js';

/** A reported movement as it was judged: also what was refused is kept (R51). */
export type KeptItem = {
  readonly item: ReportItem;
  readonly counted: boolean;
  readonly refusalCode: string | undefined;
};

/** With the trace of its charge: the claim's own. */
export type ReportedOn = KnownReceivable & { readonly traceparent?: string };

@Injectable()
export class ReportStore {
  /** What we know of the receivables that a report speaks of. */
  async receivables(
    tx: Tx,
    receivableIds: readonly string[],
  ): Promise<ReadonlyMap<string, ReportedOn>> {
    const rows = await tx.query<{
      receivable_id: string;
      municipality_code: string;
      traceparent: string | null;
    }>(
      `SELECT DISTINCT ON (receivable_id) receivable_id, municipality_code, traceparent FROM delivery
       WHERE receivable_id = ANY($1::uuid[]) ORDER BY receivable_id, position`,
      [receivableIds],
    );
    return new Map(
      rows.map((row) => [
        row.receivable_id,
        {
          receivableId: row.receivable_id,
          municipalityCode: row.municipality_code,
          ...(row.traceparent !== null && { traceparent: row.traceparent }),
        },
      ]),
    );
  }

  /** Which of these movements have been counted before. */
  async counted(tx: Tx, transactionIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await tx.query<{ transaction_id: string }>(
      `SELECT transaction_id FROM report_item WHERE transaction_id = ANY($1::uuid[]) AND verdict = 'counted'`,
      [transactionIds],
    );
    return new Set(rows.map(({ transaction_id }) => transaction_id));
  }

  async keep(tx: Tx, kept: readonly KeptItem[], now: string): Promise<void> {
    const items = kept.map(({ item }) => item);
    await tx.send(
      `INSERT INTO report_item (transaction_id, receivable_id, kind, amount_ore, registered_at, effective_date, original_id, channel, verdict, refusal_code, first_at)
       SELECT *, $11::timestamptz FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::timestamptz[], $6::date[], $7::uuid[], $8::text[], $9::text[], $10::text[])
       ON CONFLICT (transaction_id) DO UPDATE SET verdict = excluded.verdict, refusal_code = excluded.refusal_code`,
      [
        items.map(({ transactionId }) => transactionId),
        items.map(({ receivableId }) => receivableId),
        items.map(({ kind }) => kind),
        items.map(({ amount }) => amount.ore),
        items.map(({ registeredAt }) => registeredAt.toString()),
        items.map(({ effectiveDate }) => effectiveDate.toString()),
        items.map(({ originalId }) => originalId ?? null),
        items.map(({ channel }) => channel ?? null),
        kept.map(({ counted }) => (counted ? 'counted' : 'refused')),
        kept.map(({ refusalCode }) => refusalCode ?? null),
        now,
      ],
    );
  }
}
