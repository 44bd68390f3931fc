import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which replica sweeps, and until when it alone does: one row. */
export class SweepLease1764000001300 implements MigrationInterface {
  readonly name = 'SweepLease1764000001300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sweep_lease (
        is_the_only boolean PRIMARY KEY DEFAULT true CHECK (is_the_only),
        leased_by uuid,
        leased_until timestamptz NOT NULL DEFAULT '-infinity'
      )`);
    await runner.query(`INSERT INTO sweep_lease DEFAULT VALUES`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE sweep_lease`);
  }
}
