import { Controller } from '@nestjs/common';
import { KeepAgreements } from '@libs/agreements';
import { AgreementChanged } from '@libs/contracts';
import { Takes, type Work } from '@libs/messaging';

/** The gateway's copy of the agreements: where each municipality's debtor system is. */
@Controller()
export class KeepGatewayAgreements extends KeepAgreements {
  @Takes({ queue: 'serviceplatform-gateway.agreements', events: [AgreementChanged] })
  take(work: Work<AgreementChanged>): Promise<undefined> {
    return work.by(this);
  }
}
