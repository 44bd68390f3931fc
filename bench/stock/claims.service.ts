import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { chargeEnvelope, chargeOf, type FeeEvent } from '../soap/charge-envelope.js';
import { DebtorSystems } from '../soap/debtor-systems.js';
import { acceptedEvent, type HopEnvironment } from '../ways/hops.js';
import { Claim } from './claim.entity.js';
import { OutboxMessage } from './outbox-message.entity.js';
import { environment } from './tokens.js';

@Injectable()
export class ClaimsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly debtorSystems: DebtorSystems,
    @Inject(environment) private readonly told: HopEnvironment,
  ) {}

  async take(details: FeeEvent['data']): Promise<void> {
    const { agencyId, feeId } = details;
    if (this.told.hop.calls !== undefined) {
      const envelope = chargeEnvelope(chargeOf({ data: details }));
      await this.debtorSystems.register(agencyId, envelope);
    }
    await this.dataSource.transaction(async (tx) => {
      await tx.save(Claim, { feeId, agencyId, details });
      await tx.save(OutboxMessage, this.messageOf(details));
    });
  }

  private messageOf(details: FeeEvent['data']): Pick<OutboxMessage, 'pattern' | 'payload'> {
    const { agencyId, feeId } = details;
    const { fact, tells } = this.told.hop;
    return tells === 'library.updates'
      ? { pattern: `${fact}.${agencyId}`, payload: acceptedEvent(agencyId, feeId) }
      : { pattern: 'claim', payload: details };
  }
}
