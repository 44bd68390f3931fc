import { Injectable } from '@nestjs/common';
import type { Tx } from '@libs/persistence';
import {
  keptDeliveryOf,
  stateColumns,
  type DeliveryRow,
  type KeptDelivery,
} from './delivery-rows.js';

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
         request_id, frozen, carries, attempts, state, not_before, doubtful, lease_token, lease_until, ended_at, reason, because, history)
       SELECT delivery_id, municipality_code, agency_id, fee_id, receivable_id, account_id, message, answers, basis, traceparent,
         request_id, frozen, carries::uuid[], attempts, state, not_before, doubtful, lease_token, lease_until, ended_at, reason, because, history
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::jsonb[], $9::jsonb[], $10::text[],
         $11::uuid[], $12::text[], $13::text[], $14::int[], $15::text[], $16::timestamptz[], $17::boolean[], $18::uuid[], $19::timestamptz[], $20::timestamptz[], $21::jsonb[], $22::text[], $23::jsonb[])
         WITH ORDINALITY AS kept (delivery_id, municipality_code, agency_id, fee_id, receivable_id, account_id, message, answers, basis, traceparent,
           request_id, frozen, carries, attempts, state, not_before, doubtful, lease_token, lease_until, ended_at, reason, because, history, place)
       ORDER BY place
       ON CONFLICT (delivery_id) DO UPDATE SET request_id = excluded.request_id, carries = excluded.carries, attempts = excluded.attempts, state = excluded.state,
         not_before = excluded.not_before, doubtful = excluded.doubtful, lease_token = excluded.lease_token, lease_until = excluded.lease_until,
         ended_at = excluded.ended_at, reason = excluded.reason, because = excluded.because, history = excluded.history`,
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
        kept.map(({ history }) => JSON.stringify(history)),
      ],
    );
  }
}
