import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MapperTables1764000003000 implements MigrationInterface {
  readonly name = 'MapperTables1764000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE receivable (
        agency_id text COLLATE "C" NOT NULL,
        fee_id text COLLATE "C" NOT NULL,
        receivable_id uuid NOT NULL,
        account_id uuid NOT NULL,
        liability_id uuid NOT NULL,
        municipality_code text NOT NULL,
        agreement_version int NOT NULL,
        standing text NOT NULL CHECK (standing IN ('raised', 'cancelled')),
        charged_ore bigint NOT NULL CHECK (charged_ore > 0),
        written_down_ore bigint NOT NULL CHECK (written_down_ore BETWEEN 0 AND charged_ore),
        PRIMARY KEY (agency_id, fee_id)
      )`);
    await runner.query(`
      CREATE TABLE account (
        agency_id text COLLATE "C" NOT NULL,
        identity_hash text COLLATE "C" NOT NULL,
        account_id uuid NOT NULL,
        PRIMARY KEY (agency_id, identity_hash)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE account`);
    await runner.query(`DROP TABLE receivable`);
  }
}
