import { FromEnv, Part } from '@libs/config';
import { MessagingServiceSettings } from '@libs/host';

/** When debtor systems' books are compared with ours. */
export class ReconciliationSettings {
  @FromEnv('RECONCILIATIONS_NIGHTLY', {
    what: 'Whether every municipality is reconciled each night',
    default: true,
  })
  readonly nightly!: boolean;

  @FromEnv('RECONCILIATIONS_AT_HOUR', {
    what: 'The hour in Denmark from which the night is reconciled; after the debtor systems have reported',
    default: 4,
    min: 0,
    max: 23,
  })
  readonly atHour!: number;
}

/** What payment-reconciliation is told by its environment. */
export class PaymentReconciliationSettings extends MessagingServiceSettings {
  @Part() readonly reconciliations!: ReconciliationSettings;
}
