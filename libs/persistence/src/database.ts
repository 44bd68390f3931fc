import type { Client } from 'pg';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { databaseFailureKind } from './database-failure.js';
import { PipelinedTx, sessionOf, type Tx } from './pipelined-tx.js';

export type DatabaseOptions = {
  readonly url: string;
  readonly applicationName: string;
  readonly migrations: readonly MigrationClass[];
  /** Connections of the pool; every batch in flight uses one. */
  readonly connectionsMax: number;
  readonly connectTimeoutMs: number;
  /** A statement that runs longer is ended by PostgreSQL (class 57: counted as infrastructure). */
  readonly statementTimeoutMs: number;
  /** Commits without waiting for the disk: only for what may be done twice. */
  readonly relaxed?: boolean;
};

export type MigrationClass = new () => MigrationInterface;

/**
 * PostgreSQL ends a statement that takes too long and says so. One that says nothing even then is not there any more (a
 * half-open connection, a router that swallows): it is given up this much later.
 */
export const silenceMs = 1_000;

/** Understands the service's own database: transactions, plain queries and the migrations that make its tables. */
export class Database {
  private constructor(private readonly source: DataSource) {}

  static async open(options: DatabaseOptions): Promise<Database> {
    const source = new DataSource({
      type: 'postgres',
      url: options.url,
      applicationName: options.applicationName,
      migrations: [...options.migrations],
      migrationsTransactionMode: 'each',
      poolErrorHandler: () => undefined, // an idle connection that breaks is replaced on the next use
      connectTimeoutMS: options.connectTimeoutMs,
      extra: {
        max: options.connectionsMax,
        ...(options.relaxed === true && { options: '-c synchronous_commit=off' }),
        statement_timeout: options.statementTimeoutMs,
        query_timeout: options.statementTimeoutMs + silenceMs,
        keepAlive: true,
        idle_in_transaction_session_timeout: options.statementTimeoutMs,
      },
    });
    await source.initialize();
    return new Database(source);
  }

  /** Makes the tables that are missing; replicas that start together wait for one another. */
  async migrate(): Promise<void> {
    const runner = this.source.createQueryRunner();
    try {
      await runner.query('SELECT pg_advisory_lock(615001)');
      await this.source.runMigrations();
    } finally {
      await runner.query('SELECT pg_advisory_unlock(615001)').catch(() => undefined);
      await runner.release();
    }
  }

  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it rejects.
   * @throws what failed first: a statement that nobody waited for fails the transaction as well
   */
  async transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    return this.onConnection(async (runner) => {
      const tx = new PipelinedTx(await sessionOf(runner));
      try {
        const result = await work(tx);
        await tx.commit();
        return result;
      } catch (error) {
        throw await tx.abandon(error);
      }
    });
  }

  async query<Row = Record<string, unknown>>(
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<Row[]> {
    return this.onConnection(async (runner) => (await sessionOf(runner)).run<Row>(sql, parameters));
  }

  /** A statement by itself has nothing to travel with: it is done when this resolves. */
  async send(sql: string, parameters: readonly unknown[] = []): Promise<void> {
    await this.query(sql, parameters);
  }

  private async onConnection<Result>(
    work: (runner: QueryRunner) => Promise<Result>,
  ): Promise<Result> {
    const runner = this.source.createQueryRunner();
    try {
      return await work(runner);
    } catch (error) {
      if (databaseFailureKind(error) === 'infrastructure') await discard(runner, error);
      throw error;
    } finally {
      await runner.release().catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}

/**
 * Takes a connection that failed out of the pool, as its own loss would: on one that no longer answers, everybody who gets it
 * later, and a rollback too, would wait just as long. PostgreSQL rolls back when the session ends.
 */
async function discard(runner: QueryRunner, error: unknown): Promise<void> {
  if (runner.isReleased) return;
  const connection = await (runner.connect() as Promise<Client>).catch(() => undefined);
  connection?.emit('error', error);
}
