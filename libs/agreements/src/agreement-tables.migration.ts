import type { MigrationInterface, QueryRunner } from 'typeorm';

/** All versions of the agencies' agreements, as claim-intake announced them. */
export class AgreementTables1764000000100 implements MigrationInterface {
  readonly name = 'AgreementTables1764000000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE agreement_version (
        agency_id text COLLATE "C" NOT NULL,
        version int NOT NULL,
        valid_from timestamptz NOT NULL,
        settings jsonb NOT NULL,
        PRIMARY KEY (agency_id, version)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE agreement_version`);
  }
}
