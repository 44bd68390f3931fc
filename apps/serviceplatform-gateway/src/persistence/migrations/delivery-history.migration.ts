import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was done with each delivery, attempt by attempt (R55). */
export class DeliveryHistory1764000004100 implements MigrationInterface {
  readonly name = 'DeliveryHistory1764000004100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE delivery ADD COLUMN history jsonb NOT NULL DEFAULT '[]'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE delivery DROP COLUMN history`);
  }
}
