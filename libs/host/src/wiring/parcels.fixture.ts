import { Controller, Module } from '@nestjs/common';
import { Event, eventOf, Placed } from '@libs/contracts';
import { PermanentFailure } from '@libs/kernel';
import { Takes, type Decision, type Message, type Work } from '@libs/messaging';
import type { Tx } from '@libs/persistence';
import { IsOptional, IsString } from 'class-validator';
import { startService, type RunningService } from '../boot/start-service.js';
import { MessagingServiceSettings } from './messaging-service-settings.js';
import { SlowFigures } from './slow-figures.js';
import { WiringModule } from './wiring.module.js';

const numbered = { kind: 'balance', key: 'feeId', routedBy: 'agencyId' } as const;

@Event({ type: 'dk.debitorbro.balance.test-sent.v1', exchange: 'claims', ...numbered })
export class ParcelSent extends Placed {
  @IsString() agencyId!: string;
  @IsString() feeId!: string;
  @IsOptional() @IsString() municipalityCode?: string;
  /** Where it is to fail. */
  @IsOptional() @IsString() trouble?: 'permanent' | 'throws' | 'statement';
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

  async gather(
    tx: Tx,
    messages: readonly Message<ParcelSent>[],
  ): Promise<ReadonlyMap<string, never>> {
    if (messages.some(({ event }) => event.trouble === 'statement')) await tx.query('SELECT 1 / 0');
    return new Map<string, never>();
  }

  decide(_: undefined, { event }: { event: ParcelSent }): Decision<undefined> {
    const { agencyId, feeId, trouble } = event;
    if (trouble === 'throws') throw new Error(`nobody can take ${feeId}`);
    if (trouble === 'permanent')
      throw new PermanentFailure('parcel.refused', 'It can never be passed on.');
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
class ParcelsModule {
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

const keys = JSON.stringify({
  keys: [{ kty: 'oct', kid: 'spec', k: Buffer.alloc(32, 3).toString('base64url') }],
});

/** Runs it as a service of its own. @param env where its servers are, and what differs */
export function startParcels(
  env: Readonly<Record<'DATABASE_URL' | 'AMQP_URL', string> & Record<string, string>>,
  writeLog: (line: string) => void,
): Promise<RunningService> {
  return startService({
    name: 'parcels',
    module: ParcelsModule,
    settings: MessagingServiceSettings,
    env: {
      ...{ HTTP_HOST: '127.0.0.1', OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_AUDIENCE: 'debitorbro' },
      ...{ SEALING_KEYS: keys, HASH_KEYS: keys },
      ...env,
    },
    writeLog,
  });
}

export const agencyId = 'DK-761500';

export type Parcel = {
  readonly feeId: string;
  readonly number?: number;
  readonly agoMs?: number;
  readonly trouble?: ParcelSent['trouble'];
  readonly traceparent?: string;
};

/** As the house next door publishes it, so long ago. */
export function bodyOf({ feeId, number = 1, agoMs = 0, trouble, traceparent }: Parcel): Buffer {
  return Buffer.from(
    JSON.stringify({
      specversion: '1.0',
      id: `${feeId}-${String(number)}`,
      source: `/library/${agencyId}`,
      type: eventOf(ParcelSent).type,
      subject: feeId,
      time: new Date(Date.now() - agoMs).toISOString(),
      sequence: String(number),
      ...(traceparent !== undefined && { traceparent }),
      data: { agencyId, feeId, municipalityCode: '615', ...(trouble !== undefined && { trouble }) },
    }),
  );
}
