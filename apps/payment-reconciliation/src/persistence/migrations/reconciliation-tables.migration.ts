import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sideColumns } from '../side-columns.js';

/** Reconciliations, what they found, and the debtor systems' statements while they are being compared (R53). */
export class ReconciliationTables1764000006000 implements MigrationInterface {
  readonly name = 'ReconciliationTables1764000006000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE reconciliation (
        run_id uuid PRIMARY KEY,
        municipality_code text COLLATE "C" NOT NULL,
        period_from date NOT NULL,
        period_to date NOT NULL,
        source text NOT NULL,
        asked_by text NOT NULL,
        asked_at timestamptz NOT NULL,
        horizon timestamptz NOT NULL,
        state text NOT NULL,
        stated int,
        reason jsonb,
        totals jsonb,
        ended_at timestamptz
      )`);
    await runner.query(
      `CREATE INDEX reconciliation_period ON reconciliation (municipality_code, period_from, period_to, asked_at)`,
    );
    await runner.query(
      `CREATE INDEX reconciliation_open ON reconciliation (asked_at) WHERE state IN ('reading', 'comparing')`,
    );
    await runner.query(`
      CREATE TABLE statement_line (
        run_id uuid NOT NULL,
        receivable_id uuid NOT NULL,
        ${sideColumns.map((column) => `${column} bigint`).join(', ')},
        stated_ore bigint NOT NULL,
        moved_at timestamptz,
        PRIMARY KEY (run_id, receivable_id)
      )`);
    await runner.query(`
      CREATE TABLE reconciliation_difference (
        run_id uuid NOT NULL REFERENCES reconciliation,
        receivable_id uuid NOT NULL,
        type text NOT NULL,
        because text NOT NULL,
        agency_id text,
        fee_id text,
        here_ore bigint,
        there_ore bigint,
        PRIMARY KEY (run_id, receivable_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE reconciliation_difference, statement_line, reconciliation`);
  }
}
