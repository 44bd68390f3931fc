import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Balances as the library is told of them, and the ledger. The database itself refuses to change, delete or unbalance entries. */
export class LedgerTables1764000005000 implements MigrationInterface {
  readonly name = 'LedgerTables1764000005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE balance (
        agency_id text COLLATE "C" NOT NULL,
        fee_id text COLLATE "C" NOT NULL,
        transfer jsonb NOT NULL,
        receivable_id uuid,
        books jsonb,
        PRIMARY KEY (agency_id, fee_id)
      ) WITH (fillfactor = 80)`);
    await runner.query(
      `CREATE UNIQUE INDEX balance_receivable ON balance (receivable_id) WHERE receivable_id IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE ledger_entry (
        municipality_code text COLLATE "C" NOT NULL,
        receivable_id uuid NOT NULL,
        transaction_id text COLLATE "C" NOT NULL,
        account text NOT NULL,
        entry_type text NOT NULL,
        amount_ore bigint NOT NULL,
        parent_transaction_id text COLLATE "C",
        source_message_id text NOT NULL,
        effective_date date NOT NULL,
        registered_at timestamptz NOT NULL,
        flags text NOT NULL,
        entered_at timestamptz NOT NULL DEFAULT now(),
        corrected_by text,
        correction_reason text,
        CHECK ((corrected_by IS NULL) = (correction_reason IS NULL)),
        PRIMARY KEY (municipality_code, receivable_id, transaction_id, account)
      )`);
    await runner.query(
      `CREATE INDEX ledger_entry_heard ON ledger_entry (municipality_code, entered_at) WHERE account IN ('covered', 'written-off') AND corrected_by IS NULL`,
    );
    await runner.query(`
      CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'Ledger entries are never changed or deleted: correct them by new entries.' USING ERRCODE = 'restrict_violation'; END $$`);
    await runner.query(
      `CREATE TRIGGER ledger_entry_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()`,
    );
    await runner.query(`
      CREATE FUNCTION refuse_unbalanced_entries() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM entered GROUP BY receivable_id, transaction_id HAVING sum(amount_ore) <> 0) THEN
          RAISE EXCEPTION 'The entries of one transaction must come to zero.' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER ledger_entry_balances AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS entered
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_unbalanced_entries()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ledger_entry, balance`);
    await runner.query(`DROP FUNCTION refuse_ledger_change, refuse_unbalanced_entries`);
  }
}
