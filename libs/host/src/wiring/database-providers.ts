import type { Provider } from '@nestjs/common';
import { Patience } from '@libs/kernel';
import { Log } from '@libs/observability';
import {
  Database,
  databaseFailureKind,
  DatabaseSettings,
  type MigrationClass,
} from '@libs/persistence';
import { StartSettings } from './messaging-service-settings.js';

/** Injection token of the database that commits without waiting for the disk. */
export const RELAXED = Symbol('debitorbro.relaxed-database');

const startPauses = { firstPauseMs: 200, pauseMsMax: 5_000 };
const postgres = {
  server: 'PostgreSQL',
  isAway: (error: unknown): boolean => databaseFailureKind(error) === 'infrastructure',
};

/** A service's own database, whose tables are made when it starts, and the patience to wait for it. */
export function databaseProviders(
  service: string,
  migrations: readonly MigrationClass[],
): Provider[] {
  return [
    {
      provide: Patience,
      inject: [StartSettings, Log],
      useFactory: ({ patienceMs }: StartSettings, log: Log) =>
        new Patience({ ...startPauses, patienceMs }, (server, error) => {
          log.warn(`${server} is away; the service starts once it is there`, { error });
        }),
    },
    {
      provide: Database,
      inject: [DatabaseSettings, Patience],
      useFactory: (settings: DatabaseSettings, patience: Patience) =>
        patience.until(postgres, () => openMigrated(settings, service, migrations)),
    },
    {
      provide: RELAXED,
      inject: [DatabaseSettings, Patience, Database], // after it: one waits, and one tells of that
      useFactory: (settings: DatabaseSettings, patience: Patience) => {
        const options = optionsOf(settings, service, []);
        return patience.until(postgres, () =>
          Database.open({ ...options, connectionsMax: 2, relaxed: true }),
        );
      },
    },
  ];
}

async function openMigrated(
  settings: DatabaseSettings,
  service: string,
  migrations: readonly MigrationClass[],
): Promise<Database> {
  const database = await Database.open(optionsOf(settings, service, migrations));
  try {
    await database.migrate();
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

function optionsOf(
  settings: DatabaseSettings,
  applicationName: string,
  migrations: readonly MigrationClass[],
): Parameters<typeof Database.open>[0] {
  const { url, connectionsMax, connectTimeoutMs, statementTimeoutMs } = settings;
  return {
    url: url.expose(),
    applicationName,
    migrations,
    connectionsMax,
    connectTimeoutMs,
    statementTimeoutMs,
  };
}
