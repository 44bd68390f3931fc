import { Injectable } from '@nestjs/common';
import type { Tx } from '@libs/persistence';
import {
  deliveryColumns,
  frozenDeliveryOf,
  keptDeliveryOf,
  type DeliveryRow,
  type FrozenDelivery,
  type FrozenRow,
  type KeptDelivery,
} from './delivery-rows.js';

export type DeliveryLease = { readonly token: string; readonly ms: number };
type Reader = Pick<Tx, 'query'>;

export type Backlog = {
  readonly municipalityCode: string;
  readonly waiting: number;
  readonly oldestAt: string;
};

/** Understands what stands in the lines and may go: leases it to a sender, and takes back what was not begun. */
@Injectable()
export class LaneStore {
  /**
   * Municipalities with something that waits. Hops from one to the next along the index, so that it costs the same
   * whether ten wait or a million.
   */
  async lanesWaiting(tx: Reader): Promise<readonly string[]> {
    const rows = await tx.query<{ municipality_code: string }>(
      `WITH RECURSIVE lane AS (
         (SELECT municipality_code FROM delivery WHERE state IN ('waiting', 'unknown-outcome') ORDER BY municipality_code LIMIT 1)
         UNION ALL
         SELECT (SELECT next.municipality_code FROM delivery AS next
           WHERE next.state IN ('waiting', 'unknown-outcome') AND next.municipality_code > lane.municipality_code
           ORDER BY next.municipality_code LIMIT 1)
         FROM lane WHERE lane.municipality_code IS NOT NULL)
       SELECT municipality_code FROM lane WHERE municipality_code IS NOT NULL`,
    );
    return rows.map(({ municipality_code }) => municipality_code);
  }

  /**
   * Leases the deliveries of a lane that may go now: the first open one of each account's line (R47, see
   * `domain/account-order.ts`), oldest first. Replicas skip one another's rows.
   */
  async lease(
    tx: Reader,
    municipalityCode: string,
    { token, ms }: DeliveryLease,
    rowsMax: number,
  ): Promise<readonly FrozenDelivery[]> {
    const rows = await tx.query<FrozenRow>(
      `UPDATE delivery SET doubtful = (state = 'unknown-outcome'), state = 'attempting', attempts = attempts + 1, not_before = NULL,
         lease_token = $2, lease_until = now() + $3 * interval '1 millisecond'
       WHERE delivery_id IN (
         SELECT delivery_id FROM delivery AS due
         WHERE municipality_code = $1 AND state IN ('waiting', 'unknown-outcome') AND not_before <= now()
           AND NOT EXISTS (SELECT FROM delivery AS earlier WHERE earlier.account_id = due.account_id AND earlier.position < due.position
             AND earlier.state IN ('waiting', 'unknown-outcome', 'attempting'))
         ORDER BY position LIMIT $4 FOR UPDATE SKIP LOCKED)
       RETURNING ${deliveryColumns}, frozen`,
      [municipalityCode, token, ms, rowsMax],
    );
    return rows.map(frozenDeliveryOf).toSorted((a, b) => a.delivery.position - b.delivery.position);
  }

  /** Puts back what was leased and never begun, as if it had not been: no attempt is counted. */
  async putBack(tx: Reader, token: string, deliveryIds: readonly string[]): Promise<void> {
    await tx.query(
      `UPDATE delivery SET state = CASE WHEN doubtful THEN 'unknown-outcome' ELSE 'waiting' END, attempts = attempts - 1,
         not_before = now(), lease_token = NULL, lease_until = NULL
       WHERE delivery_id = ANY($2::uuid[]) AND lease_token = $1 AND state = 'attempting'`,
      [token, deliveryIds],
    );
  }

  /** The other end is back: what waits after a failure needn't wait any longer. */
  async hasten(tx: Reader, municipalityCode: string): Promise<void> {
    await tx.query(
      `UPDATE delivery SET not_before = now()
       WHERE municipality_code = $1 AND state IN ('waiting', 'unknown-outcome') AND not_before > now()`,
      [municipalityCode],
    );
  }

  /** Deliveries whose sender is gone: nobody knows how far it came. Their receivables, for the door. */
  async expired(tx: Reader, rowsMax: number): Promise<readonly KeptDelivery[]> {
    const rows = await tx.query<DeliveryRow>(
      `SELECT ${deliveryColumns} FROM delivery WHERE state = 'attempting' AND lease_until < now() ORDER BY lease_until LIMIT $1`,
      [rowsMax],
    );
    return rows.map(keptDeliveryOf);
  }

  /** Per municipality: how many wait, and since when the oldest does. */
  async backlog(tx: Reader): Promise<readonly Backlog[]> {
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
