import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';
import {
  deliveryColumns,
  keptDeliveryOf,
  type DeliveryRow,
  type KeptDelivery,
} from './delivery-rows.js';

/** Which deliveries are looked for. What is undefined narrows nothing. */
export type DeliveriesWanted = {
  readonly municipalities: readonly string[] | '*';
  readonly municipality: string | undefined;
  readonly agencyId: string | undefined;
  readonly feeId: string | undefined;
  readonly state: string | undefined;
  readonly before: number | undefined;
  readonly rowsMax: number;
};

/** Looks deliveries up for operators; never opens their requests. */
@Injectable()
export class DeliverySearch {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async find(wanted: DeliveriesWanted): Promise<readonly KeptDelivery[]> {
    const { municipalities, municipality, agencyId, feeId, state, before, rowsMax } = wanted;
    const rows = await this.database.query<DeliveryRow>(
      `SELECT ${deliveryColumns} FROM delivery
       WHERE ($1::text[] IS NULL OR municipality_code = ANY($1)) AND ($2::text IS NULL OR municipality_code = $2) AND ($3::text IS NULL OR agency_id = $3)
         AND ($4::text IS NULL OR fee_id = $4) AND ($5::text IS NULL OR state = $5) AND ($6::bigint IS NULL OR position < $6)
       ORDER BY position DESC LIMIT $7`,
      [
        municipalities === '*' ? null : municipalities,
        municipality ?? null,
        agencyId ?? null,
        feeId ?? null,
        state ?? null,
        before ?? null,
        rowsMax,
      ],
    );
    return rows.map(keptDeliveryOf);
  }

  async one(deliveryId: string): Promise<KeptDelivery | undefined> {
    const rows = await this.database.query<DeliveryRow>(
      `SELECT ${deliveryColumns} FROM delivery WHERE delivery_id = $1`,
      [deliveryId],
    );
    return rows.map(keptDeliveryOf)[0];
  }
}
