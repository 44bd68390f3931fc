import { runService } from '@libs/host';
import { VerificationModule } from './verification.module.js';
import { VerificationSettings } from './verification.settings.js';

await runService({
  name: 'verification',
  module: VerificationModule,
  settings: VerificationSettings,
  env: process.env,
});
