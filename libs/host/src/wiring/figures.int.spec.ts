import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Database } from '@libs/persistence';
import { aPlace, eventually, scraped, type Place } from '@libs/testing';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import type { RunningService } from '../boot/start-service.js';
import { agencyId, bodyOf, queue, startParcels, type Parcel } from './parcels.fixture.js';
import { SlowFigures } from './slow-figures.js';

jest.setTimeout(240_000);

const lines: string[] = [];
let place: Place;
let service: RunningService;
let broker: ChannelModel;
let channel: ConfirmChannel;

beforeAll(async () => {
  place = await aPlace();
  service = await startParcels(
    { DATABASE_URL: await place.databaseUrl('parcels'), AMQP_URL: place.amqpUrl },
    (line) => lines.push(line),
  );
  broker = await connect(place.amqpUrl);
  channel = await broker.createConfirmChannel();
}, 60_000);

afterAll(async () => {
  await broker.close();
  await service.stop();
  await place.dispose();
}, 60_000);

async function arrive(...parcels: readonly Parcel[]): Promise<void> {
  for (const parcel of parcels) channel.publish('claims', agencyId, bodyOf(parcel));
  await channel.waitForConfirms();
}

const told = (metric: string): Promise<Readonly<Record<string, number>>> =>
  scraped(service.url, metric);

describe('figures of the transport', () => {
  it('say nothing is left to be done before anything has come', async () => {
    expect(await told('debitorbro_outbox_messages')).toEqual({ '': 0 });
    expect(await told('debitorbro_outbox_oldest_seconds')).toEqual({ '': 0 });
    expect(await told('debitorbro_set_aside_messages')).toEqual({});
    expect(await told('debitorbro_set_aside_oldest_seconds')).toEqual({
      ...{ 'state="waiting"': 0, 'state="ready"': 0, 'state="retry"': 0, 'state="parked"': 0 },
    });
  });

  it('count queues and registered consumers', async () => {
    expect(await told('debitorbro_consumers_expected')).toEqual({ '': 1 });
    expect(await told('debitorbro_consumers_registered')).toEqual({ '': 1 });
  });

  it('tell how long an applied message was on its way, and what stays in the outbox', async () => {
    await arrive({ feeId: '1', agoMs: 90_000 });
    await eventually(async () => {
      expect(await told('debitorbro_message_delay_seconds_count')).toEqual({
        [`queue="${queue}"`]: 1,
      });
    });
    const below = await told('debitorbro_message_delay_seconds_bucket');
    expect(below[`le="60",queue="${queue}"`]).toBe(0);
    expect(below[`le="300",queue="${queue}"`]).toBe(1);

    expect(await told('debitorbro_outbox_messages')).toEqual({ '': 1 });
    const database = service.app.get(Database);
    await database.query(`UPDATE messaging.outbox SET created_at = now() - interval '2 minutes'`);
    const { '': oldest } = await told('debitorbro_outbox_oldest_seconds');
    expect(oldest).toBeGreaterThanOrEqual(120);
    expect(oldest).toBeLessThan(180);
  });

  it('tell what stands aside and why, and count no delay of it', async () => {
    await arrive({ feeId: '2', number: 3 }, { feeId: '2', number: 2 });
    channel.publish('claims', agencyId, Buffer.from('no message'));
    await eventually(async () => {
      expect(await told('debitorbro_set_aside_messages')).toEqual({
        'reason="order.predecessor-missing",state="waiting"': 2,
        'reason="message.not-json",state="parked"': 1,
      });
    });
    const database = service.app.get(Database);
    await database.query(
      `UPDATE messaging.set_aside SET first_at = now() - interval '1 hour' WHERE number = 3`,
    );
    const aside = await told('debitorbro_set_aside_oldest_seconds');
    expect(aside['state="waiting"']).toBeGreaterThanOrEqual(3_600);
    expect(aside['state="parked"']).toBeLessThan(600);
    const counted = await told('debitorbro_message_delay_seconds_count');
    expect(counted).toEqual({ [`queue="${queue}"`]: 1 });
  });
});

describe('slow figures', () => {
  it('are counted at the start, then outside the scrape, and stay when they can not be counted', async () => {
    await eventually(async () => {
      expect(await told('debitorbro_parcels_rows')).toEqual({ 'of="positions"': 0 });
    });
    await arrive({ feeId: '3' });
    await eventually(async () => {
      const handled = await told('debitorbro_message_delay_seconds_count');
      expect(handled).toEqual({ [`queue="${queue}"`]: 2 });
    });
    expect(await told('debitorbro_parcels_rows')).toEqual({ 'of="positions"': 0 });

    await service.app.get(SlowFigures).refresh();
    const counted = await told('debitorbro_parcels_rows');
    expect(counted['of="positions"']).toBeGreaterThan(0);

    const database = service.app.get(Database);
    await database.query('ALTER TABLE messaging.position RENAME TO elsewhere');
    await service.app.get(SlowFigures).refresh();
    await database.query('ALTER TABLE messaging.elsewhere RENAME TO position');
    expect(await told('debitorbro_parcels_rows')).toEqual(counted);
    expect(lines.join()).toContain('A figure could not be counted');
  });

  it('of the same query are counted by one look', async () => {
    await service.app.get(SlowFigures).refresh();
    const seen = await told('debitorbro_parcels_seen_rows');
    expect(seen['']).toBeGreaterThan(0);
    expect(await told('debitorbro_parcels_seen_too_rows')).toEqual(seen);
  });

  it('say in their help how old they may be', async () => {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    expect(text).toContain('What has been taken and passed on; counted every few minutes');
  });
});
