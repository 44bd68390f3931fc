import { runService } from '@libs/host';
import { ReceivableMapperModule } from './receivable-mapper.module.js';
import { ReceivableMapperSettings } from './receivable-mapper.settings.js';

await runService({
  name: 'receivable-mapper',
  module: ReceivableMapperModule,
  settings: ReceivableMapperSettings,
  env: process.env,
});
