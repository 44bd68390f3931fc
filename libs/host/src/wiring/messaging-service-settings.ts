import { DurationFromEnv, Part } from '@libs/config';
import { BrokerSettings } from '@libs/messaging';
import { DatabaseSettings } from '@libs/persistence';
import { SealingSettings } from '@libs/sealing';
import { ServiceSettings } from '../settings.js';

/** How often metrics are counted that cost a look at every row. */
export class FiguresSettings {
  @DurationFromEnv('FIGURES_EVERY_MS', {
    what: 'Metrics that cost a look at every row are counted this often; more seldom where that takes over a twentieth of the time',
    default: 300_000,
    min: 100,
    max: 86_400_000,
  })
  readonly everyMs!: number;
}

/** How a service starts. */
export class StartSettings {
  @DurationFromEnv('START_PATIENCE_MS', {
    what: 'A service that starts waits this long for a database or broker that is away; 0: it ends at once',
    default: 120_000,
    min: 0,
    max: 3_600_000,
  })
  readonly patienceMs!: number;
}

/** What a service is told that has a database, keys and the broker. */
export class MessagingServiceSettings extends ServiceSettings {
  @Part() readonly database!: DatabaseSettings;
  @Part() readonly broker!: BrokerSettings;
  @Part() readonly sealing!: SealingSettings;
  @Part() readonly figures!: FiguresSettings;
  @Part() readonly start!: StartSettings;
}
