import { runService } from '@libs/host';
import { ServiceplatformGatewayModule } from './serviceplatform-gateway.module.js';
import { ServiceplatformGatewaySettings } from './serviceplatform-gateway.settings.js';

await runService({
  name: 'serviceplatform-gateway',
  module: ServiceplatformGatewayModule,
  settings: ServiceplatformGatewaySettings,
  env: process.env,
});
