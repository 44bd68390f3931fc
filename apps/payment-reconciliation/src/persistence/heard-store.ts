import { Injectable } from '@nestjs/common';
import type { Tx } from '@libs/persistence';

/** When a municipality's debtor system was heard of last; none if it never was. */
export type Heard = { readonly municipalityCode: string; readonly lastHeardAt: Date | undefined };

/** Reads out of the ledger when debtor systems have reported. */
@Injectable()
export class HeardStore {
  /** One look into the index for each municipality. */
  async lastHeard(tx: Tx, municipalityCodes: readonly string[]): Promise<readonly Heard[]> {
    const rows = await tx.query<{ municipality_code: string; heard_at: Date | null }>(
      `SELECT municipality_code, (
         SELECT max(entered_at) FROM ledger_entry
         WHERE ledger_entry.municipality_code = named.municipality_code AND account IN ('covered', 'written-off') AND corrected_by IS NULL
       ) AS heard_at
       FROM unnest($1::text[]) AS named (municipality_code)`,
      [municipalityCodes],
    );
    return rows.map((row) => ({
      municipalityCode: row.municipality_code,
      lastHeardAt: row.heard_at ?? undefined,
    }));
  }
}
