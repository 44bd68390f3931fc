import { DurationFromEnv, Part } from '@libs/config';
import { MessagingServiceSettings } from '@libs/host';
import { TokenSettings } from './adapters/tokens/token.settings.js';
import { CallbackSettings } from './adapters/tls/callback.settings.js';
import { CertificateSettings } from './adapters/tls/certificate.settings.js';
import { LanesSettings } from './adapters/lanes/lanes.settings.js';
import { ServiceplatformSettings } from './adapters/serviceplatform/serviceplatform.settings.js';

/** How debtor systems are asked what they have (R53). */
export class StatementSettings {
  @DurationFromEnv('STATEMENT_GIVE_UP_MS', {
    what: 'A statement of which no page could be read for this long is given up; whoever asked is told',
    default: 21_600_000,
    min: 1_000,
    max: 172_800_000,
  })
  readonly giveUpMs!: number;
}

/** What the gateway is told by its environment. */
export class ServiceplatformGatewaySettings extends MessagingServiceSettings {
  @Part() readonly serviceplatform!: ServiceplatformSettings;
  @Part() readonly lanes!: LanesSettings;
  @Part() readonly tokens!: TokenSettings;
  @Part() readonly certificates!: CertificateSettings;
  @Part() readonly callback!: CallbackSettings;
  @Part() readonly statements!: StatementSettings;
}
