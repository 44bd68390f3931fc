import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a new version of an agreement still has to reach, and how far it has come. */
export class SweepTables1764000001100 implements MigrationInterface {
  readonly name = 'SweepTables1764000001100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sweep_job (
        agency_id text COLLATE "C" NOT NULL,
        version int NOT NULL,
        from_date date NOT NULL,
        after_date date NOT NULL,
        after_fee_id text COLLATE "C" NOT NULL DEFAULT '',
        looked_at bigint NOT NULL DEFAULT 0,
        began_at timestamptz NOT NULL,
        ended_at timestamptz,
        PRIMARY KEY (agency_id, version)
      )`);
    await runner.query(
      `CREATE INDEX claim_registered ON claim (agency_id, creation_date) WHERE standing = 'registered'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX claim_registered`);
    await runner.query(`DROP TABLE sweep_job`);
  }
}
