import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The transport's own tables, in a schema of their own in each service's database. */
export class MessagingTables1764000000000 implements MigrationInterface {
  readonly name = 'MessagingTables1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE SCHEMA messaging`);
    await runner.query(`
      CREATE TABLE messaging.subject (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind smallint NOT NULL,
        scope text COLLATE "C" NOT NULL,
        key text COLLATE "C" NOT NULL,
        awaited boolean NOT NULL DEFAULT false,
        UNIQUE (kind, scope, key)
      )`);
    await runner.query(`
      CREATE TABLE messaging.position (
        subject_id bigint NOT NULL,
        source text COLLATE "C" NOT NULL,
        next bigint NOT NULL,
        ids bigint[] NOT NULL,
        held boolean NOT NULL DEFAULT false,
        PRIMARY KEY (subject_id, source)
      ) WITH (fillfactor = 80)`);
    await runner.query(`
      CREATE TABLE messaging.inbox (
        source text COLLATE "C" NOT NULL,
        message_id text COLLATE "C" NOT NULL,
        handled_at timestamptz NOT NULL,
        PRIMARY KEY (source, message_id)
      )`);
    await runner.query(`
      CREATE TABLE messaging.set_aside (
        id uuid PRIMARY KEY,
        queue text NOT NULL,
        state text NOT NULL CHECK (state IN ('waiting', 'ready', 'retry', 'parked')),
        subject_id bigint,
        source text COLLATE "C" NOT NULL,
        number bigint,
        message_id text NOT NULL,
        type text NOT NULL,
        waits_on text COLLATE "C",
        waits_number bigint,
        attempts int NOT NULL DEFAULT 0,
        retry_at timestamptz,
        reason_code text NOT NULL,
        reason_text text NOT NULL,
        body text NOT NULL,
        first_at timestamptz NOT NULL,
        last_at timestamptz NOT NULL
      )`);
    await runner.query(
      `CREATE INDEX set_aside_stream ON messaging.set_aside (subject_id, source, number)`,
    );
    await runner.query(
      `CREATE INDEX set_aside_ready ON messaging.set_aside (subject_id, number) WHERE state = 'ready'`,
    );
    await runner.query(
      `CREATE INDEX set_aside_retry ON messaging.set_aside (retry_at) WHERE state = 'retry'`,
    );
    await runner.query(
      `CREATE INDEX set_aside_need ON messaging.set_aside (waits_on, waits_number) WHERE waits_on IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE messaging.outbox (
        id uuid PRIMARY KEY,
        exchange text NOT NULL,
        routing_key text NOT NULL,
        body text NOT NULL,
        created_at timestamptz NOT NULL,
        leased_until timestamptz NOT NULL
      )`);
    await runner.query(`CREATE INDEX outbox_lease ON messaging.outbox (leased_until)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA messaging CASCADE`);
  }
}
