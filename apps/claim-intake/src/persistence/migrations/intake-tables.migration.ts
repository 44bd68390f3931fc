import type { MigrationInterface, QueryRunner } from 'typeorm';

export class IntakeTables1764000001000 implements MigrationInterface {
  readonly name = 'IntakeTables1764000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE claim (
        agency_id text COLLATE "C" NOT NULL,
        fee_id text COLLATE "C" NOT NULL,
        standing text NOT NULL,
        status text NOT NULL,
        balance_type text,
        creation_date date,
        left_ore bigint,
        patron_id text COLLATE "C",
        personal text,
        document jsonb,
        PRIMARY KEY (agency_id, fee_id)
      )`);
    await runner.query(`ALTER TABLE claim ALTER COLUMN personal SET STORAGE EXTERNAL`);
    await runner.query(
      `CREATE INDEX claim_kept ON claim (agency_id, creation_date, fee_id) WHERE standing IN ('before-cut-off', 'inactive')`,
    );
    await runner.query(`CREATE INDEX claim_patron ON claim (agency_id, patron_id, fee_id)`);
    await runner.query(`
      CREATE TABLE patron (
        agency_id text COLLATE "C" NOT NULL,
        patron_id text COLLATE "C" NOT NULL,
        document jsonb NOT NULL,
        PRIMARY KEY (agency_id, patron_id)
      )`);
    await runner.query(`
      CREATE TABLE patron_job (
        id text PRIMARY KEY,
        agency_id text COLLATE "C" NOT NULL,
        patron_id text COLLATE "C" NOT NULL,
        change jsonb NOT NULL,
        after_fee_id text COLLATE "C" NOT NULL DEFAULT '',
        place bigint GENERATED ALWAYS AS IDENTITY
      )`);
    await runner.query(`CREATE INDEX patron_job_place ON patron_job (agency_id, patron_id, place)`);
    await runner.query(`
      CREATE TABLE agreement_change (
        agency_id text COLLATE "C" NOT NULL,
        version int NOT NULL,
        changed_by text NOT NULL,
        changed_at timestamptz NOT NULL,
        PRIMARY KEY (agency_id, version)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['agreement_change', 'patron_job', 'patron', 'claim'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
