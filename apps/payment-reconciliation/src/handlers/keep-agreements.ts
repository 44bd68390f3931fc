import { Controller } from '@nestjs/common';
import { KeepAgreements } from '@libs/agreements';
import { AgreementChanged } from '@libs/contracts';
import { Takes, type Work } from '@libs/messaging';

/** Reconciliation's copy of the agreements: which municipality an agency belongs to, and its cadence. */
@Controller()
export class KeepLedgerAgreements extends KeepAgreements {
  @Takes({ queue: 'payment-reconciliation.agreements', events: [AgreementChanged] })
  take(work: Work<AgreementChanged>): Promise<undefined> {
    return work.by(this);
  }
}
