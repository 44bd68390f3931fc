import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The trace in which a version was made, or heard of: what it has done afterwards leads there. */
export class AgreementTraces1764000000110 implements MigrationInterface {
  readonly name = 'AgreementTraces1764000000110';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE agreement_version ADD COLUMN traceparent text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE agreement_version DROP COLUMN traceparent`);
  }
}
