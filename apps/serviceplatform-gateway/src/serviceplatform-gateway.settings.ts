import { Part } from '@libs/config';
import { MessagingServiceSettings } from '@libs/host';
import { ServiceplatformSettings } from './adapters/serviceplatform/serviceplatform.settings.js';

/** What the gateway is told by its environment. */
export class ServiceplatformGatewaySettings extends MessagingServiceSettings {
  @Part() readonly serviceplatform!: ServiceplatformSettings;
}
