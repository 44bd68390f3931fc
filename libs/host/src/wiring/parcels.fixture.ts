import { Controller, Module } from '@nestjs/common';
import { Event, eventOf, Placed } from '@libs/contracts';
import { Takes, type Decision, type Work } from '@libs/messaging';
import { IsString } from 'class-validator';
import { SlowFigures } from './slow-figures.js';
import { WiringModule } from './wiring.module.js';

const numbered = { kind: 'balance', key: 'feeId', routedBy: 'agencyId' } as const;

@Event({ type: 'dk.debitorbro.balance.test-sent.v1', exchange: 'claims', ...numbered })
export class ParcelSent extends Placed {
  @IsString() agencyId!: string;
  @IsString() feeId!: string;
}

/** Nobody takes it: it stays in the outbox. */
@Event({
  type: 'dk.debitorbro.balance.test-passed-on.v1',
  exchange: 'library.updates',
  ...numbered,
})
class ParcelPassedOn {
  @IsString() agencyId!: string;
  @IsString() feeId!: string;
}

export const queue = 'parcels.sent';

/** Passes on every parcel, and keeps nothing. */
@Controller()
class PassOn {
  @Takes({ queue, events: [ParcelSent], everythingFrom: ['claims'] })
  take(work: Work<ParcelSent>): Promise<undefined> {
    return work.by(this);
  }

  stateKey({ feeId }: ParcelSent): string {
    return feeId;
  }

  gather(): Promise<ReadonlyMap<string, never>> {
    return Promise.resolve(new Map<string, never>());
  }

  decide(_: undefined, { event: { agencyId, feeId } }: { event: ParcelSent }): Decision<undefined> {
    return { announce: [Object.assign(new ParcelPassedOn(), { agencyId, feeId })] };
  }

  keep(): Promise<void> {
    return Promise.resolve();
  }
}

@Module({
  imports: [
    WiringModule.for({ service: 'parcels', migrations: [], publishesTo: ['library.updates'] }),
  ],
  controllers: [PassOn],
})
export class ParcelsModule {
  constructor(figures: SlowFigures) {
    const query = `
      SELECT 'positions' AS of, count(*) AS value, floor(random() * 1e12) AS look FROM messaging.position`;
    figures.tell({
      name: 'debitorbro_parcels_rows',
      help: 'What has been taken and passed on',
      labels: ['of'],
      query,
    });
    for (const name of ['debitorbro_parcels_seen_rows', 'debitorbro_parcels_seen_too_rows'])
      figures.tell({ name, help: 'By what look they were counted', query, column: 'look' });
  }
}

export const agencyId = 'DK-761500';

export type Parcel = { readonly feeId: string; readonly number?: number; readonly agoMs?: number };

/** As the house next door publishes it, so long ago. */
export function bodyOf({ feeId, number = 1, agoMs = 0 }: Parcel): Buffer {
  return Buffer.from(
    JSON.stringify({
      specversion: '1.0',
      id: `${feeId}-${String(number)}`,
      source: `/library/${agencyId}`,
      type: eventOf(ParcelSent).type,
      subject: feeId,
      time: new Date(Date.now() - agoMs).toISOString(),
      sequence: String(number),
      data: { agencyId, feeId },
    }),
  );
}
