import { DurationFromEnv, FromEnv, SecretFromEnv, Secret } from '@libs/config';

/** Where the service's own database is, and how much of it the service takes. */
export class DatabaseSettings {
  @SecretFromEnv('DATABASE_URL', {
    what: "The service's own PostgreSQL database",
    protocols: ['postgres', 'postgresql'],
  })
  readonly url!: Secret;

  @FromEnv('DATABASE_CONNECTIONS_MAX', {
    what: 'Connections of the pool; every batch in flight uses one',
    default: 10,
    min: 2,
    max: 200,
  })
  readonly connectionsMax!: number;

  @DurationFromEnv('DATABASE_CONNECT_TIMEOUT_MS', {
    what: 'A connection that takes longer counts as the database being away',
    default: 5_000,
    min: 100,
    max: 60_000,
  })
  readonly connectTimeoutMs!: number;

  @DurationFromEnv('DATABASE_STATEMENT_TIMEOUT_MS', {
    what: 'PostgreSQL ends a statement that runs longer',
    default: 60_000,
    min: 1_000,
    max: 3_600_000,
  })
  readonly statementTimeoutMs!: number;
}
