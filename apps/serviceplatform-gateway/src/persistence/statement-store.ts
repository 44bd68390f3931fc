import { Injectable } from '@nestjs/common';
import { Temporal } from '@libs/kernel';
import type { Tx } from '@libs/persistence';
import {
  isOpen,
  type NoStatementBecause,
  type OpenStatement,
  type Statement,
  type StatementState,
} from '../domain/statement.js';
import type { DeliveryLease } from './lane-store.js';

/** A statement, and the trace that it was asked for in. */
export type KeptStatement<Of extends Statement = Statement> = {
  readonly statement: Of;
  readonly traceparent: string | undefined;
};
type Reader = Pick<Tx, 'query'>;

type Row = {
  readonly statement_id: string;
  readonly municipality_code: string;
  readonly state: StatementState['kind'];
  readonly after: string | null;
  readonly not_before: Date | null;
  readonly lease_token: string | null;
  readonly lease_until: Date | null;
  readonly failures: number;
  readonly progress_at: Date | null;
  readonly passes: number;
  readonly pass_at: Date | null;
  readonly parts: number;
  readonly receivables: number;
  readonly ended_at: Date | null;
  readonly because: NoStatementBecause | null;
  readonly traceparent: string | null;
};

/** Keeps statements from when they are asked for, and of those that are read, which receivables have been told of. */
@Injectable()
export class StatementStore {
  async find(
    tx: Reader,
    statementIds: readonly string[],
  ): Promise<ReadonlyMap<string, KeptStatement>> {
    const rows = await tx.query<Row>(
      `SELECT * FROM statement WHERE statement_id = ANY($1::uuid[])`,
      [statementIds],
    );
    return new Map(rows.map((row) => [row.statement_id, keptOf(row)]));
  }

  /** How many are being read, by municipality. */
  async open(
    tx: Reader,
  ): Promise<readonly { readonly municipalityCode: string; readonly open: number }[]> {
    const rows = await tx.query<{ municipality_code: string; open: string }>(
      `SELECT municipality_code, count(*) AS open FROM statement WHERE state = 'reading' GROUP BY municipality_code`,
    );
    return rows.map(({ municipality_code, open }) => ({
      municipalityCode: municipality_code,
      open: Number(open),
    }));
  }

  /** Those that may be read on now; the one that has waited longest first. */
  async due(tx: Reader, rowsMax: number): Promise<readonly OpenStatement[]> {
    const rows = await tx.query<Row>(
      `SELECT * FROM statement WHERE state = 'reading' AND not_before <= now() AND (lease_until IS NULL OR lease_until <= now())
       ORDER BY not_before LIMIT $1`,
      [rowsMax],
    );
    return rows.map((row) => keptOf(row).statement).filter(isOpen);
  }

  /** Takes a statement for reading on; nothing if another has it or it is not due. */
  async lease(
    tx: Reader,
    statementId: string,
    { token, ms }: DeliveryLease,
  ): Promise<KeptStatement<OpenStatement> | undefined> {
    const rows = await tx.query<Row>(
      `UPDATE statement SET lease_token = $2, lease_until = now() + $3 * interval '1 millisecond'
       WHERE statement_id = $1 AND state = 'reading' AND not_before <= now() AND (lease_until IS NULL OR lease_until <= now())
       RETURNING *`,
      [statementId, token, ms],
    );
    const [kept] = rows.map(keptOf);
    return kept !== undefined && isOpen(kept.statement)
      ? { ...kept, statement: kept.statement }
      : undefined;
  }

