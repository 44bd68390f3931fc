import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Claims with what they are searched by, and the replacement numbers of each agency (R25). */
export class VerificationTables1764000002000 implements MigrationInterface {
  readonly name = 'VerificationTables1764000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE claim (
        agency_id text COLLATE "C" NOT NULL,
        fee_id text COLLATE "C" NOT NULL,
        municipality_code text NOT NULL,
        standing text NOT NULL,
        reasons text[] NOT NULL,
        tasks text[] NOT NULL,
        balance_type text NOT NULL,
        left_ore bigint NOT NULL,
        creation_date date NOT NULL,
        patron_id text COLLATE "C" NOT NULL,
        patron_kind text NOT NULL,
        held_since timestamptz,
        weighed_by int NOT NULL,
        intake_number bigint NOT NULL,
        personal text NOT NULL,
        document jsonb NOT NULL,
        PRIMARY KEY (agency_id, fee_id)
      )`);
    await runner.query(`ALTER TABLE claim ALTER COLUMN personal SET STORAGE EXTERNAL`);
    await runner.query(`
      CREATE INDEX claim_unfinished ON claim (agency_id, fee_id)
      WHERE standing IN ('awaiting-verification', 'held') OR tasks <> '{}'`);
    await runner.query(`
      CREATE TABLE replacement_number (
        agency_id text COLLATE "C" NOT NULL,
        number_hash text COLLATE "C" NOT NULL,
        person_hash text COLLATE "C",
        number text,
        PRIMARY KEY (agency_id, number_hash),
        CHECK ((person_hash IS NULL) = (number IS NULL))
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX replacement_number_person ON replacement_number (agency_id, person_hash)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE replacement_number`);
    await runner.query(`DROP TABLE claim`);
  }
}
