import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The trace of what was last decided about a claim, for what time, staff or a changed agreement do with it later. */
export class ClaimTraces1764000002100 implements MigrationInterface {
  readonly name = 'ClaimTraces1764000002100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE claim ADD COLUMN traceparent text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE claim DROP COLUMN traceparent`);
  }
}
