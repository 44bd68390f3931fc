import { Injectable } from '@nestjs/common';
import type { Tx } from '@libs/persistence';
import type { Theirs } from '../domain/reconciliation/compare.js';
import { sideColumns, sideOre } from './side-columns.js';

export type StatementLine = { readonly receivableId: string; readonly theirs: Theirs };

const columns = ['run_id', 'receivable_id', ...sideColumns, 'stated_ore', 'moved_at'];

/** Keeps what a debtor system says it has, until it has been compared. */
@Injectable()
export class StatementLines {
  /** @returns how many were new: a receivable counts once in a statement */
  async add(tx: Tx, runId: string, lines: readonly StatementLine[]): Promise<number> {
    if (lines.length === 0) return 0;
    const amounts = lines.map(({ theirs }) => amountsOf(theirs));
    const casts = [...sideColumns, 'stated_ore'].map((_, at) => `$${String(at + 4)}::bigint[]`);
    const [row] = await tx.query<{ readonly added: string }>(
      `WITH added AS (
         INSERT INTO statement_line (${columns.join(', ')})
         SELECT $1, line.id, ${[...sideColumns, 'stated_ore'].map((name) => `line.${name}`).join(', ')}, line.moved_at
         FROM unnest($2::uuid[], $3::timestamptz[], ${casts.join(', ')}) AS line (id, moved_at, ${[...sideColumns, 'stated_ore'].join(', ')})
         ON CONFLICT DO NOTHING RETURNING 1)
       SELECT count(*) AS added FROM added`,
      [
        runId,
        lines.map(({ receivableId }) => receivableId),
        lines.map(({ theirs }) => movedAtOf(theirs)),
        ...[...sideColumns, 'stated_ore'].map((_, at) => amounts.map((one) => one[at] ?? null)),
      ],
    );
    return Number(row?.added ?? 0);
  }

  async drop(tx: Tx, runId: string): Promise<void> {
    await tx.query(`DELETE FROM statement_line WHERE run_id = $1`, [runId]);
  }
}

/** In the order of the columns; a balance alone has no side. */
function amountsOf(theirs: Theirs): readonly (number | null)[] {
  return theirs.kind === 'itemised'
    ? [...sideOre(theirs.side), theirs.stated.ore]
    : [...sideColumns.map(() => null), theirs.closing.ore];
}

function movedAtOf(theirs: Theirs): string | null {
  return theirs.kind === 'balance' ? (theirs.movedAt?.toString() ?? null) : null;
}
