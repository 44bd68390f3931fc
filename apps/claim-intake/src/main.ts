import { runService } from '@libs/host';
import { ClaimIntakeModule } from './claim-intake.module.js';
import { ClaimIntakeSettings } from './claim-intake.settings.js';

await runService({
  name: 'claim-intake',
  module: ClaimIntakeModule,
  settings: ClaimIntakeSettings,
  env: process.env,
});
