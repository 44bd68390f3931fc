import { runService } from '@libs/host';
import { PaymentReconciliationModule } from './payment-reconciliation.module.js';
import { PaymentReconciliationSettings } from './payment-reconciliation.settings.js';

await runService({
  name: 'payment-reconciliation',
  module: PaymentReconciliationModule,
  settings: PaymentReconciliationSettings,
  env: process.env,
});
