import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The trace of what was last decided about a claim, for what is done with it later, and the one of a patron's change. */
export class IntakeTraces1764000001200 implements MigrationInterface {
  readonly name = 'IntakeTraces1764000001200';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['claim', 'patron_job'])
      await runner.query(`ALTER TABLE ${table} ADD COLUMN traceparent text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['patron_job', 'claim'])
      await runner.query(`ALTER TABLE ${table} DROP COLUMN traceparent`);
  }
}
