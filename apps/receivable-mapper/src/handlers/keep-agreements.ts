import { Controller } from '@nestjs/common';
import { KeepAgreements } from '@libs/agreements';
import { AgreementChanged } from '@libs/contracts';
import { Takes, type Work } from '@libs/messaging';

/** The mapper's copy of the agreements. */
@Controller()
export class KeepMapperAgreements extends KeepAgreements {
  @Takes({ queue: 'receivable-mapper.agreements', events: [AgreementChanged] })
  take(work: Work<AgreementChanged>): Promise<undefined> {
    return work.by(this);
  }
}
