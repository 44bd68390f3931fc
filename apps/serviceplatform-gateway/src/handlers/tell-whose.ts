import { describeActiveSpan } from '@libs/observability';
import type { KeptDelivery } from '../persistence/delivery-rows.js';

/** A command names a delivery; whoever looks for its span knows the fee, or the municipality. */
export function tellWhose({ agencyId, feeId, delivery }: KeptDelivery): void {
  describeActiveSpan({
    'debitorbro.agency': agencyId,
    'debitorbro.subject': feeId,
    'debitorbro.municipality': delivery.municipalityCode,
  });
}
