import {
  Global,
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Patience } from '@libs/kernel';
import {
  BrokerSettings,
  Commands,
  Engine,
  ParkedDesk,
  brokerOptionsOf,
  messagingMigrations,
  RabbitTransport,
  Watch,
} from '@libs/messaging';
import { Log, Metrics } from '@libs/observability';
import { Database, type MigrationClass } from '@libs/persistence';
import { KeyedHash, KeySet, Sealer, SealingSettings } from '@libs/sealing';
import { TRANSPORT_STRATEGY } from '../boot/transport.js';
import { ParkedController } from '../parked/parked.controller.js';
import { ParkedEditController } from '../parked/parked-edit.controller.js';
import { ParkedGapsController } from '../parked/parked-gaps.controller.js';
import { databaseProviders, RELAXED } from './database-providers.js';
import { LogWatch } from './log-watch.js';
import { LongReads } from './long-reads.js';
import { ConsumersReady, DatabaseReady } from './readiness-checks.js';
import { SlowFigures } from './slow-figures.js';
import { TransportFigures } from './transport-figures.js';

export type WiringOptions = {
  /** As the folder in `apps/` has it. */
  readonly service: string;
  /** The service's own tables; the transport's come first. */
  readonly migrations: readonly MigrationClass[];
  readonly publishesTo: readonly string[];
};

type EngineNeeds = [Database, Database, Sealer, Watch, Patience];

/** What every service that takes messages stands on: its database, its keys, the transport, and commands through the one door. */
@Global()
@Module({})
export class WiringModule implements OnApplicationShutdown {
  constructor(
    private readonly database: Database,
    @Inject(RELAXED) private readonly relaxed: Database,
  ) {}

  static for({ service, migrations, publishesTo }: WiringOptions): DynamicModule {
    const tables = [...messagingMigrations, ...migrations];
    const providers = [
      ...databaseProviders(service, tables),
      {
        provide: Sealer,
        inject: [SealingSettings],
        useFactory: ({ sealingKeys }: SealingSettings) =>
          new Sealer(KeySet.fromJwks(sealingKeys.expose(), 'sealing')),
      },
      {
        provide: KeyedHash,
        inject: [SealingSettings],
        useFactory: ({ hashKeys }: SealingSettings) =>
          new KeyedHash(KeySet.fromJwks(hashKeys.expose(), 'hash')),
      },
      {
        provide: Watch,
        inject: [Log, Metrics],
        useFactory: (log: Log, metrics: Metrics) => new LogWatch(log, metrics),
      },
      {
        provide: Engine,
        inject: [BrokerSettings, Database, RELAXED, Sealer, Watch, Patience],
        useFactory: (
          broker: BrokerSettings,
          ...[database, relaxed, sealer, watch, patience]: EngineNeeds
        ) =>
          new Engine(
            { service, publishesTo, ...brokerOptionsOf(broker) },
            { database, relaxed, sealer, watch, patience },
          ),
      },
      {
        provide: ParkedDesk,
        inject: [Engine],
        useFactory: (engine: Engine) => engine.desk,
      },
      {
        provide: Commands,
        inject: [Engine],
        useFactory: (engine: Engine) => new Commands(engine, service),
      },
      {
        provide: TRANSPORT_STRATEGY,
        inject: [Engine],
        useFactory: (engine: Engine) => new RabbitTransport(engine),
      },
      ...[ConsumersReady, DatabaseReady, LongReads, SlowFigures, TransportFigures],
    ];
    return {
      module: WiringModule,
      controllers: [ParkedGapsController, ParkedController, ParkedEditController],
      providers,
      exports: [Database, Sealer, KeyedHash, Engine, Commands, Watch, LongReads, SlowFigures],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.database.close(), this.relaxed.close()]);
  }
}
