import { MessagingServiceSettings } from '@libs/host';

/** What payment-reconciliation is told by its environment. */
export class PaymentReconciliationSettings extends MessagingServiceSettings {}
