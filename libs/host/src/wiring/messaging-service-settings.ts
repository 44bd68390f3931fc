import { Part } from '@libs/config';
import { BrokerSettings } from '@libs/messaging';
import { DatabaseSettings } from '@libs/persistence';
import { SealingSettings } from '@libs/sealing';
import { ServiceSettings } from '../settings.js';

/** What a service is told that has a database, keys and the broker. */
export class MessagingServiceSettings extends ServiceSettings {
  @Part() readonly database!: DatabaseSettings;
  @Part() readonly broker!: BrokerSettings;
  @Part() readonly sealing!: SealingSettings;
}