  /** Whether the lease was still valid, and is now for so much longer. */
  async renew(tx: Reader, statementId: string, { token, ms }: DeliveryLease): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE statement SET lease_until = now() + $3 * interval '1 millisecond'
       WHERE statement_id = $1 AND lease_token = $2 AND lease_until > now() AND state = 'reading' RETURNING statement_id`,
      [statementId, token, ms],
    );
    return rows.length > 0;
  }

  /** Nobody was asked: it may be read on from where it is, after a while. */
  async putBack(tx: Reader, statementId: string, token: string, afterMs: number): Promise<void> {
    await tx.query(
      `UPDATE statement SET lease_token = NULL, lease_until = NULL, not_before = now() + $3 * interval '1 millisecond'
       WHERE statement_id = $1 AND lease_token = $2 AND state = 'reading'`,
      [statementId, token, afterMs],
    );
  }

  /** Which of these have been told of, by `<statementId> <receivableId>`. */
  async told(
    tx: Reader,
    named: readonly { readonly statementId: string; readonly receivableId: string }[],
  ): Promise<ReadonlySet<string>> {
    const rows = await tx.query<{ statement_id: string; receivable_id: string }>(
      `SELECT statement_id, receivable_id FROM statement_receivable
       JOIN unnest($1::uuid[], $2::uuid[]) AS named (statement_id, receivable_id) USING (statement_id, receivable_id)`,
      [named.map((one) => one.statementId), named.map((one) => one.receivableId)],
    );
    return new Set(rows.map((row) => toldKey(row.statement_id, row.receivable_id)));
  }

  /** Statements in whose municipality we have had a receivable moved since their list was begun, or are about to. */
  async withMoves(tx: Reader, statementIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await tx.query<{ statement_id: string }>(
      `SELECT statement_id FROM statement WHERE statement_id = ANY($1::uuid[]) AND EXISTS (
         SELECT FROM delivery WHERE delivery.municipality_code = statement.municipality_code AND message = 'debtor-change'
           AND (delivery.state = 'attempting' OR delivery.state IN ('accepted', 'accepted-with-remarks') AND delivery.ended_at >= pass_at))`,
      [statementIds],
    );
    return new Set(rows.map(({ statement_id }) => statement_id));
  }

  /** Of a statement that has ended, what was told need not be remembered. */
  async keep(
    tx: Tx,
    kept: readonly (KeptStatement & { readonly toldNow?: readonly string[] })[],
  ): Promise<void> {
    await this.keepStates(tx, kept);
    const told = kept.flatMap(({ statement, toldNow = [] }) =>
      isOpen(statement) ? toldNow.map((id) => [statement.statementId, id] as const) : [],
    );
    await tx.query(
      `INSERT INTO statement_receivable (statement_id, receivable_id) SELECT * FROM unnest($1::uuid[], $2::uuid[])`,
      [told.map(([statementId]) => statementId), told.map(([, receivableId]) => receivableId)],
    );
    const ended = kept.filter(({ statement }) => !isOpen(statement));
    await tx.query(`DELETE FROM statement_receivable WHERE statement_id = ANY($1::uuid[])`, [
      ended.map(({ statement }) => statement.statementId),
    ]);
  }

  private async keepStates(tx: Tx, kept: readonly KeptStatement[]): Promise<void> {
    const states = kept.map(({ statement }) => columnsOf(statement.state));
    await tx.query(
      `INSERT INTO statement (statement_id, municipality_code, parts, receivables, traceparent,
         state, after, not_before, lease_token, lease_until, failures, progress_at, passes, pass_at, ended_at, because)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[], $4::int[], $5::text[],
         $6::text[], $7::text[], $8::timestamptz[], $9::uuid[], $10::timestamptz[], $11::int[], $12::timestamptz[],
         $13::int[], $14::timestamptz[], $15::timestamptz[], $16::text[])
       ON CONFLICT (statement_id) DO UPDATE SET parts = excluded.parts, receivables = excluded.receivables, state = excluded.state,
         after = excluded.after, not_before = excluded.not_before, lease_token = excluded.lease_token, lease_until = excluded.lease_until,
         failures = excluded.failures, progress_at = excluded.progress_at, passes = excluded.passes, pass_at = excluded.pass_at, ended_at = excluded.ended_at, because = excluded.because`,
      [
        kept.map(({ statement }) => statement.statementId),
        kept.map(({ statement }) => statement.municipalityCode),
        kept.map(({ statement }) => statement.parts),
        kept.map(({ statement }) => statement.receivables),
        kept.map(({ traceparent }) => traceparent ?? null),
        ...Array.from({ length: columnsMax }, (_, column) => states.map((state) => state[column])),
      ],
    );
  }
}

export function toldKey(statementId: string, receivableId: string): string {
  return `${statementId} ${receivableId}`;
}

const columnsMax = 11;

/** The state, and its own columns. */
function columnsOf(state: StatementState): readonly (string | number | null)[] {
  if (state.kind !== 'reading') {
    const because = state.kind === 'failed' ? state.because : null;
    const at = state.at.toString();
    return [state.kind, null, null, null, null, 0, null, 0, null, at, because];
  }
  const { after, notBefore, lease, failures, progressAt, passes, passAt } = state;
  return [
    ...[state.kind, after ?? null, notBefore.toString()],
    ...[lease?.token ?? null, lease?.until.toString() ?? null],
    ...[failures, progressAt.toString(), passes, passAt.toString(), null, null],
  ];
}

function keptOf(row: Row): KeptStatement {
  return {
    statement: {
      statementId: row.statement_id,
      municipalityCode: row.municipality_code,
      parts: row.parts,
      receivables: row.receivables,
      state: stateOf(row),
    },
    traceparent: row.traceparent ?? undefined,
  };
}

function stateOf(row: Row): StatementState {
  switch (row.state) {
    case 'completed':
      return { kind: 'completed', at: instantOf(row.ended_at) };
    case 'failed':
      return { kind: 'failed', at: instantOf(row.ended_at), because: row.because ?? 'no-answer' };
    case 'reading':
      return {
        kind: 'reading',
        after: row.after ?? undefined,
        notBefore: instantOf(row.not_before),
        lease:
          row.lease_token === null
            ? undefined
            : { token: row.lease_token, until: instantOf(row.lease_until) },
        failures: row.failures,
        progressAt: instantOf(row.progress_at),
        passes: row.passes,
        passAt: instantOf(row.pass_at),
      };
  }
}

function instantOf(date: Date | null): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(date?.getTime() ?? 0);
}
