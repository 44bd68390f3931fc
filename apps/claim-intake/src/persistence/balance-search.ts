import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';

export type BalancesWanted = {
  readonly agencyId: string;
  readonly feeId: string | undefined;
  readonly patronId: string | undefined;
  readonly standing: string | undefined;
  readonly createdFrom: string | undefined;
  readonly createdTo: string | undefined;
  readonly after: string;
  readonly rowsMax: number;
};

export type FoundBalance = {
  readonly feeId: string;
  readonly standing: string;
  readonly status: string;
  readonly type: string | null;
  readonly creationDate: string | null;
  readonly leftOre: number | null;
  readonly patronId: string | null;
};

/** Looks up what intake keeps of an agency's balances; nothing personal beyond the library's own ids. */
@Injectable()
export class BalanceSearch {
  constructor(private readonly database: Database) {}

  async find(wanted: BalancesWanted): Promise<readonly FoundBalance[]> {
    const { agencyId, feeId, patronId, standing, createdFrom, createdTo, after, rowsMax } = wanted;
    type Row = Omit<FoundBalance, 'leftOre'> & { leftOre: string | null };
    const rows = await this.database.query<Row>(
      `SELECT fee_id AS "feeId", standing, status, balance_type AS type, creation_date::text AS "creationDate", left_ore AS "leftOre", patron_id AS "patronId"
       FROM claim WHERE agency_id = $1 AND ($2::text IS NULL OR fee_id = $2) AND ($3::text IS NULL OR patron_id = $3) AND ($4::text IS NULL OR standing = $4)
         AND ($5::date IS NULL OR creation_date >= $5) AND ($6::date IS NULL OR creation_date <= $6) AND fee_id > $7 ORDER BY fee_id LIMIT $8`,
      [
        agencyId,
        feeId ?? null,
        patronId ?? null,
        standing ?? null,
        createdFrom ?? null,
        createdTo ?? null,
        after,
        rowsMax,
      ],
    );
    return rows.map(({ leftOre, ...row }) => ({
      ...row,
      leftOre: leftOre === null ? null : Number(leftOre),
    }));
  }
}
