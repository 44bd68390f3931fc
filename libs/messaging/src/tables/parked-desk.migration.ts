import type { MigrationInterface, QueryRunner } from 'typeorm';
import { reasonFingerprint } from '../desk/reason-fingerprint.js';

type Kind = {
  readonly queue: string;
  readonly type: string;
  readonly code: string;
  readonly text: string;
};

/** What is done with parked messages by hand, and the book of it. */
export class ParkedDesk1764000000500 implements MigrationInterface {
  readonly name = 'ParkedDesk1764000000500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE messaging.set_aside
        ADD COLUMN turn int NOT NULL DEFAULT 0,
        ADD COLUMN act text CHECK (act IN ('replayed', 'edited', 'discarded', 'skipped')),
        ADD COLUMN act_id uuid,
        ADD COLUMN fingerprint text NOT NULL DEFAULT '',
        ADD CHECK ((act IS NULL) = (act_id IS NULL))`);
    await fingerprintAll(runner);
    await runner.query(
      `CREATE INDEX set_aside_parked ON messaging.set_aside (first_at, id) WHERE state = 'parked'`,
    );
    await runner.query(
      `CREATE INDEX set_aside_group ON messaging.set_aside (fingerprint, id) WHERE state = 'parked'`,
    );
    await this.makeAudit(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE messaging.parked_audit`);
    await runner.query(`DROP FUNCTION messaging.refuse_audit_change`);
    await runner.query(
      `ALTER TABLE messaging.set_aside DROP COLUMN turn, DROP COLUMN act, DROP COLUMN act_id, DROP COLUMN fingerprint`,
    );
  }

  private async makeAudit(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE messaging.parked_audit (
        place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        act_id uuid NOT NULL,
        act text NOT NULL CHECK (act IN ('opened', 'replayed', 'edited', 'discarded', 'skipped')),
        done_at timestamptz NOT NULL,
        done_by text,
        outcome text NOT NULL CHECK (outcome IN ('seen', 'staged', 'applied', 'duplicate', 'discarded', 'parked')),
        parked_id uuid NOT NULL,
        queue text NOT NULL,
        type text NOT NULL,
        source text COLLATE "C" NOT NULL,
        message_id text NOT NULL,
        number bigint,
        fingerprint text NOT NULL,
        reason_code text NOT NULL,
        why text,
        body text,
        CHECK ((done_by IS NULL) = (outcome NOT IN ('seen', 'staged')))
      )`);
    await runner.query(
      `CREATE INDEX parked_audit_message ON messaging.parked_audit (parked_id, place)`,
    );
    await runner.query(`
      CREATE FUNCTION messaging.refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'What was done with parked messages is never changed or deleted.' USING ERRCODE = 'restrict_violation'; END $$`);
    await runner.query(
      `CREATE TRIGGER parked_audit_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON messaging.parked_audit FOR EACH STATEMENT EXECUTE FUNCTION messaging.refuse_audit_change()`,
    );
  }
}

/** What stands aside already belongs to its group as well. */
async function fingerprintAll(runner: QueryRunner): Promise<void> {
  const kinds = (await runner.query(
    `SELECT DISTINCT queue, type, reason_code AS code, reason_text AS text FROM messaging.set_aside`,
  )) as readonly Kind[];
  for (const { queue, type, code, text } of kinds)
    await runner.query(
      `UPDATE messaging.set_aside SET fingerprint = $5 WHERE queue = $1 AND type = $2 AND reason_code = $3 AND reason_text = $4`,
      [queue, type, code, text, reasonFingerprint({ queue, type, code, text })],
    );
}
