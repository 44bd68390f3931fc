import type { MigrationInterface, QueryRunner } from 'typeorm';

export class GatewayTables1764000004000 implements MigrationInterface {
  readonly name = 'GatewayTables1764000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE delivery (
        delivery_id uuid PRIMARY KEY,
        position bigint GENERATED ALWAYS AS IDENTITY,
        municipality_code text NOT NULL,
        agency_id text COLLATE "C" NOT NULL,
        fee_id text COLLATE "C" NOT NULL,
        receivable_id uuid NOT NULL,
        account_id uuid NOT NULL,
        message text NOT NULL,
        answers jsonb NOT NULL,
        basis jsonb NOT NULL,
        traceparent text,
        request_id uuid NOT NULL,
        frozen text NOT NULL,
        carries uuid[] NOT NULL,
        attempts int NOT NULL,
        state text NOT NULL,
        not_before timestamptz,
        doubtful boolean NOT NULL,
        lease_token uuid,
        lease_until timestamptz,
        ended_at timestamptz,
        reason jsonb,
        because text,
        created_at timestamptz NOT NULL DEFAULT now()
      ) WITH (fillfactor = 85)`);
    await runner.query(`ALTER TABLE delivery ALTER COLUMN frozen SET STORAGE EXTERNAL`);
    await runner.query(`CREATE INDEX delivery_receivable ON delivery (receivable_id, position)`);
    await runner.query(
      `CREATE INDEX delivery_due ON delivery (municipality_code, position) WHERE state IN ('waiting', 'unknown-outcome')`,
    );
    await runner.query(
      `CREATE INDEX delivery_line ON delivery (account_id, position) WHERE state IN ('waiting', 'unknown-outcome', 'attempting')`,
    );
    await runner.query(
      `CREATE INDEX delivery_lease ON delivery (lease_until) WHERE state = 'attempting'`,
    );
    await runner.query(`
      CREATE TABLE report_item (
        transaction_id uuid PRIMARY KEY,
        receivable_id uuid NOT NULL,
        kind text NOT NULL,
        amount_ore bigint NOT NULL,
        registered_at timestamptz NOT NULL,
        effective_date date NOT NULL,
        original_id uuid,
        channel text,
        verdict text NOT NULL,
        refusal_code text,
        first_at timestamptz NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE report_item, delivery`);
  }
}
