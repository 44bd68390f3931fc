import { Injectable } from '@nestjs/common';
import type { Tx } from '@libs/persistence';
import {
  keptDeliveryOf,
  stateColumns,
  type DeliveryRow,
  type KeptDelivery,
} from './delivery-rows.js';

export type DeliveryLease = { readonly token: string; readonly ms: number };

/** Keeps every message to a debtor system, from before its first attempt until its answer. */
@Injectable()
export class DeliveryStore {
  /** All deliveries of these receivables, in the order of their lines. */
  async ofReceivables(
    tx: Pick<Tx, 'query'>,
    receivableIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly KeptDelivery[]>> {
    const rows = await tx.query<DeliveryRow>(
      `SELECT * FROM delivery WHERE receivable_id = ANY($1::uuid[]) ORDER BY position`,
      [receivableIds],
    );
    return Map.groupBy(rows.map(keptDeliveryOf), ({ delivery }) => delivery.receivableId);
  }

  async find(
    tx: Pick<Tx, 'query'>,
    deliveryIds: readonly string[],
  ): Promise<readonly KeptDelivery[]> {
    const rows = await tx.query<DeliveryRow>(
      `SELECT * FROM delivery WHERE delivery_id = ANY($1::uuid[])`,
      [deliveryIds],
    );
    return rows.map(keptDeliveryOf);
  }

  /** Adds new deliveries at the end of their lines, in the order given; brings known ones up to date. */
  async keep(tx: Tx, kept: readonly KeptDelivery[]): Promise<void> {
    const states = kept.map(({ delivery }) => stateColumns(delivery.state));
    await tx.query(
      `INSERT INTO delivery (delivery_id, municipality_code, agency_id, fee_id, receivable_id, account_id, message, answers, basis, traceparent,
         request_id, frozen, carries, attempts, state, not_before, doubtful, lease_token, lease_until, ended_at, reason, because)
       SELECT delivery_id, municipality_code, agency_id, fee_id, receivable_id, account_id, message, answers, basis, traceparent,
         request_id, frozen, carries::uuid[], attempts, state, not_before, doubtful, lease_token, lease_until, ended_at, reason, because
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::jsonb[], $9::jsonb[], $10::text[],
         $11::uuid[], $12::text[], $13::text[], $14::int[], $15::text[], $16::timestamptz[], $17::boolean[], $18::uuid[], $19::timestamptz[], $20::timestamptz[], $21::jsonb[], $22::text[])
         WITH ORDINALITY AS kept (delivery_id, municipality_code, agency_id, fee_id, receivable_id, account_id, message, answers, basis, traceparent,
           request_id, frozen, carries, attempts, state, not_before, doubtful, lease_token, lease_until, ended_at, reason, because, place)
       ORDER BY place
       ON CONFLICT (delivery_id) DO UPDATE SET request_id = excluded.request_id, carries = excluded.carries, attempts = excluded.attempts, state = excluded.state,
         not_before = excluded.not_before, doubtful = excluded.doubtful, lease_token = excluded.lease_token, lease_until = excluded.lease_until,
         ended_at = excluded.ended_at, reason = excluded.reason, because = excluded.because`,
      [
        kept.map(({ delivery }) => delivery.deliveryId),
        kept.map(({ delivery }) => delivery.municipalityCode),
        kept.map(({ agencyId }) => agencyId),
        kept.map(({ feeId }) => feeId),
        kept.map(({ delivery }) => delivery.receivableId),
        kept.map(({ delivery }) => delivery.accountId),
        kept.map(({ delivery }) => delivery.message),
        kept.map(({ answers }) => JSON.stringify(answers)),
        kept.map(({ basis }) => JSON.stringify(basis)),
        kept.map(({ traceparent }) => traceparent ?? null),
        kept.map(({ delivery }) => delivery.requestId),
        kept.map(({ frozen }) => frozen),
        kept.map(({ delivery }) => `{${delivery.carries.join(',')}}`),
        kept.map(({ delivery }) => delivery.attempts),
        kept.map(({ delivery }) => delivery.state.kind),
        ...Array.from({ length: 7 }, (_, column) => states.map((state) => state[column])),
      ],
    );
  }

  /** Municipalities with something that may go now. */
  async lanesDue(tx: Pick<Tx, 'query'>): Promise<readonly string[]> {
    const rows = await tx.query<{ municipality_code: string }>(
      `SELECT DISTINCT municipality_code FROM delivery WHERE state IN ('waiting', 'unknown-outcome') AND not_before <= now()`,
    );
    return rows.map(({ municipality_code }) => municipality_code);
  }

  /**
   * Leases the deliveries of a lane that may go now: the first open one of each account's line (R47, see
   * `domain/account-order.ts`), oldest first. Replicas skip one another's rows.
   */
  async lease(
    tx: Tx,
    municipalityCode: string,
    { token, ms }: DeliveryLease,
    rowsMax: number,
  ): Promise<readonly KeptDelivery[]> {
    const rows = await tx.query<DeliveryRow>(
      `UPDATE delivery SET doubtful = (state = 'unknown-outcome'), state = 'attempting', attempts = attempts + 1, not_before = NULL,
         lease_token = $2, lease_until = now() + $3 * interval '1 millisecond'
       WHERE delivery_id IN (
         SELECT delivery_id FROM delivery AS due
         WHERE municipality_code = $1 AND state IN ('waiting', 'unknown-outcome') AND not_before <= now()
           AND NOT EXISTS (SELECT FROM delivery AS earlier WHERE earlier.account_id = due.account_id AND earlier.position < due.position
             AND earlier.state IN ('waiting', 'unknown-outcome', 'attempting'))
         ORDER BY position LIMIT $4 FOR UPDATE SKIP LOCKED)
       RETURNING *`,
      [municipalityCode, token, ms, rowsMax],
    );
    return rows.map(keptDeliveryOf);
  }

  /** Deliveries whose sender is gone: nobody knows how far it came. Their receivables, for the door. */
  async expired(tx: Pick<Tx, 'query'>, rowsMax: number): Promise<readonly KeptDelivery[]> {
    const rows = await tx.query<DeliveryRow>(
      `SELECT * FROM delivery WHERE state = 'attempting' AND lease_until < now() ORDER BY lease_until LIMIT $1`,
      [rowsMax],
    );
    return rows.map(keptDeliveryOf);
  }

  /** Per municipality: how many wait, and since when the oldest does. */
  async backlog(tx: Pick<Tx, 'query'>): Promise<
    readonly {
      readonly municipalityCode: string;
      readonly waiting: number;
      readonly oldestAt: string;
    }[]
  > {
    const rows = await tx.query<{ municipality_code: string; waiting: string; oldest: Date }>(
      `SELECT municipality_code, count(*) AS waiting, min(created_at) AS oldest FROM delivery
       WHERE state IN ('waiting', 'unknown-outcome', 'attempting') GROUP BY municipality_code ORDER BY municipality_code`,
    );
    return rows.map(({ municipality_code, waiting, oldest }) => ({
      municipalityCode: municipality_code,
      waiting: Number(waiting),
      oldestAt: oldest.toISOString(),
    }));
  }
}
