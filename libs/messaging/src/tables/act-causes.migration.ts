import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The `traceparent` of the request by which somebody sent a parked message to the door: its handling leads there. */
export class ActCauses1764000000600 implements MigrationInterface {
  readonly name = 'ActCauses1764000000600';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE messaging.set_aside ADD COLUMN act_cause text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE messaging.set_aside DROP COLUMN act_cause`);
  }
}
