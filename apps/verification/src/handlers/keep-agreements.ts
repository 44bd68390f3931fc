import { Controller } from '@nestjs/common';
import { Agreements, KeepAgreements } from '@libs/agreements';
import { AgreementChanged } from '@libs/contracts';
import { Takes, type Work } from '@libs/messaging';
import { ReconsiderClaims } from './reconsider-claims.js';

/** Verification's copy of the agreements; a new version may release what is held (R11, R21, R26). */
@Controller()
export class KeepVerificationAgreements extends KeepAgreements {
  constructor(
    agreements: Agreements,
    private readonly reconsidering: ReconsiderClaims,
  ) {
    super(agreements);
  }

  @Takes({ queue: 'verification.agreements', events: [AgreementChanged] })
  take(work: Work<AgreementChanged>): Promise<undefined> {
    return work.by(this);
  }

  committed(): void {
    this.reconsidering.wake();
  }
}
