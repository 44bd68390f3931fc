import { Part } from '@libs/config';
import { MessagingServiceSettings } from '@libs/host';
import { TokenSettings } from './adapters/tokens/token.settings.js';
import { CertificateSettings } from './adapters/tls/certificate.settings.js';
import { LanesSettings } from './adapters/lanes/lanes.settings.js';
import { ServiceplatformSettings } from './adapters/serviceplatform/serviceplatform.settings.js';

/** What the gateway is told by its environment. */
export class ServiceplatformGatewaySettings extends MessagingServiceSettings {
  @Part() readonly serviceplatform!: ServiceplatformSettings;
  @Part() readonly lanes!: LanesSettings;
  @Part() readonly tokens!: TokenSettings;
  @Part() readonly certificates!: CertificateSettings;
}
