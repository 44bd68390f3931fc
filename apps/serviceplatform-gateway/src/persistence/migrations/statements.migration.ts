import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Statements on their way from debtor systems, and what has been told of those that are still read (R53). */
export class Statements1764000004200 implements MigrationInterface {
  readonly name = 'Statements1764000004200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE statement (
        statement_id uuid PRIMARY KEY,
        municipality_code text NOT NULL,
        state text NOT NULL,
        after text,
        not_before timestamptz,
        lease_token uuid,
        lease_until timestamptz,
        failures int NOT NULL,
        progress_at timestamptz,
        passes int NOT NULL,
        pass_at timestamptz,
        parts int NOT NULL,
        receivables int NOT NULL,
        ended_at timestamptz,
        because text,
        traceparent text,
        requested_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(
      `CREATE INDEX statement_due ON statement (not_before) WHERE state = 'reading'`,
    );
    await runner.query(
      `CREATE INDEX delivery_move ON delivery (municipality_code) WHERE message = 'debtor-change'`,
    );
    await runner.query(`
      CREATE TABLE statement_receivable (
        statement_id uuid NOT NULL,
        receivable_id uuid NOT NULL,
        PRIMARY KEY (statement_id, receivable_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE statement_receivable, statement`);
    await runner.query(`DROP INDEX delivery_move`);
  }
}
