import { Injectable } from '@nestjs/common';
import type { Tx } from '@libs/persistence';
import {
  deliveryColumns,
  frozenDeliveryOf,
  keptDeliveryOf,
  stateColumns,
  type DeliveryRow,
  type FrozenDelivery,
  type FrozenRow,
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
      `SELECT ${deliveryColumns} FROM delivery WHERE receivable_id = ANY($1::uuid[]) ORDER BY position`,
      [receivableIds],
    );
    return Map.groupBy(rows.map(keptDeliveryOf), ({ delivery }) => delivery.receivableId);
  }

  async find(
    tx: Pick<Tx, 'query'>,
    deliveryIds: readonly string[],
  ): Promise<readonly FrozenDelivery[]> {
    const rows = await tx.query<FrozenRow>(
      `SELECT ${deliveryColumns}, frozen FROM delivery WHERE delivery_id = ANY($1::uuid[])`,
      [deliveryIds],
    );
    return rows.map(frozenDeliveryOf);
  }

  /** Puts new deliveries at the end of their lines, in the order given. */
  async add(tx: Tx, added: readonly FrozenDelivery[]): Promise<void> {
    if (added.length === 0) return;
    await tx.send(
      `INSERT INTO delivery (municipality_code, agency_id, fee_id, receivable_id, account_id, message, answers, basis, traceparent, frozen, ${changingColumns})
       SELECT municipality_code, agency_id, fee_id, receivable_id, account_id, message, answers, basis, traceparent, frozen, ${changingValues}
       FROM unnest(${changingTypes}, $14::text[], $15::text[], $16::text[], $17::uuid[], $18::uuid[], $19::text[], $20::jsonb[], $21::jsonb[], $22::text[], $23::text[])
         WITH ORDINALITY AS added (${changingColumns}, municipality_code, agency_id, fee_id, receivable_id, account_id, message, answers, basis, traceparent, frozen, place)
       ORDER BY place`,
      [
        ...changing(added),
        added.map(({ delivery }) => delivery.municipalityCode),
        added.map(({ agencyId }) => agencyId),
        added.map(({ feeId }) => feeId),
        added.map(({ delivery }) => delivery.receivableId),
        added.map(({ delivery }) => delivery.accountId),
        added.map(({ delivery }) => delivery.message),
        added.map(({ answers }) => JSON.stringify(answers)),
        added.map(({ basis }) => JSON.stringify(basis)),
        added.map(({ traceparent }) => traceparent ?? null),
        added.map(({ frozen }) => frozen),
      ],
    );
  }

  /** Brings known deliveries up to date: what may change of them. */
  async change(tx: Tx, changed: readonly KeptDelivery[]): Promise<void> {
    if (changed.length === 0) return;
    await tx.send(
      `UPDATE delivery SET request_id = changed.request_id, carries = changed.carries::uuid[], attempts = changed.attempts, state = changed.state,
         not_before = changed.not_before, doubtful = changed.doubtful, lease_token = changed.lease_token, lease_until = changed.lease_until,
         ended_at = changed.ended_at, reason = changed.reason, because = changed.because, history = changed.history
       FROM unnest(${changingTypes}) AS changed (${changingColumns}) WHERE delivery.delivery_id = changed.delivery_id`,
      changing(changed),
    );
  }
}

const changingColumns =
  'delivery_id, request_id, carries, attempts, state, history, not_before, doubtful, lease_token, lease_until, ended_at, reason, because';
const changingValues = changingColumns.replace('carries', 'carries::uuid[]');
const changingTypes =
  '$1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::text[], $6::jsonb[], $7::timestamptz[], $8::boolean[], $9::uuid[], $10::timestamptz[], $11::timestamptz[], $12::jsonb[], $13::text[]';

function changing(kept: readonly KeptDelivery[]): unknown[][] {
  const states = kept.map(({ delivery }) => stateColumns(delivery.state));
  return [
    kept.map(({ delivery }) => delivery.deliveryId),
    kept.map(({ delivery }) => delivery.requestId),
    kept.map(({ delivery }) => `{${delivery.carries.join(',')}}`),
    kept.map(({ delivery }) => delivery.attempts),
    kept.map(({ delivery }) => delivery.state.kind),
    kept.map(({ history }) => JSON.stringify(history)),
    ...Array.from({ length: 7 }, (_, column) => states.map((state) => state[column])),
  ];
}
