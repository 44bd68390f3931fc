import { Injectable } from '@nestjs/common';
import { Money, Temporal, type Instant } from '@libs/kernel';
import type { Tx } from '@libs/persistence';
import type { Ours, Theirs } from '../domain/reconciliation/compare.js';
import type { Cut } from '../domain/reconciliation/cut.js';
import type { Identity } from '../domain/reconciliation/totals.js';
import { cutOf, type Run } from './reconciliation-run.js';
import { sideColumns, sideIn, sideSums, type SideRow } from './side-columns.js';

/** Both sides of one receivable; at least one is there. */
export type Pair = {
  readonly receivableId: string;
  readonly ours: Ours | undefined;
  readonly theirs: Theirs | undefined;
};

type PairRow = SideRow & {
  readonly receivable_id: string;
  readonly agency_id: string | null;
  readonly fee_id: string | null;
  readonly transfer: Ours['transfer'] | null;
  readonly ours_opening_ore: string | null;
  readonly theirs_opening_ore: string | null;
  readonly theirs_stated_ore: string | null;
};

const rowsMax = 1_000;
const entriesOwed = `FROM ledger_entry WHERE municipality_code = $1 AND account IN ('receivable', 'credit')`;

/** Reads our side out of the ledger's entries, and lays the debtor system's beside it. */
@Injectable()
export class BooksCompared {
  /** What stood, moved and stands in a municipality, by the entries alone. */
  async identityOf(tx: Tx, municipalityCode: string, cut: Cut): Promise<Identity> {
    const [row] = await tx.query<SideRow>(
      `SELECT ${sideSums}, count(DISTINCT receivable_id) FILTER (WHERE registered_at < $3) AS receivables ${entriesOwed}`,
      [municipalityCode, ...instants(cut)],
    );
    if (row === undefined) throw new Error('A sum without rows is a row.');
    const { opening, moved, closing } = sideIn(row);
    return { receivables: Number(row['receivables']), opening, moved, closing };
  }

  /** All pairs of a run, in one pass over both sides and in the memory of some thousands. Needs a transaction of its own. */
  async *pairs(tx: Tx, run: Run): AsyncGenerator<readonly Pair[]> {
    await tx.query(
      `DECLARE pairs NO SCROLL CURSOR FOR
       WITH ours AS (SELECT receivable_id, ${sideSums} ${entriesOwed} GROUP BY receivable_id),
         theirs AS (SELECT * FROM statement_line WHERE run_id = $5)
       SELECT coalesce(ours.receivable_id, theirs.receivable_id) AS receivable_id, balance.agency_id, balance.fee_id,
         balance.transfer #>> '{shown,transfer}' AS transfer, balance.transfer #>> '{shown,at}' AS transfer_at,
         ${sideColumns.map((name) => `ours.${name} AS ours_${name}, theirs.${name} AS theirs_${name}`).join(', ')},
         theirs.stated_ore AS theirs_stated_ore, theirs.moved_at::text AS moved_at
       FROM ours FULL JOIN theirs USING (receivable_id) LEFT JOIN balance ON balance.receivable_id = ours.receivable_id`,
      [run.municipalityCode, ...instants(cutOf(run)), run.runId],
    );
    for (;;) {
      const rows = await tx.query<PairRow>(`FETCH ${String(rowsMax)} FROM pairs`);
      if (rows.length === 0) return;
      yield rows.map(pairOf);
    }
  }
}

function instants({ from, until, horizon }: Cut): readonly string[] {
  return [from, until, horizon].map(String);
}

function pairOf(row: PairRow): Pair {
  const { receivable_id: receivableId } = row;
  return { receivableId, ours: oursIn(row), theirs: theirsIn(row) };
}

function oursIn(row: PairRow): Ours | undefined {
  if (row.ours_opening_ore === null) return undefined;
  return {
    ...sideIn(row, 'ours_'),
    agencyId: row.agency_id ?? '',
    feeId: row.fee_id ?? '',
    transfer: row.transfer ?? undefined,
    transferAt: instantIn(row['transfer_at']),
  };
}

function theirsIn(row: PairRow): Theirs | undefined {
  if (row.theirs_stated_ore === null) return undefined;
  const stated = Money.ofOre(Number(row.theirs_stated_ore));
  if (row.theirs_opening_ore !== null)
    return { kind: 'itemised', side: sideIn(row, 'theirs_'), stated };
  return { kind: 'balance', closing: stated, movedAt: instantIn(row['moved_at']) };
}

/** PostgreSQL writes a blank where RFC 3339 has a T. */
function instantIn(text: string | null | undefined): Instant | undefined {
  return text == null ? undefined : Temporal.Instant.from(text.replace(' ', 'T'));
}
