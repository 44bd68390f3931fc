import type { Client } from 'pg';
import { QueryFailedError, type QueryRunner } from 'typeorm';
import { isError } from '@libs/observability';
import { databaseFailureKind } from './database-failure.js';
import { preparedName } from './prepared-names.js';
import { StatementGroup, type Statement } from './statement-group.js';

/** What a store needs of the transaction it works in. Rows come back as PostgreSQL gives them. */
export abstract class Tx {
  abstract query<Row = Record<string, unknown>>(
    sql: string,
    parameters?: readonly unknown[],
  ): Promise<Row[]>;

  /**
   * Hands over a statement whose rows nobody needs: it travels with what comes after it, at the latest with the commit. What
   * is asked later sees what it did. If it fails, the transaction fails with its error.
   */
  abstract send(sql: string, parameters?: readonly unknown[]): Promise<void>;
}

/** One connection of the pool, for as long as somebody has it. What is asked of it in one go, it asks in one go. */
export class Session {
  private asked: Statement[] = [];
  private isAsking = false;

  constructor(
    private readonly runner: QueryRunner,
    private readonly client: Client,
  ) {}

  /** Prepared by name, which TypeORM's own `query` can't; the values stay out of what is thrown. */
  async run<Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    if (this.runner.isReleased)
      throw new Error('Connection terminated: it was lost between two statements.');
    const answered = Promise.withResolvers<unknown[]>();
    const config = { name: preparedName(sql), text: sql, values: [...parameters] };
    this.asked.push({ config, answered });
    process.nextTick(() => {
      this.ask();
    });
    try {
      return (await answered.promise) as Row[];
    } catch (error) {
      throw new QueryFailedError(sql, [], asError(error));
    }
  }

  private ask(): void {
    if (this.isAsking || this.asked.length === 0) return;
    const asked = this.asked;
    this.asked = [];
    this.isAsking = true;
    const onEnded = (): void => {
      this.isAsking = false;
      this.ask();
    };
    this.client.query(new StatementGroup(asked, onEnded));
  }
}

/** @returns the connection that a runner holds, or takes now */
export async function sessionOf(runner: QueryRunner): Promise<Session> {
  return new Session(runner, await (runner.connect() as Promise<Client>));
}

/**
 * Understands one transaction whose statements need not wait for one another. PostgreSQL runs them in their order and refuses
 * all that come after one that has failed, the commit as well: the first failure is the reason.
 */
export class PipelinedTx extends Tx {
  private readonly sent: Promise<unknown>[] = [];
  private failure: { readonly error: unknown } | undefined;
  private hasBegun = false;
  private isOver = false;

  constructor(private readonly session: Session) {
    super();
  }

  async query<Row = Record<string, unknown>>(
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<Row[]> {
    if (this.isOver) throw new Error('The transaction that it was asked in is over.');
    try {
      this.begin();
      return await this.session.run<Row>(sql, parameters);
    } catch (error) {
      this.failure ??= { error };
      throw error;
    }
  }

  send(sql: string, parameters: readonly unknown[] = []): Promise<void> {
    this.sent.push(this.query(sql, parameters).catch(() => undefined));
    return Promise.resolve();
  }

  /** Goes in one group with what is asked first, which PostgreSQL skips if it can't begin. */
  private begin(): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    this.session.run('BEGIN', []).catch(() => undefined); // what follows fails for the same reason
  }

  /** After a failed statement PostgreSQL answers it with a rollback, and without an error. */
  async commit(): Promise<void> {
    if (!this.hasBegun) return;
    const committed = this.query('COMMIT');
    this.isOver = true;
    await Promise.all([committed, ...this.sent]);
    if (this.failure !== undefined) throw this.failure.error;
  }

  /** Rolls back, unless the database is away: the session is given up then. @returns what failed first */
  async abandon(error: unknown): Promise<unknown> {
    this.isOver = true;
    const isAway = databaseFailureKind(this.failure?.error ?? error) === 'infrastructure';
    if (this.hasBegun && !isAway) await this.session.run('ROLLBACK', []).catch(() => undefined);
    await Promise.all(this.sent);
    return this.failure?.error ?? error;
  }
}

/** Also of another realm, as a socket's are in tests: it is the code in them that tells an outage from a fault. */
function asError(thrown: unknown): Error {
  return isError(thrown) ? thrown : new Error('The database driver failed.');
}
