import { Injectable } from '@nestjs/common';
import type { Tx } from '@libs/persistence';

export type PreviewSum = {
  readonly type: string;
  readonly fate: string;
  readonly count: number;
  readonly ore: number;
  readonly guardianUnknown: number;
};

/**
 * Counts what a cut-off move would do, in the database, over any number of kept balances (R04). It says the same as
 * `domain/cut-off-move.ts` does of each one; a spec holds the two against each other.
 */
@Injectable()
export class CutOffPreview {
  async sums(
    tx: Pick<Tx, 'query'>,
    agencyId: string,
    cutOffDate: string,
    ageOfMajority: number,
  ): Promise<readonly PreviewSum[]> {
    const rows = await tx.query<{
      type: string;
      fate: string;
      count: string;
      ore: string;
      guardian_unknown: string;
    }>(
      `SELECT type, fate, count(*) AS count, coalesce(sum(left_ore), 0) AS ore, count(*) FILTER (WHERE fate = 'transferred' AND guardian_unknown) AS guardian_unknown
       FROM (
         SELECT left_ore,
           CASE WHEN balance_type = 'fee' THEN 'fee' WHEN (document->>'acknowledged')::boolean THEN 'compensation-acknowledged' ELSE 'compensation-unacknowledged' END AS type,
           CASE WHEN status <> 'open' THEN status WHEN left_ore = 0 THEN 'nothing-left' ELSE 'transferred' END AS fate,
           document->'minor'->>'guardian' = 'unknown' AND (document->'minor'->>'ageAtCreation')::int < $3 AS guardian_unknown
         FROM claim WHERE agency_id = $1 AND creation_date >= $2::date AND standing IN ('before-cut-off', 'inactive')
       ) AS kept GROUP BY type, fate ORDER BY type, fate`,
      [agencyId, cutOffDate, ageOfMajority],
    );
    return rows.map(({ type, fate, count, ore, guardian_unknown }) => ({
      type,
      fate,
      count: Number(count),
      ore: Number(ore),
      guardianUnknown: Number(guardian_unknown),
    }));
  }

  /** The oldest creation date among the agency's claims that have gone on (R05). */
  async earliestRegistered(tx: Pick<Tx, 'query'>, agencyId: string): Promise<string | undefined> {
    const [row] = await tx.query<{ earliest: string | null }>(
      `SELECT min(creation_date)::text AS earliest FROM claim WHERE agency_id = $1 AND standing = 'registered'`,
      [agencyId],
    );
    return row?.earliest ?? undefined;
  }
}
